// Fails the build when a page has grown beyond what a slow desk can fetch.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const web = join(import.meta.dirname, "..");
const pages = join(web, "../src/yingda/app/pages");
const manifest = JSON.parse(readFileSync(join(pages, ".vite/manifest.json"), "utf8"));
const router = readFileSync(join(web, "src/app/router.tsx"), "utf8");

/** Everything fetched for these entries: their static imports and styles. */
function closure(names, seen = new Set()) {
  for (const name of names) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`not built: ${name}`);
    if (seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    for (const style of chunk.css ?? []) seen.add(style);
    closure(chunk.imports ?? [], seen);
  }
  return seen;
}

const weigh = (files) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(pages, file))).length, 0) /
  1024;

const find = (part) => {
  const found = Object.keys(manifest).filter((name) => name.includes(part));
  if (found.length === 0) throw new Error(`not built: ${part}`);
  return found;
};
/** The words of these parts; Chinese, the larger of the two. */
const words = (parts) => parts.flatMap((part) => find(`locales/zh-CN/${part}.json`));
const [, named] = router.match(/features\/desk\/DeskPage"\),([^)]*)\)/);

const shell = ["index.html", ...find("app/Shell.tsx"), ...words(["shell"])];
const desk = [
  ...shell,
  ...find("features/desk/DeskPage.tsx"),
  ...find("jssip"),
  ...words(named.match(/\w+/g)),
];

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
