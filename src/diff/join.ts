/** Pairs the values of two maps by their keys: the later map's keys in order, then those that only the earlier one has. */
export function join<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>) {
  const keys = new Set([...after.keys(), ...before.keys()]);
  return [...keys].map((key) => [key, before.get(key), after.get(key)] as const);
}
