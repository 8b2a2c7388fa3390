// The score history: a night chosen by pointer or by key is marked at once, and what changed in it is fetched.
const PAUSE = 150;
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };
let waiting;

const points = () => JSON.parse(document.getElementById("health-points").textContent);

function mark(slider, { x, y, words, health, anchor }) {
  const line = slider.querySelector("[data-health-line]");
  const dot = slider.querySelector("[data-health-dot]");
  const text = slider.querySelector("[data-health-text]");
  line.setAttribute("x1", `${x}%`);
  line.setAttribute("x2", `${x}%`);
  dot.setAttribute("cx", `${x}%`);
  dot.setAttribute("cy", y);
  text.setAttribute("x", `${x}%`);
  text.setAttribute("text-anchor", anchor);
  text.textContent = words;
  slider.setAttribute("aria-valuetext", `${words}, ${health}`);
}

function choose(slider, wanted) {
  const all = points();
  const n = Math.min(Math.max(wanted, 0), all.length - 1);
  if (n === Number(slider.getAttribute("aria-valuenow"))) return;
  slider.setAttribute("aria-valuenow", n);
  mark(slider, all[n]);
  clearTimeout(waiting);
  const url = `${slider.dataset.health}${all[n].day}/`;
  waiting = setTimeout(() => window.htmx.ajax("GET", url, { target: "#health-day" }), PAUSE);
}

function nearest(slider, event) {
  const box = slider.querySelector("svg").getBoundingClientRect();
  const at = (100 * (event.clientX - box.left)) / box.width;
  const away = points().map(({ x }) => Math.abs(x - at));
  return away.indexOf(Math.min(...away));
}

document.addEventListener("pointerdown", (event) => {
  const slider = event.target.closest?.("[data-health]");
  if (slider) choose(slider, nearest(slider, event));
});
document.addEventListener("pointermove", (event) => {
  const slider = event.buttons && event.target.closest?.("[data-health]");
  if (slider) choose(slider, nearest(slider, event));
});
document.addEventListener("keydown", (event) => {
  const slider = event.target.closest?.("[data-health]");
  if (!slider) return;
  const now = Number(slider.getAttribute("aria-valuenow"));
  const ends = { Home: 0, End: Number(slider.getAttribute("aria-valuemax")) };
  const wanted = ends[event.key] ?? (event.key in STEPS ? now + STEPS[event.key] : null);
  if (wanted === null) return;
  event.preventDefault();
  choose(slider, wanted);
});
