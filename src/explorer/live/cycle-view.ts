import { sets } from "../../studies/cycle/moments.ts";
import { type CyclePhase, cycle, epochGrids } from "../../studies/cycle/study.ts";
import { create } from "../dom.ts";
import { createClient } from "./client.ts";
import { type Courses, describeMoment, type Moment } from "./cycle.ts";
import { createKey, createSection, createSlider } from "./section.ts";

const phases = Object.keys(epochGrids) as CyclePhase[];
const phaseNames: Readonly<Record<CyclePhase, string>> = {
  learnA: "learn A",
  learnB: "learn B",
  rehearse: "rehearse",
  letGo: "let go",
};
const marks = { rehearsed: "gold", unrehearsed: "grey", B: "red" } as const;
/** The share of bits at the foot of the chart. */
const LOWEST = 0.4;

/** Lets the reader train a network of the study, and go through its cycle moment by moment. */
export function showCycle(figure: Element): void {
  const { dim, hidden, pairsOfA, pairsOfB, nRehearse } = cycle.constants;
  const network = `A network of the study, ${dim}-${hidden}-${dim}`;
  const note = `${network}, learns ${pairsOfA} pairs of A and ${pairsOfB} of B, and rehearses ${nRehearse} of A.`;
  const label = "Train it (takes some seconds)";
  const button = create("button", { type: "button" }, label);
  const svg = draw("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
  const chart = create("div", { className: "bars course" });
  chart.append(svg);
  const names = create("div", { className: "phases" }, ...phases.map((phase) => create("span", {}, phaseNames[phase])));
  const key = createKey({ "line gold": "A, rehearsed", "line grey": "A, unrehearsed", "line red": "B" });
  const drawing = create("div", { hidden: true }, create("p", {}, "Bit accuracy"), chart, names, key);
  const controls = create("div", { className: "controls" });
  let seed = cycle.firstSeed;
  const seeds = { min: seed, max: seed + cycle.seeds - 1, step: 1, value: seed };
  const chooseSeed = createSlider("Network, by its seed", seeds, String, (value) => {
    seed = value;
    drawing.hidden = true;
    controls.replaceChildren();
    section.say("");
  });
  const section = createSection(
    figure,
    "Try it: the whole cycle",
    drawing,
    create("p", {}, note),
    chooseSeed,
    button,
    controls,
  );
  const request = createClient<"cycle">((answer) => {
    const isDone = "frozen" in answer;
    button.textContent = isDone ? label : `Training: ${phaseNames[answer.phase]}, epoch ${answer.epoch}`;
    if (isDone && answer.seed === seed) showCourses(answer);
  }, section.say);
  button.addEventListener("click", () => request({ kind: "cycle", seed }));

  /** Shows a trained network, at the end of learning B, with controls to go on from there. */
  function showCourses({ frozen, plastic }: Courses): void {
    let at = frozen.findLastIndex(({ phase }) => phase === "learnB");
    const freeze = create("input", { type: "checkbox", checked: true });
    const show = () => {
      const course = freeze.checked ? frozen : plastic;
      svg.replaceChildren(...drawCourse(course, course[at]!));
      section.say(describeMoment(course[at]!));
    };
    const range = { min: 0, max: frozen.length - 1, step: 1, value: at };
    const slider = createSlider(
      "Moment",
      range,
      (value) => phaseNames[frozen[value]!.phase],
      (value) => {
        at = value;
        show();
      },
    );
    freeze.addEventListener("change", show);
    controls.replaceChildren(slider, create("label", {}, freeze, " Freeze the slow weights while rehearsing"));
    drawing.hidden = false;
    show();
  }
}

/** Draws a line for each set, over phases of equal width and their moments at equal distances, and marks the one that is shown. */
function drawCourse(course: readonly Moment[], shown: Moment): SVGElement[] {
  const ofPhase = (phase: CyclePhase) => course.filter((moment) => moment.phase === phase);
  const x = (moment: Moment) => {
    const all = ofPhase(moment.phase);
    return (phases.indexOf(moment.phase) + all.indexOf(moment) / (all.length - 1)) / phases.length;
  };
  const lines = sets.map((set) => {
    const points = course.map((moment) => `${x(moment)},${(1 - moment[set]) / (1 - LOWEST)}`);
    return draw("polyline", { points: points.join(" "), class: marks[set] });
  });
  const [left, phase] = [x(shown), phases.indexOf(shown.phase)];
  const band = draw("rect", { x: `${phase / phases.length}`, width: `${1 / phases.length}`, y: "0", height: "1" });
  return [band, ...lines, draw("line", { x1: `${left}`, x2: `${left}`, y1: "0", y2: "1" })];
}

function draw(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
