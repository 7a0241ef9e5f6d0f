// Shows and hides questions at once, by the rule that the server applies again to whatever is sent.

function valuesOf(form, name) {
  const found = [];
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    const isChoice = field.type === "radio" || field.type === "checkbox";
    if (field.value && (!isChoice || field.checked)) found.push(field.value);
  }
  return found;
}

function isShown(form, boxes, box, above = new Set()) {
  const parent = box.dataset.shownWhen;
  if (!parent) return true;
  const parentBox = boxes.get(parent);
  if (!parentBox || above.has(parent)) {
    // The deciding question stands on another page: what the server said holds.
    return !box.hidden;
  }
  if (!isShown(form, boxes, parentBox, new Set([...above, parent]))) return false;
  const wanted = box.dataset.shownValues.split(" ");
  return valuesOf(form, parent).some((value) => wanted.includes(value));
}

function update(form, boxes) {
  let more = false;
  let less = false;
  const shown = [];
  for (const [slug, box] of boxes) {
    const show = isShown(form, boxes, box);
    if (show && box.hidden) more = true;
    if (!show && !box.hidden) less = true;
    box.hidden = !show;
    if (show) shown.push(slug);
  }
  form.querySelector("[data-questions-seen]").value = shown.join(" ");
  const said = form.querySelector("[data-questions-said]");
  if (more) said.textContent = said.dataset.more;
  else if (less) said.textContent = said.dataset.less;
}

for (const form of document.querySelectorAll("form[data-questions]")) {
  const boxes = new Map([...form.querySelectorAll("[data-question]")].map((box) => [box.dataset.question, box]));
  form.addEventListener("change", () => update(form, boxes));
  // The browser may have filled the form in again after "back".
  update(form, boxes);
}
