// Toasts: done, with a way back for ten seconds. HX-Trigger: {"toast": {"text": "…", "undo": "/url"}}.
const STAYS_MS = 10_000;

const region = () => document.getElementById("toasts");

/** Say something to a screen reader, once. */
export function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  window.setTimeout(() => (live.textContent = text), 50);
}

/** Let a toast go after ten seconds; not while it is pointed at or holds the focus. Errors stay. */
export function letGo(toast) {
  if (toast.dataset.level === "error") return;
  const go = () => (toast.matches(":hover, :focus-within") ? window.setTimeout(go, 2000) : toast.remove());
  window.setTimeout(go, STAYS_MS);
}

export function show(toast) {
  region()
    .querySelectorAll("[data-toast]")
    .forEach((old) => old.remove());
  region().append(toast);
  letGo(toast);
}

function fromTemplate({ text, undo }) {
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-toast-text]").textContent = text;
  const button = toast.querySelector("[data-toast-undo]");
  if (undo) button.dataset.toastUndo = undo;
  else button.remove();
  return toast;
}

function undo(button) {
  button.closest("[data-toast]").remove();
  // The answer says by HX-Trigger or HX-Refresh which parts of the page are to be fetched again.
  window.htmx.ajax("POST", button.dataset.toastUndo, { source: document.body, swap: "none" });
}

document.body.addEventListener("toast", (event) => {
  const text = event.detail.text ?? event.detail.value;
  show(fromTemplate({ text, undo: event.detail.undo }));
  announce(text);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-toast-undo]");
  if (button) undo(button);
  if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
});
region()?.querySelectorAll("[data-toast]").forEach(letGo);
