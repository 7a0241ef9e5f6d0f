// [data-passkey]: buttons that need passkeys appear where the browser has them; a failure is said, not swallowed.
if (window.PublicKeyCredential && navigator.credentials) {
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = false;
}
const problem = document.querySelector("[data-passkey-problem]");
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (problem) problem.hidden = false;
});
