// The phone's menu closes when the window grows so wide that its links stand in the bar: what is open as a popover
// would lie over the bar instead.
"use strict";

(() => {
  const menu = document.getElementById("nav");
  if (!menu) return;
  matchMedia("(width > 52rem)").addEventListener("change", (change) => {
    if (change.matches && menu.matches(":popover-open")) menu.hidePopover();
  });
})();
