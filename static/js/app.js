// The one entry; htmx itself is loaded beside it as a classic script.
import "./theme.js";
import "./dialog.js";
import "./keys.js";
import "./toast.js";
import "./copy.js";
import "./errors.js";
import "./drafts.js";
import "./list.js";
import "./fold.js";
import "./press.js";
import "./place.js";

const hasCharts = () => document.querySelector("[data-chart]");

const drawCharts = async () => {
  if (!hasCharts()) return;
  const charts = await import("./charts.js");
  charts.drawAll();
};

document.body.addEventListener("htmx:afterSettle", drawCharts);
document.addEventListener("theme", drawCharts);
drawCharts();
