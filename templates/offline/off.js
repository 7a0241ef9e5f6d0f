// The switch is off (OFFLINE_PAGES): the worker forgets everything and takes itself away.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("ascn8-")) await caches.delete(name);
      await self.registration.unregister();
    })(),
  ),
);
