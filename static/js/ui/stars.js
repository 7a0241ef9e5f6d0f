// Stars beside the public pages, which are the same for everyone. Who is signed in keeps them in the account; a guest
// keeps them in this browser, and the next sign-in takes them over. Without this module the session page links to a
// page with one button.
const KEY = "ascn8-stars";
const signedIn = /(?:^|;\s*)ascn8_signed_in=1/.test(document.cookie);
const prefix = location.pathname.startsWith("/ms/") ? "/ms" : "";
const words = document.querySelector("[data-star-words]")?.dataset;

let own = {}; // code -> {starred, words}
let token = "";

function guestStars() {
  try {
    const codes = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(codes) ? codes.filter((code) => typeof code === "string") : [];
  } catch {
    return [];
  }
}

function keepGuestStars(codes) {
  try {
    if (codes.length) localStorage.setItem(KEY, JSON.stringify(codes));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

let status;
let hide;
function say(text) {
  if (!text) return;
  clearTimeout(hide);
  hide = setTimeout(() => (status.textContent = ""), 10_000);
  if (!status) {
    status = document.createElement("p");
    status.className = "toast no-print";
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  // A screen reader hears what changes in a region that it knows already.
  setTimeout(() => (status.textContent = text), 60);
}

const post = (path, fields) =>
  fetch(prefix + path, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(fields),
  });

async function readOwn() {
  const answer = await fetch(`${prefix}/me/agenda/beside.json`, { headers: { Accept: "application/json" } });
  const found = answer.ok && !answer.redirected ? await answer.json() : {};
  if (!found.signed_in) return false;
  own = found.own;
  token = found.token;
  return true;
}

// One request for all; the browser forgets them only once the account has them.
async function merge() {
  const codes = guestStars();
  if (!codes.length) return;
  const answer = await post("/me/agenda/stars/", { codes: codes.join(",") });
  if (!answer.ok || answer.redirected) return;
  const { added, text } = await answer.json();
  keepGuestStars([]);
  say(text);
  if (!added) return;
  await readOwn();
  await redraw();
}

// The own agenda was drawn before it had them.
async function redraw() {
  const shown = document.querySelector("[data-own-agenda]");
  if (!shown) return;
  const text = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-own-agenda]");
  if (fresh) shown.replaceWith(document.adoptNode(fresh));
}

async function change(button, on) {
  const code = button.dataset.code;
  if (!token) {
    const codes = guestStars().filter((one) => one !== code);
    if (!keepGuestStars(on ? [...codes, code] : codes)) return say(words.failed);
    own[code] = { starred: on, words: [] };
    say(on ? words.kept : words.removed);
    return draw();
  }
  if (button.dataset.busy) return;
  button.dataset.busy = "1";
  own[code] = { words: [], ...own[code], starred: on };
  draw();
  try {
    const answer = await post(`/agenda/${code}/star/`, { on: on ? "1" : "0" });
    const found = answer.redirected ? {} : await answer.json();
    if (found.starred !== on) throw new Error(found.error ?? "");
    say(on ? words.added : words.removed);
  } catch (error) {
    own[code].starred = !on;
    say((error.name === "Error" && error.message) || words.failed);
  }
  delete button.dataset.busy;
  draw();
}

function makeButton(code, title) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "star";
  button.dataset.code = code;
  button.setAttribute("aria-label", words.label.replace("%(title)s", title));
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", words.icon);
  icon.append(use);
  button.append(icon);
  button.addEventListener("click", () => change(button, button.getAttribute("aria-pressed") !== "true"));
  return button;
}

// Cards get a button; the link of the session page becomes one.
function place() {
  for (const slot of document.querySelectorAll(".slot[data-code]:not([data-with-star])")) {
    slot.dataset.withStar = "1";
    slot.querySelector(".slot-body").append(makeButton(slot.dataset.code, slot.querySelector("h3").textContent));
  }
  for (const link of document.querySelectorAll("a[data-star]")) {
    const button = makeButton(link.dataset.star, link.dataset.title);
    button.className = link.className;
    const label = document.createElement("span");
    label.textContent = link.dataset.label;
    button.append(label);
    link.replaceWith(button);
  }
}

function draw() {
  for (const button of document.querySelectorAll("button[data-code]")) {
    button.setAttribute("aria-pressed", String(Boolean(own[button.dataset.code]?.starred)));
  }
  for (const slot of document.querySelectorAll(".slot[data-code]")) drawSlot(slot, own[slot.dataset.code]);
  filter();
}

function drawSlot(slot, mine) {
  const isMine = Boolean(mine && (mine.starred || mine.words.length));
  slot.classList.toggle("is-mine", isMine);
  for (const old of slot.querySelectorAll(".own-tag")) old.remove();
  for (const word of mine?.words ?? []) {
    const tag = document.createElement("span");
    tag.className = "tag tone-info own-tag";
    tag.textContent = word;
    slot.querySelector(".slot-kind").append(tag);
  }
}

// "My agenda" on the public agenda: hides the rest, and says so.
const toggle = document.querySelector("[data-only-mine]");
const count = document.querySelector("[data-only-mine-note]");
const isOn = () => toggle?.getAttribute("aria-pressed") === "true";

function filter() {
  if (!toggle) return;
  const slots = [...document.querySelectorAll(".slot[data-code]")];
  for (const slot of slots) slot.hidden = isOn() && !slot.classList.contains("is-mine");
  // With holes in it a grid says less than a list.
  for (const table of document.querySelectorAll("[data-timetable]")) table.classList.toggle("timetable", !isOn());
  const none = isOn() && slots.length > 0 && slots.every((slot) => slot.hidden);
  count.textContent = !isOn() ? "" : none ? count.dataset.none : count.dataset.some;
}

async function begin() {
  if (signedIn && (words || guestStars().length)) {
    try {
      if (await readOwn()) await merge();
    } catch {
      // Offline, or the session ended: the page stays as everyone sees it.
    }
  }
  if (!token) for (const code of guestStars()) own[code] = { starred: true, words: [] };
  if (!words) return;
  place();
  draw();
  document.addEventListener("htmx:afterSwap", () => {
    place();
    draw();
  });
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      toggle.setAttribute("aria-pressed", String(!isOn()));
      filter();
    });
  }
}

await begin();
