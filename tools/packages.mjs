// Copies the files of front-end packages that browsers load into static/vendor: these and no others are served.
import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FILES = {
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
  "echarts.esm.min.js": "echarts/dist/echarts.esm.min.js",
  "inter-latin-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
};

await mkdir(path.join(ROOT, "static/vendor"), { recursive: true });
await Promise.all(
  Object.entries(FILES).map(([name, source]) =>
    copyFile(path.join(ROOT, "node_modules", source), path.join(ROOT, "static/vendor", name)),
  ),
);
