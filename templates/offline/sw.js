// Keeps public pages readable without a network: now and next, the agenda, the practical notes. It keeps nothing that
// belongs to a person: only pages of the list below, and of these only answers that say they are public.
const KEPT = "ascn8-{{ version }}";
const PAGES = /^(?:\/ms)?\/(?:now\/(?:[\w-]+\/)?(?:day\.html)?|agenda\/(?:[\w-]+\/)?|practical\/)$/;
const QUERIES = /^(?:\?day=[\w-]*|\?at=[\w%:+.-]*)?$/;
const FILES = /^\/static\//;
const MOST_PAGES = 400;
// A network that does not answer for so long counts as gone, where something is kept.
const PATIENCE = 5_000;

// Which open page was drawn from what is kept, and of when that is.
const keptFor = new Map();

const isFile = (url) => url.origin === location.origin && FILES.test(url.pathname);
const isPage = (url) => url.origin === location.origin && PAGES.test(url.pathname) && QUERIES.test(url.search);
const isPublic = (answer) =>
  answer.ok && !answer.redirected && answer.type === "basic" && /\bpublic\b/.test(answer.headers.get("Cache-Control") ?? "");

async function put(request, answer) {
  const cache = await caches.open(KEPT);
  await cache.put(request, answer);
  const pages = (await cache.keys()).filter((one) => !isFile(new URL(one.url)));
  for (const old of pages.slice(0, Math.max(pages.length - MOST_PAGES, 0))) await cache.delete(old);
}

async function kept(request) {
  const cache = await caches.open(KEPT);
  return cache.match(request, { ignoreVary: true });
}

// Files carry the hash of their content in the name: what is kept is right for ever.
async function file(event) {
  const found = await kept(event.request);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(put(event.request, answer.clone()));
  return answer;
}

const late = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error("no answer")), PATIENCE));

// The network first, because a programme must be true; what is kept where there is none.
async function page(event) {
  const found = await kept(event.request);
  try {
    const asked = fetch(event.request);
    const answer = await (found ? Promise.race([asked, late()]) : asked);
    if (answer.status >= 500 && found) throw new Error("the server is away");
    if (isPublic(answer)) event.waitUntil(put(event.request, answer.clone()));
    return answer;
  } catch (error) {
    if (!found) throw error;
    if (event.resultingClientId) keptFor.set(event.resultingClientId, found.headers.get("Date") ?? "");
    const headers = new Headers(found.headers);
    headers.set("X-Kept", "1");
    return new Response(await found.blob(), { status: found.status, headers });
  }
}

async function keep(addresses) {
  for (const address of addresses) {
    const url = new URL(address, location.origin);
    if (!isFile(url) && !isPage(url)) continue;
    if (isFile(url) && (await kept(url))) continue;
    try {
      const answer = await fetch(url, { credentials: "omit" });
      if (isFile(url) ? answer.ok : isPublic(answer)) await put(url, answer);
    } catch {
      // The next visit tries again.
    }
  }
}

// What an earlier build kept is fetched anew, so that a screen has its page on the day the network goes.
async function takeOver() {
  for (const name of await caches.keys()) {
    if (!name.startsWith("ascn8-") || name === KEPT) continue;
    const old = await (await caches.open(name)).keys();
    await keep(old.map((request) => request.url).filter((address) => isPage(new URL(address))));
  }
}

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith("ascn8-") && name !== KEPT) await caches.delete(name);
  await clients.claim();
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(takeOver());
});
self.addEventListener("activate", (event) => event.waitUntil(forget()));
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep));
  if (event.data?.ask) event.ports[0].postMessage({ date: keptFor.get(event.source.id) ?? null });
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || request.headers.has("HX-Request")) return;
  if (isFile(url)) event.respondWith(file(event));
  else if (isPage(url)) event.respondWith(page(event));
});
