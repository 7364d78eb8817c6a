import { beforeEach, expect, test, vi } from "vitest";
import {
  count,
  date,
  day,
  dayAfter,
  dayStart,
  duration,
  figure,
  fraction,
  fromLocalInput,
  fullMoment,
  halfHour,
  moment,
  ratio,
  talk,
  toLocalInput,
  yuan,
} from "./format";
import { keepLanguage } from "./language";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
beforeEach(() => keepLanguage("zh-CN"));

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
test("moments and dates are written as the reader's language does, on the 24-hour clock", () => {
  const at = "2026-11-20T16:30:09Z";
  expect([moment(at), date(at)]).toEqual(["11月21日 00:30", "2026年11月21日"]);
  expect(fullMoment(at)).toBe("2026年11月21日 00:30:09");
  keepLanguage("en");
  expect([moment(at), date(at)]).toEqual(["21 Nov, 00:30", "21 Nov 2026"]);
  expect(fullMoment(at)).toBe("21 Nov 2026, 00:30:09");
});
test("so are numbers", () => {
  const of = { numerator: 12_345.67, denominator: 1000 };
  expect([count(12_345), count(undefined), figure(14.25, "seconds")]).toEqual([
    "12,345",
    "–",
    "14.3秒",
  ]);
  keepLanguage("en");
  expect([fraction(of, "seconds"), fraction(of, "ratio")]).toEqual([
    "12,345.7s / 1,000",
    "12,345.67 / 1,000",
  ]);
});
test("money is written as money, also when it is owed", () => {
  expect([yuan(368), yuan(-12.8), yuan(null)]).toEqual(["¥368.00", "-¥12.80", "–"]);
  keepLanguage("en");
  expect([yuan(1368), yuan(-12.8)]).toEqual(["¥1,368.00", "-¥12.80"]);
});
test("nobody has talked in a contact that goes on or needed nobody", () => {
  const of = (outcome: string, talk_seconds: number) => talk({ outcome, talk_seconds });
  expect([of("open", 0), of("self-service", 0), of("open", 65), of("answered", 0)]).toEqual([
    "–",
    "–",
    "01:05",
    "00:00",
  ]);
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
  ]).toEqual(["–", "–", "0.0%", "14.3秒", "04:12"]);
});
test("half-hours are counted from midnight", () => {
  expect([halfHour(0), halfHour(17), halfHour(47)]).toEqual(["00:00", "08:30", "23:30"]);
});
