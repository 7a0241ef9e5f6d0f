// [data-near]: a card that has come into view. Letters of its script are fetched only then (css/pages/agenda.css).
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    target.dataset.near = "";
    watcher.unobserve(target);
  }
});

function watch() {
  for (const card of document.querySelectorAll(".speaker-cards > li:not([data-near])")) watcher.observe(card);
}

watch();
document.addEventListener("htmx:afterSwap", watch);
