import { expect, test } from "vitest";
import { choose } from "../lib/language";
import { Problem, problem } from "./http";
import { shouldRetry } from "./queries";
import { backoff } from "./socket";

test("a refusal's own sentence and code are kept; without a body the status names it", () => {
  const refused = problem(409, { code: "queue-closed", detail: "The queue is closed." });
  expect([refused.code, refused.message]).toEqual(["queue-closed", "The queue is closed."]);
  expect(problem(502, "<html>").code).toBe("http-502");
});
test("a refusal is final; an absent server is asked again", () => {
  expect(shouldRetry(0, new Problem(409, "queue-closed", ""))).toBe(false);
  expect(shouldRetry(0, new Problem(403, "forbidden", ""))).toBe(false);
  expect(shouldRetry(0, new Problem(503, "unavailable", ""))).toBe(true);
  expect(shouldRetry(0, new Problem(0, "away", ""))).toBe(true);
  expect(shouldRetry(5, new Problem(0, "away", ""))).toBe(false);
});
test("a lost line is tried again at once, then never later than two seconds", () => {
  expect(backoff(0, 1)).toBe(250);
  for (let attempt = 0; attempt < 30; attempt++)
    expect(backoff(attempt, 1)).toBeLessThanOrEqual(2000);
});
test("the person's choice of language goes before the browser's, Chinese before none", () => {
  expect(choose("en", ["zh-CN"])).toBe("en");
  expect(choose(null, ["fr", "en-GB", "zh"])).toBe("en");
  expect(choose(null, ["zh-TW", "en"])).toBe("zh-CN");
  expect(choose(null, ["fr"])).toBe("zh-CN");
});
