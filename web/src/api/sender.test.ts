import { expect, test } from "vitest";
import { Problem } from "./http";
import { Sender } from "./sender";

const away = () => new Problem(0, "away", "");

/** A server that takes each key once and whose first answers are lost. */
function server(lost: number) {
  const taken = new Map<string, string>();
  const asked: string[] = [];
  const take = async (key: string, text: string) => {
    asked.push(key);
    if (!taken.has(key)) taken.set(key, text);
    if (asked.length <= lost) throw away();
  };
  return { taken, asked, take };
}

test("after a lost answer the same is sent again with the same key", async () => {
  const { taken, asked, take } = server(2);

  await new Sender([0, 0]).send("hello", (key) => take(key, "hello"));

  expect(asked).toHaveLength(3);
  expect([...taken.values()]).toEqual(["hello"]);
});

test("whoever presses again sends the same post, and later words are another one", async () => {
  const { taken, take } = server(1);
  const sender = new Sender([]);
  const say = (text: string) => sender.send(text, (key) => take(key, text));

  await expect(say("hello")).rejects.toBeInstanceOf(Problem);
  await say("hello");
  await say("hello");

  expect([...taken.values()]).toEqual(["hello", "hello"]);
});

test("what was answered meanwhile takes no other post's key away", async () => {
  const { taken, take } = server(1);
  const sender = new Sender([]);
  const say = (text: string) => sender.send(text, (key) => take(key, text));

  await expect(say("lost")).rejects.toBeInstanceOf(Problem);
  await say("another");
  await say("lost");

  expect([...taken.values()]).toEqual(["lost", "another"]);
});

test("two equal posts on their way at once are two, and each is sent again as itself", async () => {
  const { taken, asked, take } = server(2);
  const sender = new Sender([]);
  const say = () => sender.send("hello", (key) => take(key, "hello"));

  const both = await Promise.allSettled([say(), say()]);
  expect(both.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  await say();
  await say();
  expect(asked.slice(2)).toEqual(asked.slice(0, 2));
  await say();

  expect(taken.size).toBe(3);
});

test("an answered post keeps the key of its equal, which got none", async () => {
  const sender = new Sender([]);
  const keys: string[] = [];
  const lose = (key: string) => {
    keys.push(key);
    return Promise.reject(away());
  };
  const take = async (key: string) => {
    keys.push(key);
  };

  const [lost] = await Promise.allSettled([sender.send("hi", lose), sender.send("hi", take)]);
  expect(lost.status).toBe("rejected");
  await sender.send("hi", take);

  expect(keys[2]).toBe(keys[0]);
  expect(keys[1]).not.toBe(keys[0]);
});

test("what is refused is not asked again", async () => {
  let asked = 0;
  const refused = new Sender([0]).send("", async () => {
    asked += 1;
    throw new Problem(409, "call-not-now", "");
  });

  await expect(refused).rejects.toMatchObject({ code: "call-not-now" });
  expect(asked).toBe(1);
});
