// [data-filter]: a list's filters are sheets; one is open at a time, Escape and a click elsewhere close it.
const sheets = [...document.querySelectorAll("[data-filter]")];

document.addEventListener("click", (event) => {
  for (const sheet of sheets) if (sheet.open && !sheet.contains(event.target)) sheet.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of sheets) {
    if (!sheet.open) continue;
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});
