/* Chosen files go up at once, one after the other, each with its progress; a failed one is tried again alone. */
const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(bytes < 10485760 ? 1 : 0);
const LOST = "The connection was lost.";
const OUT = "You are signed out. Sign in again in another window, then try again.";
const UNKNOWN = "It could not be taken in just now.";

const works = new WeakMap();  // form -> { chain: Promise, failed: Set }
export const workOf = (form) => works.get(form) || works.set(form, { chain: Promise.resolve(), failed: new Set() }).get(form);

/* Waits for files that are on their way.
   Never at once: a form can't be submitted again while its submit event is still being told. */
export async function arrived(form) {
  await new Promise((go) => setTimeout(go));
  await workOf(form).chain;
}

/* Whether every chosen file was added; if one has failed and nobody has said yet what becomes of it, says so. */
export function allAdded(form, tell) {
  const [one] = workOf(form).failed;
  if (!one) return true;
  tell("A file was not added. Try it again or leave it out, then save.", "problem");
  one.querySelector("button")?.focus();
  return false;
}

export function uploads(input) {
  const form = input.form;
  const work = workOf(form);
  const most = Number(input.dataset.maxBytes || 0);
  const list = document.createElement("ul");
  list.className = "lp-chosen";
  list.setAttribute("aria-live", "polite");
  input.after(list);

  input.addEventListener("change", () => {
    for (const file of [...input.files]) begin(file);
    input.value = "";  // held here from now on, so that the form does not send them a second time
  });

  function begin(file) {
    const item = document.createElement("li");
    list.append(item);
    if (most && file.size > most) {
      fail(file, item, `It is ${megabytes(file.size)} MB. Choose a file of ${megabytes(most)} MB or less.`, false);
      return;
    }
    queue(file, item);
  }

  function queue(file, item) {
    work.failed.delete(item);
    item.className = "";
    item.replaceChildren(line(`Waiting: ${file.name} (${megabytes(file.size)} MB)`));
    work.chain = work.chain.then(() => send(file, item));
  }

  function send(file, item) {
    return new Promise((done) => {
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", `Uploading ${file.name}`);
      const share = document.createElement("span");
      share.setAttribute("aria-hidden", "true");
      item.replaceChildren(line(`Uploading ${file.name}`), bar, share);
      const request = new XMLHttpRequest();
      request.open("POST", input.dataset.upload);
      request.setRequestHeader("X-Autosave", "1");
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        bar.value = Math.round((100 * event.loaded) / event.total);
        share.textContent = bar.value < 100 ? `${bar.value} %` : "Checking";
      });
      request.addEventListener("load", () => { answered(request, file, item); done(); });
      request.addEventListener("error", () => { fail(file, item, LOST); done(); });
      request.addEventListener("abort", () => { fail(file, item, LOST); done(); });
      request.send(carried(file));
    });
  }

  /* The file with the form's token; with all its words where they begin the draft together. */
  function carried(file) {
    const data = input.dataset.uploadAll === undefined ? new FormData() : new FormData(form);
    data.set("csrf_token", form.elements.namedItem("csrf_token").value);
    data.delete(input.name);
    data.append(input.name, file, file.name);
    return data;
  }

  function answered(request, file, item) {
    let said = null;
    try { said = JSON.parse(request.responseText); } catch { /* a page, not an answer */ }
    if (request.status !== 200 || !said) {
      fail(file, item, said?.problem || (request.status === 401 ? OUT : UNKNOWN));
      return;
    }
    item.replaceChildren(line(`Added: ${file.name}`));
    if (said.next) {
      form.dispatchEvent(new Event("lp:sent"));
      location.assign(said.next);
    }
    form.querySelector("[data-files]")?.insertAdjacentHTML("beforeend", said.card || "");
  }

  function fail(file, item, why, again = true) {
    work.failed.add(item);
    item.className = "lp-chosen__bad";
    const words = why.includes(file.name) ? why : `“${file.name}” was not added. ${why}`;
    item.replaceChildren(line(words));
    if (again) item.append(button("Try again", file, () => queue(file, item)));
    item.append(button("Leave it out", file, () => { work.failed.delete(item); item.remove(); input.focus(); }));
  }

  function line(text) {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  }

  function button(text, file, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "govuk-button govuk-button--secondary lp-small-button";
    made.textContent = text;
    made.setAttribute("aria-label", `${text}: ${file.name}`);
    made.addEventListener("click", press);
    return made;
  }
}
