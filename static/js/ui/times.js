// Whose clock the times of a page follow: the venue's, as the page says it, or the reader's. The choice is remembered,
// and the label beside always says which it is. A page without the switch keeps venue time.

const language = document.documentElement.lang;
const KEY = "ascn8-times";
let mine = false;

export const isMine = () => mine;

export const clock = (date, zone) =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(date);

// "2025-09-09T10:00:00+08:00" has another offset than this device at that moment.
function isElsewhere(text) {
  const offset = text.match(/([+-])(\d\d):?(\d\d)$/);
  const minutes = offset ? (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === "-" ? -1 : 1) : 0;
  return new Date(text).getTimezoneOffset() !== -minutes;
}

// The device's zone as people read it: "Asia/Tokyo, UTC+9".
function ownZone(at) {
  const minutes = -at.getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = `UTC${minutes < 0 ? "-" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name && name !== "UTC" ? `${name.replaceAll("_", " ")}, ${offset}` : offset;
}

function localDay(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

// The time on this device, with the day where it is another one than at the venue.
function ownTime(text) {
  const date = new Date(text);
  const otherDay = localDay(date) !== text.slice(0, 10);
  const day = otherDay ? `${new Intl.DateTimeFormat(language, { weekday: "short" }).format(date)} ` : "";
  return day + clock(date);
}

export function showTimes(root) {
  for (const time of root.querySelectorAll("time[data-clock]")) {
    time.dataset.venue ??= time.textContent;
    time.textContent = mine ? ownTime(time.dateTime) : time.dataset.venue;
  }
  for (const line of root.querySelectorAll("[data-both]")) showOther(line);
}

// A line that says the same time on the other clock: who speaks from afar needs both at once.
function showOther(line) {
  const [from, to] = [line.dataset.from, line.dataset.to];
  const words = mine ? line.dataset.venueWords : line.dataset.mineWords;
  const times = mine ? `${from.slice(11, 16)}–${to.slice(11, 16)}` : `${ownTime(from)}–${ownTime(to)}`;
  line.textContent = words.replace("%(times)s", times).replace("%(zone)s", ownZone(new Date(from)));
  line.hidden = !isElsewhere(from);
}

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Private windows may forbid it.
  }
}

function setUp(group, first) {
  group.hidden = false;
  const note = document.querySelector("[data-zone-note]");
  const venueNote = note?.textContent;
  const choose = (zone) => {
    mine = zone === "mine";
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.zone === zone));
    }
    if (note) note.textContent = mine ? note.dataset.mine.replace("%(zone)s", ownZone(new Date(first.dateTime))) : venueNote;
    showTimes(document);
    document.dispatchEvent(new CustomEvent("ascn8:times"));
    try {
      localStorage.setItem(KEY, zone);
    } catch {
      // Then the choice lasts for this page.
    }
  };
  group.addEventListener("click", (event) => {
    const zone = event.target.closest("button")?.dataset.zone;
    if (zone) choose(zone);
  });
  if (kept() === "mine") choose("mine");
}

const group = document.querySelector("[data-time-switch]");
const first = document.querySelector("time[data-clock]");
if (group && first && isElsewhere(first.dateTime)) setUp(group, first);
showTimes(document);
