// [data-review]: j or right arrow goes to the next registration of the queue, k or left arrow to the one before.
import { isTyping } from "./find.js";

const page = document.querySelector("[data-review]");
const keys = { j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev" };

if (page) {
  document.addEventListener("keydown", (event) => {
    const way = keys[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event.target)) return;
    const link = page.querySelector(`a[rel="${way}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}
