// Runs before the first paint, so that a chosen theme does not flash.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden: the system's theme stays.
}
// For what waits until it is near (ui/near.js): without scripts nothing waits.
document.documentElement.dataset.script = "";
