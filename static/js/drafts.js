// What is typed into a form with data-keep is kept in this tab until it is saved: a session that has ended, a page
// that is left or loaded again, and another caller in between lose nothing. A draft carries the form's token, so
// that one whose answer got lost is sent again as the same. It is read back by nobody but who typed it.
const PREFIX = "draft:";
const KEPT_FOR = 12 * 60 * 60 * 1000; // milliseconds; as long as one stays logged in
const SKIPPED = ["csrfmiddlewaretoken", "version"];
const WORDS = "textarea, input[type=text], input:not([type])";

const person = () => document.body.dataset.person ?? "";
const nameOf = (form) => `${PREFIX}${person()}:${form.dataset.keep || new URL(form.action).pathname}`;
const forms = () => [...document.querySelectorAll("form[data-keep]")];
// A form that is sent whenever one types shows a preview; it is saved as any form is.
const isFetched = (form) => form.hasAttribute("hx-post") && !form.hasAttribute("hx-trigger");

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, draft) {
  try {
    sessionStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // A full or forbidden store keeps no draft; the form itself still stands there.
  }
}

const drop = (form) => sessionStorage.removeItem(nameOf(form));
const drafts = () => Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
const hasWords = (form) =>
  [...form.querySelectorAll(WORDS)].some((field) => field.value.trim() && field.value !== field.defaultValue);

function keep(form) {
  if (!hasWords(form)) return drop(form);
  const values = [...new FormData(form)].filter(([name, value]) => !SKIPPED.includes(name) && typeof value === "string");
  write(nameOf(form), { at: Date.now(), values });
}

// The token that a form came with; whoever begins anew writes something else than the draft was.
const tokens = new WeakMap();
const tokensOf = (form) => [...form.querySelectorAll("input[type=hidden]")].map((field) => [field, field.value]);

function fill(form, values) {
  for (const field of form.elements) {
    if (SKIPPED.includes(field.name)) continue;
    const given = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = given.includes(field.value);
    else if (given.length) field.value = given[0];
  }
}

function say(form, at) {
  const note = document.getElementById("draft-template").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-kept-at]").textContent = new Date(at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  form.prepend(note);
}

function restore(form) {
  const draft = read(nameOf(form));
  if (!draft) return;
  tokens.set(form, tokensOf(form));
  fill(form, draft.values);
  say(form, draft.at);
  // What is fetched for what one types is fetched for what stands there again.
  form.querySelector(WORDS)?.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "restored" }));
}

// A draft in a form that is folded away is shown, unless another one stands open already.
function uncover(note) {
  const [around, panel] = [note.closest("details"), note.closest("[role=tabpanel][hidden]")];
  if (around) around.open = true;
  if (!panel || document.querySelector("[role=tabpanel]:not([hidden]) [data-kept]")) return;
  window.addEventListener("load", () => document.getElementById(panel.getAttribute("aria-labelledby")).click());
}

function beginAnew(form) {
  drop(form);
  form.reset();
  for (const [field, value] of tokens.get(form) ?? []) field.value = value;
  form.querySelector("[data-kept]").remove();
  form.querySelector(WORDS)?.focus();
}

// A form of the whole page says by the page that follows whether it was saved: an error, the login and whatever
// else stands outside the program came instead of it.
function settleSent() {
  const isInside = document.body.matches(".cr-app");
  for (const name of drafts()) {
    const draft = read(name);
    if (!draft || Date.now() - draft.at > KEPT_FOR || (draft.sent && isInside)) sessionStorage.removeItem(name);
    else if (draft.sent) write(name, { ...draft, sent: false });
  }
}

const isKept = (form) => form?.matches?.("form[data-keep]");

// A field that has the focus says that it changed when a saved form is taken away: that is no draft.
const saved = new WeakSet();

function settle(form) {
  saved.add(form);
  drop(form);
}

for (const type of ["input", "change"]) {
  document.addEventListener(type, ({ target, detail }) => {
    if (detail === "restored" || !isKept(target.form)) return;
    if (type === "input") saved.delete(target.form);
    if (!saved.has(target.form)) keep(target.form);
  });
}

document.addEventListener("submit", ({ target }) => {
  const draft = isKept(target) && !isFetched(target) && read(nameOf(target));
  if (draft) write(nameOf(target), { ...draft, sent: true });
});

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-keep-drop]")?.closest("form[data-keep]");
  if (!form) return;
  if (form.querySelector("[data-kept]")?.contains(target)) beginAnew(form);
  else drop(form);
});

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { requestConfig, xhr, shouldSwap } = detail;
  if (requestConfig?.verb !== "post" || xhr.status >= 300 || !shouldSwap) return;
  if (isKept(requestConfig.elt) && isFetched(requestConfig.elt)) settle(requestConfig.elt);
});

// Each form gets back what was typed into it once, when it comes: whoever types on is not interrupted.
const come = new WeakSet();

function restoreNew(isAsSent) {
  const fresh = forms().filter((form) => !come.has(form));
  fresh.forEach((form) => come.add(form));
  fresh.filter((form) => !isAsSent(form)).forEach(restore);
}

// A form that was refused stands there as it was sent; the others around it get theirs back.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const sent = detail.requestConfig?.verb === "post" && detail.xhr?.status === 422 ? detail.requestConfig.path : "";
  restoreNew((form) => form.getAttribute("hx-post") === sent);
});

settleSent();
restoreNew((form) => form.querySelector(".is-invalid, [aria-invalid=true], [role=alert]"));
document.querySelectorAll("[data-kept]").forEach(uncover);
