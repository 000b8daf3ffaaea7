/** What the tests draw from chance. The seed is printed; TORTURE_SEED=… draws the same again. */
export const chanceSeed = Number(process.env.TORTURE_SEED ?? Date.now() % 1_000_000);

/** Numbers of [0, 1) from a seed: Mulberry32. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
