// A part of the page that comes between press and release moves what stands below it from under the pointer, and
// the browser drops the click. Where the pointer itself stood still, what was pressed was meant.
const MEANT = "a[href], button, summary";
const STILL = 4; // pixels

const isPlain = (event) =>
  event.pointerType === "mouse" && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
const placeOf = (what) => {
  const { x, y } = what.getBoundingClientRect();
  return `${x} ${y}`;
};

let pressed = null;

const wasMoved = (event) =>
  pressed.what.isConnected &&
  !pressed.what.contains(event.target) &&
  Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) <= STILL &&
  placeOf(pressed.what) !== pressed.place;

document.addEventListener("pointerdown", (event) => {
  const what = isPlain(event) ? event.target.closest?.(MEANT) : null;
  pressed = what ? { what, place: placeOf(what), x: event.clientX, y: event.clientY } : null;
});
document.addEventListener("pointerup", (event) => {
  if (pressed && wasMoved(event)) pressed.what.click();
  pressed = null;
});
