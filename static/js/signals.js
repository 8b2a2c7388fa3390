// The signal inbox: fetched again, its list is as long as it had grown.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.id !== "signals") return;
  detail.parameters.shown = document.querySelectorAll("#signals [data-row]").length;
});
