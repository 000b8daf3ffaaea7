import { counted } from "../../format.ts";
import { makeSettings, type Settings } from "../../settings.ts";
import { create } from "../dom.ts";
import { createClient } from "./client.ts";
import { describeStage, stages } from "./experiment.ts";
import { createKey, createSection, createSlider, styled } from "./section.ts";
import type { Answers } from "./worker.ts";

/** Lets the reader rehearse as many pairs as wanted of the published experiment, and let go. @param run settings of the report's run */
export function showExperiment(figure: Element, run: Settings): void {
  let stage = 0;
  let settings = run;
  let shown: Answers["experiment"] | undefined;
  const bars = { A: create("div", { role: "img" }), B: create("div", { role: "img" }) };
  const button = create("button", { type: "button" });
  const pairs = (count: number) => counted(count, "pair");
  const range = { min: 1, max: run.nPairs, value: run.nRehearse };
  const slider = createSlider("Pairs of A to rehearse", range, pairs, (nRehearse) => {
    settings = makeSettings({ ...run, nRehearse });
    label();
    request({ kind: "experiment", settings });
  });
  const drawing = create(
    "div",
    { className: "panels" },
    create("p", {}, "Bit accuracy of each pair of A"),
    create("div", { className: "bars A" }, bars.A),
    create("p", {}, "Bit accuracy of each pair of B"),
    create("div", { className: "bars B" }, bars.B),
    createKey({ gold: "A, rehearsed", grey: "A, unrehearsed", red: "B", level: "after learning B" }),
  );
  const say = createSection(figure, "Try it: rehearse, and let go", drawing, slider, button);
  const { request } = createClient<"experiment">((answer) => {
    shown = answer;
    draw();
  }, say);

  /** Names what the button does next. */
  function label(): void {
    button.textContent = [
      `Rehearse ${pairs(settings.nRehearse)}`,
      "Let go: the fast weights decay",
      "Back to the end of learning B",
    ][stage]!;
  }

  function draw(): void {
    if (!shown) return;
    const { recalls } = shown;
    const { nRehearse } = shown.settings;
    for (const set of ["A", "B"] as const) {
      const before = recalls.afterB[set].perPair;
      const now = recalls[stages[stage]!][set].perPair;
      const panel = bars[set];
      while (panel.children.length < now.length) panel.append(create("i"));
      now.forEach((bit, i) => {
        const bar = panel.children[i] as HTMLElement;
        bar.className = set === "B" ? "red" : i < nRehearse ? "gold" : "grey";
        styled(bar, { now: bit, before: before[i]! });
      });
      panel.ariaLabel = `Bit accuracy of each pair of ${set}, in %: ${now.map((bit) => Math.round(100 * bit)).join(", ")}`;
    }
    say(describeStage(recalls, stages[stage]!, nRehearse));
  }

  button.addEventListener("click", () => {
    stage = (stage + 1) % stages.length;
    label();
    draw();
  });
  label();
  request({ kind: "experiment", settings });
}
