// The panel's own manners; every page works without them.
import "../ui/theme.js";
import "../ui/menu.js";
import "./find.js";
import "./filters.js";
import "./review.js";
import "./names.js";
import "./people-order.js";
