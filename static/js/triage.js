// Acting on customers: which rows a form is for, where the focus goes, opening the page.
const isPhone = () => window.matchMedia("(max-width: 767px)").matches;
const board = () => document.getElementById("triage");
const currentRow = () => document.querySelector("[data-row][aria-current]");
const looked = () => document.querySelector("[data-detail]:not([data-closed])")?.dataset.detail ?? "";

// A form for rows is for the selected ones, else for the one that is looked at.
function chosenIds() {
  const boxes = [...document.querySelectorAll("[data-row] [data-select]:checked")];
  return boxes.map((box) => box.closest("[data-row]").dataset.id);
}

document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  const { elt, parameters } = detail;
  if (!board()) return;
  if (elt.matches("[data-for-rows]")) {
    const chosen = chosenIds();
    parameters.ids = (chosen.length ? chosen : [looked()]).join(",");
    parameters.current = currentRow()?.dataset.id ?? looked();
  }
  if (elt.matches("form")) parameters.shown = document.querySelectorAll("[data-row]").length;
});

// What was undone comes back: fetch the board again, with that customer before one's eyes.
document.body.addEventListener("actions-changed", ({ detail }) => {
  if (!board()) return;
  const tab = board().querySelector(".cr-tabs [aria-current]");
  const address = new URL(tab.href);
  if (detail.current) address.searchParams.set("current", detail.current);
  address.searchParams.set("shown", document.querySelectorAll("[data-row]").length);
  window.htmx.ajax("GET", address.pathname + address.search, { target: "#triage", swap: "innerHTML" });
});

let wanted = "";

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-act], [data-act-dock], [data-act-call]")) wanted = "dock";
  if (target.closest("[data-act-call], [data-reveals]")) reveal();
  if (target.closest("[data-act-dock], [data-act-call]") && !target.closest("[hx-get]")) focusDock();
});

function reveal() {
  const scope = document.querySelector(".cr-dh, .cr-ch");
  scope?.querySelector("[data-reveal]")?.click();
}

function focusDock() {
  const dock = document.getElementById("dock");
  const field = dock?.querySelector("input[type=radio]:checked, [data-copy], button[type=submit]");
  dock?.scrollIntoView({ block: "nearest" });
  field?.focus({ preventScroll: true });
  wanted = "";
}

document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const { target } = detail;
  if (wanted && ["detail", "dock"].includes(target.id)) focusDock();
  if (target.id === "triage") backToTheList();
  const first = target.querySelector?.(".is-invalid, [role=alert]");
  if (first?.closest("#dock, dialog")) first.focus?.();
});

function backToTheList() {
  const row = currentRow();
  row?.scrollIntoView({ block: "nearest" });
  if (!isPhone()) row?.querySelector("[data-row-link]")?.focus({ preventScroll: true });
}

// Enter on the current row opens the customer's page; the click only looks at him.
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-row][aria-current]");
  if (event.key !== "Enter" || !row || !event.target.matches("[data-row-link]") || isPhone()) return;
  if (event.target.matches("[data-act]") || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  document.querySelector("[data-open]")?.click();
});
