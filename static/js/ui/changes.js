// Marks beside the public agenda, which is the same for everyone: what changed since this reader last looked. Without
// this module the page "What changed" links to the same list.
const signedIn = /(?:^|;\s*)ascn8_signed_in=1/.test(document.cookie);
const note = document.querySelector("[data-changes-note]");
const prefix = location.pathname.startsWith("/ms/") ? "/ms" : "";
let marks = {}; // code -> [{label, tone}]

function draw() {
  for (const slot of document.querySelectorAll(".slot[data-code]")) {
    if (slot.querySelector(".changed-tag")) continue;
    for (const { label, tone } of marks[slot.dataset.code] ?? []) {
      const tag = document.createElement("span");
      tag.className = `tag tone-${tone} changed-tag`;
      tag.textContent = label;
      slot.querySelector(".slot-kind").append(tag);
    }
  }
}

if (signedIn && note) {
  try {
    const answer = await fetch(`${prefix}/me/changes/beside.json`, { headers: { Accept: "application/json" } });
    const found = answer.ok && !answer.redirected ? await answer.json() : {};
    if (found.text) {
      marks = found.marks;
      note.hidden = false;
      note.querySelector("[data-changes-text]").textContent = found.text;
      draw();
      document.addEventListener("htmx:afterSwap", draw);
    }
  } catch {
    // Offline, or the session ended: the page stays as everyone sees it.
  }
}
