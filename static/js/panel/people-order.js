// [data-order]: the people of a session are put into order by dragging the handle, or with the arrow keys on it.
// The buttons "up" and "down" beside it do the same without this module.
const form = document.querySelector("[data-order]");
const rows = form?.querySelector("[data-order-rows]");
const status = form?.querySelector("[data-order-status]");
let saved;
let held;

const list = () => [...rows.querySelectorAll("[data-order-row]")];
const keys = () => list().map((row) => row.dataset.orderRow).join(",");

function number() {
  const all = list();
  all.forEach((row, index) => {
    row.querySelector("[data-order-place]").textContent = index + 1;
    const [up, down] = row.querySelectorAll('[value^="up:"], [value^="down:"]');
    up.disabled = index === 0;
    down.disabled = index === all.length - 1;
  });
}

function say(text) {
  status.textContent = text;
}

function place(row) {
  const all = list();
  const values = { name: row.dataset.orderName, place: all.indexOf(row) + 1, count: all.length };
  return status.dataset.words.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

// One after another: a quick second move waits for the first, so that its version is known.
let queue = Promise.resolve();

function save(row) {
  const order = keys();
  number();
  if (order === saved) return;
  queue = queue.then(async () => {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "version"]) body.set(name, form.elements[name].value);
    body.set("act", "order");
    body.set("order", order);
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.message);
      for (const field of document.querySelectorAll('input[name="version"]')) field.value = told.version;
      saved = order;
      say(`${place(row)} ${told.message}`);
    } catch (error) {
      back();
      say(error.message && error.name === "Error" ? error.message : status.dataset.failed);
    }
  });
}

function back() {
  const byKey = new Map(list().map((row) => [row.dataset.orderRow, row]));
  const focus = document.activeElement;
  for (const key of saved.split(",")) rows.append(byKey.get(key));
  number();
  if (rows.contains(focus)) focus.focus();
}

// The others move, never the row itself: what moves in the document loses its focus and the pointer it has captured.
function pass(row, others, isBelow) {
  if (isBelow) for (const other of others) row.before(other);
  else for (const other of [...others].reverse()) row.after(other);
}

function swap(row, by) {
  const all = list();
  const there = all.indexOf(row) + by;
  if (there < 0 || there >= all.length) return;
  pass(row, [all[there]], by > 0);
}

function drag(event) {
  const other = list().find((row) => {
    const box = row.getBoundingClientRect();
    return row !== held && event.clientY > box.top && event.clientY < box.bottom;
  });
  if (!other) return;
  const box = other.getBoundingClientRect();
  const all = list();
  const [from, to] = [all.indexOf(held), all.indexOf(other)];
  const middle = box.top + box.height / 2;
  // Only past the middle, or two rows of different height would change places for ever.
  if (to > from && event.clientY > middle) pass(held, all.slice(from + 1, to + 1), true);
  else if (to < from && event.clientY < middle) pass(held, all.slice(to, from), false);
}

function handle(row) {
  const grip = row.querySelector("[data-order-grip]");
  grip.hidden = false;
  grip.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    swap(row, by);
    save(row);
  });
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    held = row;
    row.classList.add("is-held");
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => held === row && drag(event));
  const end = () => {
    if (held !== row) return;
    held = undefined;
    row.classList.remove("is-held");
    save(row);
  };
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
}

if (rows && rows.querySelector("[data-order-grip]")) {
  saved = keys();
  list().forEach(handle);
}
