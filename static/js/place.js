// Asking for a place: what is filled in is kept while one writes.
// Without scripts both pages are kept by their buttons.
"use strict";

(() => {
  const PAUSE = 1500;
  const form = document.querySelector("form[data-keeps]");
  if (!form) return;
  const told = form.querySelector("[data-kept]");

  let waiting = 0;
  const keep = async () => {
    const answer = await fetch(form.dataset.keeps, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer || !told) return;
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    told.textContent = answer.ok ? form.dataset.saved.replace("{time}", now) : await answer.text();
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  // What was typed for the other role and never chosen is not asked about.
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    for (const input of form.querySelectorAll(".picker-search input")) if (!input.checkVisibility()) input.value = "";
  }, { capture: true });
})();
