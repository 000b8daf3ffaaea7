/** Numbers and texts as the report, the figures and the terminal write them: a true minus sign, a space before a unit. */

/** Writes a number with a fixed number of decimals: 4.308 → "4.31". */
export function decimal(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Writes a fraction in per cent, without the sign: 0.812 → "81.2". */
export const percentNumber = (fraction: number): string => decimal(100 * fraction, 1);

/** 0.812 → "81.2 %". */
export const percent = (fraction: number): string => `${percentNumber(fraction)} %`;

/** Writes a difference of fractions in percentage points, signed, without the unit: 0.148 → "+14.8"; zero is "0.0". */
export function pointsNumber(difference: number, digits = 1): string {
  const text = decimal(100 * difference, digits);
  return difference > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** 0.148 → "+14.8 pp". */
export const points = (difference: number, digits = 1): string => `${pointsNumber(difference, digits)} pp`;

/** 5000 → "5 000", with a narrow no-break space; numbers below 10 000 too, as in the tables. */
export const grouped = (value: number | bigint): string => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** "1 pair", "20 pairs". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** Shortens a seed of more than 24 digits in its middle: 12345678…12345678. */
export function shortSeed(seed: number | bigint): string {
  const digits = String(seed);
  return digits.length <= 24 ? digits : `${digits.slice(0, 8)}…${digits.slice(-8)}`;
}

/** Keeps a number, its error and its unit, and a ratio on one line: "1.2 ± 0.1 %", "1 : 20" with spaces at which no line breaks. */
export const unbroken = (text: string): string =>
  text.replace(/(?<=\d) (?=[%±]|pp\b|: \d)|(?<=±|\d[ \u00a0]:) (?=\d)/g, "\u00a0");

/** "learn A" → "Learn A". */
export const capitalised = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());

/** "Learn A" → "learn A": only the first letter. */
export const uncapitalised = (text: string): string => text.replace(/^./, (first) => first.toLowerCase());

/** Puts a foreign text in one line, without the characters that a terminal obeys or that turn the direction of writing. */
export const inOneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ");
