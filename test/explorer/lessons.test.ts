import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../src/explorer/address.ts";
import { settingsOf } from "../../src/explorer/experiment.ts";
import { presets } from "../../src/explorer/presets.ts";
import { pointsNumber } from "../../src/format.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { drawTask, slice } from "../../src/model/patterns.ts";
import { Trainer } from "../../src/model/protocol.ts";
import { Generator } from "../../src/model/random.ts";
import { bitAccuracy, type RecallOfBoth } from "../../src/model/recall.ts";
import { lessonsPage } from "../../src/report/site-pages.ts";
import { overflow, sharedBrowser } from "../browser/browser.ts";
import { root } from "../command.ts";

const shared = sharedBrowser();
const lessons = readFileSync(join(root, "docs/lessons.md"), "utf8");
const links = [...lessons.matchAll(/\]\(([^)#]*)(#[^)]*)?\)/g)];
const addresses = links.filter(([, page]) => page !== "../_site/index.html");

test("every link of the lessons opens the explorer at a state that there is", () => {
  expect(addresses.length).toBeGreaterThan(15);
  for (const [, page, hash = ""] of addresses) {
    expect(page).toBe("../_site/explore.html");
    expect(() => settingsOf(parseAddress(hash))).not.toThrow();
  }
});

const rows = [...lessons.matchAll(/^\| \[([^\]]+)\]\([^)#]*(#[^)]*)?\) \| (.*) \|$/gm)];

test.each(rows.map(([, state, hash = "", cells]) => [state!, hash, cells!] as const))(
  "the teacher's numbers of %s are the model's",
  (_, hash, cells) => {
    const settings = settingsOf(parseAddress(hash));
    const run = runWithControls(() => drawTask(settings), settings);
    const untilGone = (recall: RecallOfBoth) => (settings.fastDecay < 1 ? recall : undefined);
    const grey = (recall?: RecallOfBoth) => recall && bitAccuracy(recall.A, settings.nRehearse);
    const { afterB, waitingAsLong, waiting, afterRehearsal, rehearsalThenWaiting, shuffled, neverLearnedA } = run;
    const numbers = [
      ...[afterB, waitingAsLong, untilGone(waiting), afterRehearsal, untilGone(rehearsalThenWaiting)].map(grey),
      ...[shuffled, neverLearnedA.afterRehearsal].map(grey),
      ...[afterRehearsal, untilGone(rehearsalThenWaiting)].map((recall) => recall?.B.bit),
    ];
    expect(cells.split(" | ")).toEqual(
      numbers.map((number) => (number === undefined ? "–" : (100 * number).toFixed(1))),
    );
  },
);

test("the teacher's answer about the decay is the study's, in the table that it names", () => {
  const [, number, answer] = /article\]\(\S+\), Table (\d+)\)(.*?)So 1 gives them most/s.exec(lessons)!;
  const told = [...answer!.matchAll(/(\S+ ± \S+)(?: points)?\s+at (\.?\d+)/g)];
  const { constants, seeds, rows } = JSON.parse(readFileSync(join(root, "report/studies/decay.json"), "utf8"));
  expect(seeds.count).toBe(100);
  const sweeps = constants.nRehearseSweeps.split(", ").indexOf("5");
  const given = new Map<number, readonly [mean: number, error: number]>();
  for (const { setting, estimates } of rows) {
    const { mean, error } = estimates["unrehearsed.beyondWaitingAsLong"];
    given.set(setting.fastDecay, [mean[sweeps], error[sweeps]]);
  }
  expect(given.get(1)![0]).toBe(Math.max(...[...given.values()].map(([mean]) => mean)));
  const [, section] = readFileSync(join(root, "report/README.md"), "utf8").split(`<a id="table-${number}"></a>`);
  const [table] = section!.split("<a id=");
  expect(told.map(([, , decay]) => decay)).toEqual([".5", ".9", ".99", "1"]);
  for (const [, change, decay] of told) {
    const [mean, error] = given.get(Number(decay))!;
    expect(change).toBe(`${pointsNumber(mean)} ± ${(100 * error).toFixed(1)}`);
    const row = table!.split("\n").find((line) => line.startsWith(`| ${Number(decay)} |`));
    expect(row?.endsWith(`| ${change} |`), row).toBe(true);
  }
});

test("at the one seed of the lesson the decay seems best at which rehearsal takes most away over many seeds", () => {
  const ofDecay = rows.filter(([, state]) => /decay|published/.test(state!));
  const beyondWaiting = ofDecay.map(([, state, , cells]) => {
    const [, waited, , rehearsed] = cells!.split(" | ").map(Number);
    return { state, added: rehearsed! - waited! };
  });
  expect(beyondWaiting.toSorted((one, other) => other.added - one.added)[0]!.state).toBe("decay .99");
});

test("every lesson that reads the table says how to open it, and where it is", () => {
  for (const section of lessons.split(/^## /m).filter((section) => /^[2-5]/.test(section))) {
    const [table, press] = [/table\s+under\s+\*Rehearsal\s+and\s+its\s+controls\*/, /Press\s+\*\*Rehearse\*\*/];
    expect(section).toMatch(table);
    expect(section.search(press)).toBeGreaterThan(-1);
    expect(section.search(press)).toBeLessThan(section.search(table));
  }
});

test("patterns with structure have the seed of the examples, so that both show the same numbers", () => {
  const hashes = addresses.map(([, , hash]) => hash).filter((hash) => hash?.includes("structured"));
  for (const { choice } of presets.slice(-2)) expect(hashes).toContain(formatAddress(choice));
  for (const hash of hashes) expect(parseAddress(hash!).given.seed).toBe(presets.at(-1)!.choice.given.seed);
});

test("in each lesson the prediction stands before the links", () => {
  const sections = lessons.split(/^## /m).filter((section) => /^\d/.test(section));
  expect(sections).toHaveLength(5);
  for (const section of sections) expect(section).toMatch(/^.*\n\n- \*Predict\.\*[^[]*\n- \*Look\.\*/);
});

test("where patterns share a noisy component, rehearsing with random targets brings the grey pairs back as shuffled ones do", () => {
  const settings = settingsOf(parseAddress("#seed=5000&patterns=structured"));
  const random = new Generator(1);
  const rehearsed = slice(drawTask(settings).a, 0, settings.nRehearse);
  const wrong = { ...rehearsed, targets: rehearsed.targets.map(() => random.sign()) };
  const trainer = new Trainer(drawTask(settings), settings, true, [wrong]);
  for (const phase of ["learnA", "learnB"] as const) trainer.train(phase);
  const grey = () => bitAccuracy(trainer.recall().A, settings.nRehearse);
  const before = grey();
  trainer.train("rehearse", undefined, 2 * settings.nPairs);
  expect(grey() - before).toBeGreaterThan(0.1);
});

test("the teacher has a row for every state of the lessons", () => {
  const states = new Set(addresses.map(([, , hash]) => hash));
  expect(new Set(rows.map(([, , hash]) => hash))).toEqual(states);
});

test("the answers are shown when they are opened, and only then printed", async () => {
  const page = await shared.browser.newPage();
  await page.setContent(lessonsPage(lessons));
  const answers = page.getByText("Hardly. They gain one to three points");
  for (const media of ["print", "screen"] as const) {
    await page.emulateMedia({ media });
    expect(await answers.isVisible(), media).toBe(false);
  }
  await page.getByText("Numbers and answers").click();
  for (const media of ["print", "screen"] as const) {
    await page.emulateMedia({ media });
    expect(await answers.isVisible(), media).toBe(true);
  }
});

test.each([390, 1280])(
  "on a page %i pixels wide the exercise sheet has its headings and room to write",
  async (width) => {
    const page = await shared.browser.newPage({ viewport: { width, height: 844 } });
    await page.setContent(lessonsPage(lessons));
    const sheet = page.locator(".table:has(td:empty)");
    const sizes = await sheet.locator("th[scope=col], td:empty").evaluateAll((cells) =>
      cells.map((cell) => {
        const { width, height } = cell.getBoundingClientRect();
        const isHeading = cell.tagName === "TH";
        const { clipPath } = getComputedStyle(cell.parentElement!.parentElement!);
        return clipPath === "none" && width > 50 && height > (isHeading ? 15 : 60);
      }),
    );
    expect(sizes).toEqual(Array(4 + 5 * 3).fill(true));
    const [lesson, ...columns] = await sheet.locator("tbody tr >> nth=0").evaluate((row) =>
      [...row.children].map((cell) => ({
        width: cell.getBoundingClientRect().width,
        rule: getComputedStyle(cell).borderLeftWidth,
      })),
    );
    for (const { width, rule } of columns) {
      expect(width).toBeGreaterThan(lesson!.width);
      expect(rule).toBe("1px");
    }
    expect(await overflow(page)).toBe(0);
  },
);
