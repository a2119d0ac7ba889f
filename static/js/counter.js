// Fields of own words count down: what is beyond their room is said while one writes, and never cut off.
// Without scripts the server says it when the form is sent.
"use strict";

(() => {
  // From so many characters left on the number shows: it would only disturb before.
  const NEAR = 300;
  for (const field of document.querySelectorAll("[data-most][data-left]:is(textarea, input)")) {
    // The number is for the eye; who listens is told near the end, in steps.
    const count = document.createElement("p");
    count.className = "small muted counter";
    count.setAttribute("aria-hidden", "true");
    const told = document.createElement("p");
    told.className = "visually-hidden";
    told.setAttribute("role", "status");
    const near = field.localName === "input" ? NEAR / 3 : NEAR;
    const tell = () => {
      // As the server counts: whole characters, an emoji as one, without the space around them.
      const left = Number(field.dataset.most) - [...field.value.trim()].length;
      const { oneLeft, left: manyLeft, over } = field.dataset;
      const words = (left < 0 ? over : left === 1 ? oneLeft : manyLeft).replace("%(count)s", Math.abs(left));
      count.hidden = left > near;
      count.textContent = words;
      if (left <= 20 && left % 10 === 0) told.textContent = words;
    };
    tell();
    field.after(count, told);
    field.addEventListener("input", tell);
  }
})();
