// A form[data-renews] shows what it would do in the part of the page that it names: a moment after a change it asks for it
// anew, and saves nothing. What stands there stays until the answer is there; of many changes the last one counts.
// Without scripts a button asks.
"use strict";

(() => {
  const PAUSE = 300;
  const form = document.querySelector("form[data-renews]");
  if (!form) return;
  const shown = document.getElementById(form.dataset.renews), told = form.querySelector("[data-told]");

  // Beside what cannot be there are no figures, so those of before stay. What somebody moves keeps its place.
  const show = (answer) => {
    const top = form.getBoundingClientRect().top;
    const part = new DOMParser().parseFromString(answer, "text/html").body;
    const wrong = part.querySelector(".error-summary");
    told.textContent = part.querySelector("[data-says]").textContent;
    for (const share of part.querySelectorAll("[data-part]"))
      form.querySelector(`[data-share="${share.dataset.part}"]`).textContent = share.textContent;
    shown.querySelector(".error-summary")?.remove();
    if (wrong) shown.prepend(wrong);
    else shown.replaceChildren(...part.children);
    scrollBy({ top: form.getBoundingClientRect().top - top, behavior: "instant" });
  };
  const ask = async () => {
    const body = new FormData(form);
    body.set("preview", "live");
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw new Error("no preview");
    return answer.text();
  };

  let waiting = 0, asks = false, changed = false;
  const renew = async () => {
    changed = true;
    if (asks) return;
    asks = true;
    // A number that is half typed would be sent as none: the change that ends it asks.
    while (changed && ![...form.elements].some((each) => each.validity?.badInput)) {
      changed = false;
      const answer = await ask().catch(() => null);
      if (changed) continue;
      if (answer === null) told.textContent = form.dataset.failed;
      else show(answer);
    }
    asks = false;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, PAUSE);
  });
})();
