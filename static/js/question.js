// The form of a question shows what its kind needs. Without this all fields stand there, which also works.
const form = document.querySelector("[data-question-form]");
const kind = form?.elements.namedItem("kind");

function follow() {
  for (const part of form.querySelectorAll("[data-for]")) {
    part.hidden = !part.dataset.for.split(" ").includes(kind.value);
  }
}

if (kind) {
  kind.addEventListener("change", follow);
  follow();
}
