// Hovering or focusing an exhibitor lights up its booth on the plan, and the other way round.
function light(slug, on) {
  for (const one of document.querySelectorAll(`[data-stand="${slug}"], [data-booth="${slug}"]`)) {
    one.classList.toggle("is-lit", on);
  }
}

function slugOf(target) {
  const one = target instanceof Element ? target.closest("[data-stand], [data-booth]") : null;
  return one ? one.dataset.stand || one.dataset.booth : "";
}

// On the document, because the search replaces the list and the plan.
for (const [event, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(event, ({ target }) => {
    const slug = slugOf(target);
    if (slug) light(CSS.escape(slug), on);
  });
}
