// Moving and resizing by keyboard: Enter or Space picks up, arrows move, with Shift they resize, Enter drops, Escape leaves.
import { board, isWide, root, say } from "./board-answers.js";
import { STEP, drop, leave, lift, rooms, shift, showGhost } from "./board-lifting.js";

const FAR = 30;

function pickUp(card) {
  lift(card);
  say("sayPicked", { title: card.querySelector(".b-title").textContent.trim() });
  showGhost();
}

const beside = (by) => {
  const all = rooms();
  return all[Math.min(Math.max(all.indexOf(board.lifted.room) + by, 0), all.length - 1)];
};
const moves = {
  ArrowUp: () => ({ start: board.lifted.start - STEP }),
  ArrowDown: () => ({ start: board.lifted.start + STEP }),
  PageUp: () => ({ start: board.lifted.start - FAR }),
  PageDown: () => ({ start: board.lifted.start + FAR }),
  ArrowLeft: () => ({ room: beside(-1) }),
  ArrowRight: () => ({ room: beside(1) }),
};
const lengths = { ArrowUp: -STEP, ArrowDown: STEP, ArrowLeft: -STEP, ArrowRight: STEP, PageUp: -FAR, PageDown: FAR };

function whileLifted(event) {
  const { key } = event;
  if (key === "Escape" || key === "Tab") leave();
  else if (key === "Enter" || key === " ") drop();
  else if (key === "Delete" || key === "Backspace") shift({ off: true });
  else if (event.shiftKey && key in lengths) shift({ off: false, minutes: board.lifted.minutes + lengths[key] });
  else if (key in moves) shift({ off: false, ...moves[key]() });
  else return;
  if (key !== "Tab") event.preventDefault();
  event.stopPropagation();
  showGhost();
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || board.busy) return;
    if (board.lifted) return whileLifted(event);
    const card = event.target.closest?.(".b-card");
    if (!card || !root.contains(card) || !isWide()) return;
    const onGrip = event.target.closest(".b-grip");
    if (event.key !== " " && !(onGrip && event.key === "Enter")) return;
    event.preventDefault();
    pickUp(card);
  },
  true,
);

// A reader that presses for its person, and a tap: press to pick up, press again to drop.
root.addEventListener("click", (event) => {
  const grip = event.target.closest(".b-grip");
  if (!grip || board.busy) return;
  if (board.lifted) drop();
  else pickUp(grip.closest(".b-card"));
});
