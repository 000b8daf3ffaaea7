import { sets } from "../../studies/cycle/moments.ts";
import { type CyclePhase, cycle, epochGrids } from "../../studies/cycle/study.ts";
import { create } from "../dom.ts";
import { createClient } from "./client.ts";
import { type Courses, describeMoment, type Moment, phaseNames } from "./cycle.ts";
import { createKey, createSection, createSlider, styled } from "./section.ts";

const phases = Object.keys(epochGrids) as CyclePhase[];
const marks = { rehearsed: "gold", unrehearsed: "grey", B: "red" } as const;
/** The share of bits at the foot of the chart. */
const LOWEST = 0.4;

/** Lets the reader train a network of the study, and go through its cycle moment by moment. */
export function showCycle(figure: Element): void {
  const { dim, hidden, pairsOfA, pairsOfB, nRehearse } = cycle.constants;
  const network = `One of the study’s ${cycle.seeds} networks, with ${dim} inputs, ${hidden} hidden units and ${dim} outputs`;
  const task = `learns ${pairsOfA} pairs of A, then ${pairsOfB} of B, and rehearses ${nRehearse} of A`;
  const note = create("p", {}, `${network}, ${task}. The slider chooses another one.`);
  const label = "Train it (takes some seconds)";
  const button = create("button", { type: "button" }, label);
  const svg = draw("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
  const chart = create("div", { className: "bars course" });
  chart.append(svg);
  const names = create("div", { className: "phases" });
  const title = "Bit accuracy; moments are at equal distances, however many epochs lie between them";
  const key = createKey({ "line gold": "A, rehearsed", "line grey": "A, unrehearsed", "line red": "B" });
  const drawing = create("div", { hidden: true }, create("p", {}, title), chart, names, key);
  const controls = create("div", { className: "controls" });
  let seed = cycle.firstSeed;
  const seeds = { min: seed, max: seed + cycle.seeds - 1, value: seed };
  const chooseSeed = createSlider("Network, by its seed", seeds, String, (value) => {
    seed = value;
    giveUp();
    button.hidden = false;
    drawing.hidden = true;
    controls.replaceChildren();
    say(`Network ${seed} is not trained yet.`);
  });
  const say = createSection(figure, "Try it: the whole cycle", drawing, note, chooseSeed, button, controls);
  const { request, stop } = createClient<"cycle">((answer) => {
    if ("frozen" in answer) showCourses(answer);
    else button.textContent = `Cancel the training: ${phaseNames[answer.phase]}, epoch ${answer.epoch}`;
  }, say);
  button.addEventListener("click", () => {
    if (button.textContent !== label) return giveUp();
    button.textContent = "Cancel the training";
    request({ kind: "cycle", seed });
  });

  function giveUp(): void {
    stop();
    button.textContent = label;
  }

  /** Shows a trained network, at the end of learning B, with controls to go on from there. */
  function showCourses({ frozen, plastic }: Courses): void {
    let at = frozen.findLastIndex(({ phase }) => phase === "learnB");
    const freeze = create("input", { type: "checkbox", checked: true });
    const show = () => {
      const course = freeze.checked ? frozen : plastic;
      svg.replaceChildren(...drawCourse(course, course[at]!));
      say(describeMoment(course[at]!));
    };
    const range = { min: 0, max: frozen.length - 1, value: at };
    const nameOf = (value: number) => phaseNames[frozen[value]!.phase];
    const slider = createSlider("Moment", range, nameOf, (value) => {
      at = value;
      show();
    });
    freeze.addEventListener("change", show);
    const width = (name: CyclePhase) => frozen.filter(({ phase }) => phase === name).length;
    names.replaceChildren(
      ...phases.map((name) => styled(create("span", {}, phaseNames[name]), { width: width(name) })),
    );
    controls.replaceChildren(slider, create("label", {}, freeze, " Freeze the slow weights while rehearsing"));
    drawing.hidden = false;
    if (document.activeElement === button) slider.querySelector("input")!.focus();
    button.hidden = true;
    show();
  }
}

/** Draws a line for each set, over moments at equal distances, as those of the slider are, and the moment that is shown. */
function drawCourse(course: readonly Moment[], shown: Moment): SVGElement[] {
  const x = (moment: Moment) => course.indexOf(moment) / (course.length - 1);
  const lines = sets.map((set) => {
    const points = course.map((moment) => `${x(moment)},${(1 - moment[set]) / (1 - LOWEST)}`);
    return draw("polyline", { points: points.join(" "), class: marks[set] });
  });
  return [...lines, draw("line", { x1: `${x(shown)}`, x2: `${x(shown)}`, y1: "0", y2: "1" })];
}

function draw(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
