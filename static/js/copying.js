// data-copy-text="…" copies its words on a click. A number that had to be asked for comes with data-copy-now.
async function copy(button) {
  const text = button.dataset.copyText;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    byHand(text);
  }
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied } }));
}

// Without https a browser has no clipboard for scripts; what is selected can still be copied.
function byHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "cr-sr";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-text]");
  if (button) copy(button);
});
document.body.addEventListener("htmx:afterSettle", () => {
  const button = document.querySelector("[data-copy-now]");
  if (!button) return;
  button.removeAttribute("data-copy-now");
  button.focus();
  copy(button);
});
