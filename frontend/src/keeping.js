/* A page without a draft yet: its words stay on this device from the first letter until the server has made the draft. */
import { OFFLINE, REFUSED, SIGNED_OUT, forget, keep, keptUnder, offer, signIn, teller, withoutFiles, words } from "./unsent.js";
import { allAdded, arrived } from "./uploads.js";

const SOON = 300;

export function keeping(form) {
  const prefix = `lp-unsent:${form.dataset.keep}:`;
  const slot = prefix + form.elements.namedItem("key").value;
  const tell = teller(form);
  const first = JSON.stringify(words(form));
  const shownAgain = document.querySelector(".govuk-error-summary") !== null;
  let timer = 0;
  let leaving = false;
  let busy = false;
  let wanted = null;

  const keepNow = (message = "") => {
    clearTimeout(timer);
    if (!leaving && (shownAgain || JSON.stringify(words(form)) !== first)) keep(slot, form, tell, message);
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(keepNow, SOON); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keepNow(); });
  window.addEventListener("pagehide", () => keepNow());
  window.addEventListener("online", () => { if (wanted) save(wanted); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  form.addEventListener("lp:sent", () => { leaving = true; clearTimeout(timer); forget(slot); });

  form.addEventListener("submit", (event) => {
    if (leaving) return;
    event.preventDefault();
    save(event.submitter);
  });

  async function save(button) {
    if (busy) return;
    busy = true;
    wanted = null;
    tell("Saving…");
    try {
      await arrived(form);
      if (!allAdded(form, tell)) return;
      await post(button);
    } finally { busy = false; }
  }

  async function post(button) {
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST", body: withoutFiles(form, button), credentials: "same-origin", redirect: "manual",
        headers: { "X-Autosave": "1", Accept: "application/json" },
      });
    } catch { wanted = button || form; keepNow(`${OFFLINE()} They are sent when you are back online, or press Save again.`); return; }
    if (answer.status === 401 || answer.type === "opaqueredirect") { keepNow(SIGNED_OUT); signIn(); return; }
    let said = null;
    if (answer.ok) try { said = await answer.json(); } catch { /* not ours */ }
    if (said) {
      leaving = true;
      forget(slot);
      location.assign(said.next);
      return;
    }
    keepNow(REFUSED());
    leaving = true;  // the page that comes back says what is wrong, or shows both versions
    form.requestSubmit(button && button.form === form ? button : undefined);
  }

  if (shownAgain) keepNow();
  for (const key of keptUnder(prefix)) if (key !== slot) offer(form, key, () => { forget(key); keepNow(); });
}
