// What the server answers: a new day in the place of the old one, notices, and both versions where somebody was faster.
import { isTyping } from "./find.js";

export const root = document.querySelector("[data-board]");
export const board = { busy: false, lifted: null };
export const day = () => root.querySelector("#board-day");
export const isWide = () => matchMedia("(min-width: 64rem)").matches;

const holder = root.querySelector("[data-board-day]");
const news = root.querySelector("[data-board-news]");
const steps = root.querySelector("[data-board-steps]");
const others = root.querySelector("[data-board-others]");
const dialog = root.querySelector("[data-board-dialog]");
const token = () => root.querySelector("[name=csrfmiddlewaretoken]").value;
let tag = "";
let pulse = null;
let fading = 0;

export function say(name, values = {}) {
  steps.textContent = root.dataset[name].replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

export function notify(kind, text, more = []) {
  const notice = root.querySelector(`template[data-notice="${kind}"]`).content.cloneNode(true);
  const body = notice.querySelector(".notice-body");
  body.replaceChildren(
    ...[text, ...more].filter(Boolean).map((words) => Object.assign(document.createElement("p"), { textContent: words })),
  );
  notice.querySelector(".notice").append(root.querySelector("template[data-close]").content.cloneNode(true));
  news.replaceChildren(notice);
  clearTimeout(fading);
  // What went well need not be closed by hand.
  if (kind === "good") fading = setTimeout(() => news.replaceChildren(), 9000);
}

news.addEventListener("click", (event) => {
  if (event.target.closest("[data-board-close]")) news.replaceChildren();
});

// What a fresh day needs before it can be used: handles to pull, grips to press.
function enliven() {
  root.classList.add("is-live");
  for (const card of root.querySelectorAll(".b-card")) {
    card.querySelector(".b-grip").hidden = false;
    if (!card.dataset.start) continue;
    const handle = document.createElement("span");
    handle.className = "b-handle";
    card.append(handle);
  }
}

function swap(html) {
  const before = root.querySelector(".b-scroll");
  const at = { left: before.scrollLeft, top: before.scrollTop };
  const focused = document.activeElement;
  const code = focused?.closest(".b-card")?.dataset.card;
  const step = focused?.closest("[data-board-step]")?.dataset.boardStep;
  holder.innerHTML = html;
  enliven();
  root.querySelector(".b-scroll").scrollTo(at);
  if (code) focusCard(code, focused.className);
  else if (step) root.querySelector(`[data-board-step="${step}"] button`)?.focus({ preventScroll: true });
}

export function focusCard(code, className = "b-grip") {
  const card = root.querySelector(`[data-card="${CSS.escape(code)}"]`);
  const target = className === "b-grip" ? card?.querySelector(".b-grip") : card?.querySelector("a");
  target?.focus({ preventScroll: true });
}

// One change. The answer is shown whatever it is; true where the board changed.
export async function post(url, fields) {
  board.busy = true;
  root.setAttribute("aria-busy", "true");
  // An answer to an older question must not come over this one.
  pulse?.abort();
  const body = fields instanceof FormData ? fields : new FormData();
  if (body !== fields) for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.set("csrfmiddlewaretoken", token());
  body.set("board_day", day().dataset.day);
  if (day().dataset.rooms) body.set("rooms", day().dataset.rooms);
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (![200, 409, 422].includes(answer.status) || answer.redirected) throw new Error(String(answer.status));
    return show(answer.status, await answer.json());
  } catch {
    notify("bad", root.dataset.sayLost);
    return false;
  } finally {
    board.busy = false;
    root.removeAttribute("aria-busy");
  }
}

function show(status, told) {
  if (status === 409) {
    dialog.innerHTML = told.conflict;
    if (!dialog.open) dialog.showModal();
    return false;
  }
  if (status === 422) {
    notify("bad", told.message, told.warnings);
    return false;
  }
  if (dialog.open) dialog.close();
  swap(told.html);
  if (told.warnings.length) notify("warn", told.message, told.warnings.map((text) => `${root.dataset.sayWarns} ${text}`));
  else notify("good", told.message);
  return true;
}

// Every few seconds: has somebody else moved something?
async function look({ force = false } = {}) {
  if (board.busy || board.lifted || (document.hidden && !force)) return;
  const { day: date, version, seen, rooms } = day().dataset;
  const query = new URLSearchParams({ day: date, version: force ? "" : version, seen, ...(rooms && { rooms }) });
  pulse = new AbortController();
  try {
    const answer = await fetch(`${root.dataset.pulse}?${query}`, {
      headers: { Accept: "application/json", ...(tag && !force && { "If-None-Match": tag }) },
      cache: "no-store",
      signal: pulse.signal,
    });
    if (answer.status !== 200 || answer.redirected || board.lifted || board.busy) return;
    tag = answer.headers.get("ETag") ?? "";
    const told = await answer.json();
    if (board.lifted || board.busy) return;
    others.textContent = told.others;
    if (told.html) swap(told.html);
    if (told.said && !force) notify("info", ...[told.said[0], told.said.slice(1)]);
  } catch {
    // Offline or overtaken by an own change: the next look tells.
  }
}

root.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-board-step], [data-board-mine]");
  if (!form) return;
  event.preventDefault();
  if (!board.busy) post(form.action, new FormData(form));
});
dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-board-theirs]")) return;
  event.preventDefault();
  dialog.close();
});
// Whoever closes the dialog, also by Escape, takes theirs and sees it.
dialog.addEventListener("close", () => look({ force: true }));

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event.target) || dialog.open || board.lifted) return;
  const key = event.key.toLowerCase();
  const step = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
  const button = step && root.querySelector(`[data-board-step="${step}"] button`);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled && !board.busy) button.form.requestSubmit();
});

enliven();
setInterval(look, 10000);
document.addEventListener("visibilitychange", () => look());
look();
