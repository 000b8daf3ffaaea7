import { DeltaRule } from "../../model/delta-rule.ts";
import { type Associations, slice } from "../../model/patterns.ts";
import { power } from "../../model/power.ts";
import type { Generator } from "../../model/random.ts";
import { applyLaw, linearKernel } from "../../model/tangent-kernel.ts";
import type { Structure } from "../../settings.ts";
import { copyWith, drawLinear, outputs, present, presentations } from "../cycle/linear.ts";
import { prefixed, published, type Values } from "../study.ts";
import { transferQuantities } from "./transfer.ts";

/** Runs the published protocol on structured pairs. Quantities as in `transferQuantities`, for each of the four questions. */
export function measureLinear(structure: Structure, random: Generator): Values {
  const settings = published;
  const { a, b, rehearsed, unrelated, shuffled } = drawLinear(structure, random, settings);
  const others = slice(a, settings.nRehearse, a.count);
  const orderOf = ({ count }: Associations, sweeps: number) => presentations(random, count, sweeps);
  const afterA = present(new DeltaRule(settings.dim, settings), a, orderOf(a, settings.nASweeps));
  const orderOfB = orderOf(b, settings.nBSweeps);
  const afterB = present(copyWith(afterA, settings), b, orderOfB);
  const order = orderOf(rehearsed, settings.nRehearseSweeps);

  const quantities = (pairs: Associations, from: DeltaRule, order: readonly number[]) => {
    const trained = present(copyWith(from, settings), pairs, order);
    const waited = copyWith(from, settings, power(settings.fastDecay, order.length));
    const kernel = (rows: Associations) => linearKernel(rows, pairs);
    return transferQuantities(applyLaw(outputs, kernel, { pairs, others, waited, to: trained }), others.targets);
  };
  return {
    ...prefixed("blurred", quantities(b, afterA, orderOfB)),
    ...prefixed("rehearsed", quantities(rehearsed, afterB, order)),
    ...prefixed("unrelated", quantities(unrelated, afterB, order)),
    ...prefixed("shuffled", quantities(shuffled, afterB, order)),
  };
}
