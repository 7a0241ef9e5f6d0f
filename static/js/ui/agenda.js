// The agenda: what runs now, and times on the reader's own clock. The page says everything without it.

const language = document.documentElement.lang;
let mine = false;

const clock = (date, zone) =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(date);

// "2025-09-09T10:00:00+08:00" has another offset than this device at that moment.
const isElsewhere = (text) => {
  const offset = text.match(/([+-])(\d\d):?(\d\d)$/);
  const minutes = offset ? (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === "-" ? -1 : 1) : 0;
  return new Date(text).getTimezoneOffset() !== -minutes;
};

function localDay(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function showTimes(root) {
  for (const time of root.querySelectorAll("time[data-clock]")) {
    time.dataset.venue ??= time.textContent;
    if (!mine) {
      time.textContent = time.dataset.venue;
      continue;
    }
    const date = new Date(time.dateTime);
    const otherDay = localDay(date) !== time.dateTime.slice(0, 10);
    const day = otherDay ? `${new Intl.DateTimeFormat(language, { weekday: "short" }).format(date)} ` : "";
    time.textContent = day + clock(date);
  }
}

function setUpSwitch() {
  const group = document.querySelector("[data-time-switch]");
  const first = document.querySelector("time[data-clock]");
  if (!group || !first || !isElsewhere(first.dateTime)) return;
  group.hidden = false;
  const note = document.querySelector("[data-zone-note]");
  const venueNote = note?.textContent;
  const choose = (zone) => {
    mine = zone === "mine";
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.zone === zone));
    }
    if (note) note.textContent = mine ? note.dataset.mine : venueNote;
    showTimes(document);
    markNow(root);
    try {
      localStorage.setItem("ascn8-times", zone);
    } catch {
      // Private windows may forbid it; then the choice lasts for this page.
    }
  };
  group.addEventListener("click", (event) => {
    const zone = event.target.closest("button")?.dataset.zone;
    if (zone) choose(zone);
  });
  let kept = null;
  try {
    kept = localStorage.getItem("ascn8-times");
  } catch {
    kept = null;
  }
  if (kept === "mine") choose("mine");
}

function markNow(root) {
  const word = root.dataset.now;
  const now = new Date();
  for (const slot of root.querySelectorAll(".slot[data-from]")) {
    const runs = new Date(slot.dataset.from) <= now && now < new Date(slot.dataset.to);
    slot.classList.toggle("is-now", runs);
    const badge = slot.querySelector(".now-badge");
    if (!runs) badge?.remove();
    else if (!badge) {
      const made = document.createElement("span");
      made.className = "now-badge";
      made.textContent = word;
      slot.querySelector(".slot-kind").append(made);
    }
  }
  for (const table of root.querySelectorAll("[data-timetable]")) drawLine(table, now);
}

// Between two times at the edge the rows are even; long breaks are drawn shorter than they last.
function rowOf(table, now) {
  const hours = [...table.querySelectorAll(".timetable-hour")].map((hour) => ({
    at: new Date(hour.querySelector("time").dateTime),
    row: Number(hour.dataset.row),
  }));
  const next = hours.findIndex((hour) => hour.at > now);
  if (next < 1) return null;
  const [before, after] = [hours[next - 1], hours[next]];
  return before.row + Math.floor(((now - before.at) / (after.at - before.at)) * (after.row - before.row));
}

function drawLine(table, now) {
  table.querySelector(".now-line")?.remove();
  const row = rowOf(table, now);
  if (row === null) return;
  const line = document.createElement("div");
  line.className = `now-line r${row}`;
  line.setAttribute("aria-hidden", "true");
  const label = document.createElement("span");
  const offset = table.querySelector("time[data-clock]").dateTime.slice(-6);
  label.textContent = mine ? clock(now) : venueClock(now, offset);
  line.append(label);
  table.append(line);
}

function venueClock(now, offset) {
  const [, sign, hours, minutes] = offset?.match(/([+-])(\d\d):(\d\d)/) ?? [];
  const shift = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
  return clock(new Date(now.getTime() + shift * 60000), "UTC");
}

const root = document.querySelector("[data-agenda]");
if (root) {
  setUpSwitch();
  markNow(root);
  setInterval(() => markNow(root), 30000);
  document.addEventListener("htmx:afterSwap", () => {
    showTimes(root);
    markNow(root);
  });
}
