// Moving and resizing by mouse, pen or finger. A mouse may take a card anywhere, a finger takes its grip: the rest scrolls.
import { board, isWide, root } from "./board-answers.js";
import { STEP, drop, firstMinute, leave, lift, rowHeight, shift } from "./board-lifting.js";

const FAR = 5;
const EDGE = 48;
let press = null;

root.addEventListener("pointerdown", (event) => {
  const card = event.target.closest(".b-card");
  if (!card || event.button !== 0 || !isWide() || board.lifted || board.busy) return;
  const handle = event.target.closest(".b-handle");
  if (event.pointerType === "touch" && !handle && !event.target.closest(".b-grip")) return;
  press = {
    card,
    id: event.pointerId,
    resizes: Boolean(handle),
    x: event.clientX,
    y: event.clientY,
    // Where in the card it was taken, so that it does not jump.
    inside: card.closest(".b-room") ? event.clientY - card.getBoundingClientRect().top : 12,
    moved: false,
  };
});

document.addEventListener("pointermove", (event) => {
  if (!press || event.pointerId !== press.id) return;
  if (!press.moved) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < FAR) return;
    press.moved = true;
    lift(press.card, { resizes: press.resizes });
    requestAnimationFrame(scrollAtEdges);
  }
  event.preventDefault();
  getSelection()?.removeAllRanges();
  [press.x, press.y] = [event.clientX, event.clientY];
  follow();
});

function follow() {
  if (!press?.moved || !board.lifted) return;
  if (press.resizes) {
    const end = minuteAt(board.lifted.room, press.y);
    shift({ minutes: end - board.lifted.start });
    return;
  }
  const under = document.elementFromPoint(press.x, press.y);
  if (under?.closest(".b-beside")) return shift({ off: true });
  const room = under?.closest(".b-room");
  if (room) shift({ off: false, room, start: minuteAt(room, press.y - press.inside) });
}

function minuteAt(room, y) {
  const top = room.querySelector(".b-slots").getBoundingClientRect().top;
  return firstMinute() + Math.round((y - top) / rowHeight()) * STEP;
}

// Near an edge of the rooms the board comes along.
function scrollAtEdges() {
  if (!press?.moved || !board.lifted) return;
  const box = root.querySelector(".b-scroll");
  const { left, right, top, bottom } = box.getBoundingClientRect();
  const speed = (near, far) => (near < EDGE ? near - EDGE : far < EDGE ? EDGE - far : 0) / 4;
  if (press.x > left && press.x < right && press.y > top && press.y < bottom) {
    const [dx, dy] = [speed(press.x - left, right - press.x), speed(press.y - top, bottom - press.y)];
    if (dx || dy) {
      box.scrollBy(dx, dy);
      follow();
    }
  }
  requestAnimationFrame(scrollAtEdges);
}

document.addEventListener("pointerup", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const { moved } = press;
  press = null;
  if (!moved || !board.lifted) return;
  // The click that follows a drag is none.
  const swallow = (click) => {
    click.preventDefault();
    click.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  drop();
});

document.addEventListener("pointercancel", (event) => {
  if (press?.id !== event.pointerId) return;
  press = null;
  leave();
});
