import { UsageError } from "../errors.ts";
import { requireWhole, shownValue } from "../settings.ts";
import type { Associations } from "./patterns.ts";
import { Generator } from "./random.ts";

// Checks of arguments, made where a caller enters the model and not in its loops. Each throws a UsageError that names one.

/** Checks a value that is one of a few, such as a length that another argument determines. */
export function requireValue(name: string, value: unknown, ...allowed: readonly unknown[]): void {
  if (!allowed.includes(value)) throw new UsageError(`${name} ${shownValue(value)}: must be ${allowed.join(" or ")}`);
}

/** Checks that there are as many numbers as other arguments ask for, and that all are finite. */
export function requireNumbers(name: string, values: ArrayLike<number>, length: number): void {
  requireValue(`${name}.length`, values?.length, length);
  for (let k = 0; k < length; k++) {
    if (Number.isFinite(values[k])) continue;
    throw new UsageError(`${name}[${k}] ${shownValue(values[k])}: must be a finite number`);
  }
}

/** Checks the matrices of a set. */
export function requireSet(name: string, { count, dim, inputs, targets }: Associations): void {
  requireWhole(`${name}.count`, count, 0);
  requireNumbers(`${name}.inputs`, inputs, count * dim);
  requireNumbers(`${name}.targets`, targets, count * dim);
}

/** Checks that rows `from` … `to` − 1 are among `count`. */
export function requireRows(name: string, from: number, to: number, count: number): void {
  if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= count) return;
  throw new UsageError(`${name} ${from} to ${to}: must be ascending whole numbers from 0 to ${count}`);
}

/** Checks that there is a generator: another object's draws may be no numbers. */
export function requireGenerator(random: unknown): void {
  if (!(random instanceof Generator)) throw new UsageError(`random ${shownValue(random)}: must be a Generator`);
}
