// An inspection is filled in where there may be no connection: what was entered is kept on this device until it
// is saved. A draft carries the form's token, so that one whose answer got lost is sent again as the same.
const PREFIX = "inspection-draft:";
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000; // milliseconds
const SKIPPED = ["csrfmiddlewaretoken", "version"];

const form = () => document.getElementById("inspection-form");
const nameOf = (element) => PREFIX + element.dataset.draft;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, draft) {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // A full or forbidden store keeps no draft; the form itself still stands there.
  }
}

const drafts = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

function dropOld() {
  for (const name of drafts()) {
    if (Date.now() - (read(name)?.at ?? 0) > KEPT_FOR) localStorage.removeItem(name);
  }
}

// The page of a saved inspection names its token: that draft has done its work.
function dropSaved() {
  const token = document.querySelector("[data-inspection-saved]")?.dataset.inspectionSaved;
  for (const name of token ? drafts() : []) {
    if (read(name)?.values?.token === token) localStorage.removeItem(name);
  }
}

function keep() {
  const values = Object.fromEntries([...new FormData(form())].filter(([name]) => !SKIPPED.includes(name)));
  write(nameOf(form()), { at: Date.now(), values });
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form().elements.namedItem(name);
    if (field) field.value = value; // a list of radio buttons takes a value as well
  }
}

function restore() {
  const draft = read(nameOf(form()));
  if (!draft) return;
  fill(draft.values);
  const kept = form().querySelector("[data-draft-kept]");
  const when = new Date(draft.at);
  kept.querySelector("[data-draft-when]").textContent = when.toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  kept.hidden = false;
}

function count() {
  const answered = form().querySelectorAll(".cr-ins-v :checked").length;
  form().querySelector("[data-answered]").textContent = String(answered);
}

document.addEventListener("input", ({ target }) => {
  if (target.form !== form() || !form()) return;
  keep();
  count();
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-draft-drop]")) return;
  localStorage.removeItem(nameOf(form()));
  window.location.reload();
});

// Sent back with what is wrong: the thumb is led to the first of it.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (!form() || detail.requestConfig?.verb !== "post") return;
  count();
  const wrong = form().querySelector(".cr-ins-wrong :is(input[type=text], input[type=radio]), .is-invalid, [role=alert]");
  wrong?.focus();
  wrong?.scrollIntoView({ block: "center" });
});

dropOld();
dropSaved();
if (form()) {
  restore();
  count();
}
