// data-copy="id" copies the field of that id, data-copy-text="…" copies those words. A number that had to be
// asked for comes with data-copy-now.
async function copy(button) {
  const field = document.getElementById(button.dataset.copy ?? "");
  const text = field?.value ?? button.dataset.copyText;
  field?.select();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!field) byHand(text); // a selected field is ready to be copied by hand
  }
  sayCopied(button);
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

function sayCopied(button) {
  const words = button.querySelector("span");
  if (words) words.textContent = button.dataset.copied;
  else document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied } }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (button) copy(button);
});
document.body.addEventListener("htmx:afterSettle", () => {
  const button = document.querySelector("[data-copy-now]");
  if (!button) return;
  button.removeAttribute("data-copy-now");
  button.focus();
  copy(button);
});
