/* Rows learn the ids they were kept under, and other rows can then choose among them. */

export function learnRows(form, ids) {
  for (const [place, id] of Object.entries(ids)) {
    const control = form.elements.namedItem(`${place}-id`);
    if (control && !control.value) control.value = id;
  }
  offerRows(form);
}

export function choosing(form) {
  form.addEventListener("lp:rows", () => offerRows(form));
  form.addEventListener("change", () => offerRows(form));
}

/* Lists, in each select that chooses among rows of this page, the rows that have an id. */
function offerRows(form) {
  for (const select of form.querySelectorAll("select[data-choose-rows]")) {
    const box = form.querySelector(`[data-rows="${select.dataset.chooseRows}"]`);
    if (!box) continue;
    const there = [...box.querySelectorAll("[data-row]")].map((row, at) => ({
      id: row.querySelector("input[type=hidden][name$='-id']")?.value || "",
      words: row.querySelector("input:not([type=hidden]), textarea")?.value.trim() || `${at + 1}`,
    })).filter((row) => row.id);
    for (const { id, words } of there) {
      const option = [...select.options].find((one) => one.value === id) || select.appendChild(new Option(words, id));
      if (option.text !== words) option.text = words;
    }
    const ids = new Set(there.map((row) => row.id));
    for (const option of [...select.options]) if (option.value && !ids.has(option.value) && !option.selected) option.remove();
  }
}
