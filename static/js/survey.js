// Questions that depend on an earlier answer come and go; without scripts they all stand there with "only if".
const forms = document.querySelectorAll("[data-survey]");

const chosen = (fieldset) => [...fieldset.querySelectorAll("input:checked")].map((input) => Number(input.value));

const tests = {
  is: (values, wanted) => values.includes(wanted),
  contains: (values, wanted) => values.includes(wanted),
  at_most: (values, wanted) => values.length > 0 && values[0] <= wanted,
  at_least: (values, wanted) => values.length > 0 && values[0] >= wanted,
};

function passes(form, fieldset) {
  const { after, test, value } = fieldset.dataset;
  if (!after) return true;
  const earlier = form.querySelector(`[data-question="${after}"]`);
  return Boolean(earlier) && !earlier.hidden && tests[test](chosen(earlier), Number(value));
}

// Hidden questions are switched off as well, so that what was chosen there before is not sent.
function follow(form) {
  const fieldsets = [...form.querySelectorAll("[data-question]")];
  for (const fieldset of fieldsets) {
    const open = passes(form, fieldset);
    fieldset.hidden = !open;
    fieldset.disabled = !open;
  }
  const open = fieldsets.filter((fieldset) => !fieldset.hidden);
  open.forEach((fieldset, place) => {
    fieldset.querySelector("[data-number]").textContent = String(place + 1);
    fieldset.querySelector("[data-total]").textContent = String(open.length);
  });
}

// By phone: digits answer the question in which the focus is, and go on to the next one.
const WAITS = 700; // milliseconds in which a 1 may become a 10
let typed = { digit: "", at: 0 };

function press(fieldset, value) {
  const input = fieldset.querySelector(`input[value="${value}"]`);
  if (!input) return false;
  input.checked = input.type === "checkbox" ? !input.checked : true;
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function goOn(form, fieldset) {
  const open = [...form.querySelectorAll("[data-question]:not([hidden])")];
  const next = open[open.indexOf(fieldset) + 1];
  const target = next ? next.querySelector("input:checked, input, textarea") : form.querySelector("[type=submit]");
  target?.focus();
}

function digits(event) {
  const fieldset = event.target.closest("[data-question]");
  if (!/^[0-9]$/.test(event.key) || !fieldset || event.target.matches("textarea") || event.ctrlKey || event.altKey) return;
  const form = fieldset.closest("[data-survey]");
  const last = { ...typed };
  typed = { digit: event.key, at: event.timeStamp };
  event.preventDefault();
  const ten = event.key === "0" && last.digit === "1" && event.timeStamp - last.at < WAITS;
  if (!press(fieldset, ten ? "10" : event.key)) return;
  const mayGrow = event.key === "1" && fieldset.querySelector('input[value="10"]');
  if (fieldset.dataset.kind !== "several" && !mayGrow) goOn(form, fieldset);
}

for (const form of forms) {
  document.documentElement.classList.add("cr-scripted");
  form.addEventListener("change", () => follow(form));
  follow(form);
  form.querySelector("[data-question]:has(.cr-err) :is(input, textarea)")?.focus();
  if ("digits" in form.dataset) form.addEventListener("keydown", digits);
}
