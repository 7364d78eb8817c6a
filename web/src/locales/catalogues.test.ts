import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

type Tree = { [key: string]: string | Tree };
const here = import.meta.dirname;
const src = join(here, "..");
const read = (file: string) => readFileSync(file, "utf8");
const parts = (language: string) =>
  readdirSync(join(here, language)).map((file) => file.replace(".json", ""));
const words = (language: string, part: string) =>
  JSON.parse(read(join(here, language, `${part}.json`))) as Tree;
const flat = (tree: Tree, at = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[at + key, value] as [string, string]]
      : flat(value, `${at}${key}.`),
  );
const all = (language: string) => parts(language).flatMap((part) => flat(words(language, part)));
/** i18next's forms of a word by number: Chinese has one, English two. */
const form = /_(one|other)$/;
const blanks = (text: string) => (text.match(/{{[\w, ]+}}/g) ?? []).sort();

test("both languages have the same parts, keys and blanks", () => {
  expect(parts("en")).toEqual(parts("zh-CN"));
  for (const part of parts("zh-CN")) {
    const [chinese, english] = ["zh-CN", "en"].map((language) => flat(words(language, part)));
    const bare = (list?: [string, string][]) => [
      ...new Set(list?.map(([key]) => key.replace(form, "")).sort()),
    ];
    expect(bare(english)).toEqual(bare(chinese));
    const source = new Map(chinese?.map(([key, text]) => [key.replace(form, ""), text]));
    for (const [key, text] of english ?? [])
      expect(blanks(text), key).toEqual(blanks(source.get(key.replace(form, "")) ?? ""));
  }
});
test("no key is in two parts, and no text is empty", () => {
  for (const language of ["zh-CN", "en"]) {
    const groups = parts(language).flatMap((part) => Object.keys(words(language, part)));
    expect(groups.sort()).toEqual([...new Set(groups)]);
    for (const [key, text] of all(language)) expect(text.trim(), key).not.toBe("");
  }
});
test("English has no Chinese but the name of the other language", () => {
  const chinese = all("en").filter(
    ([key, text]) => key !== "app.otherLanguage" && /[\u3000-\u9fff\uff00-\uffef]/.test(text),
  );
  expect(chinese).toEqual([]);
});
test("where a number stands before a thing, English has both of its forms", () => {
  const english = new Map(all("en"));
  for (const [key, text] of english) {
    if (/{{count}} [a-z]+s\b(?! (are|is)\b)/.test(text) && !text.startsWith("All "))
      expect([key, english.has(key.replace(/_other$/, "_one"))]).toEqual([key, true]);
    if (form.test(key)) expect(text, key).toContain("{{count}}");
    expect(text, key).not.toMatch(/{{(?!count)\w*(s|ed)}} (?!was\b)[a-z]{2,}s\b/);
  }
});

const sources = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !file.includes(".test."),
);
test("no screen has text of its own", () => {
  expect(sources.length).toBeGreaterThan(40);
  const guilty = sources.filter((file) => /[\u3000-\u9fff]/.test(read(join(src, file))));
  expect(guilty).toEqual([]);
});
test("nor has any of another language: letters come from the catalogue", () => {
  const spoken = new Set(["title", "placeholder", "aria-label", "alt", "label", "text"]);
  const guilty: string[] = [];
  const look = (node: ts.Node, file: string) => {
    let said = "";
    if (ts.isJsxText(node) && !node.parent.getText().startsWith("<kbd")) said = node.text;
    else if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()))
      said = node.initializer && ts.isStringLiteral(node.initializer) ? node.initializer.text : "";
    if (/\p{L}{2}/u.test(said)) guilty.push(`${file}: ${said.trim()}`);
    node.forEachChild((child) => look(child, file));
  };
  for (const file of sources.filter((one) => one.endsWith(".tsx"))) {
    const text = read(join(src, file));
    const kind = ts.ScriptKind.TSX;
    look(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind), file);
  }
  expect(guilty).toEqual([]);
  // All sources are parsed, which takes a while beside other work.
}, 60_000);

/** A file and all that it brings with it; what is fetched later is not followed. */
function brought(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of read(file).matchAll(/^(?:import|export)\b[^;]*?from "(\.[^"]+)";/gms)) {
    const found = [".ts", ".tsx"].map((end) => join(dirname(file), name + end)).find(existsSync);
    if (found) brought(found, seen);
  }
  return seen;
}
const keys = all("zh-CN").map(([key]) => key);
/** The groups of words that these files name; rights look alike (`desk.work`) and are none. */
const groupsOf = (files: Iterable<string>) =>
  new Set(
    [...files]
      .flatMap((file) => [...read(file).matchAll(/(?<!^ *\| )["`]([a-z]\w*\.[\w.-]*)/gm)])
      .map(([, key = ""]) => key)
      .filter((key) => keys.some((one) => one.startsWith(key)))
      .map((key) => key.split(".")[0] ?? ""),
  );
const groupsIn = (names: readonly string[]) =>
  new Set(names.flatMap((part) => Object.keys(words("zh-CN", part))));

test("every page brings all the words that stand on it, and the shell its own", () => {
  const router = read(join(src, "app/router.tsx"));
  const pages = [...router.matchAll(/import\("(\.\.\/features[^"]+)"\)((?:, "[a-z]+")*)/g)];
  expect(pages.length).toBeGreaterThan(12);
  const shell = ["main.tsx", "app/Shell.tsx"].flatMap((file) => [...brought(join(src, file))]);
  expect([...groupsOf(shell)].filter((group) => !groupsIn(["shell"]).has(group))).toEqual([]);
  const missing = pages.map(([, path = "", named = ""]) => {
    const page = join(src, "app", `${path}.tsx`);
    const here = groupsIn(["shell", ...(named.match(/\w+/g) ?? [])]);
    const groups = [...groupsOf(brought(page))].filter((group) => !here.has(group));
    return [relative(src, page), ...groups].join(" ");
  });
  expect(missing.filter((line) => line.includes(" "))).toEqual([]);
});
test("a feature never imports another, and no file is longer than 250 lines", () => {
  const root = join(src, "features");
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(file)) continue;
    const text = read(join(root, file));
    expect(/from "\.\.\/(?!\.\.)/.test(text), file).toBe(false);
    expect(text.split("\n").length, file).toBeLessThanOrEqual(250);
  }
});
