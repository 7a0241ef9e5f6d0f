// [data-print]: a button that opens the print dialogue, where there is one to open.
for (const box of document.querySelectorAll("[data-print]")) {
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => window.print());
}
