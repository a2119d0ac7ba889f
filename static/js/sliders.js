// Each [data-slider] holds a slider and a number that say the same. Without scripts the server takes the one that moved.
"use strict";

for (const row of document.querySelectorAll("[data-slider]")) {
  const [slider, number] = [row.querySelector("[type=range]"), row.querySelector("[type=number]")];
  slider.addEventListener("input", () => { number.value = slider.value; });
  number.addEventListener("input", () => { if (number.validity.valid && number.value) slider.value = number.value; });
}
