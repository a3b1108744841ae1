/* Drafts save themselves, and once more before the page is left by a button: a lost connection never leads to an empty page. */
import { learnRows } from "./choosing.js";
import { say } from "./saying.js";
import { OFFLINE, REFUSED, SIGNED_OUT, forget, keep, keyOf, offer, offerElsewhere, signIn, teller, withoutFiles, words } from "./unsent.js";
import { allAdded, arrived } from "./uploads.js";

const CLASH = () => say("clash", "This draft was changed in another window. Nothing is lost.");
const WAIT = 1500;
const AGAIN = 15000;

export function autosave(form) {
  const key = keyOf(form);
  const tell = teller(form);
  const present = () => JSON.stringify(words(form));
  // A page that shows errors holds words the server has not kept.
  let last = document.querySelector(".govuk-error-summary") ? "" : present();
  let timer = 0;
  let sending = null;
  let stopped = false;
  let leaving = false;

  function clash() {
    stopped = true;
    keep(key, form, tell, "");
    const status = tell(CLASH(), "problem");
    if (!status) return;
    const link = document.createElement("button");
    link.type = "submit";
    link.className = "lp-linkbutton";
    link.textContent = say("both", "See both versions");
    if (form.id) link.setAttribute("form", form.id);
    link.addEventListener("click", (event) => { event.preventDefault(); form.requestSubmit(); });
    status.append(" ", link);
  }

  /* Resolves to "saved", "offline", "signed out" or "refused". */
  async function send(closing = false) {
    clearTimeout(timer);
    const now = present();
    if (stopped || now === last) return stopped ? "refused" : "saved";
    if (sending && !closing) { await sending; return send(); }
    if (closing) keep(key, form, tell, "");
    sending = post(now, closing).finally(() => { sending = null; });
    return sending;
  }

  async function post(now, closing) {
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST", body: withoutFiles(form), credentials: "same-origin", redirect: "manual", keepalive: closing,
        headers: { "X-Autosave": "1", Accept: "application/json" },
      });
    } catch { keep(key, form, tell, OFFLINE()); timer = setTimeout(send, AGAIN); return "offline"; }
    if (answer.status === 409) { clash(); return "refused"; }
    if (answer.status === 401 || answer.type === "opaqueredirect") { keep(key, form, tell, SIGNED_OUT); return "signed out"; }
    let said = null;
    if (answer.ok) try { said = await answer.json(); } catch { /* not ours */ }
    if (!said) { keep(key, form, tell, REFUSED()); return "refused"; }
    taken(said, now);
    return "saved";
  }

  function taken(said, now) {
    const revision = form.elements.namedItem("seen_revision");
    if (revision && said.revision !== undefined) revision.value = said.revision;
    const unchanged = present() === now;
    learnRows(form, said.rows || {});
    last = unchanged ? present() : now;
    forget(key);
    tell(say("saved", "Saved {when}", said.saved));
    if (!unchanged) later();
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(send, WAIT); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("lp:rows", later);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(true); });
  window.addEventListener("pagehide", () => send(true));
  window.addEventListener("online", () => send());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (leaving || stopped) {
      stopped = true;
      // Kept until the next page proves that the server has them: a signed-out save must not lose a word.
      if (present() !== last) keep(key, form, tell, "", { sent: true });
      return;
    }
    event.preventDefault();
    leave(event.submitter);
  });

  let busy = false;
  async function leave(button) {
    if (busy) return;
    busy = true;
    try {
      await arrived(form);
      // The words first: a save that ends later would say "Saved" over what is said about a file.
      const outcome = await send();
      if (outcome === "offline" || !allAdded(form, tell)) return;
      leaving = true;
      if (outcome === "signed out" && document.body.dataset.signedIn !== undefined) { signIn(); return; }
      form.requestSubmit(button && button.form === form ? button : undefined);
    } finally { busy = false; }
  }

  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    stopped = leaving = false;
    // The page was put away and taken out again: what another page saved since would look like a clash.
    if (present() === last) location.reload();
  });

  offer(form, key, () => { send(); });
  offerElsewhere(form, key);
}
