// A request that fails says what happened, keeps what was entered, and offers to try again.
import { show } from "./toast.js";

const words = () => document.getElementById("error-words").dataset;

function codeOf(xhr) {
  const request = xhr?.getResponseHeader?.("X-Request-ID") ?? "";
  return [xhr?.status || "", request.slice(0, 8)].filter(Boolean).join("-") || "offline";
}

function sayFailed(title, text, code, retry) {
  const toast = document.getElementById("error-template").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-error-title]").textContent = title;
  toast.querySelector("[data-error-text]").textContent = text;
  const copy = toast.querySelector("[data-error-copy]");
  copy.textContent = `${copy.dataset.label} ${code}`;
  copy.dataset.code = code;
  const again = toast.querySelector("[data-error-retry]");
  if (retry) again.addEventListener("click", () => (toast.remove(), retry()));
  else again.remove();
  show(toast);
}

function retryOf({ elt, requestConfig }) {
  const event = requestConfig?.triggeringEvent;
  if (!elt?.isConnected) return null;
  if (elt.matches("form")) return () => elt.requestSubmit();
  return () => window.htmx.trigger(elt, event?.type ?? "click");
}

// Polled fragments (badges, run status) fail silently: they keep what they showed and try again by themselves.
const polled = ({ elt }) => /\bevery\b/.test(elt?.getAttribute?.("hx-trigger") ?? "");

// The page is from before somebody logged in anew: it is loaded again, which shows who is logged in now.
function sayExpired(xhr) {
  sayFailed(words().expired, words().expiredText, codeOf(xhr), () => window.location.reload());
  document.querySelector("[data-error-retry]").lastChild.textContent = words().expiredAgain;
}

// A refusal that has said why by a toast of its own needs no general words.
const hasSpoken = ({ xhr }) => (xhr.getResponseHeader("HX-Trigger") ?? "").includes('"toast"');

document.body.addEventListener("htmx:responseError", ({ detail }) => {
  if (polled(detail) || hasSpoken(detail)) return;
  const { status } = detail.xhr;
  if (detail.xhr.getResponseHeader("X-Form-Expired")) return sayExpired(detail.xhr);
  const refused = status < 500;
  const title = refused ? words().refused : words().failed;
  const text = refused ? words().refusedText : words().failedText;
  sayFailed(title, text, codeOf(detail.xhr), refused ? null : retryOf(detail));
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, ({ detail }) => {
    if (!polled(detail))
      sayFailed(words().unreachable, words().unreachableText, codeOf(detail.xhr), retryOf(detail));
  });
}

// Somebody else saved first: the form that settles it is shown in place of the one that lost.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== 409 || !detail.xhr.getResponseHeader("HX-Reswap")) return;
  detail.shouldSwap = true;
  detail.isError = false;
});

// A fragment answered with a whole page is the login page of an ended session: show it as a page. A page that
// says what went wrong is no login: what was entered stays where it is.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target === document.body || xhr.status >= 400 || !/^\s*<!doctype html/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  window.location.reload();
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-error-copy]");
  if (!copy) return;
  await navigator.clipboard?.writeText(copy.dataset.code);
  copy.textContent = copy.dataset.copied;
});
