// Ranked work lists: [data-list] holds [data-row]; one row is current (aria-current), rows may be selected.
// j and k move; a row that becomes current gets the event "row-current", which may load its detail by htmx.
const lists = () => document.querySelectorAll("[data-list]");
const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];
const currentOf = (list) => list.querySelector("[data-row][aria-current]");
const isPhone = () => window.matchMedia("(max-width: 767px)").matches;

function mainLink(row) {
  return row.querySelector("[data-row-link]") ?? row.querySelector("a, button");
}

function makeCurrent(list, row, { focus = true } = {}) {
  if (!row) return;
  const before = currentOf(list);
  if (before !== row) {
    before?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.dispatchEvent(new CustomEvent("row-current", { bubbles: false }));
  }
  row.scrollIntoView({ block: "nearest" });
  if (focus) mainLink(row)?.focus({ preventScroll: true });
}

function move(step) {
  const list = lists()[0];
  if (!list) return false;
  const rows = rowsOf(list);
  const at = rows.indexOf(currentOf(list));
  makeCurrent(list, rows[Math.max(0, Math.min(rows.length - 1, at + step))]);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
  const step = { j: 1, k: -1 }[event.key];
  if (step && move(step)) event.preventDefault();
  if (event.key === " " && event.target.closest("[data-row-link]")) toggle(event);
});

function toggle(event) {
  const box = event.target.closest("[data-row]").querySelector("[data-select]");
  if (!box) return;
  box.click();
  event.preventDefault();
}

// A click on a row, beside its links and buttons, makes it current too.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("button, input, label, select")) return;
  const link = event.target.closest("a");
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey);
  if (link && !(link.matches("[data-row-link]") && row.hasAttribute("data-beside") && plain && !isPhone()))
    return;
  if (link) event.preventDefault();
  makeCurrent(row.closest("[data-list]"), row, { focus: Boolean(link) });
});

// Selection: the bulk bar stands where the key hints were, with the money of what is selected.
function money(amount, currency) {
  const options = { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(amount);
}

function showSelection(list) {
  const chosen = rowsOf(list).filter((row) => row.querySelector("[data-select]")?.checked);
  document.querySelectorAll("[data-bulk]").forEach((bar) => (bar.hidden = !chosen.length));
  document.querySelectorAll("[data-bulk-hint]").forEach((hint) => (hint.hidden = Boolean(chosen.length)));
  const sum = chosen.reduce((total, row) => total + Number(row.dataset.value || 0), 0);
  const currencies = new Set(chosen.map((row) => row.dataset.currency || list.dataset.currency));
  document.querySelectorAll("[data-bulk-count]").forEach((e) => (e.textContent = chosen.length));
  document.querySelectorAll("[data-bulk-sum]").forEach((e) => {
    e.textContent = currencies.size === 1 ? money(sum, [...currencies][0] || "CNY") : "–";
  });
}

document.addEventListener("change", (event) => {
  const list = event.target.matches("[data-select]") && event.target.closest("[data-list]");
  if (list) showSelection(list);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-bulk-clear]")) return;
  for (const list of lists()) {
    list.querySelectorAll("[data-select]:checked").forEach((box) => (box.checked = false));
    showSelection(list);
  }
});

// Whatever swap takes the current row away, the next one takes its place and, if it was lost, the focus.
const watched = new WeakSet();

function watch(list) {
  if (watched.has(list)) return;
  watched.add(list);
  let at = rowsOf(list).indexOf(currentOf(list));
  new MutationObserver(() => {
    const rows = rowsOf(list);
    const current = currentOf(list);
    if (current) at = rows.indexOf(current);
    else if (rows.length)
      makeCurrent(list, rows[Math.min(Math.max(at, 0), rows.length - 1)], { focus: focusIsLost() });
    showSelection(list);
  }).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-current"] });
}

const focusIsLost = () => !document.activeElement || document.activeElement === document.body;

const watchAll = () => lists().forEach(watch);
document.body.addEventListener("htmx:afterSettle", watchAll);
watchAll();

// On a phone the rhythm strip and the month of absences scroll sideways; today is what matters.
const middle = (cell, within) => {
  const named = within.querySelector("thead th").offsetWidth; // stays where it is
  return cell.offsetLeft - named - (within.clientWidth - named - cell.offsetWidth) / 2;
};
const showToday = () => {
  document.querySelectorAll(".cr-rhythm-wrap").forEach((strip) => (strip.scrollLeft = strip.scrollWidth));
  document.querySelectorAll("th[data-today]").forEach((cell) => {
    const scroller = cell.closest(".cr-scroll-x");
    scroller.scrollLeft = middle(cell, scroller);
  });
};
document.body.addEventListener("htmx:afterSettle", showToday);
showToday();
