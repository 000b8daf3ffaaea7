/**
 * Multiplies a number by itself, as a fast weight is by its decay. The operator `**` differs in its last digit from one version
 * of V8 to another.
 *
 * @param count how often, a whole number from 0 on
 */
export function power(base: number, count: number): number {
  let product = 1;
  for (let [square, rest] = [base, count]; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2 === 1) product *= square;
  }
  return product;
}
