// Runs before the first paint: with theme "auto" the page takes the reader's system theme, without a flash.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (root.dataset.theme === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
})();

// Keys pressed before the other scripts listen are held until they do: on a slow line no Ctrl+Enter is lost.
(() => {
  const held = [];
  const hold = (event) => {
    event.stopImmediatePropagation();
    held.push(event);
  };
  window.addEventListener("keydown", hold, true);
  // By now every script has run, and htmx has taken hold of the page: it waits for the same, further inside.
  window.addEventListener("DOMContentLoaded", () => {
    window.removeEventListener("keydown", hold, true);
    held.forEach((event) => event.target.dispatchEvent(new KeyboardEvent("keydown", event)));
    document.documentElement.dataset.listening = "";
  });
})();
