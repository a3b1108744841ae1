/* Drafts save themselves; words that could not be sent stay on this device and are offered again. */
const OFFLINE = "Not saved yet: you are offline. Your words are kept on this device.";
const SIGNED_OUT = "Not saved yet: you are signed out. Your words are kept on this device. Sign in again, then come back to this page.";
const REFUSED = "Not saved yet. Your words are kept on this device. Use the save button to see what is wrong.";
const CLASH = "This draft was changed in another window. Nothing is lost.";
const WAIT = 1500;

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing kept */ } },
};

const kept = (form) => new Set(["csrf_token", "seen_revision", ...(form.dataset.autosaveSkip || "").split(" ")]);

function words(form) {
  const skip = kept(form);
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skip.has(name));
}

function withoutFiles(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

const keyOf = (form) => `lp-unsent:${form.dataset.autosaveKey || form.dataset.autosave}`;

export function autosave(form) {
  const key = keyOf(form);
  const status = document.querySelector(form.dataset.autosaveStatus || "[data-autosave-status]");
  const tell = (text, tone = "") => {
    if (!status || status.textContent === text) return;
    status.textContent = text;
    status.dataset.tone = tone;
  };
  // A page that shows errors holds words the server has not kept.
  let last = document.querySelector(".govuk-error-summary") ? "" : JSON.stringify(words(form));
  let timer = 0;
  let sending = null;
  let stopped = false;

  function keepHere(message) {
    const stored = store.set(key, { at: new Date().toISOString(), words: words(form) });
    tell(stored ? message : "Not saved yet, and this device cannot keep your words. Copy them before you leave this page.", "problem");
  }

  function clash() {
    stopped = true;
    store.set(key, { at: new Date().toISOString(), words: words(form) });
    tell(CLASH, "problem");
    if (!status) return;
    const link = document.createElement("button");
    link.type = "submit";
    link.className = "lp-linkbutton";
    link.textContent = "See both versions";
    if (form.id) link.setAttribute("form", form.id);
    link.addEventListener("click", (event) => { event.preventDefault(); form.requestSubmit(); });
    status.append(" ", link);
  }

  async function send(closing = false) {
    clearTimeout(timer);
    const now = JSON.stringify(words(form));
    if (stopped || now === last) return;
    if (sending && !closing) { await sending; return send(); }
    if (closing) store.set(key, { at: new Date().toISOString(), words: words(form) });
    sending = post(now, closing).finally(() => { sending = null; });
    await sending;
  }

  async function post(now, closing) {
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST", body: withoutFiles(form), credentials: "same-origin", redirect: "manual", keepalive: closing,
        headers: { "X-Autosave": "1", Accept: "application/json" },
      });
    } catch { keepHere(OFFLINE); timer = setTimeout(send, 15000); return; }
    if (answer.status === 409) return clash();
    if (answer.status === 401 || answer.type === "opaqueredirect") return keepHere(SIGNED_OUT);
    if (!answer.ok) return keepHere(REFUSED);
    let said;
    try { said = await answer.json(); } catch { return keepHere(REFUSED); }
    last = now;
    const revision = form.elements.namedItem("seen_revision");
    if (revision && said.revision !== undefined) revision.value = said.revision;
    store.drop(key);
    tell(`Saved ${said.saved}`);
    if (JSON.stringify(words(form)) !== last) later();
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(send, WAIT); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("lp:rows", later);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(true); });
  window.addEventListener("pagehide", () => send(true));
  window.addEventListener("online", () => send());
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
    // Kept until the next page proves that the server has them: a signed-out save must not lose a word.
    if (JSON.stringify(words(form)) !== last) store.set(key, { at: new Date().toISOString(), words: words(form), sent: true });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });

  offer(form, key, () => { send(); });
}

/* A page that could only be reached because the server took the words: nothing stays behind on a shared device.
   Any other page after a save (sign in, a problem) says that the words may be lost: they are kept until they are offered again. */
export function forgetSent() {
  document.querySelectorAll("[data-autosave-clear]").forEach((mark) => store.drop(`lp-unsent:${mark.dataset.autosaveClear}`));
  const { signedIn, took, problem } = document.body.dataset;
  const proven = problem === undefined && (signedIn !== undefined || took !== undefined);
  const whose = `lp-unsent:${took || ""}`;
  const here = new Set([...document.querySelectorAll("form[data-autosave]")].map((form) => keyOf(form)));
  for (const key of Object.keys(localStorage)) {
    const kept = key.startsWith(whose) && !here.has(key) && store.get(key);
    if (!kept || !kept.sent) continue;
    if (proven) store.drop(key);
    else store.set(key, { ...kept, sent: false });
  }
}

/* Words left from an earlier visit: shown as an offer, never put back unasked. */
function offer(form, key, restored) {
  const unsent = store.get(key);
  if (!unsent) return;
  const present = new Map(words(form));
  const differs = unsent.words.some(([name, value]) => value && value !== present.get(name) && !words(form).some(([n, v]) => n === name && v === value));
  if (!differs) { store.drop(key); return; }
  const box = document.createElement("section");
  box.className = "lp-unsent";
  box.setAttribute("aria-label", "Unsent words");
  const sentence = document.createElement("p");
  const when = new Date(unsent.at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  sentence.textContent = `This device still has words from ${when} that may not have been saved.`;
  const bring = makeButton("Bring back my unsent words");
  const discard = makeButton("Discard");
  bring.addEventListener("click", () => {
    putBack(form, unsent.words);
    box.remove();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    restored();
  });
  discard.addEventListener("click", () => { store.drop(key); box.remove(); });
  box.append(sentence, bring, discard);
  form.prepend(box);
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
