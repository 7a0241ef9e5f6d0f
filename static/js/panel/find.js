// "/" takes the reader to the search field, unless something is being typed.
const field = document.getElementById("p-find");

export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !field || isTyping(event.target)) return;
  event.preventDefault();
  field.focus();
  field.select();
});
