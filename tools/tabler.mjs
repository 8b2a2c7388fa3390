// Writes static/vendor/tabler.css: Tabler's style sheet cut down to the parts in use.
// A class that is not named here is not shipped; our own classes (cr-…) live in static/css.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { PurgeCSS } from "purgecss";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SOURCE = path.join(ROOT, "node_modules/@tabler/core/dist/css/tabler.css");
const TARGET = path.join(ROOT, "static/vendor/tabler.css");

const ELEMENTS = `
  html body h1 h2 h3 h4 h5 h6 p a b strong small em code pre kbd mark sub sup abbr address blockquote hr
  ul ol li dl dt dd table caption thead tbody tfoot tr th td img svg figure figcaption details summary dialog
  form label input button select option optgroup textarea fieldset legend output progress iframe
  main nav header footer section article aside search`;
const CLASSES = `
  btn btn-primary btn-danger btn-sm btn-icon disabled active show
  form-control form-control-sm form-select form-select-sm form-label form-hint form-check form-check-input
  form-check-label form-switch form-text is-invalid invalid-feedback required
  input-group input-group-text card m-0`;

const ATTRIBUTES = `type checkbox radio number search submit button reset file hidden disabled readonly href class
  data-bs-theme light dark`;

const [{ css }] = await new PurgeCSS().purge({
  content: [{ raw: `${ELEMENTS} ${CLASSES} ${ATTRIBUTES}`, extension: "html" }],
  css: [{ raw: await readFile(SOURCE, "utf8") }],
  variables: true,
  keyframes: true,
  fontFace: true,
});
await mkdir(path.dirname(TARGET), { recursive: true });
await writeFile(TARGET, css);
console.log(`static/vendor/tabler.css: ${Math.round(css.length / 1024)} kB`);
