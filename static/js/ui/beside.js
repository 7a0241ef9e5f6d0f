// What is personal comes beside the public pages, which are the same for everyone: the person's name in the
// header, the next action on the home page. A cookie without a secret says whether it is worth asking.
const signedIn = /(?:^|;\s*)ascn8_signed_in=1/.test(document.cookie);
const links = document.querySelectorAll("[data-beside]");

function show(person) {
  for (const link of links) {
    const what = link.dataset.beside;
    if (what === "account") {
      link.href = link.href.replace("/accounts/login/", "/me/");
      const label = link.querySelector("[data-beside-label]") ?? link;
      label.textContent = person.name;
    } else if (what === "register") {
      link.href = link.href.replace("/register/", "/me/");
      if (link.dataset.besideMe) link.textContent = link.dataset.besideMe;
    } else if (what === "next" && person.next) {
      link.href = person.next.url;
      (link.querySelector("[data-beside-label]") ?? link).textContent = person.next.label;
    }
  }
  document.dispatchEvent(new CustomEvent("ascn8:beside", { detail: person }));
}

if (signedIn && links.length) {
  const malay = location.pathname.startsWith("/ms/");
  try {
    const answer = await fetch(`${malay ? "/ms" : ""}/me/beside.json`, { headers: { Accept: "application/json" } });
    const person = answer.ok && !answer.redirected ? await answer.json() : {};
    if (person.signed_in) show(person);
  } catch {
    // Offline, or the session ended: the page stays as everyone sees it.
  }
}
