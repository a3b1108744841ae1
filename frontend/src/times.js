/* Times in a recording become buttons that play from there; without this file they are text. */
export function times(place) {
  const named = place.dataset.recording;
  const player = named ? document.getElementById(named) : document.querySelector("audio");
  if (!player) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lp-seek";
  const said = document.createElement("span");
  said.className = "govuk-visually-hidden";
  said.textContent = "Play the recording from ";
  button.append(said, ...place.childNodes);
  place.append(button);
  button.addEventListener("click", () => {
    const jump = () => {
      player.currentTime = Number(place.dataset.seek);
      player.play().catch(() => { /* the browser wants the player's own button */ });
    };
    player.scrollIntoView({ block: "nearest" });
    if (player.readyState > 0) jump();
    else { player.addEventListener("loadedmetadata", jump, { once: true }); player.load(); }
  });
}
