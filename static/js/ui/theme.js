// [data-theme-switch]: the button between light and dark.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const buttons = document.querySelectorAll("[data-theme-switch]");

function show() {
  for (const button of buttons) button.setAttribute("aria-pressed", String(dark()));
}

function turn() {
  const next = dark() ? "light" : "dark";
  root.dataset.theme = next;
  try {
    // Back to what the system says means: follow the system again.
    if ((next === "dark") === system.matches) localStorage.removeItem("theme");
    else localStorage.setItem("theme", next);
  } catch {
    // Storage is forbidden: the choice lasts for this page.
  }
  show();
}

for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", turn);
}
system.addEventListener("change", show);
show();
