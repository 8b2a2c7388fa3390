// Keyboard shortcuts: data-key="c" on whatever the key presses; several keys are parted by spaces.
// Single keys can be switched off (WCAG 2.1.4) and never act inside a field; mod+enter acts there too.
import { open } from "./dialog.js";
import { remember } from "./cookies.js";

const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

const switchedOff = () => document.body.dataset.keys === "off";

function nameOf(event) {
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  const alt = event.altKey ? "alt+" : "";
  // With Alt a letter turns into another sign on some keyboards; the key's place tells which it was.
  const key = event.altKey ? event.code.replace(/^(Key|Digit)/, "") : event.key;
  return mod + alt + (key === " " ? "space" : key.toLowerCase());
}

function visible(element) {
  return element.checkVisibility() && !element.disabled;
}

function inReach(element) {
  const dialog = document.querySelector("dialog[open]");
  if (dialog && !dialog.contains(element)) return false;
  const row = element.closest("[data-row]");
  return !row || row.hasAttribute("aria-current");
}

function bound(name) {
  const all = [...document.querySelectorAll("[data-key]")];
  return all.find((e) => e.dataset.key.split(" ").includes(name) && inReach(e) && visible(e));
}

function press(element) {
  if (element.matches(FIELDS)) element.focus();
  else element.click();
}

function submitAround(field) {
  const form = field.closest("form");
  if (!form) return false;
  const button = form.querySelector('[data-key~="mod+enter"]');
  if (button) button.click();
  else form.requestSubmit();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const field = event.target.closest?.(FIELDS);
  if (name === "mod+enter") {
    if (submitAround(event.target)) event.preventDefault();
    return;
  }
  // With Ctrl or Cmd, or Alt and a digit, it is no single key: it acts inside fields too, where the page has
  // given it to something.
  const held = name.startsWith("mod+") || /^alt\+\d$/.test(name);
  if (held ? !bound(name) : field || switchedOff()) return;
  // Enter and space belong to the button or link that has the focus.
  if (["enter", "space"].includes(name) && event.target.closest("a, button, summary, label, input")) return;
  const target = bound(name);
  if (target) press(target);
  else if (name === "?" && !document.querySelector("dialog[open]")) open("keys");
  else return;
  event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  document.body.dataset.keys = event.target.checked ? "on" : "off";
  remember("keys", document.body.dataset.keys);
});
