// The agenda: what runs now, and times on the reader's own clock. The page says everything without it.
import { clock, isMine, showTimes } from "./times.js";

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
  label.textContent = isMine() ? clock(now) : venueClock(now, offset);
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
  markNow(root);
  document.addEventListener("ascn8:times", () => markNow(root));
  setInterval(() => markNow(root), 30000);
  document.addEventListener("htmx:afterSwap", () => {
    showTimes(root);
    markNow(root);
  });
}
