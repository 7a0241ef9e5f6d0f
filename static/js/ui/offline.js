// Pages that stay readable without a network: starts the worker, gives it what this page is made of, and says when
// the page is an old one.
const note = document.querySelector("[data-offline]");

async function begin() {
  await navigator.serviceWorker.register(note.dataset.offline, { scope: "/" });
  const { active } = await navigator.serviceWorker.ready;
  const date = await askWhence(active);
  if (date !== null) return say(date);
  const files = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
  const days = [...document.querySelectorAll(".tabs a")].map((link) => link.href);
  active.postMessage({ keep: [location.href, ...days, ...files.filter((name) => name.includes("/static/"))] });
}

// Null: this page came from the network.
function askWhence(worker) {
  if (!navigator.serviceWorker.controller) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data.date);
    worker.postMessage({ ask: true }, [port2]);
    setTimeout(() => resolve(null), 2_000);
  });
}

function say(date) {
  const moment = new Date(date);
  const time = new Intl.DateTimeFormat({ en: "en-GB", ms: "ms-MY" }[document.documentElement.lang], { dateStyle: "medium", timeStyle: "short" });
  note.hidden = false;
  note.textContent = note.dataset.text.replace("%(time)s", Number.isNaN(moment.getTime()) ? "?" : time.format(moment));
}

if ("serviceWorker" in navigator) {
  begin().catch(() => {
    // No secure connection, or a browser that keeps nothing: the page works as long as there is a network.
  });
}
