// data-insert="{name}" puts those words where the cursor is in the field marked data-inserts.
let last = null;

document.addEventListener("focusout", ({ target }) => {
  if (target.matches("[data-inserts], #id_subject")) last = target;
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-insert]");
  if (!button) return;
  const field = last?.checkVisibility() ? last : document.querySelector("[data-inserts]");
  field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
