// A form that keeps what is filled in while one writes. Without scripts its buttons alone keep it.
"use strict";

(() => {
  const PAUSE = 1500;
  const LONGEST = 5000; // for somebody who never pauses
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

  const bodyOf = () => {
    const body = new FormData(form);
    if (seen) body.append("seen", seen);
    return body;
  };

  let waiting = 0; // the timer, while something is not kept yet
  let since = 0;
  let isKeeping = false;
  let isSent = false;
  let sending = new AbortController();
  const keep = async () => {
    waiting = 0;
    sending.abort();
    const mine = (sending = new AbortController());
    const request = { method: "POST", body: bodyOf(), signal: mine.signal };
    isKeeping = true;
    const words = await fetch(keeps, request).then(wordsOf).catch(() => unkept);
    isKeeping = isKeeping && mine.signal.aborted;
    if (told && !mine.signal.aborted) told.textContent = words;
  };
  const keepSoon = () => {
    if (isSent) return;
    if (!waiting) since = Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  };
  form.addEventListener("input", keepSoon);
  // Who goes elsewhere in the middle of a word has it kept, too.
  const keepNow = (more) => {
    clearTimeout(waiting);
    waiting = 0;
    return fetch(keeps, { method: "POST", body: bodyOf(), keepalive: true, ...more }).catch(() => null);
  };
  addEventListener("pagehide", () => { if (waiting) keepNow(); });
  addEventListener("pageshow", () => { isSent = false; });
  // Nothing is kept any more of what is sent or dropped, unless the page holds it back. Another form of the page waits
  // until it is kept, for a moment at most: the one that signs out ends the right to keep anything.
  const isOurs = (sent) => sent === form || sent.action === new URL(keeps, document.baseURI).href;
  let wasWaiting = false;
  document.addEventListener("submit", (event) => {
    if (!isOurs(event.target)) {
      if (!waiting) return;
      event.preventDefault();
      keepNow({ signal: AbortSignal.timeout(PAUSE) }).finally(() => event.target.requestSubmit(event.submitter));
      return;
    }
    isSent = true;
    wasWaiting = waiting > 0 || isKeeping;
    clearTimeout(waiting);
    waiting = 0;
    sending.abort();
  }, { capture: true });
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (!isOurs(target) || !defaultPrevented) return;
    isSent = false;
    if (wasWaiting) keepSoon();
  });
  // What was typed for the other role and never chosen is not asked about.
  form.addEventListener("submit", () => {
    for (const input of form.querySelectorAll(".picker-search input")) if (!input.checkVisibility()) input.value = "";
  }, { capture: true });
})();
