/** Decimal numbers as they are typed, exactly, and the doubles nearest to them: by whole numbers alone, without the engine's reading. */

/** A number as a whole number of the smallest steps that a double can take, times a power of ten. */
interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

const DECIMAL = /^([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?$/;

/** What decimal digits mean, or nothing where they are none. */
export function exactly(text: string): Exact | undefined {
  const [, sign, whole, fraction, exponent] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || `${whole}${fraction}` === "") return undefined;
  return {
    digits: BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`),
    exponent: Number(exponent ?? 0) - fraction!.length,
  };
}

const bits = new DataView(new ArrayBuffer(8));

function fromBits(pattern: bigint): number {
  bits.setBigUint64(0, pattern);
  return bits.getFloat64(0);
}

function bitsOf(value: number): bigint {
  bits.setFloat64(0, value);
  return bits.getBigUint64(0);
}

/** A double that is not negative, in steps of 2^-1074. */
function stepsOf(value: number): bigint {
  const pattern = bitsOf(value);
  const [exponent, mantissa] = [pattern >> 52n, pattern & (2n ** 52n - 1n)];
  return exponent === 0n ? mantissa : (mantissa + 2n ** 52n) << (exponent - 1n);
}

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

/** Puts a decimal number and doubles on one scale. */
function scaled({ digits, exponent }: Exact): { typed: bigint; scale: (value: number) => bigint } {
  const tens = 10n ** BigInt(Math.abs(exponent));
  return exponent < 0
    ? { typed: digits << 1074n, scale: (value) => stepsOf(value) * tens }
    : { typed: (digits * tens) << 1074n, scale: stepsOf };
}

/** Whether no other double is nearer to what was typed. @param value 0 or more */
export function isNearest(text: string, value: number): boolean {
  const { typed, scale } = scaled(exactly(text)!);
  const off = distance(typed, scale(value));
  const neighbours = [bitsOf(value) + 1n, ...(value > 0 ? [bitsOf(value) - 1n] : [])].map(fromBits);
  return neighbours.every((neighbour) => off <= distance(typed, scale(neighbour)));
}

/** −1, 0 or 1: whether what was typed is less than a number, equal or more. @param value 0 or more */
export function compared(text: string, value: number): number {
  const { typed, scale } = scaled(exactly(text)!);
  const other = scale(value);
  return typed < other ? -1 : typed > other ? 1 : 0;
}
