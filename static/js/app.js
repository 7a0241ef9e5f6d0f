// Each module enhances what it finds by a data attribute; every page works without any of them.
import "./ui/theme.js";
import "./ui/menu.js";
import "./ui/forms.js";
import "./ui/countdown.js";
import "./ui/beside.js";
