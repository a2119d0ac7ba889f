// Gives each search box that the admin draws over a select the label of that select, also in rows added later.
const label = () => {
  for (const box of document.querySelectorAll(".select2-container :is([role=combobox], [role=textbox]):not([aria-label])")) {
    const select = box.closest(".select2-container").previousElementSibling;
    const words = select && document.querySelector(`label[for="${select.id}"]`);
    if (words) box.setAttribute("aria-label", words.textContent.trim().replace(/:$/, ""));
  }
};
new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
label();
