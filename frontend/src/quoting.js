/* Quoting without copying: each answer has a button that takes its words, and words that are selected can be taken
   by the button at the field or, on a small screen, by the one that comes up at the bottom. */
const SMALL = "govuk-button govuk-button--secondary lp-small-button ";

export function quoting(form) {
  const target = form.querySelector(form.dataset.quoteTarget) || document.querySelector(form.dataset.quoteTarget);
  const source = document.querySelector(form.dataset.quoteSource || "[data-quote-source]");
  if (!target || !source) return;
  let chosen = "";
  const button = (words, look, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = SMALL + look;
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };
  const put = (words) => {
    bar.hidden = true;
    target.value = words;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
    target.scrollIntoView({ block: "center" });
  };
  const use = button("Use the selected words", "lp-quote-button", () => put(chosen));
  use.disabled = true;
  target.after(use);
  const bar = document.createElement("div");
  bar.className = "lp-quote-bar";
  bar.hidden = true;
  bar.append(button("Quote these words", "", () => put(chosen)));
  document.body.append(bar);

  source.querySelectorAll(".lp-answer > .lp-prose").forEach((answer) => {
    if (answer.querySelector(".lp-soft") || !answer.textContent.trim()) return;
    const label = answer.parentElement.querySelector(".lp-answer__label");
    const take = button("Quote this answer", "lp-quote-answer", () => put(answer.innerText.trim()));
    if (label) take.setAttribute("aria-label", `Quote this answer: ${label.textContent}`);
    answer.after(take);
  });

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !source.contains(selection.getRangeAt(0).commonAncestorContainer)) {
      if (document.activeElement !== use) use.disabled = !chosen;
      if (!bar.contains(document.activeElement)) setTimeout(() => { bar.hidden = document.getSelection().isCollapsed; }, 300);
      return;
    }
    chosen = selection.toString().trim();
    use.disabled = !chosen;
    bar.hidden = !chosen;
  });
}
