import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "./en.json";
import zh from "./zh-CN.json";

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, at = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[at + key, value] as [string, string]]
      : flat(value, `${at}${key}.`),
  );
const blanks = (text: string) => (text.match(/{{\w+}}/g) ?? []).sort();

test("both catalogues have the same keys and the same blanks", () => {
  const [chinese, english] = [flat(zh), new Map(flat(en))];
  expect([...english.keys()].sort()).toEqual(chinese.map(([key]) => key).sort());
  for (const [key, text] of chinese)
    expect(blanks(english.get(key) ?? ""), key).toEqual(blanks(text));
});
test("no text is empty, and English has no Chinese but the name of the other language", () => {
  for (const [key, text] of [...flat(zh), ...flat(en)]) expect(text, key).not.toBe("");
  const chinese = flat(en).filter(
    ([key, text]) => key !== "app.otherLanguage" && /[\u3400-\u9fff]/.test(text),
  );
  expect(chinese).toEqual([]);
});
test("no screen has text of its own", () => {
  const root = join(import.meta.dirname, "..");
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.includes(".test."),
  );
  expect(sources.length).toBeGreaterThan(40);
  const guilty = sources.filter((file) =>
    /[\u3000-\u9fff]/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(guilty).toEqual([]);
});
test("a feature never imports another, and no file is longer than 250 lines", () => {
  const root = join(import.meta.dirname, "../features");
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(file)) continue;
    const text = readFileSync(join(root, file), "utf8");
    expect(/from "\.\.\/(?!\.\.)/.test(text), file).toBe(false);
    expect(text.split("\n").length, file).toBeLessThanOrEqual(250);
  }
});
