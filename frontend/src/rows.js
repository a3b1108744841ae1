/* Repeatable rows: add and remove without a round trip; the same buttons submit the form when this file is absent. */
const NAMED = ["id", "name", "for", "aria-describedby", "aria-controls"];

export function rows(box) {
  const field = box.dataset.rows;
  const all = () => [...box.querySelectorAll("[data-row]")];
  const adder = box.querySelector("[data-add-row]");
  const blank = all().length ? all().at(-1).cloneNode(true) : null;
  if (!blank) return;

  function renumber() {
    all().forEach((row, at) => {
      const number = row.querySelector("[data-row-number]");
      if (number) number.textContent = String(at + 1);
      row.querySelectorAll("[data-remove-row] [data-row-number]").forEach((n) => { n.textContent = String(at + 1); });
    });
    const most = Number(box.dataset.rowsMax || 0);
    if (adder) adder.hidden = most > 0 && all().length >= most;
    box.dispatchEvent(new Event("lp:rows", { bubbles: true }));
  }

  function empty(row) {
    row.querySelectorAll("input, textarea, select").forEach((control) => {
      if (control.type === "checkbox" || control.type === "radio") control.checked = false;
      else if (control.tagName === "SELECT") control.selectedIndex = 0;
      else control.value = "";
      control.classList.remove("govuk-input--error", "govuk-textarea--error", "govuk-select--error");
    });
    row.querySelectorAll(".govuk-error-message").forEach((message) => message.remove());
    row.querySelectorAll(".govuk-form-group--error").forEach((group) => group.classList.remove("govuk-form-group--error"));
  }

  function add(index) {
    const row = blank.cloneNode(true);
    const old = `${field}-${blank.dataset.row}`;
    const fresh = `${field}-${index}`;
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of NAMED) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value === old ? fresh : value.replaceAll(`${old}-`, `${fresh}-`));
      }
      if (element.name === `remove_${old}`) element.name = `remove_${fresh}`;
    }
    row.dataset.row = index;
    empty(row);
    const end = all().at(-1);
    if (end) end.after(row); else box.prepend(row);
    renumber();
    return row;
  }

  const next = () => 1 + Math.max(-1, ...all().map((row) => Number(row.dataset.row)));
  box.addEventListener("lp:add-row", (event) => add(event.detail));
  box.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.matches("[data-add-row]")) {
      event.preventDefault();
      add(next()).querySelector("input:not([type=hidden]), textarea, select")?.focus();
    } else if (pressed.matches("[data-remove-row]")) {
      event.preventDefault();
      const row = pressed.closest("[data-row]");
      if (all().length > 1) row.remove(); else empty(row);
      renumber();
      adder?.focus();
    }
  });
}
