// [data-countdown="<ISO time>"]: keeps days, hours and minutes true while the page is open. A demonstration moves its
// clock: data-clock-offset, in seconds.
const DAY = 86_400_000;

function draw(box) {
  const ahead = Number(box.dataset.clockOffset ?? 0) * 1000;
  const left = Date.parse(box.dataset.countdown) - (Date.now() + ahead);
  if (left <= 0) return false;
  const values = {
    days: Math.floor(left / DAY),
    hours: Math.floor((left % DAY) / 3_600_000),
    minutes: Math.floor((left % 3_600_000) / 60_000),
  };
  for (const [unit, value] of Object.entries(values)) {
    const place = box.querySelector(`[data-unit="${unit}"]`);
    if (place) place.textContent = String(value);
  }
  for (const part of box.querySelectorAll("[data-live-only]")) part.hidden = false;
  return true;
}

for (const box of document.querySelectorAll("[data-countdown]")) {
  if (!draw(box)) continue;
  const timer = setInterval(() => draw(box) || clearInterval(timer), 15_000);
}
