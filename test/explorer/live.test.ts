import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeMoment, type Moment, runCycle } from "../../src/explorer/live/cycle.ts";
import { describeStage, runStages } from "../../src/explorer/live/experiment.ts";
import { describeLaw, lawSettings, measureLaw } from "../../src/explorer/live/law.ts";
import { percent, points } from "../../src/format.ts";
import { HiddenNetwork } from "../../src/model/network.ts";
import { drawBinaryAssociations, shuffleTargets, slice } from "../../src/model/patterns.ts";
import { runProtocol } from "../../src/model/protocol.ts";
import { Generator } from "../../src/model/random.ts";
import { mean } from "../../src/model/statistics.ts";
import { resultsSchema } from "../../src/results/schema.ts";
import { makeSettings } from "../../src/settings.ts";
import { sets } from "../../src/studies/cycle/moments.ts";
import { epochGrids, measureTask } from "../../src/studies/cycle/study.ts";
import { root } from "../command.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");

test("at the report's settings, the published experiment says the report's numbers", () => {
  const { phases, recovery, settings } = resultsSchema.parse(JSON.parse(read("report/results.json"))).run;
  expect(settings).toMatchObject({ seed: 0, nRehearse: 5 });
  const recalls = runStages(makeSettings());
  const { learnB, rehearse } = phases;
  expect(describeStage(recalls, "afterB", 5)).toBe(
    `After learning B, A has ${percent(learnB.A.bit)} of its bits right, and B ${percent(learnB.B.bit)}.`,
  );
  const [rehearsed, others] = [points(recovery.rehearsedBit), points(recovery.unrehearsedBit!)];
  expect(describeStage(recalls, "rehearsed", 5)).toBe(
    `After rehearsal, A has ${percent(rehearse.A.bit)} of its bits right, and B ${percent(rehearse.B.bit)}. Since learning B, the rehearsed pairs have changed by ${rehearsed}, the unrehearsed pairs by ${others}.`,
  );
  const caption = /<figure id="[^"]*">\s*<a href="..\/viz\/recovery_bars.*?<\/figcaption>/s.exec(
    read("report/README.md"),
  )!;
  expect(caption[0].replaceAll("\u00a0", " ")).toContain(`${rehearsed} against ${others} on average`);
});

test.each([1, 2, 13, 20])("%i rehearsed pairs give what a run of the protocol gives", (nRehearse) => {
  const settings = makeSettings({ seed: 7, nRehearse });
  const { recovery, history } = runProtocol(settings);
  const recalls = runStages(settings);
  expect(recalls.rehearsed).toEqual({ A: history.at(-1)!.A, B: history.at(-1)!.B });
  const words = describeStage(recalls, "rehearsed", nRehearse);
  expect(words).toContain(`the rehearsed pairs have changed by ${points(recovery.rehearsedBit)}`);
  if (recovery.unrehearsedBit === null) expect(words).not.toContain("unrehearsed");
  else expect(words).toContain(`the unrehearsed pairs by ${points(recovery.unrehearsedBit)}`);
  expect(describeStage(recalls, "letGo", nRehearse)).toMatch(/^After the fast weights have let go, A has/);
});

/** The values of the law's slider. */
const shares = Array.from({ length: 19 }, (_, i) => i / 20);

test("the law's prediction is right at every place of the slider, and says what is measured, which moves", () => {
  for (const share of shares) {
    const pairs = measureLaw(share);
    expect(pairs).toHaveLength(lawSettings.nPairs - lawSettings.nRehearse);
    expect(pairs.map(({ predicted }) => predicted)).toEqual(pairs.map(({ measured }) => measured));
    const measured = percent(mean(pairs.map((pair) => pair.measured)));
    const waited = percent(mean(pairs.map((pair) => pair.waited)));
    expect(describeLaw(pairs)).toContain(`the unrehearsed pairs have ${waited} of their bits right.`);
    expect(describeLaw(pairs)).toContain(`the law predicts ${measured}, and ${measured} are measured`);
  }
  const gains = [0, 0.7].map((share) => mean(measureLaw(share).map(({ measured, waited }) => measured - waited)));
  expect(gains[0]).toBeLessThan(0.02);
  expect(gains[1]).toBeGreaterThan(0.2);
});

test("the cosine of two inputs is, up to its sign, the square of the share that is common", () => {
  for (const share of [0.5, 0.7, 0.9]) {
    const cosine = mean(measureLaw(share).flatMap(({ similarity }) => similarity.map(Math.abs)));
    expect(Math.abs(cosine - share ** 2)).toBeLessThan(0.08);
  }
});

test("the cycle gives the study's numbers at its epochs, with frozen and with plastic slow weights, and ends each phase", () => {
  const random = new Generator(3);
  const network = new HiddenNetwork(10, 40);
  const all = drawBinaryAssociations(random, 28, 10);
  const rehearsed = slice(all, 0, 5);
  const task = {
    network,
    a: slice(all, 0, 20),
    b: slice(all, 20, 23),
    rehearsed,
    unrehearsed: slice(all, 5, 20),
    unrelated: slice(all, 23, 28),
    shuffled: shuffleTargets(rehearsed, random),
    initial: network.drawWeights(random),
  };
  const measured = measureTask(task);
  const heard: Moment[] = [];
  const courses = runCycle(task, (moment) => heard.push(moment));
  expect(courses.frozen.length).toBe(courses.plastic.length);
  expect(heard.slice(0, 5)).toEqual(courses.frozen.slice(0, 5));
  for (const [name, course] of [
    ["frozen", courses.frozen],
    ["bothPlastic", courses.plastic],
  ] as const) {
    expect(course.findLast(({ phase }) => phase === "rehearse")!.epoch).toBe(measured[`${name}.epochs.rehearse`]);
    for (const { phase, epoch, ...recalled } of course) {
      const place = (epochGrids[phase] as readonly number[]).indexOf(epoch);
      for (const set of sets) {
        const over = measured[`${name}.${set}.over.${phase}`] as readonly number[];
        expect(recalled[set], `${name} ${set} ${phase} ${epoch}`).toBe(over.at(place));
      }
    }
  }
  const last = courses.frozen.at(-1)!;
  expect(describeMoment(last)).toContain(
    `A’s rehearsed pairs have ${percent(last.rehearsed)} of their bits right, its unrehearsed pairs ${percent(last.unrehearsed)}, and B ${percent(last.B)}.`,
  );
});
