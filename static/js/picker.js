// A choice of a few from many, in order. Each [data-picker] holds rows of selects that work as they are. With scripts
// they step behind a list with buttons and a search (the combobox pattern of ARIA), and stay what the form sends.
"use strict";

(() => {
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const button = (words, about, act) => {
    const hidden = element("span", { class: "visually-hidden" }, ` ${about}`);
    const made = element("button", { type: "button", class: "btn btn-link" }, words, hidden);
    made.addEventListener("click", act);
    return made;
  };

  const optionsOf = (select) =>
    [...select.options]
      .filter((option) => option.value)
      .map((option) => ({
        key: option.value,
        name: option.text,
        group: option.parentElement.label || "",
        words: (option.dataset.words || "").split("|").filter(Boolean),
        about: option.dataset.about || "",
      }));

  // How well an option answers what was typed: a smaller number is better, none is no answer.
  const rankOf = (option, typed) => {
    const name = folded(option.name);
    if (name.startsWith(typed)) return 0;
    if (name.includes(typed)) return 1;
    if (option.words.some((word) => folded(word).startsWith(typed))) return 2;
    if (option.words.some((word) => folded(word).includes(typed))) return 3;
    const all = folded([option.name, ...option.words, option.about, option.group].join(" "));
    return typed.split(/\s+/).every((word) => all.includes(word)) ? 4 : null;
  };

  const isCalled = (option, typed) => [option.name, ...option.words].some((word) => folded(word) === typed);

  class Picker {
    constructor(root) {
      this.root = root;
      this.say = root.dataset;
      this.most = Number(root.dataset.most);
      this.rows = [...root.querySelectorAll("[data-row]")].map((row) => [...row.querySelectorAll("select")]);
      this.options = optionsOf(this.rows[0][0]);
      this.byKey = new Map(this.options.map((option) => [option.key, option]));
      this.shown = [];
      this.active = -1;
      this.build();
      this.draw();
    }

    build() {
      const first = this.rows[0][0];
      const id = first.id;
      first.removeAttribute("id"); // The search takes its place, also for links from a summary of errors.
      this.root.querySelector("label").removeAttribute("for");
      this.root.querySelector("ol").hidden = true;
      this.list = element("ol", { class: "picker-chosen plain" });
      this.nothing = element("p", { class: "muted" }, this.say.empty);
      this.status = element("p", { class: "visually-hidden", role: "status" });
      this.problem = element("p", { class: "invalid-feedback", id: `${id}_left` });
      this.problem.hidden = true;
      this.full = element("p", { class: "form-text" }, this.say.full);
      this.input = element("input", {
        id,
        type: "text",
        class: "form-control",
        role: "combobox",
        autocomplete: "off",
        spellcheck: "false",
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": `${id}_list`,
        "aria-describedby": `${id}_hint`,
      });
      this.box = element("ul", { id: `${id}_list`, class: "picker-list plain", role: "listbox", "aria-label": this.say.search });
      this.box.hidden = true;
      this.search = element(
        "div",
        { class: "picker-search" },
        element("label", { class: "small", for: id }, this.say.search),
        element("p", { class: "form-text", id: `${id}_hint` }, this.say.hint),
        this.problem,
        this.input,
        this.box,
      );
      this.root.append(this.list, this.nothing, this.search, this.full, this.status);
      this.input.addEventListener("input", () => this.open());
      this.input.addEventListener("click", () => this.open());
      this.input.addEventListener("keydown", (event) => this.press(event));
      this.search.addEventListener("focusout", (event) => {
        if (!this.search.contains(event.relatedTarget)) this.close();
      });
      this.box.addEventListener("mousedown", (event) => event.preventDefault()); // The focus stays in the field.
      this.box.addEventListener("click", (event) => {
        const at = [...this.box.children].indexOf(event.target.closest("[role=option]"));
        if (at >= 0) this.choose(this.shown[at]);
      });
      this.input.form?.addEventListener("submit", (event) => this.check(event));
    }

    chosen() {
      return this.rows.filter(([select]) => select.value).map(([select, level]) => ({ key: select.value, level: level?.value || "" }));
    }

    keep(chosen) {
      this.rows.forEach(([select, level], at) => {
        select.value = chosen[at]?.key || "";
        if (level) level.value = chosen[at]?.level || "";
      });
      this.draw();
      // Selects that a script sets say nothing by themselves to whoever keeps the form.
      this.root.dispatchEvent(new Event("input", { bubbles: true }));
    }

    draw() {
      const chosen = this.chosen();
      this.list.replaceChildren(...chosen.map((each, at) => this.item(each, at, chosen)));
      this.list.hidden = chosen.length === 0;
      this.nothing.hidden = chosen.length > 0;
      this.search.hidden = chosen.length >= this.most;
      this.full.hidden = chosen.length < this.most;
    }

    item(each, at, chosen) {
      const { name } = this.byKey.get(each.key);
      const line = element("li", { class: "picker-item" }, element("p", { class: "picker-name" }, name));
      const levels = this.rows[0][1];
      if (levels) {
        const select = element("select", { class: "form-select", "aria-label": `${this.say.level}: ${name}` });
        // The words of the question stand in for its label, which is only read aloud.
        select.append(...[...levels.options].map(({ text, value }) => new Option(value ? text : this.say.level, value)));
        select.value = each.level;
        select.addEventListener("change", () => {
          this.rows.find(([own]) => own.value === each.key)[1].value = select.value;
        });
        line.append(select);
      }
      const actions = element("div", { class: "picker-actions" });
      const move = (by) => () => this.move(at, at + by);
      if (at > 0) actions.append(button(this.say.up, name, move(-1)));
      if (at < chosen.length - 1) actions.append(button(this.say.down, name, move(1)));
      actions.append(button(this.say.remove, name, () => this.remove(at)));
      line.append(actions);
      return line;
    }

    move(from, to) {
      const chosen = this.chosen();
      const [each] = chosen.splice(from, 1);
      chosen.splice(to, 0, each);
      this.keep(chosen);
      const buttons = [...this.list.children[to].querySelectorAll("button")];
      const same = to < from ? this.say.up : this.say.down;
      (buttons.find((made) => made.firstChild.data === same) || buttons[0]).focus();
      this.status.textContent = `${this.byKey.get(each.key).name}. ${this.say.place} ${to + 1}/${chosen.length}.`;
    }

    remove(at) {
      const chosen = this.chosen();
      const [each] = chosen.splice(at, 1);
      this.keep(chosen);
      this.status.textContent = `${this.say.removed}: ${this.byKey.get(each.key).name}`;
      this.input.focus();
    }

    choose(option) {
      this.keep([...this.chosen(), { key: option.key, level: "" }]);
      this.input.value = "";
      this.close();
      this.problem.hidden = true;
      this.status.textContent = `${this.say.added}: ${option.name}`;
      if (this.search.hidden) this.list.lastElementChild.querySelector("select, button").focus();
      else this.input.focus();
    }

    found() {
      const taken = new Set(this.chosen().map((each) => each.key));
      const typed = folded(this.input.value);
      const free = this.options.filter((option) => !taken.has(option.key));
      if (!typed) return free;
      const ranked = free.map((option) => [rankOf(option, typed), option]).filter(([rank]) => rank !== null);
      return ranked.sort(([one], [other]) => one - other).map(([, option]) => option);
    }

    open() {
      this.shown = this.found();
      this.active = -1;
      const typed = folded(this.input.value);
      this.box.replaceChildren(...this.shown.map((option, at) => this.line(option, at, typed)));
      if (!this.shown.length) this.box.append(element("li", { class: "picker-none", role: "option", "aria-disabled": "true" }, this.say.none));
      this.box.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.input.removeAttribute("aria-activedescendant");
      this.status.textContent = this.shown.length ? `${this.say.found}: ${this.shown.length}` : this.say.none;
    }

    line(option, at, typed) {
      const made = element("li", { id: `${this.box.id}_${at}`, class: "picker-option", role: "option", "aria-selected": "false" }, element("span", { class: "picker-name" }, option.name));
      const word = typed && !folded(option.name).includes(typed) && option.words.find((each) => folded(each).includes(typed));
      const about = [word ? `${this.say.also} “${word}”.` : "", option.about].filter(Boolean).join(" ");
      if (about) made.append(element("span", { class: "small muted" }, about));
      return made;
    }

    close() {
      this.box.hidden = true;
      this.box.replaceChildren();
      this.shown = [];
      this.active = -1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    go(at) {
      if (!this.shown.length) return;
      this.box.children[this.active]?.setAttribute("aria-selected", "false");
      this.active = (at + this.shown.length) % this.shown.length;
      const line = this.box.children[this.active];
      line.setAttribute("aria-selected", "true");
      line.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", line.id);
    }

    press(event) {
      const isOpen = !this.box.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const down = event.key === "ArrowDown";
        if (!isOpen) this.open();
        this.go(this.active < 0 ? (down ? 0 : -1) : this.active + (down ? 1 : -1));
      } else if (event.key === "Escape" && (isOpen || this.input.value)) {
        event.preventDefault();
        if (!isOpen) this.input.value = "";
        this.close();
      } else if (event.key === "Enter" && (isOpen || this.input.value)) {
        event.preventDefault();
        const meant = this.shown[this.active] || this.meant();
        if (meant) this.choose(meant);
      }
    }

    // What was typed and can only mean one: its very name or alias, or the only one found.
    meant() {
      const typed = folded(this.input.value);
      if (!typed) return null;
      const found = this.found();
      return found.find((option) => isCalled(option, typed)) || (found.length === 1 ? found[0] : null);
    }

    // Words that nobody chose are not lost in silence.
    check(event) {
      if (this.search.hidden || !folded(this.input.value)) return;
      const meant = this.meant();
      if (meant) {
        this.choose(meant);
        return;
      }
      event.preventDefault();
      this.problem.textContent = this.say.left;
      this.problem.hidden = false;
      this.input.setAttribute("aria-describedby", this.problem.id);
      this.input.focus();
    }
  }

  const pickers = [...document.querySelectorAll("[data-picker]")].map((root) => new Picker(root));
  // Whoever comes back by the browser's own button finds what they had chosen.
  window.addEventListener("pageshow", () => pickers.forEach((picker) => picker.draw()));
})();
