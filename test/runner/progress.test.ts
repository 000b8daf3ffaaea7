import { expect, it } from "vitest";
import { progressOn } from "../../src/runner/progress.ts";

/** What progress writes while a study of 40 seeds, of which 10 were kept, takes half a minute a seed. */
function written(stream: { isTTY?: boolean; columns?: number }): string[] {
  const texts: string[] = [];
  let now = 0;
  const progress = progressOn({ ...stream, write: (text) => texts.push(text) }, () => now);
  progress.start("waiting", 10, 40);
  for (let seed = 0; seed < 30; seed++) {
    now += 30_000;
    progress.advance();
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

it("a terminal gets a bar that grows in its place and is gone at the end", () => {
  const texts = written({ isTTY: true, columns: 80 });
  expect(written({ isTTY: true, columns: 0 })).toEqual(texts);
  expect(texts).toHaveLength(32);
  expect(texts[20]).toBe(`\r\x1b[Kwaiting ${"█".repeat(23)}${"░".repeat(7)} 30 of 40 seeds, 5 min left`);
  expect(texts.at(-1)).toBe("\r\x1b[K");
});

it.each([
  [1, "39 s"],
  [4, "3 min"],
  [2500, "27.1 h"],
])("at %d s a seed %s are left of the last 39", (seconds, left) => {
  const texts: string[] = [];
  let now = 0;
  const progress = progressOn({ isTTY: true, columns: 200, write: (text) => texts.push(text) }, () => now);
  progress.start("waiting", 0, 40);
  now = 1000 * seconds;
  progress.advance();
  expect(texts.at(-1)).toContain(` 1 of 40 seeds, ${left} left`);
});

it("says nothing of what has not started", () => {
  const texts: string[] = [];
  const progress = progressOn({ isTTY: true, columns: 80, write: (text) => texts.push(text) });
  progress.advance();
  progress.end();
  expect(texts).toEqual([]);
});

it("a narrow terminal gets no second line", () => {
  for (const text of written({ isTTY: true, columns: 20 })) expect([...text].length).toBeLessThanOrEqual(4 + 19);
});
