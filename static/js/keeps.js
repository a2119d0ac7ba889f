// A form that keeps what is filled in while one writes. Without scripts its buttons alone keep it.
"use strict";

(() => {
  const PAUSE = 1500;
  const form = document.querySelector("form[data-keeps]");
  if (!form) return;
  const told = document.querySelector("[data-kept]");

  let waiting = 0;
  let sending = new AbortController();
  const keep = async () => {
    sending = new AbortController();
    const request = { method: "POST", body: new FormData(form), signal: sending.signal };
    const answer = await fetch(form.dataset.keeps, request).catch(() => null);
    if (!answer || !told) return;
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    told.textContent = answer.ok ? form.dataset.saved.replace("{time}", now) : await answer.text();
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  // Nothing is kept any more of what is sent. What was typed into a search that is not shown is not asked about.
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    sending.abort();
    for (const input of form.querySelectorAll(".picker-search input")) if (!input.checkVisibility()) input.value = "";
  }, { capture: true });
})();
