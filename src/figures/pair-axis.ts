/** Above this many pairs the bars of a pair are too thin for a gap, an outline or a neighbour. */
export const MANY_PAIRS = 60;

const DIGIT = 7;
const GAP = 5;

/** The pairs of a set that an axis numbers: all of them where there is room for every number, else round ones. */
export function pairNumbers(pairs: number, width: number): number[] {
  const labels = width / (String(pairs).length * DIGIT + GAP);
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4];
  const every = steps.find((step) => pairs / step <= labels) ?? pairs;
  return Array.from({ length: Math.floor(pairs / every) }, (_, i) => (i + 1) * every);
}

export const pairAxisStyle = { labelAngle: 0, ticks: false, labelOverlap: false as const };

/** The axis of the pairs of a set. */
export const pairAxis = (pairs: number, width: number) => ({ ...pairAxisStyle, values: pairNumbers(pairs, width) });
