import { expect, test } from "vitest";
import type { Reason } from "../api/types";
import { matches } from "./pinyin";
import { leaves, search, title } from "./reasons";

const reasons: Reason[] = [
  { code: "F", name: { zh: "故障申报", en: "" }, parent: null, pinyin: "gu zhang shen bao" },
  { code: "F1", name: { zh: "宽带", en: "" }, parent: "F", pinyin: "kuan dai" },
  { code: "F11", name: { zh: "光路中断", en: "" }, parent: "F1", pinyin: "guang lu zhong duan" },
  { code: "F12", name: { zh: "网速慢", en: "" }, parent: "F1", pinyin: "wang su man" },
  { code: "Z", name: { zh: "其他", en: "" }, parent: null, pinyin: "qi ta" },
];
const found = (query: string) => search(leaves(reasons), query).map((leaf) => leaf.code);

test("characters, whole pinyin, pinyin from any syllable and initials find a name", () => {
  for (const query of ["光路", "guanglu", "zhong duan", "gl", "GLZD", "guang"]) {
    expect(matches(query, "光路中断", "guang lu zhong duan"), query).toBe(true);
  }
  expect(matches("uang", "光路中断", "guang lu zhong duan")).toBe(false);
});
test("tones in the pinyin do not hinder", () => {
  expect(matches("kuandai", "宽带", "kuān dài")).toBe(true);
});
test("only the ends of the tree can be chosen", () => {
  expect(leaves(reasons).map((leaf) => leaf.code)).toEqual(["F11", "F12", "Z"]);
});
test("a word may be found anywhere on the path, and all words must be", () => {
  expect(found("kd")).toEqual(["F11", "F12"]);
  expect(found("kd wsm")).toEqual(["F12"]);
  expect(found("f1")).toEqual(["F11", "F12"]);
  expect(found("nothing")).toEqual([]);
});
test("initials alone are enough for whole pinyin, finished or not", () => {
  for (const query of ["hfye", "fy", "huafei", "huafeiyue", "huaf", "话费"]) {
    expect(matches(query, "话费余额", "hfye"), query).toBe(true);
  }
  for (const query of ["huanglu", "kuandai", "x"]) {
    expect(matches(query, "话费余额", "hfye"), query).toBe(false);
  }
});
test("a leaf is shown with its path", () => {
  expect(leaves(reasons).map(title)[0]).toBe("故障申报 / 宽带 / 光路中断");
});
test("a tree that loops ends all the same", () => {
  const loop: Reason[] = [
    { code: "A", name: { zh: "A", en: "" }, parent: "B", pinyin: "" },
    { code: "B", name: { zh: "B", en: "" }, parent: "A", pinyin: "" },
    { code: "C", name: { zh: "C", en: "" }, parent: "A", pinyin: "" },
  ];
  expect(leaves(loop).map(title)).toEqual(["B / A / C"]);
});
