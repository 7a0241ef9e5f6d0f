// A form is sent once, and says so; the summary of errors takes focus.
document.querySelector("[data-error-summary]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button?.dataset.busy) {
    button.setAttribute("aria-busy", "true");
    const label = button.querySelector("[data-label]") ?? button;
    label.textContent = button.dataset.busy;
  }
});

// A page that comes back from the history may be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
});
