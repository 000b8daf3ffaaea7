/** Above this many pairs the bars of a pair are too thin for a gap, an outline or a neighbour. */
export const MANY_PAIRS = 60;

const DIGIT = 7;
const GAP = 5;

/** The axis of the pairs of a set: numbered, where there is room for every number, else at round ones. */
export function pairAxis(pairs: number, width: number) {
  const labels = width / (String(pairs).length * DIGIT + GAP);
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4];
  const every = steps.find((step) => pairs / step <= labels)!;
  const values = Array.from({ length: Math.floor(pairs / every) }, (_, i) => (i + 1) * every);
  return { labelAngle: 0, ticks: false, labelOverlap: false as const, values };
}
