// The customer list: select all rows, and forms that go with the filters now in the address.
const rowsOf = () => [...document.querySelectorAll("#customers [data-select]")];

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) {
    const boxes = rowsOf();
    boxes.forEach((box) => (box.checked = event.target.checked));
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (event.target.matches("#customers [data-select]")) {
    const all = document.querySelector("[data-select-all]");
    const boxes = rowsOf();
    all.checked = boxes.every((box) => box.checked);
    all.indeterminate = !all.checked && boxes.some((box) => box.checked);
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-bulk-clear]")) return;
  const all = document.querySelector("[data-select-all]");
  all.checked = all.indeterminate = false;
});

// Filters change the address without a new page; a form beside the list acts on what is shown now.
const withFilters = (path) => path.split("?")[0] + window.location.search;

document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.target.matches("[data-bulk-form], [data-keeps-query]"))
    event.detail.path = withFilters(event.detail.path);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-export]")) event.target.action = withFilters(event.target.action);
});
