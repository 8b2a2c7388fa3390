// Light and dark. What the system has anyway is remembered as "auto", so that it goes on following the system.
import { remember } from "./cookies.js";

const root = document.documentElement;
const systemTheme = () => (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

function switchTheme() {
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.bsTheme = theme;
  root.dataset.theme = theme === systemTheme() ? "auto" : theme;
  remember("theme", root.dataset.theme);
  document.dispatchEvent(new CustomEvent("theme"));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-switch]")) switchTheme();
});
