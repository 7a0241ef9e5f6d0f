// The programme board: moving by pointer and by keyboard, undo by keys, and what others did meanwhile.
// Everything has a form that works without this.
import { root } from "./board-answers.js";
import "./board-pointer.js";
import "./board-keys.js";

// Cards are dragged by us, not by the browser.
root.addEventListener("dragstart", (event) => event.preventDefault());
