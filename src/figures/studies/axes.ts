/** Steps between ticks that people count in. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50];

/** The ends of an axis: what is to be seen, and a margin that is a share of it at either end. */
export function domainOf(values: readonly number[], below = 0.08, above = below): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low === high) return [low - 1, high + 1];
  return [low - below * (high - low), high + above * (high - low)];
}

/** About `count` round numbers within a domain. */
export function roundNumbers([from, to]: readonly [number, number], count = 6): number[] {
  const step = STEPS.find((size) => (to - from) / size <= count + 1) ?? (to - from) / count;
  const first = Math.ceil(from / step);
  const length = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length }, (_, i) => Number(((first + i) * step).toFixed(2)));
}

/** Those of them that an accuracy in per cent can be. */
export const roundAccuracies = (domain: readonly [number, number], count = 6): number[] =>
  roundNumbers(domain, count).filter((value) => value >= 0 && value <= 100);
