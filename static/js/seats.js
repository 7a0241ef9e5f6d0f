// Seats change while a page is looked at: ask again every 15 seconds, only while it is visible.
// Replaces the bars alone, so that nothing that holds the focus ever moves.
const EVERY = 15_000;
const area = document.querySelector("[data-seats-url]");

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(area.dataset.seatsUrl, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const bar of fresh.querySelectorAll("[data-seats]")) {
      const shown = document.getElementById(bar.id);
      if (shown && shown.outerHTML !== bar.outerHTML) shown.replaceWith(document.adoptNode(bar));
    }
  } catch {
    // No connection: the next round tries again.
  }
}

if (area) {
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
}
