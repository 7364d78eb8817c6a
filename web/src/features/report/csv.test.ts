import { expect, test } from "vitest";
import { cell } from "./csv";

test("a cell is quoted where it must be", () => {
  expect(cell('a "b", c')).toBe('"a ""b"", c"');
  expect([cell(null), cell(0), cell(-1.5)]).toEqual(["", "0", "-1.5"]);
});
test("a name can never become a formula", () => {
  expect(cell("=1+1")).toBe("'=1+1");
  expect(cell("@x")).toBe("'@x");
});
