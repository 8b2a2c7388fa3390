// An answer that is used stands ready as what solved the complaint, for the case that it does.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-answer]");
  const field = document.querySelector("#log-complaint [name$=-resolution]");
  if (button && field && !field.value.trim()) field.value = button.dataset.answer;
});
