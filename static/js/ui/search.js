// Search as you type needs htmx, which weighs as much as a page: it is fetched when somebody enters the field.
const source = document.querySelector("script[data-htmx]").dataset.htmx;

function fetchHtmx(event) {
  const field = event.target;
  const form = field.form;
  if (!form?.hasAttribute("hx-get")) return;
  document.removeEventListener("focusin", fetchHtmx);
  const before = field.value;
  const script = document.createElement("script");
  script.src = source;
  // What was typed while it was on its way is looked for at once.
  script.addEventListener("load", () => field.value !== before && window.htmx.trigger(form, "submit"));
  document.head.append(script);
}

document.addEventListener("focusin", fetchHtmx);
if (document.activeElement?.form) fetchHtmx({ target: document.activeElement });
