import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPlayer } from "../../src/explorer/player.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Creates a player whose frames the test draws. */
function setUp() {
  const waiting: ((time: number) => void)[] = [];
  const player = createPlayer((callback) => waiting.push(callback), vi.fn());
  const drawAfter = (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    for (const callback of waiting.splice(0)) callback(performance.now());
    return player.state;
  };
  return { player, drawAfter, waiting };
}

test("plays at its speed to the last step, and pauses there", () => {
  const { player, drawAfter, waiting } = setUp();
  player.load(10, 0, 1);
  player.setSpeed(() => 10);
  player.play();
  expect(drawAfter(250)).toEqual({ step: 2, last: 10, rehearsal: 1, isPlaying: true });
  expect(drawAfter(749).step).toBe(9);
  expect(drawAfter(4000)).toEqual({ step: 10, last: 10, rehearsal: 1, isPlaying: false });
  expect(waiting).toEqual([]);
});

test("starts again where it has reached the end, and goes on from where it is at another speed", () => {
  const { player, drawAfter, waiting } = setUp();
  player.load(999, 999, 1);
  player.setSpeed(() => 10);
  player.play();
  expect(player.state).toEqual({ step: 0, last: 999, rehearsal: 1, isPlaying: true });
  expect(drawAfter(500).step).toBe(5);
  // The whole run in ten seconds.
  player.setSpeed((steps) => steps / 10);
  expect(drawAfter(500)).toEqual({ step: 55, last: 999, rehearsal: 1, isPlaying: true });
  expect(waiting).toHaveLength(1);
});

test("pauses for a move or another run, and stays within the run", () => {
  const { player, drawAfter } = setUp();
  player.load(4, 1, 1);
  player.play();
  player.go(0);
  expect(player.state).toEqual({ step: 0, last: 4, rehearsal: 1, isPlaying: false });
  player.go(-1);
  expect(player.state.step).toBe(0);
  player.play();
  player.load(2, 3, 1);
  expect(drawAfter(10_000)).toEqual({ step: 2, last: 2, rehearsal: 1, isPlaying: false });
  player.go(3);
  expect(player.state.step).toBe(2);
});
