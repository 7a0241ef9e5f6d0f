// Django's search-as-you-type fields name themselves by what is chosen in them: while that is nothing, they have no name.
function nameFields() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling;
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (!label || !box?.classList.contains("select2")) continue;
    const words = label.textContent.replace(/[:*]\s*$/, "").trim();
    label.id ||= `${select.id}_label`;
    for (const part of box.querySelectorAll("[aria-labelledby]")) {
      const own = part.getAttribute("aria-labelledby");
      if (!own.startsWith(label.id)) part.setAttribute("aria-labelledby", `${label.id} ${own}`);
    }
    for (const part of box.querySelectorAll('[role="textbox"]:not([aria-labelledby])')) part.setAttribute("aria-label", words);
    for (const part of box.querySelectorAll('[role="combobox"]:not([aria-labelledby])')) part.setAttribute("aria-label", words);
    for (const part of box.querySelectorAll("input.select2-search__field")) part.setAttribute("aria-label", words);
  }
  for (const picture of document.querySelectorAll(".search-label-icon[aria-label]")) picture.setAttribute("role", "img");
}

const form = document.querySelector("form.p-form");
if (form) {
  new MutationObserver(nameFields).observe(form, { childList: true, subtree: true });
  nameFields();
}
