// A session in the hand: where it would lie, shown by a ghost and said in words, until it is dropped or left.
import { board, day, focusCard, post, root, say } from "./board-answers.js";

export const STEP = 5;
const LAST = 24 * 60 - STEP;

export const rooms = () => [...day().querySelectorAll(".b-room")];
export const rowHeight = () => parseFloat(getComputedStyle(root).getPropertyValue("--row"));
export const firstMinute = () => Number(day().dataset.first) * 60;
const clock = (minute) => [Math.floor(minute / 60) % 24, minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
const fromClock = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

export function lift(card, { resizes = false } = {}) {
  const room = card.closest(".b-room");
  const minutes = Number(card.dataset.minutes) || 60;
  // One that has no time yet comes to the first room at nine.
  const start = card.dataset.start ? fromClock(card.dataset.start) : Math.max(firstMinute(), 9 * 60);
  const ghost = document.createElement("li");
  ghost.className = "b-ghost";
  ghost.setAttribute("aria-hidden", "true");
  board.lifted = { card, ghost, resizes, room: room ?? rooms()[0], start, minutes, off: false, wasOff: !room };
  board.lifted.from = JSON.stringify(spot(board.lifted));
  card.classList.add("is-lifted");
  draw();
}

const spot = ({ room, start, minutes, off }) => [off ? null : room.dataset.room, start, minutes, off];

// Put it elsewhere: any of room, start, minutes, off. Said only where it changed.
export function shift(changes) {
  const held = board.lifted;
  const before = JSON.stringify(spot(held));
  Object.assign(held, changes);
  // A time that came from elsewhere may lie beside the grid; a new one lies on it.
  if ("start" in changes) held.start = Math.round(held.start / STEP) * STEP;
  held.start = Math.min(Math.max(held.start, firstMinute()), LAST);
  held.minutes = Math.min(Math.max(held.minutes, STEP), 24 * 60);
  if (JSON.stringify(spot(held)) === before) return;
  draw();
  if (held.off) say("sayOff");
  else say("sayAt", words(held));
}

const words = ({ room, start, minutes }) => ({
  room: room.dataset.name,
  start: clock(start),
  end: clock(start + minutes),
  minutes,
});

function draw() {
  const { ghost, room, start, minutes, off } = board.lifted;
  for (const one of root.querySelectorAll(".is-target")) one.classList.remove("is-target");
  const target = off ? root.querySelector(".b-beside") : room;
  target.classList.add("is-target");
  if (off) return ghost.remove();
  const row = Math.round((start - firstMinute()) / STEP) + 1;
  const last = Number(day().dataset.rows) + 1;
  ghost.style.gridRow = `${row} / ${Math.min(row + Math.round(minutes / STEP), last)}`;
  ghost.textContent = `${clock(start)}–${clock(start + minutes)} · ${room.dataset.name}`;
  room.querySelector(".b-slots").append(ghost);
}

export function showGhost() {
  board.lifted?.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function letGo() {
  const held = board.lifted;
  board.lifted = null;
  held.ghost.remove();
  held.card.classList.remove("is-lifted");
  for (const one of root.querySelectorAll(".is-target")) one.classList.remove("is-target");
  return held;
}

export function leave() {
  if (!board.lifted) return;
  letGo();
  say("sayCancelled");
}

export async function drop() {
  const held = board.lifted;
  const stays = held.off ? held.wasOff : !held.wasOff && JSON.stringify(spot(held)) === held.from;
  if (stays) return leave();
  const { url, version, card: code } = held.card.dataset;
  const place = {
    do: "place",
    day: day().dataset.day,
    start: clock(held.start),
    minutes: held.minutes,
    place: held.room.dataset.room,
  };
  // The ghost stays where it was dropped until the server has answered.
  board.busy = true;
  await post(url, { version, ...(held.off ? { do: "unschedule" } : place) });
  const focused = document.activeElement === document.body || held.card.contains(document.activeElement);
  letGo();
  if (focused) focusCard(code);
}
