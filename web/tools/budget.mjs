// Fails the build when a page has grown beyond what a slow desk can fetch.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const pages = join(import.meta.dirname, "../../src/yingda/app/pages");
const manifest = JSON.parse(readFileSync(join(pages, ".vite/manifest.json"), "utf8"));

/** Everything fetched for these entries: their static imports and styles. */
function closure(names, seen = new Set()) {
  for (const name of names) {
    const chunk = manifest[name];
    if (!chunk || seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    for (const style of chunk.css ?? []) seen.add(style);
    closure(chunk.imports ?? [], seen);
  }
  return seen;
}

const weigh = (files) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(pages, file))).length, 0) /
  1024;

const find = (part) => Object.keys(manifest).filter((name) => name.includes(part));
const language = find("locales/zh-CN.json");
const shell = ["index.html", ...find("app/Shell.tsx"), ...language];
const desk = [...shell, ...find("features/desk/DeskPage.tsx"), ...find("jssip")];

let tooBig = false;
for (const [name, entries, budget] of [
  ["shell", shell, 300],
  ["desk", desk, 400],
]) {
  const size = weigh(closure(entries));
  console.log(`${name}: ${size.toFixed(1)} KB gz of ${budget}`);
  tooBig ||= size > budget;
}
if (tooBig) process.exit(1);
