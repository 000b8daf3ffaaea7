import template from "../../../templates/studies/cycle.md.hbs";
import type { StudyDocument } from "../../results/schema.ts";
import { difference, isMost, isNegative, isPositive, measured } from "../estimates.ts";
import type { Section } from "../section.ts";
import type { Row, Setting } from "../study.ts";
import { cycleFigure } from "./figure.ts";
import { cycle, judgedNetwork } from "./study.ts";

/** The networks in the order of the tables, as readers know them. */
const hidden = ({ unequalFastDecay, moreUnequalFastDecay }: Setting) => ({
  frozen: "slow weights frozen while rehearsing",
  bothPlastic: "both weights plastic",
  summedRate: "one time scale, the sum of both rates",
  slowRate: "one time scale, the slow rate",
  unequalFrozen: `rates 1 : 10, decay ${unequalFastDecay}, slow weights frozen`,
  unequalBothPlastic: `rates 1 : 10, decay ${unequalFastDecay}, both plastic`,
  moreUnequalFrozen: `rates 1 : 20, decay ${moreUnequalFastDecay}, slow weights frozen`,
  moreUnequalBothPlastic: `rates 1 : 20, decay ${moreUnequalFastDecay}, both plastic`,
});
const linear = {
  sharedFrozen: "shared component, slow weights frozen",
  sharedBothPlastic: "shared component, both plastic",
  randomFrozen: "random pairs, slow weights frozen",
  randomBothPlastic: "random pairs, both plastic",
};

/** Makes a row of each network, whose quantities go by their names without the network's. */
const rowsOf = ({ rows: [row] }: StudyDocument, networks: Readonly<Record<string, string>>) =>
  Object.entries(networks).map(([network, name]) => {
    const own = Object.entries(row!.estimates).filter(([quantity]) => quantity.startsWith(`${network}.`));
    const estimates = own.map(([quantity, estimate]) => [quantity.slice(network.length + 1), estimate]);
    return { name, setting: {}, estimates: Object.fromEntries(estimates) };
  });

/** Tells whether B is lost by waiting alone, as it was mostly in the fast weights. */
const isFading = (row: Row): boolean =>
  isNegative(difference(measured(row, "B.letGo.waiting"), measured(row, "B.afterB"))) &&
  measured(row, "B.letGo.waiting").mean < 0.95;

export const cycleSection: Section = {
  study: cycle,
  title: "What fast weights are for",
  figure: cycleFigure,
  template,
  context(document) {
    const networks = rowsOf(document, hidden(document.constants));
    const row = document.rows[0]!;
    const main = networks.slice(0, 4);
    const miss = ({ estimates }: Pick<Row, "estimates">): number => {
      const [predicted, found] = ["predicted", "afterRehearsal"].map((name) => estimates[`unrehearsed.${name}`]!.mean);
      return Math.abs((predicted as number) - (found as number));
    };
    return {
      /** Whether the pairs come back without fast weights, too, and B does not. */
      staysWithout: ["summedRate", "slowRate"].every(
        (network) =>
          isPositive(measured(row, `${network}.unrehearsed.beyondWaiting`)) &&
          isNegative(measured(row, `${network}.B.letGo.beyondWaiting`)),
      ),
      /** Set if the common mode alone gives most of what rehearsal adds. */
      carries: isMost(measured(row, `${judgedNetwork}.unrehearsed.commonModeAlone.share`)),
      /** The network that the law predicts worst. */
      worst: main.toSorted((one, other) => miss(other) - miss(one))[0],
      main,
      hidden: networks,
      fading: networks.find(isFading),
      linear: rowsOf(document, linear),
    };
  },
  claims({ verdict: { case: found, numbers } }) {
    const [before, after, beyond, beyondError] = [
      "afterB",
      "afterRehearsal",
      "beyondWaiting",
      "beyondWaiting.error",
    ].map((moment) => numbers[`${judgedNetwork}.unrehearsed.${moment}`]!);
    const isShown = found === "temporary" || found === "lasting";
    return { acrossPairs: { answer: isShown ? "in part" : "holds", hidden: { before, after, beyond, beyondError } } };
  },
  story: { name: "cycle", cases: ["temporary"] },
  plain: /epochs\.|share$/,
};
