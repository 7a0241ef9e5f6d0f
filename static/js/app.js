// Each module enhances what it finds by a data attribute; every page works without any of them.
import "./ui/theme.js";
import "./ui/menu.js";
import "./ui/forms.js";
import "./ui/countdown.js";
import "./ui/beside.js";

// Most pages have no stars to show and none to take over into an account.
function wantsStars() {
  if (document.querySelector("[data-star-words]")) return true;
  try {
    return localStorage.getItem("ascn8-stars") !== null;
  } catch {
    return false;
  }
}
if (wantsStars()) import("./ui/stars.js");
if (document.querySelector("[data-offline]")) import("./ui/offline.js");
if (document.querySelector(".speaker-cards")) import("./ui/near.js");
