// A control for a day, a time or a number sends nothing while what stands in it is no such thing yet, such as a day
// without its year: nobody would be told that it was left out. So the form stays, and the browser says what is missing.
"use strict";

document.addEventListener("submit", (event) => {
  const half = [...event.target.elements].find((each) => each.validity?.badInput);
  if (!half) return;
  event.preventDefault();
  half.reportValidity();
});
