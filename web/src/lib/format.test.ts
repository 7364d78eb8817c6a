import { expect, test } from "vitest";
import {
  day,
  dayAfter,
  dayStart,
  duration,
  figure,
  fromLocalInput,
  halfHour,
  moment,
  ratio,
  toLocalInput,
} from "./format";

test("a duration shows hours only when there are some, and is never negative", () => {
  expect([-5000, 0, 61_999, 3_600_000].map(duration)).toEqual([
    "00:00",
    "00:00",
    "01:01",
    "1:00:00",
  ]);
});
test("the business day is that of Shanghai", () => {
  expect(day("2026-11-20T16:30:00Z")).toBe("2026-11-21");
  expect(dayStart("2026-11-21")).toBe("2026-11-20T16:00:00.000Z");
  expect([dayAfter("2026-12-31"), dayAfter("2026-03-01", -1)]).toEqual([
    "2027-01-01",
    "2026-02-28",
  ]);
});
test("a moment is month, day and time", () => {
  expect(moment("2026-11-20T16:30:00Z")).toBe("11-21 00:30");
});
test("what a date field holds comes back as the same instant", () => {
  expect(fromLocalInput(toLocalInput("2026-11-20T16:30:00.000Z"))).toBe("2026-11-20T16:30:00.000Z");
  expect(fromLocalInput("")).toBeNull();
});
test("a figure that cannot be had is a dash, never a zero", () => {
  expect([
    ratio(null),
    figure(undefined, "seconds"),
    ratio(0),
    figure(14.25, "seconds"),
    figure(252, "seconds"),
  ]).toEqual(["–", "–", "0.0%", "14.3 s", "04:12"]);
});
test("half-hours are counted from midnight", () => {
  expect([halfHour(0), halfHour(17), halfHour(47)]).toEqual(["00:00", "08:30", "23:30"]);
});
