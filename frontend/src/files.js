/* Names the chosen files and stops one that is too large before it is sent. */
const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(bytes < 10485760 ? 1 : 0);

export function files(input) {
  const list = document.createElement("ul");
  list.className = "lp-chosen";
  list.setAttribute("aria-live", "polite");
  input.after(list);
  const most = Number(input.dataset.maxBytes || 0);
  input.addEventListener("change", () => {
    list.replaceChildren();
    const tooLarge = [...input.files].filter((file) => most && file.size > most);
    for (const file of input.files) {
      const item = document.createElement("li");
      const bad = tooLarge.includes(file);
      item.className = bad ? "lp-chosen__bad" : "";
      item.textContent = bad
        ? `${file.name} is ${megabytes(file.size)} MB. Choose a file of ${megabytes(most)} MB or less.`
        : `Chosen: ${file.name} (${megabytes(file.size)} MB)`;
      list.append(item);
    }
    if (tooLarge.length) input.value = "";
  });
}
