/* A time chosen with one tap and a time of one's own: whichever was touched last counts. */
export function ownTime(input) {
  const taps = () => [...document.getElementsByName(input.dataset.ownOf)];
  input.addEventListener("input", () => {
    const own = taps().find((one) => one.value === "own");
    if (own) own.checked = true;
  });
}
