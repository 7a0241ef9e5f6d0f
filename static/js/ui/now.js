// The screen: its clock, what is on now, what is next. It asks for the day each half minute (304 until something
// changes) and goes on by itself with the day that it has when the network is gone.
const ASK_EVERY = 30_000;
const TICK_EVERY = 1_000;
const COUNT_DOWN_FROM = 90;

const main = document.querySelector("[data-now]");
const day = main.querySelector("[data-now-day]");
// As the server writes dates: day before month.
const language = { en: "en-GB", ms: "ms-MY" }[document.documentElement.lang];
const zone = main.dataset.zone;
const later = Number(main.dataset.later);
const offset = Number(main.dataset.clockOffset) * 1000;
const build = day.firstElementChild.dataset.build;
const address = main.dataset.url + location.search;

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
const date = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: zone });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });

let skew = 0; // how far the clock of this device is behind the server's
let dataOf = Date.parse(main.dataset.at);
let isKept = false;
let said = "";

const now = () => Date.now() + skew + offset;

function put(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

function stateOf(item, at, coming) {
  if (item.from <= at) return at < item.to ? "now" : "past";
  if (item.from === coming[0].from) return "next";
  return coming.indexOf(item) <= later ? "later" : "far";
}

function countDown(item, at) {
  const minutes = Math.ceil((item.from - at) / 60_000);
  return minutes > COUNT_DOWN_FROM ? "" : relative.format(minutes, "minute");
}

function drawRoom(room, at) {
  const items = [...room.querySelectorAll(".now-item")].map((node) => ({
    node,
    from: Date.parse(node.dataset.from),
    to: Date.parse(node.dataset.to),
  }));
  const coming = items.filter((item) => item.from > at);
  for (const item of items) {
    const state = stateOf(item, at, coming);
    item.node.dataset.state = state;
    item.node.hidden = state === "past" || state === "far";
    const word = { now: main.dataset.wordNow, next: main.dataset.wordNext }[state] ?? "";
    put(item.node.querySelector("[data-now-word]"), word);
    put(item.node.querySelector("[data-now-count]"), state === "next" ? countDown(item, at) : "");
  }
  room.querySelector("[data-now-over]").hidden = items.some((item) => at < item.to);
}

function draw() {
  const at = now();
  put(document.querySelector("[data-now-clock]"), clock.format(at));
  put(document.querySelector("[data-now-date]"), date.format(at).replace(",", ""));
  for (const room of day.querySelectorAll("[data-now-room]")) drawRoom(room, at);
  sayWhatChanged();
  const box = document.querySelector("[data-now-data]");
  box.classList.toggle("is-kept", isKept);
  put(box.querySelector("[data-now-data-text]"), box.dataset[isKept ? "kept" : "live"].replace("%(time)s", clock.format(dataOf)));
}

// One room: a screen reader hears what begins, not the clock.
function sayWhatChanged() {
  const rooms = day.querySelectorAll("[data-now-room]");
  const title = rooms.length === 1 ? day.querySelector('[data-state="now"] .now-title')?.textContent : "";
  if (title && said && title !== said) put(main.querySelector("[data-now-said]"), `${main.dataset.wordNow}: ${title}`);
  said = title || said;
}

function takeOver(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-build]");
  if (!fresh) return;
  if (fresh.dataset.build !== build && !isKept) {
    location.reload();
  } else if (text !== takeOver.last) {
    takeOver.last = text;
    // Only when something changed, so that whoever has the focus inside keeps it.
    day.replaceChildren(document.adoptNode(fresh));
  }
}

async function ask() {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    isKept = answer.headers.has("X-Kept");
    const sent = Date.parse(answer.headers.get("Date"));
    if (!isKept && Math.abs(sent - Date.now()) > 5_000) skew = sent - Date.now();
    dataOf = isKept ? sent + offset : now();
    takeOver(await answer.text());
  } catch {
    isKept = true; // of when, the last good answer said
  }
  draw();
}

draw();
setInterval(draw, TICK_EVERY);
setInterval(ask, ASK_EVERY);
addEventListener("online", ask);
ask();
