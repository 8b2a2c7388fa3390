// data-copy="id": a button that copies the field of that id and says so in its own words.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  // Without a secure address there is no clipboard; the text is selected, ready to be copied by hand.
  await navigator.clipboard?.writeText(field.value);
  button.querySelector("span").textContent = button.dataset.copied;
});
