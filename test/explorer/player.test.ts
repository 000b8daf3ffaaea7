import { expect, test, vi } from "vitest";
import { Player } from "../../src/explorer/player.ts";

/** A player with a clock that goes on a frame at a time. */
function playerWithClock() {
  const waiting: ((time: number) => void)[] = [];
  const changed = vi.fn();
  const player = new Player((callback) => waiting.push(callback), changed);
  const start = performance.now();
  const at = (milliseconds: number) => {
    for (const callback of waiting.splice(0)) callback(start + milliseconds + 1);
  };
  return { player, changed, at, waiting };
}

test("plays at its speed to the last record, and rests there", () => {
  const { player, at, waiting } = playerWithClock();
  player.load(11, 0);
  player.setSpeed({ perSecond: 10 });
  player.play();
  at(250);
  expect([player.record, player.playing]).toEqual([2, true]);
  at(999);
  expect(player.record).toBe(9);
  at(5000);
  expect([player.record, player.playing, waiting.length]).toEqual([10, false, 0]);
});

test("plays the whole run in a given time, however many records it has", () => {
  const { player, at } = playerWithClock();
  player.load(100_000, 0);
  player.setSpeed({ seconds: 10 });
  player.play();
  at(5000);
  expect(player.record).toBeGreaterThan(49_000);
  expect(player.record).toBeLessThan(51_000);
});

test("another speed while it plays goes on from where it is", () => {
  const { player, at, waiting } = playerWithClock();
  player.load(1001, 0);
  player.setSpeed({ perSecond: 10 });
  player.play();
  at(500);
  expect(player.record).toBe(5);
  player.setSpeed({ perSecond: 100 });
  expect(player.playing).toBe(true);
  at(1000);
  // The clock of speeds is the real one, and hardly a moment has gone by on it.
  expect(player.record).toBeGreaterThan(50);
  expect(player.record).toBeLessThanOrEqual(105);
  expect(waiting).toHaveLength(1);
});

test("starts again from the beginning where it has reached the end", () => {
  const { player } = playerWithClock();
  player.load(5, 4);
  player.play();
  expect([player.record, player.playing]).toEqual([0, true]);
});

test("a step, or a run that is loaded, stops it; steps stay within the run", () => {
  const { player, at } = playerWithClock();
  player.load(5, 1);
  player.play();
  player.step(-1);
  expect([player.record, player.playing]).toEqual([0, false]);
  player.step(-1);
  expect(player.record).toBe(0);
  player.play();
  player.load(3, 2);
  at(10_000);
  expect([player.record, player.playing]).toEqual([2, false]);
  player.step(1);
  expect(player.record).toBe(2);
});
