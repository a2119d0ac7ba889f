// A form that keeps what is filled in while one writes. Without scripts its buttons alone keep it.
"use strict";

(() => {
  const PAUSE = 1500;
  const form = document.querySelector("form[data-keeps]");
  if (!form) return;
  const told = document.querySelector("[data-kept]");
  const { keeps, seen, saved, unkept } = form.dataset;

  // What the server says: that it keeps it, or in a sentence of its own why not. Anything else, such as a page on which
  // to sign in, is no answer.
  const wordsOf = async (answer) => {
    if (answer.status === 409) return answer.text();
    if (answer.status !== 204) return unkept;
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    return saved.replace("{time}", now);
  };

  let waiting = 0;
  let sending = new AbortController();
  const keep = async () => {
    sending.abort();
    const mine = (sending = new AbortController());
    const body = new FormData(form);
    if (seen) body.append("seen", seen);
    const words = await fetch(keeps, { method: "POST", body, signal: mine.signal }).then(wordsOf).catch(() => unkept);
    if (told && !mine.signal.aborted) told.textContent = words;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  // Nothing is kept any more of what is sent or dropped.
  document.addEventListener("submit", () => {
    clearTimeout(waiting);
    sending.abort();
  }, { capture: true });
  // What was typed for the other role and never chosen is not asked about.
  form.addEventListener("submit", () => {
    for (const input of form.querySelectorAll(".picker-search input")) if (!input.checkVisibility()) input.value = "";
  }, { capture: true });
})();
