/* A witness says what they saw: recorded by the browser, sent at once, kept in the page until it has arrived. */
import { workOf } from "./uploads.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/webm"];
const BITS = 48000;
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function recorder(place) {
  const form = place.closest("form");
  const words = JSON.parse(place.dataset.say);
  const say = (name, when = "") => words[name].replace("{when}", when);
  const most = Number(place.dataset.seconds);
  const work = workOf(form);
  const recorded = place.querySelector("[data-recorded]");
  const live = place.querySelector("[data-live]");
  const file = place.querySelector("[data-recording-file]");
  const label = form.querySelector('label[for="statement"]');
  const status = paragraph("");
  status.setAttribute("role", "status");
  const controls = document.createElement("div");
  controls.className = "lp-recorder__controls";
  live.append(status, controls);
  let running = null;  // { media, stream, chunks, timer, left }
  let unsent = null;   // { blob, name, item }

  const able = window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
  ready();
  hearing();
  window.addEventListener("beforeunload", (event) => { if (running || unsent) event.preventDefault(); });
  file.addEventListener("change", () => {
    const [chosen] = file.files;
    file.value = "";  // held here from now on, so that the form does not send it a second time
    if (!chosen) return;
    if (chosen.size > Number(place.dataset.maxBytes)) tell(say("big", Math.round(place.dataset.maxBytes / 1048576)), true);
    else queue(chosen, chosen.name);
  });

  function ready(focus = false) {
    const parts = able ? [button(say(recorded.children.length ? "again" : "record"), start, "lp-recorder__dot")] : [];
    controls.replaceChildren(...parts);
    if (focus) parts[0]?.focus();
  }

  async function start() {
    if (running) return;
    leaveOut();
    tell(say("asking"));
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    } catch (problem) {
      const why = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", OverconstrainedError: "none" };
      tell(say(why[problem.name] || "busy"), true);
      return;
    }
    const mimeType = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    const media = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
    running = { media, stream, chunks: [], left: most };
    const now = running;
    media.addEventListener("dataavailable", (event) => { if (event.data.size) now.chunks.push(event.data); });
    media.addEventListener("stop", () => stopped(now));
    media.addEventListener("error", () => media.state !== "inactive" && media.stop());
    stream.getAudioTracks()[0].addEventListener("ended", stop);  // the microphone was pulled out
    media.start(1000);
    tell(say("running"));
    const time = document.createElement("span");
    time.className = "lp-recorder__time";
    time.textContent = say("left", clock(most));
    const ending = button(say("stop"), stop, "lp-recorder__dot lp-recorder__dot--stop");
    controls.replaceChildren(ending, time);
    ending.focus();
    const end = Date.now() + most * 1000;
    running.timer = setInterval(() => {
      const left = Math.max(0, Math.round((end - Date.now()) / 1000));
      time.textContent = say("left", clock(left));
      if (left <= 60 && now.left > 60) tell(say("soon"));
      now.left = left;
      if (!left) stop();
    }, 250);
  }

  function stop() {
    if (running && running.media.state !== "inactive") running.media.stop();
  }

  function stopped(now) {
    clearInterval(now.timer);
    now.stream.getTracks().forEach((one) => one.stop());
    running = null;
    const blob = new Blob(now.chunks, { type: now.media.mimeType });
    ready(true);
    if (!blob.size) tell(say("nothing"), true);
    else queue(blob, blob.type.includes("mp4") ? "recording.m4a" : "recording.webm");
  }

  function queue(blob, name) {
    leaveOut();
    unsent = { blob, name, item: document.createElement("div") };
    live.append(unsent.item);
    const mine = unsent;
    work.chain = work.chain.then(() => send(mine));
  }

  function send(mine) {
    if (unsent !== mine) return null;
    work.failed.delete(mine.item);
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", say("sending"));
    mine.item.replaceChildren(bar);
    tell(say("sending"));
    return new Promise((done) => {
      const data = new FormData();
      data.set("sealed", form.elements.namedItem("sealed").value);
      data.set("recording", mine.blob, mine.name);
      const request = new XMLHttpRequest();
      request.open("POST", place.dataset.recorder);
      request.setRequestHeader("X-Autosave", "1");
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
      });
      request.upload.addEventListener("load", () => { bar.removeAttribute("value"); tell(say("checking")); });
      request.addEventListener("load", () => { answered(request, mine); done(); });
      for (const lost of ["error", "abort", "timeout"]) request.addEventListener(lost, () => { failed(mine, say("lost")); done(); });
      request.send(data);
    });
  }

  function answered(request, mine) {
    let said = null;
    try { said = JSON.parse(request.responseText); } catch { /* a page, not an answer */ }
    if (unsent !== mine) return;
    if (request.status !== 200 || !said?.card) {
      failed(mine, said?.problem || say("unknown"));
      return;
    }
    unsent = null;
    mine.item.remove();
    recorded.innerHTML = said.card;
    recorded.querySelector("[data-hear]").remove();
    recorded.querySelector("[data-player]").replaceWith(player(mine.blob));
    place.querySelector("#recording-error")?.remove();
    if (label) label.textContent = place.dataset.label;
    tell(say("kept"));
    ready();
  }

  /* What could not be sent stays here, to be heard, tried again or left out. */
  function failed(mine, why) {
    if (unsent !== mine) return;
    work.failed.add(mine.item);
    tell(why, true);
    const again = () => { work.chain = work.chain.then(() => send(mine)); };
    const group = document.createElement("div");
    group.className = "govuk-button-group";
    group.append(button(say("retry"), again), button(say("leave"), () => { leaveOut(); tell(""); ready(true); }));
    mine.item.replaceChildren(player(mine.blob), group);
  }

  function leaveOut() {
    if (!unsent) return;
    work.failed.delete(unsent.item);
    unsent.item.remove();
    unsent = null;
  }

  /* A recording that was kept before this page was opened is fetched when somebody wants to hear it. */
  function hearing() {
    const hear = recorded.querySelector("[data-hear]");
    hear?.addEventListener("click", async (event) => {
      event.preventDefault();
      const data = new FormData();
      data.set("sealed", form.elements.namedItem("sealed").value);
      try {
        const answer = await fetch(place.dataset.listen, { method: "POST", body: data });
        if (!answer.ok || !answer.headers.get("Content-Type").startsWith("audio/")) throw new Error("no sound");
        const made = player(await answer.blob());
        recorded.querySelector("[data-player]").replaceWith(made);
        hear.remove();
        made.focus();
        made.play().catch(() => { /* the browser wants the player's own button */ });
      } catch { tell(say("lost"), true); }
    });
  }

  function player(blob) {
    const made = document.createElement("audio");
    made.controls = true;
    made.setAttribute("aria-label", say("yours"));
    made.src = URL.createObjectURL(blob);
    return made;
  }

  function tell(text, problem = false) {
    status.className = problem ? "govuk-error-message" : "govuk-body";
    status.textContent = text;
  }

  function paragraph(text) {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  }

  function button(text, press, mark = "") {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "govuk-button govuk-button--secondary lp-small-button";
    if (mark) {
      const shape = document.createElement("span");
      shape.className = mark;
      made.append(shape);
    }
    made.append(text);
    made.addEventListener("click", press);
    return made;
  }
}
