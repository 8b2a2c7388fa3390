// The service desk: the caller's combobox, the tabs of the log, and where the focus goes.
const caller = () => document.getElementById("caller");
const options = () => [...document.querySelectorAll("#callers [role=option]:not([aria-disabled])")];
const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) caller().setAttribute("aria-activedescendant", option.id);
  else caller().removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

// What the shown list was found for, and whether Enter was pressed before it came.
let foundFor = "";
let hurried = false;

function showFound() {
  foundFor = document.getElementById("caller-list")?.dataset.text ?? "";
  caller().setAttribute("aria-expanded", String(options().length > 0));
  choose(chosen());
  if (hurried && isFound()) take();
}

const isFound = () => foundFor === caller().value.trim();

function take() {
  hurried = !isFound();
  if (!hurried) chosen()?.click();
}

function walk(event) {
  const all = options();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  else if (event.key === "Enter") take();
  else if (event.key === "Escape" && caller().value) {
    caller().value = "";
    document.getElementById("callers").replaceChildren();
    showFound();
  } else return;
  event.preventDefault();
}

// Tabs: one log form at a time; arrow keys and 1 to 4 change it.
function show(tab) {
  for (const other of tab.parentElement.querySelectorAll("[role=tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !on;
  }
}

function nextTab(event) {
  const tabs = [...event.target.parentElement.querySelectorAll("[role=tab]")];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tab = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  show(tab);
  tab.focus();
}

const FIRST = "textarea, select, input:not([type=hidden])";

function startWriting() {
  const shown = document.querySelector(".cr-log [role=tabpanel]:not([hidden])");
  const panel = shown ?? document.querySelector(".cr-log form");
  (panel?.querySelector(FIRST) ?? caller())?.focus();
}

// The clock of the call: from when the caller is put on the desk until it is ended; what is logged carries it.
let call = { contact: "", began: 0, ended: 0 };

function takeCall() {
  const contact = document.getElementById("desk-work")?.dataset.contact ?? "";
  if (contact !== call.contact) call = { contact, began: Date.now(), ended: 0 };
  tick();
}

function tick() {
  const clock = document.querySelector("[data-call-clock]");
  if (!clock || !call.contact) return;
  const seconds = Math.round(((call.ended || Date.now()) - call.began) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  clock.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  for (const field of document.querySelectorAll(".cr-log [name$=-seconds]")) field.value = seconds;
  if (!call.ended) return;
  const word = document.querySelector("[data-call-word]");
  word.textContent = word.dataset.ended;
  document.querySelector("[data-call-end]")?.remove();
}

if (caller()) window.setInterval(tick, 1000);

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.target === caller()) walk(event);
  else if (event.target.matches?.("[role=tab]")) nextTab(event);
});

// Here "/" means the caller, not the search of the whole house; ahead of the other keys, hence the capture.
document.addEventListener(
  "keydown",
  (event) => {
    const busy = event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open]");
    if (event.key !== "/" || busy || !caller() || document.body.dataset.keys === "off") return;
    event.preventDefault();
    caller().focus();
    caller().select();
  },
  { capture: true },
);

document.addEventListener("click", (event) => {
  const tab = event.target.closest(".cr-log [role=tab]");
  if (tab) {
    show(tab);
    if (event.detail === 0) startWriting(); // pressed by a key
  }
  if (event.target.closest("[data-desk-log]")) startWriting();
  if (event.target.closest("[data-call-end]")) {
    call.ended = Date.now();
    tick();
  }
});

// After a swap the focus goes where the work goes on.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const id = detail.target?.id;
  if (id === "callers") return showFound();
  if (id !== "desk-work") return;
  hurried = false;
  showFound();
  takeCall();
  const wrong = document.querySelector(".cr-log .is-invalid, .cr-log [aria-invalid=true]");
  if (wrong) wrong.focus();
  else if (isLogged(detail.requestConfig)) caller().focus();
  else startWriting();
});

// After something was logged the next caller comes; after somebody was registered what he said is written down.
const isLogged = ({ verb, elt } = {}) => verb === "post" && !elt.elements?.["new-token"];

document.addEventListener("input", ({ target }) => {
  if (target === caller()) hurried = false;
});

if (caller()) {
  showFound();
  takeCall();
  const form = document.querySelector(".cr-log form");
  if (!form) caller().focus();
  else if (form.elements["new-token"]) startWriting();
}
