/* Drawing over a photo: each stroke becomes a region in the number boxes, which are what is sent. */
const SIDES = ["left", "top", "width", "height"];
const LEAST = 0.5; /* hundredths: less is a tap */

export function blackOut(form) {
  const canvas = form.querySelector("[data-canvas]");
  const drawn = form.querySelector("[data-drawn]");
  const said = form.querySelector("[data-said]");
  const numbers = form.querySelector("[data-numbers]");
  const view = canvas.viewBox.baseVal;
  let begun = null;
  numbers.open = numbers.open && !!document.querySelector(".govuk-error-summary");

  const boxes = () => [...form.querySelectorAll("[data-box]")];
  const inputs = (box) => SIDES.map((side) => box.querySelector(`[name$="-${side}"]`));
  const values = (box) => inputs(box).map((one) => parseFloat(one.value.replace(",", ".")));
  const whole = (box) => values(box).every((one) => Number.isFinite(one));
  const empty = (box) => inputs(box).every((one) => !one.value.trim());

  function spare() {
    const free = boxes().find(empty);
    if (free) return free;
    const last = boxes().at(-1);
    const number = boxes().length;
    const copy = last.cloneNode(true);
    copy.dataset.box = String(number);
    copy.querySelector("legend").textContent = `Region ${number + 1}`;
    copy.querySelectorAll("[id]").forEach((one) => { one.id = one.id.replace(/box-\d+/, `box-${number}`); });
    copy.querySelectorAll("[for]").forEach((one) => { one.htmlFor = one.htmlFor.replace(/box-\d+/, `box-${number}`); });
    copy.querySelectorAll("[name]").forEach((one) => { one.name = one.name.replace(/box-\d+/, `box-${number}`); one.value = ""; });
    last.after(copy);
    return copy;
  }

  function shape([left, top, width, height]) {
    const one = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const places = { x: (left * view.width) / 100, y: (top * view.height) / 100, width: (width * view.width) / 100, height: (height * view.height) / 100 };
    Object.entries(places).forEach(([name, value]) => one.setAttribute(name, value));
    return one;
  }

  function show() {
    const found = boxes().filter(whole);
    drawn.replaceChildren(...found.map((box) => shape(values(box))));
    said.textContent = found.length === 1 ? "One place will be black." : found.length ? `${found.length} places will be black.` : "Nothing is drawn yet.";
  }

  function at(event) {
    const frame = canvas.getBoundingClientRect();
    const within = (part, length) => Math.min(100, Math.max(0, (part / length) * 100));
    return [within(event.clientX - frame.left, frame.width), within(event.clientY - frame.top, frame.height)];
  }

  function between([x1, y1], [x2, y2]) {
    return [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    begun = at(event);
    drawn.append(shape([...begun, 0, 0]));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (begun) drawn.lastChild.replaceWith(shape(between(begun, at(event))));
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const box = between(begun, at(event));
    begun = null;
    if (box[2] > LEAST && box[3] > LEAST) {
      const row = spare();
      inputs(row).forEach((one, side) => { one.value = box[side].toFixed(1); });
    }
    show();
  });
  canvas.addEventListener("pointercancel", () => { begun = null; show(); });
  form.querySelector("[data-undo]").addEventListener("click", () => {
    const last = boxes().filter((box) => !empty(box)).at(-1);
    if (last) inputs(last).forEach((one) => { one.value = ""; });
    show();
  });
  form.addEventListener("input", show);
  show();
}
