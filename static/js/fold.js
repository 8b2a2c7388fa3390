// data-fold="ID" shows and hides what narrows a list on a phone, and says how many choices are in use.
const box = (button) => document.getElementById(button.dataset.fold);
const inUse = (field) => (field.tagName === "SELECT" ? field.selectedIndex > 0 : field.value !== "");

const count = (button) => {
  const n = [...box(button).querySelectorAll("select, input")].filter(inUse).length;
  const shown = button.querySelector("[data-fold-n]");
  shown.textContent = n;
  shown.hidden = n === 0;
};

const countAll = () => document.querySelectorAll("[data-fold]").forEach(count);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fold]");
  if (!button) return;
  const opens = button.getAttribute("aria-expanded") === "false";
  button.setAttribute("aria-expanded", String(opens));
  if (opens) box(button).querySelector("select, input").focus();
});
document.addEventListener("change", countAll);
countAll();
