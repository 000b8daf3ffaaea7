import { shadeOf } from "../figures/shades.ts";
import { upTo } from "../figures/timeline.ts";
import { decimal, grouped } from "../format.ts";
import type { ControlledRun } from "../model/controls.ts";
import { createChart, createPairPicker, createStepPicker } from "./chart.ts";
import { byId, create, write } from "./dom.ts";
import type { ComparedRun, Overview, PartialRun, PickedPair, Snapshot, WeightMap } from "./recorded-run.ts";
import {
  controlTable,
  describeGains,
  describeMemory,
  describePair,
  describeRun,
  describeStep,
  pairsBeforeRehearsal,
  pinnedNumbers,
  pinnedView,
  stepNumbers,
  timelineStep,
} from "./summary.ts";

const sets = ["A", "B"] as const;

/**
 * Shows runs: their sentences, charts, table and weights.
 *
 * @param onPickStep called with a step that the reader clicked
 * @param onPickPair called where the reader picked another pair
 */
export function createResultsView(onPickStep: (step: number) => void, onPickPair: () => void) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const timelines = [createChart("accuracy"), createChart("norms")];
  const bars = { A: createChart("pairsA"), B: createChart("pairsB") };
  const drawWeights = { slow: createHeatMap("slow"), fast: createHeatMap("fast") };
  let run: Overview | undefined;
  let shown: Snapshot | undefined;
  let partial: PartialRun | undefined;
  let controls: ControlledRun | undefined;
  let pinned: ComparedRun | undefined;
  let picked: PickedPair = { set: document.body.dataset.embed === "pairsB" ? "B" : "A", pair: 1 };
  let pointedStep: number | undefined;
  /** The last step of the run that the reader has seen: lines that go on would answer what is to be predicted. */
  let seen = 0;
  let isScheduled = false;

  const point = (step?: number): void => {
    pointedStep = step !== undefined && step > seen ? undefined : step;
    writeStep();
  };
  const markStep = timelines.map((chart) => createStepPicker(chart, point, onPickStep));
  const createPicker = (set: "A" | "B") =>
    createPairPicker(bars[set], (pair) => {
      if (picked.set === set && picked.pair === pair) return;
      picked = { set, pair };
      writePair();
      onPickPair();
    });
  const showPair = { A: createPicker("A"), B: createPicker("B") };
  dark.addEventListener("change", scheduleDrawing);
  new ResizeObserver(scheduleDrawing).observe(byId("explorer", HTMLElement));

  /** Draws once before the next frame, however much changes until then. */
  function scheduleDrawing(): void {
    if (isScheduled || !(partial || (run && shown))) return;
    isScheduled = true;
    requestAnimationFrame(() => {
      isScheduled = false;
      const { settings, timeline, pairs } = partial ?? { ...run!, ...shown! };
      const beside = pinned && pinnedView(pinned.overview, { timeline }, pairs.record, seen);
      const before = partial ? undefined : pairsBeforeRehearsal(run!, pairs.record);
      const view = { settings, timeline: upTo(timeline, seen), pairs, before, pinned: beside };
      for (const chart of [...timelines, bars.A, bars.B]) chart.draw(view, dark.matches);
      if (!partial) writeNumbers(shown!);
    });
  }

  function writeNumbers({ pairs, weights, memory }: Snapshot): void {
    showWeights(weights, pairs.record);
    showMemory(memory, pairs.record);
    writeStep();
    writePair();
  }

  /** Says so where the weights are those of another step than the one that is shown. */
  const noteOnWeights = (found: number, step: number): string =>
    found === step ? "" : `In so long a run not all weights are kept: these are of record ${grouped(found)}.`;

  function showWeights(weights: Snapshot["weights"], step: number): void {
    byId("maps", HTMLElement).hidden = weights === null;
    if (!weights) {
      write("weights-note", "The matrices are too large to be shown.");
      return;
    }
    const { slowNorm, fastNorm } = timelineStep(run!, weights.step);
    drawWeights.slow(weights.slow, weights.dim, slowNorm);
    drawWeights.fast(weights.fast, weights.dim, fastNorm);
    write("weights-note", noteOnWeights(weights.step, step));
  }

  function writeStep(): void {
    const step = pointedStep ?? shown!.pairs.record;
    for (const [name, text] of Object.entries(stepNumbers(run!, step))) write(`record-${name}`, text);
    const beside = pinned && pinnedNumbers(pinned.overview, run!, step);
    for (const name of ["A", "B", "norms"] as const) {
      write(`pinned-${name}`, beside ? `Pinned${beside.moment}: ${beside[name]}` : "");
    }
    for (const mark of markStep) mark(pointedStep);
  }

  function writePair(): void {
    for (const set of sets) {
      const describe = (pair: number) => describePair(run!, shown!, controls, set, pair);
      const pair = showPair[set](run!.settings.nPairs, describe, set === picked.set);
      if (set === picked.set) write("pair", describe(pair));
    }
  }

  /** Shows the bits of the picked pair in two rows, its target above and what is recalled below. */
  function showMemory(memory: Snapshot["memory"], step: number): void {
    const bits = memory.bits.map(({ isOn, isRight }) => {
      const target = `bit ${isOn ? "on" : "off"}`;
      const rows = [target, isRight ? target : "bit wrong"].map((className) => create("i", { className }));
      return create("span", {}, ...rows);
    });
    const text = `${describeMemory(run!, memory)} ${noteOnWeights(memory.step, step)}`.trim();
    Object.assign(byId("bits", HTMLElement), { ariaLabel: text }).replaceChildren(...bits);
    write("memory", text);
  }

  function writeControls(): void {
    if (!run || !controls) return;
    const { groups, rows } = controlTable({ overview: run, controls }, pinned);
    const columns = pinned ? ["now", "pinned", "change"] : [];
    const [scope, colSpan] = pinned ? ["colgroup", columns.length] : ["col", 1];
    const heads = groups.map((name) => create("th", { scope, colSpan }, name));
    const subheads = groups.flatMap(() => columns.map((name) => create("th", { scope: "col" }, name)));
    const head = [heads, ...(pinned ? [subheads] : [])].map((cells) => create("tr", {}, create("td"), ...cells));
    byId("controls-head", HTMLElement).replaceChildren(...head);
    byId("controls-rows", HTMLElement).replaceChildren(
      ...rows.map(({ name, cells }) => {
        const row = create("th", { scope: "row" }, name);
        return create("tr", {}, row, ...cells.map((cell) => create("td", {}, cell)));
      }),
    );
    byId("controls-rows", HTMLElement).parentElement!.classList.toggle("compared", pinned !== undefined);
    write("controls-unit", pinned ? " Here in %; changes, in percentage points, are from the pinned run." : "");
  }

  function showStep(snapshot: Snapshot): void {
    shown = snapshot;
    seen = Math.max(seen, snapshot.pairs.record);
    scheduleDrawing();
  }

  return {
    showStep,
    charts: [bars.A, bars.B, ...timelines],

    picked: (): PickedPair => picked,

    /** Draws a run that is under way. */
    showPartial(underWay: PartialRun): void {
      partial = underWay;
      seen = underWay.pairs.record;
      scheduleDrawing();
    },

    showRun(overview: Overview, snapshot: Snapshot): void {
      partial = undefined;
      run = overview;
      // A frame has no button to go on with.
      seen = document.body.dataset.embed ? overview.timeline.length - 1 : 0;
      pointedStep = undefined;
      controls = undefined;
      byId("controls-rows", HTMLElement).replaceChildren();
      write("headline", describeRun(run));
      write("gains", describeGains(run));
      showStep(snapshot);
    },

    showControls(controlled: ControlledRun): void {
      controls = controlled;
      write("gains", describeGains(run!, controls));
      writeControls();
      write("controls-note", "");
      writePair();
    },

    /** Returns the run that is shown, once its controls are known. */
    current: (): ComparedRun | undefined => run && controls && { overview: run, controls },

    /** Shows another run beside the run; undefined removes it. */
    showPinned(other: ComparedRun | undefined): void {
      if (pinned === other) return;
      pinned = other;
      writeControls();
      scheduleDrawing();
    },

    /** Describes a step of the run that is shown; before the first run, with nothing. */
    describeStep(step: number): string {
      if (!run) return "";
      if (!pinned) return describeStep(run, step);
      const { moment, A, B } = pinnedNumbers(pinned.overview, run, step);
      return `${describeStep(run, step)}. Pinned run${moment}: A: ${A}. B: ${B}`;
    },
  };
}

/** Creates the heat map of a component of the weights: a canvas of one pixel an entry, which the style sheet enlarges. */
function createHeatMap(component: "slow" | "fast") {
  const canvas = create("canvas", { role: "img" });
  const [low, high] = [create("span"), create("span")];
  const bar = create("span", { className: "shades", ariaHidden: "true" });
  byId(component, HTMLElement).append(canvas, create("p", { className: "scale" }, low, bar, high));
  return ({ entries, largest }: WeightMap, dim: number, norm: number): void => {
    Object.assign(canvas, { width: dim, height: dim });
    const image = new ImageData(dim, dim);
    entries.forEach((entry, i) => {
      image.data.set(shadeOf(entry, largest), 4 * i);
      image.data[4 * i + 3] = 255;
    });
    canvas.getContext("2d")!.putImageData(image, 0, 0);
    canvas.ariaLabel = `Heat map of the ${dim} × ${dim} entries of W_${component}, Frobenius norm ${decimal(norm)}`;
    low.textContent = decimal(-largest);
    high.textContent = decimal(largest);
  };
}
