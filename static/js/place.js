// A form that stands in place of a row or a button ([data-row-form]) is left by Escape. Where a swap took the focus
// away inside a part of the page ([data-place], with an id), it returns to what had it, else to the same button of
// the row that now stands there, else to the heading of the part.
const CONTROLS = "a[href], button:not([disabled])";
const FIELDS = "textarea, select, input:not([type=hidden])";

const rowsOf = (part) => [...part.querySelectorAll("tbody > tr, ul > li, ol > li")];
const controlsOf = (what) => [...(what?.querySelectorAll(CONTROLS) ?? [])].filter((one) => one.checkVisibility());

// What a control does, and what it does whichever row it stands in.
const deedOf = (control) =>
  control.getAttribute("hx-get") ?? control.getAttribute("hx-post") ?? control.form?.action ?? control.href;
const kindOf = (deed) => deed?.replace(/\d+/g, "0");

let place = null;

// A form belongs to the place of its opener; a click beside everything is no place.
function remember({ target, type }) {
  if (!(target instanceof Element) || target.closest("[data-row-form]")) return;
  const control = target.closest(CONTROLS);
  const part = type === "click" && !control && !target.closest("label") ? null : target.closest("[data-place]");
  place = part && {
    id: part.id,
    at: rowsOf(part).findIndex((row) => row.contains(target)),
    deed: control ? deedOf(control) : undefined,
  };
}

function wayBack(part) {
  const rows = rowsOf(part);
  const row = place.at < 0 ? null : rows[Math.min(place.at, rows.length - 1)];
  const form = part.matches("[data-row-form]") ? part : (row ?? part).querySelector("[data-row-form]");
  const inForm = form?.querySelector(".is-invalid") ?? form?.querySelector(FIELDS);
  const same = place.deed && controlsOf(part).find((one) => deedOf(one) === place.deed);
  const alike = controlsOf(row).find((one) => kindOf(deedOf(one)) === kindOf(place.deed));
  return inForm ?? same ?? alike ?? controlsOf(row).at(-1) ?? headingOf(part);
}

function headingOf(part) {
  const heading = part.querySelector("h2") ?? part;
  heading.tabIndex = -1;
  return heading;
}

// What was hidden meanwhile holds the focus until the page is drawn.
function isLost() {
  const holder = document.activeElement;
  return !holder || holder === document.body || !holder.checkVisibility();
}

function giveBack() {
  const part = place && isLost() ? document.getElementById(place.id) : null;
  if (part) wayBack(part).focus();
}

document.addEventListener("focusin", remember);
document.addEventListener("click", remember, { capture: true }); // not every browser focuses what is clicked
document.body.addEventListener("htmx:afterSettle", giveBack);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  event.target.closest?.("[data-row-form]")?.querySelector("[data-cancel]")?.click();
});

// A form that only stands beside its opener goes by itself.
document.addEventListener("click", ({ target }) => {
  const cancel = target.closest("[data-cancel]:not([hx-get])");
  if (!cancel?.closest("[data-row-form]")) return;
  cancel.closest("[data-row-form]").remove();
  giveBack();
});
