// A complaint's own page: where the focus goes when a form opens, closes, or the page is swapped.
const FIELD = "textarea, select, input:not([type=hidden])";

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.(".cr-verb") && target.open) target.querySelector(FIELD)?.focus();
  },
  { capture: true },
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const verb = event.target.closest?.(".cr-verb[open]");
  if (!verb) return;
  verb.open = false;
  verb.querySelector("summary").focus();
});

// Of one name one form is open: while the old page stands, a refused form of the new one would be closed.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id !== "complaint") return;
  detail.target.querySelectorAll(".cr-verb").forEach((verb) => verb.removeAttribute("name"));
});

// After a swap the focus goes to what is wrong, else to the top of the page.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id !== "complaint") return;
  const wrong = document.querySelector("#complaint .is-invalid, #complaint [aria-invalid=true]");
  (wrong ?? document.querySelector("#complaint h1")).focus();
});
