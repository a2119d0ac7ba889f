// Keeps the filters of a list open where they stand beside it, and closed above it on a phone; gives the box that ticks
// all rows its word, each cell of a list the words of its column, for phones, where a row is a card; and each search box that the
// admin draws over a select the label of that select, also in rows added later.
const list = document.getElementById("result_list");
if (list) {
  const columns = [...list.tHead.rows[0].cells];
  for (const row of list.tBodies[0].rows) {
    [...row.cells].forEach((cell, number) => {
      const words = columns[number] && columns[number].querySelector(".text").textContent.trim();
      if (words && cell.tagName === "TD") cell.dataset.label = words;
    });
  }
}
const label = () => {
  for (const box of document.querySelectorAll(".select2-container :is([role=combobox], [role=textbox]):not([aria-label])")) {
    const select = box.closest(".select2-container").previousElementSibling;
    const words = select && document.querySelector(`label[for="${select.id}"]`);
    if (words) box.setAttribute("aria-label", words.textContent.trim().replace(/:$/, ""));
  }
};
new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
label();
const filters = document.getElementById("filter-box");
if (filters) {
  const wide = matchMedia("(width > 48rem)");
  const fit = () => {
    filters.open = wide.matches;
    filters.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
  };
  wide.addEventListener("change", fit);
  fit();
}
const all = document.getElementById("action-toggle");
const actions = document.querySelector(".actions[data-all]");
if (all && actions) {
  const words = document.createElement("label");
  words.htmlFor = all.id;
  words.textContent = actions.dataset.all;
  all.after(words);
}
