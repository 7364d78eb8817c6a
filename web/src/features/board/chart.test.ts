import { expect, test } from "vitest";
import { range, scaleTop } from "./DayChart";

const half = (half_hour: number, requested: number) => ({
  half_hour,
  requested,
  answered: 0,
  abandoned: 0,
  k01: null,
});

test("the axis ends at a round number that holds the highest bar", () => {
  expect([1, 6, 101, 20_001].map(scaleTop)).toEqual([5, 10, 200, 30_000]);
});
test("the chart shows office hours, and more when there were calls outside", () => {
  expect(range([])).toEqual([16, 39]);
  expect(range([half(2, 1), half(20, 5), half(47, 2)])).toEqual([2, 47]);
  expect(range([half(0, 0), half(47, 0)])).toEqual([16, 39]);
});
