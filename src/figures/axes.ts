/** Steps between ticks that people count in. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50];

/** Spans an axis over values, with a margin at either end that is a share of their range. */
export function domainOf(values: readonly number[], below = 0.08, above = below): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low === high) return [low - 1, high + 1];
  return [low - below * (high - low), high + above * (high - low)];
}

/** Finds about `count` round numbers within a domain. */
export function roundNumbers([from, to]: readonly [number, number], count = 6): number[] {
  const step = STEPS.find((size) => (to - from) / size <= count + 1) ?? (to - from) / count;
  const first = Math.ceil(from / step);
  const length = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length }, (_, i) => Number(((first + i) * step).toFixed(2)));
}

/** Finds round numbers that an accuracy in per cent can be. */
export const roundAccuracies = (domain: readonly [number, number], count = 6): number[] =>
  roundNumbers(domain, count).filter((value) => value >= 0 && value <= 100);

/** Spans a logarithmic axis over values, with a margin. */
export const logDomain = (values: readonly number[]): [number, number] => [
  0.8 * Math.min(...values.filter((value) => value > 0)),
  1.5 * Math.max(...values),
];

/** Beyond this ratio of its ends an axis has no room for more than the powers of ten. */
const MANY_DECADES = 1e5;

/** Finds 1, 2 and 5 times the powers of ten within a domain; over many decades only the powers. */
export function roundLogarithmic([from, to]: readonly [number, number]): number[] {
  const digits = to / from > MANY_DECADES ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(from));
  return Array.from({ length: Math.ceil(Math.log10(to)) - first }, (_, i) =>
    digits.map((digit) => Number(`${digit}e${first + i}`)),
  )
    .flat()
    .filter((value) => value >= from && value <= to);
}
