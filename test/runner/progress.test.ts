import { expect, it } from "vitest";
import { progressOn } from "../../src/runner/progress.ts";

/** What progress writes while a study of 40 seeds takes some milliseconds a seed. */
function written(stream: { isTTY?: boolean; columns?: number }, kept = 10, milliseconds = 30_000): string[] {
  const texts: string[] = [];
  let now = 0;
  const progress = progressOn({ ...stream, write: (text) => texts.push(text) }, () => now);
  const advance = progress.start("waiting", kept, 40);
  for (let seed = kept; seed < 40; seed++) {
    now += milliseconds;
    advance();
  }
  progress.end();
  return texts;
}

it("a log gets a line for every tenth: study, seeds, time left", () => {
  expect(written({})).toEqual([
    "waiting: 10 of 40 seeds from before\n",
    "waiting: 12 of 40 seeds, 14 min left\n",
    "waiting: 16 of 40 seeds, 12 min left\n",
    "waiting: 20 of 40 seeds, 10 min left\n",
    "waiting: 24 of 40 seeds, 8 min left\n",
    "waiting: 28 of 40 seeds, 6 min left\n",
    "waiting: 32 of 40 seeds, 4 min left\n",
    "waiting: 36 of 40 seeds, 2 min left\n",
    "waiting: 40 of 40 seeds\n",
  ]);
});

it("a terminal gets a bar that grows in its place and is gone at the end, and no second line if it is narrow", () => {
  const texts = written({ isTTY: true, columns: 80 });
  expect(written({ isTTY: true, columns: 0 })).toEqual(texts);
  expect(texts).toHaveLength(32);
  expect(texts[20]).toBe(`\r\x1b[Kwaiting ${"█".repeat(23)}${"░".repeat(7)} 30 of 40 seeds, 5 min left`);
  expect(texts.at(-1)).toBe("\r\x1b[K");
  for (const text of written({ isTTY: true, columns: 20 })) expect([...text].length).toBeLessThanOrEqual(4 + 19);
});

it.each([
  [1, "39 s"],
  [4, "3 min"],
  [2500, "27.1 h"],
])("at %d s a seed %s are left of the last 39", (seconds, left) => {
  const texts = written({ isTTY: true, columns: 200 }, 0, 1000 * seconds);
  expect(texts[1]).toContain(` 1 of 40 seeds, ${left} left`);
});

it("says nothing of what has not started", () => {
  const texts: string[] = [];
  progressOn({ isTTY: true, columns: 80, write: (text) => texts.push(text) }).end();
  expect(texts).toEqual([]);
});
