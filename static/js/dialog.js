// data-dialog="ID" opens a dialog, data-close closes the one around it; so does a click beside it.
import { announce } from "./toast.js";

export function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  document.querySelectorAll("[popover]:popover-open").forEach((menu) => menu.hidePopover());
  dialog.showModal();
  dialog.querySelector("input[type=search]")?.select();
}

// Until the opener's form is here the dialog is empty: nobody types into the form of the time before.
function openFor(opener) {
  const target = opener.hasAttribute("hx-get") ? opener.getAttribute("hx-target") : null;
  if (target?.startsWith("#")) document.getElementById(opener.dataset.dialog)?.querySelector(target)?.replaceChildren();
  open(opener.dataset.dialog);
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) openFor(opener);
  else if (event.target.closest("[data-close]") || event.target.matches("dialog[open]")) {
    event.target.closest("dialog")?.close();
  }
});

// Arrow keys walk through what the search found.
document.addEventListener("keydown", (event) => {
  const dialog = event.target.closest?.(".cr-search");
  if (!dialog || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const stops = [dialog.querySelector("input"), ...dialog.querySelectorAll("#search-found a")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  stops[stops.indexOf(document.activeElement) + step]?.focus();
  event.preventDefault();
});

// A form loaded into a dialog closes it by answering with HX-Trigger: close-dialog.
document.body.addEventListener("close-dialog", () => {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
});
document.body.addEventListener("announce", (event) => announce(event.detail.text ?? event.detail.value));
