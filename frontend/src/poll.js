/* A job's progress, asked for once a second until it ends. */
export function poll(box) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-poll-words]");
  const link = box.querySelector("[data-poll-link]");
  let missed = 0;

  async function ask() {
    let job;
    try {
      const answer = await fetch(box.dataset.poll, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      job = await answer.json();
      missed = 0;
    } catch {
      missed += 1;
      if (missed < 30) setTimeout(ask, 2000);
      else if (words) words.textContent = "Cannot see how far this is. Open the page again to look.";
      return;
    }
    if (bar && job.total) { bar.max = job.total; bar.value = job.done; }
    if (words && job.words && words.textContent !== job.words) words.textContent = job.words;
    if (job.href && link) { link.href = job.href; link.hidden = false; }
    if (["done", "finished", "failed", "cancelled"].includes(job.status)) {
      if (bar) bar.hidden = true;
      if (box.dataset.pollReload !== undefined) location.reload();
      return;
    }
    setTimeout(ask, 1000);
  }
  setTimeout(ask, 1000);
}
