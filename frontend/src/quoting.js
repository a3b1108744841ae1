/* "Use the selected words": what is selected in the account goes into the quote field. */
export function quoting(form) {
  const target = form.querySelector(form.dataset.quoteTarget) || document.querySelector(form.dataset.quoteTarget);
  const source = document.querySelector(form.dataset.quoteSource || "[data-quote-source]");
  if (!target || !source) return;
  let chosen = "";
  const use = document.createElement("button");
  use.type = "button";
  use.className = "govuk-button govuk-button--secondary lp-small-button lp-quote-button";
  use.textContent = "Use the selected words";
  use.disabled = true;
  target.after(use);
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !source.contains(selection.getRangeAt(0).commonAncestorContainer)) {
      if (document.activeElement !== use) use.disabled = !chosen;
      return;
    }
    chosen = selection.toString().trim();
    use.disabled = !chosen;
  });
  use.addEventListener("click", () => {
    target.value = chosen;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
  });
}
