// While somebody types a name, the picture of the badge follows: the server sets it in the real typeface.
const picture = document.querySelector("[data-badge-preview]");
const watched = ["title", "given_name", "family_name", "native_name", "badge_name", "organisation"]
  .map((name) => document.querySelector(`form [name="${name}"]`))
  .filter(Boolean);

function typed(name) {
  return document.querySelector(`form [name="${name}"]`)?.value.trim() ?? "";
}

function address() {
  const query = new URLSearchParams();
  for (const field of watched) query.set(field.name, field.value.trim());
  if (typed("given_name") && !typed("badge_name")) {
    query.set("badge_name", [typed("given_name"), typed("family_name")].filter(Boolean).join(" "));
  }
  return `${picture.dataset.badgePreview}?${query}`;
}

if (picture && watched.length) {
  let waiting;
  document.addEventListener("input", (event) => {
    if (!watched.includes(event.target)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // The new picture replaces the old one when it is there, so that nothing flickers.
      const next = new Image();
      next.onload = () => {
        picture.src = next.src;
      };
      next.src = address();
    }, 200);
  });
}
