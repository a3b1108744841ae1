/* Words that the server has not taken yet: kept on this device under a key that names whose they are, and offered again. */
import { language, say } from "./saying.js";

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing kept */ } },
  keys() { try { return Object.keys(localStorage); } catch { return []; } },
};

export const OFFLINE = () => say("offline", "Not saved yet: you are offline. Your words are kept on this device.");
export const SIGNED_OUT = "Not saved yet: you are signed out. Your words are kept on this device. Sign in again, then come back to this page.";
export const REFUSED = () => say("refused", "Not saved yet. Your words are kept on this device. Use the save button to see what is wrong.");

const NEVER = ["csrf_token", "seen_revision"];

export const keyOf = (form) => `lp-unsent:${form.dataset.autosaveKey || form.dataset.autosave}`;

export function words(form) {
  const skip = new Set([...NEVER, ...(form.dataset.autosaveSkip || "").split(" ")]);
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skip.has(name));
}

/* What the form would send if `button` were pressed, without its files. */
export function withoutFiles(form, button = null) {
  const data = new FormData(form, button && button.form === form ? button : null);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

/* Says where the page says such things; a problem stands out. Returns the place. */
export function teller(form) {
  const status = document.querySelector(form.dataset.autosaveStatus || "[data-autosave-status]");
  return (text, tone = "") => {
    if (status && status.textContent !== text) {
      status.textContent = text;
      status.dataset.tone = tone;
    }
    return status;
  };
}

export function keep(key, form, tell, message, more = {}) {
  const stored = store.set(key, { at: new Date().toISOString(), words: words(form), ...more });
  if (message) tell(stored ? message : say("full", "Not saved yet, and this device cannot keep your words. Copy them before you leave this page."), "problem");
}

export const forget = (key) => store.drop(key);
export const keptUnder = (prefix) => store.keys().filter((key) => key.startsWith(prefix));

/* A page that could only be reached because the server took the words: nothing stays behind on a shared device.
   Any other page after a save (sign in, a problem) says that the words may be lost: they are kept until they are offered again. */
export function forgetSent() {
  document.querySelectorAll("[data-autosave-clear]").forEach((mark) => store.drop(`lp-unsent:${mark.dataset.autosaveClear}`));
  const { signedIn, took, problem } = document.body.dataset;
  const proven = problem === undefined && (signedIn !== undefined || took !== undefined);
  const whose = `lp-unsent:${took || ""}`;
  const here = new Set([...document.querySelectorAll("form[data-autosave]")].map((form) => keyOf(form)));
  for (const key of keptUnder(whose)) {
    const kept = !here.has(key) && store.get(key);
    if (!kept || !kept.sent) continue;
    if (proven) store.drop(key);
    else store.set(key, { ...kept, sent: false });
  }
}

/* Words left from an earlier visit: shown as an offer, never put back unasked. */
export function offer(form, key, restored) {
  const unsent = store.get(key);
  if (!unsent) return;
  const present = words(form);
  const differs = unsent.words.some(([name, value]) => value && !present.some(([n, v]) => n === name && v === value));
  if (!differs) { store.drop(key); return; }
  const box = boxOf(say("kept", "This device still has words from {when} that may not have been saved.", spoken(unsent.at)));
  const bring = makeButton(say("back", "Bring back my unsent words"));
  const discard = makeButton(say("discard", "Discard"));
  bring.addEventListener("click", () => {
    putBack(form, unsent.words);
    box.remove();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    restored();
  });
  discard.addEventListener("click", () => { store.drop(key); box.remove(); });
  box.append(bring, discard);
  form.prepend(box);
}

/* Words of another part of the same piece are put back there: here is only the way. */
export function offerElsewhere(form, own) {
  const { autosaveParts, autosavePartAt } = form.dataset;
  if (!autosaveParts) return;
  const prefix = `lp-unsent:${autosaveParts}`;
  for (const key of keptUnder(prefix)) {
    const unsent = key !== own && store.get(key);
    if (!unsent) continue;
    const box = boxOf(`This device still has words from ${spoken(unsent.at)} for another part of this piece.`);
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = autosavePartAt + encodeURIComponent(key.slice(prefix.length));
    link.textContent = "Go to that part";
    box.append(link);
    form.prepend(box);
  }
}

const spoken = (moment) => new Date(moment).toLocaleString(language(), { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

function boxOf(words) {
  const box = document.createElement("section");
  box.className = "lp-unsent";
  box.setAttribute("aria-label", say("unsent", "Unsent words"));
  const sentence = document.createElement("p");
  sentence.textContent = words;
  box.append(sentence);
  return box;
}

/* Whoever is signed out signs in and comes back to this page, where the kept words are offered. */
export function signIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

function makeButton(text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = text;
  return made;
}

function putBack(form, pairs) {
  makeRoom(form, pairs);
  const byName = new Map();
  for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) || []), value]);
  for (const [name, values] of byName) {
    const controls = [...form.elements].filter((control) => control.name === name);
    for (const control of controls) {
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (!["submit", "button", "file"].includes(control.type)) control.value = values[0];
    }
  }
}

/* Rows that were added on this device but never reached the server are made again first. */
function makeRoom(form, pairs) {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    const prefix = `${rows.dataset.rows}-`;
    const wanted = new Set(pairs.filter(([name]) => name.startsWith(prefix)).map(([name]) => name.slice(prefix.length).split("-")[0]));
    for (const index of wanted) {
      if (!rows.querySelector(`[data-row="${CSS.escape(index)}"]`)) rows.dispatchEvent(new CustomEvent("lp:add-row", { detail: index }));
    }
  }
}
