import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { settingNames } from "../../src/explorer/experiment.ts";
import { decimal, percent, points } from "../../src/format.ts";
import { called, root } from "../command.ts";
import {
  countJobs,
  downloaded,
  eventually,
  explorerBench,
  hash,
  jobsOf,
  open,
  refuseCopying,
  sharedPage,
  shown,
  text,
  visit,
} from "./explorer.ts";

const bench = explorerBench();
/** Tests that take the shared page begin with a visit. */
const test = sharedPage(bench);
const published = JSON.parse(readFileSync(join(root, "report/results.json"), "utf8")).run;
const opacity = (page: Page) => page.locator("#head").evaluate((player) => Number(getComputedStyle(player).opacity));

describe("the runs", () => {
  test("are the report's at the defaults", async ({ page }) => {
    await visit(page, "");
    expect(JSON.parse(await downloaded(page))).toEqual(published);
    const { learnA, learnB, rehearse } = published.phases;
    expect(await text(page, "headline")).toContain(
      `${percent(learnB.A.pattern)} after learning B → ${percent(rehearse.A.pattern)}`,
    );
    const gains = await text(page, "gains");
    expect(gains).toContain(points(published.recovery.rehearsedBit));
    expect(gains).toContain(points(published.recovery.unrehearsedBit));
    const allOfA = await page.locator("#controls-rows tr td:nth-child(4)").allTextContents();
    expect(allOfA.slice(0, 3)).toEqual([learnA, learnB, rehearse].map(({ A }) => percent(A.bit)));
    expect(await text(page, "record-norms")).toBe(
      `‖W_slow‖ ${decimal(learnB.slowNorm)}, ‖W_fast‖ ${decimal(learnB.fastNorm)}`,
    );
  });

  test("are those of the command that is shown", async ({ page }) => {
    await visit(
      page,
      "#seed=12345678901234567890&nRehearse=3&patterns=structured&prototypes=3&mixed=2&noise=0.1,0.2,0.1,0",
    );
    const [program, ...words] = (await text(page, "command")).split(" ");
    expect([program, words[0]]).toEqual(["fast-weights", "run"]);
    expect(await downloaded(page)).toBe((await called([...words, "--json"], root)).stdout);
    const told = page.locator(".caption:has(code)");
    expect(await told.textContent()).toContain("with --json the file of the run below, byte for byte");
    const [, anchor] = (await told.locator("a").getAttribute("href"))!.split("#");
    expect(readFileSync(join(root, "report/index.html"), "utf8")).toContain(`id="${anchor}"`);
  });

  test("of which all pairs are rehearsed leave none out", async ({ page }) => {
    await visit(page, "#nPairs=2");
    expect(await text(page, "gains")).toMatch(/^Bit accuracy of the rehearsed pairs: \S+ pp; none is left out\.$/);
    const columns = await page.locator("#controls-head th").allTextContents();
    expect(columns).toEqual(["2 rehearsed pairs of A", "all of A", "all of B"]);
  });

  test("of too many units to be drawn have a message instead of the matrices", async ({ page }) => {
    await visit(page, "#dim=1025&nPairs=2&nASweeps=1&nBSweeps=1");
    expect(await text(page, "weights-note")).toBe("The matrices are too large to be shown.");
    expect(await page.isVisible("#maps")).toBe(false);
    await visit(page, "");
    expect(await text(page, "weights-note")).toBe("");
    expect(await page.isVisible("#maps")).toBe(true);
  });

  test("too long to keep all weights name the step of those that are shown", async ({ page }) => {
    await visit(page, "#dim=400&nPairs=4&nASweeps=3000&record=7");
    expect(await text(page, "weights-note")).toBe("In so long a run not all weights are kept: these are of record 6.");
    expect(await text(page, "record-of")).toBe("record 6 of 3\u202f036");
    expect(await text(page, "memory")).toMatch(
      / at record 6: .* In so long a run not all weights are kept: these are of record 6\.$/,
    );
    expect(await text(page, "pair")).toContain("at record 7.");
  });

  test("that diverge are not run, and leave the run before, dimmed", async ({ page }) => {
    await visit(page, "");
    await page.fill("#slowLr", "50");
    const message =
      "Not run: the weights grow without bound; lower the slow or the fast learning rate. The results shown are of the settings before.";
    await eventually(() => text(page, "status-text")).toBe(message);
    await eventually(() => text(page, "announcement")).toBe(message);
    expect([await page.isVisible("#results"), await page.isVisible("#action")]).toEqual([true, false]);
    expect(await page.getAttribute("#results", "data-state")).toBe("stale");
    await page.fill("#slowLr", "0.1");
    await shown(page);
    expect(await page.isVisible("#status")).toBe(false);
    const first = await open(bench, "#slowLr=50");
    await eventually(() => text(first.page, "status-text")).toBe(message.replace(/ The results.*/, ""));
    expect(await first.page.isVisible("#results")).toBe(false);
    // Of these only a control diverges.
    await page.evaluate(() => {
      location.hash = "#seed=2&slowLr=1.5&fastLr=1.2&fastDecay=0.99&nASweeps=3&nBSweeps=3";
    });
    await eventually(() => text(page, "controls-note")).toBe(
      "The controls cannot be computed: the weights grow without bound; lower the slow or the fast learning rate.",
    );
    expect(await page.getAttribute("#results", "data-state")).toBe("current");
    await eventually(() => text(page, "record-of")).toBe("record 6 of 12");
  });

  test("that take long say at once how far they are, draw what there is, and can be cancelled", async () => {
    const { page } = await open(bench, "#dim=200&nPairs=100&nASweeps=3000", {}, () => {
      Object.assign(window, { secondsLeft: 10, begun: 0 });
      const { addEventListener, postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (this: Worker, request: { readonly kind: string }) {
        if (request.kind === "run") Object.assign(window, { begun: Reflect.get(window, "begun") + 1 });
        postMessage.call(this, request);
      };
      Worker.prototype.addEventListener = function (this: Worker, type: string, listen: (event: MessageEvent) => void) {
        // The computer seems to be faster or slower than it is.
        const heard = (event: MessageEvent) => {
          if (event.data?.kind === "progress")
            Object.assign(event.data, { secondsLeft: Reflect.get(window, "secondsLeft") });
          listen(event);
        };
        addEventListener.call(this, type, heard as EventListener);
      } as typeof addEventListener;
    });
    await eventually(() => text(page, "status-text")).toMatch(/^Running: \d+\.\d %/);
    await eventually(() => page.isVisible("#accuracy canvas")).toBe(true);
    expect(await page.isVisible("#player")).toBe(false);
    await page.click("#action");
    expect(await text(page, "status-text")).toBe("Cancelled. Shown is a run that was not finished.");
    expect(await page.getAttribute("#results", "data-state")).toBe("stale");
    expect(await page.locator(".marker:visible").count()).toBe(0);
    const begun = () => page.evaluate(() => Reflect.get(window, "begun"));
    await page.click("#action");
    await eventually(() => text(page, "status-text")).toMatch(/^Running/);
    await page.fill("#fastDecay", "0.90");
    // On a slow computer it goes on; the next one, which would take as long, is not begun unasked.
    await page.evaluate(() => Object.assign(window, { secondsLeft: 1000 }));
    await eventually(() => text(page, "status-text")).toMatch(/^Running: (?!0\.0)\d+\.\d %, about 17 min left$/);
    expect(await begun()).toBe(2);
    await page.fill("#nRehearse", "2");
    expect(await text(page, "status-text")).toMatch(
      /^This run would take about \d\d min\. Shown is a run that was not finished\.$/,
    );
    expect([await page.isVisible("#accuracy canvas"), await text(page, "action")]).toEqual([true, "Run it"]);
    expect(await begun()).toBe(2);
    await page.click("#action");
    await eventually(() => text(page, "status-text")).toMatch(/^Running: (?!0\.0)\d+\.\d %, about 17 min left$/);
    expect(await begun()).toBe(3);
    // On a busy computer even the published run says how long it will take.
    await page.evaluate(() => Object.assign(window, { secondsLeft: 1 }));
    await page.getByRole("button", { name: "The published run" }).click();
    await shown(page);
    expect(JSON.parse(await downloaded(page))).toEqual(published);
    expect(await page.isVisible("#status")).toBe(false);
  });

  test("that are shown are not run again where their value is retyped, a pin is taken back, or others were only asked about", async () => {
    const { page } = await open(bench, "#seed=3&record=63", {}, countJobs);
    await shown(page);
    const expectShown = async () => {
      expect(await page.getAttribute("#results", "data-state")).toBe("current");
      expect(await page.isVisible("#status")).toBe(false);
      await eventually(() => text(page, "record-of")).toBe("record 63 of 66");
      expect(await page.locator("#controls-rows tr").count()).toBeGreaterThan(2);
      expect([await jobsOf(page, "run"), await jobsOf(page, "controls")]).toEqual([1, 1]);
    };
    await page.click("#all-settings summary");
    await page.fill("#fastDecay", "0.90");
    await expectShown();
    await page.click("#pin");
    await eventually(() => hash(page)).toBe("#seed=3&record=63&pin=seed:3");
    await page.goBack();
    expect([await hash(page), await text(page, "pinned")]).toEqual(["#seed=3&record=63", ""]);
    await expectShown();
    await page.fill("#fastDecay", "");
    expect(await page.getAttribute("#results", "data-state")).toBe("stale");
    await page.fill("#fastDecay", "0.9");
    await expectShown();
    await page.fill("#nASweeps", "400000");
    await eventually(() => hash(page)).toContain("nASweeps=400000");
    expect(await text(page, "action")).toBe("Run it");
    await page.goBack();
    await expectShown();
  });

  test("of 500 units and 400 pairs are drawn at once, up to where they will be shown, and can be cancelled", async () => {
    const { page } = await open(bench, "#dim=500&nPairs=400&record=2");
    await eventually(() => text(page, "status-text")).toMatch(/^Running: \d+\.\d %, about \d+ s left$/);
    expect(await page.isVisible("#accuracy canvas")).toBe(true);
    await page.click("#action");
    expect(await text(page, "status-text")).toBe("Cancelled. Shown is a run that was not finished.");
  });

  test("that would take longer than 20 s are not begun unasked, and leave the page responsive", async () => {
    // A page that has not seen how fast this computer is.
    const { page } = await open(bench, "");
    await shown(page);
    await page.click("#all-settings summary");
    await page.fill("#nASweeps", "400000");
    expect(await text(page, "status-text")).toBe(
      "This run would take about 26 s. The results shown are of the settings before.",
    );
    expect(await page.getAttribute("#results", "aria-busy")).toBe("false");
    await page.click("#action");
    await eventually(() => text(page, "status-text")).toMatch(/^Running: \d+\.\d %, about \d+ (s|min) left$/);
    await page.getByRole("button", { name: "The published run" }).click();
    await shown(page);
    expect(JSON.parse(await downloaded(page))).toEqual(published);
  });

  test("are shown, and their steps, while the controls are still computed", async () => {
    const { page } = await open(bench, "", {}, () => {
      // The second worker is that of the controls; it never answers.
      const workers: Worker[] = [];
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (this: Worker, request: unknown) {
        if (!workers.includes(this)) workers.push(this);
        if (workers.indexOf(this) === 0) postMessage.call(this, request);
      };
    });
    await eventually(() => text(page, "controls-note")).toBe("The controls are being computed…");
    for (let i = 0; i < 5; i++) await page.click("#back");
    await eventually(() => text(page, "record-of")).toBe("record 55 of 66");
    expect(await page.inputValue("#record")).toBe("55");
    expect(await page.locator("#controls-rows tr").count()).toBe(0);
  });
});

describe("the address", () => {
  test("restores settings, patterns and step", async ({ page }) => {
    await visit(page, "#seed=1000&fastDecay=0.99&patterns=structured&noise=0.35,0.4,0.1,0&record=40");
    const values = ["#seed", "#fastDecay", "#patterns", "#record"].map((id) => page.inputValue(id));
    expect(await Promise.all(values)).toEqual(["1000", "0.99", "5", "40"]);
    expect(await text(page, "record-of")).toBe("record 40 of 66");
    expect(await page.inputValue("#noise")).toBe("0.35,0.4,0.1,0");
    expect(await text(page, "patterns-hint")).toBe("two inputs of A are alike, or opposite, in 54.5 % of their bits");
  });

  test("follows the choice, and back and forward lead through its history", async ({ page }) => {
    await visit(page, "");
    await page.getByRole("button", { name: "No fast weights" }).click();
    await eventually(() => hash(page)).toBe("#fastLr=0");
    await page.fill("#seed", "7");
    await eventually(() => hash(page)).toBe("#seed=7&fastLr=0");
    await page.click("#next-seed");
    await eventually(() => hash(page)).toBe("#seed=8&fastLr=0");
    await page.goBack();
    expect(await page.inputValue("#seed")).toBe("7");
    await page.goBack();
    await page.goBack();
    expect(await hash(page)).toBe("");
    expect(await page.inputValue("#fastLr")).toBe("0.5");
    await page.goForward();
    expect(await page.inputValue("#fastLr")).toBe("0");
    expect(await text(page, "command")).toBe("fast-weights run --fast-lr 0");
  });

  test("is one entry of the history a pause, however many steps a slider takes, and the last one is run", async ({
    page,
  }) => {
    await visit(page, "");
    const entries = () => page.evaluate(() => history.length);
    const before = await entries();
    await page.locator('.control:has(#fastDecay) input[type="range"]').evaluate(async (slider: HTMLInputElement) => {
      for (let i = 0; i < 41; i++) {
        slider.stepDown();
        slider.dispatchEvent(new Event("input"));
        // However busy the page is, a timer that is due earlier comes earlier.
        await new Promise((done) => setTimeout(done));
      }
    });
    await eventually(() => hash(page)).toBe("#fastDecay=0.49");
    expect(await entries()).toBe(before + 1);
    await eventually(async () => JSON.parse(await downloaded(page)).settings.fastDecay).toBe(0.49);
    await page.goBack();
    expect(await page.inputValue("#fastDecay")).toBe("0.9");
  });

  test("is written later where the browser refuses it", async ({ page }) => {
    await visit(page, "");
    await page.evaluate(() => {
      const { pushState } = history;
      history.pushState = (...given) => {
        history.pushState = pushState;
        throw new DOMException(`not ${given[2]}`, "SecurityError");
      };
    });
    await page.fill("#fastDecay", "0.7");
    await eventually(() => hash(page)).toBe("#fastDecay=0.7");
  });

  test("that cannot be run is the published run, with a message", async ({ page }) => {
    await visit(page, "#nPairs=3&nRehearse=5");
    const message =
      "The address cannot be run, this is the published run. Pairs rehearsed 5: must be at most Pairs in a set, ";
    expect(await text(page, "problem")).toContain(message);
    expect(JSON.parse(await downloaded(page))).toEqual(published);
    await page.click("#next-seed");
    expect(await text(page, "problem")).toBe("");
  });
});

describe("settings", () => {
  test("that are not allowed are refused with a message, and the run before stays", async ({ page }) => {
    await visit(page, "");
    const before = await text(page, "headline");
    for (const [name, value, message] of [
      ["fastDecay", "1.5", "Decay 1.5: must be a number from 0 to 1"],
      ["dim", "x", 'Units "x": must be a whole number from 1 to 100000'],
      ["nPairs", "1e9", 'Pairs in a set "1e9": must be a whole number from 1 to 100000'],
      ["nRehearse", "21", "Pairs rehearsed 21: must be at most Pairs in a set, the number of pairs in A (20)"],
    ] as const) {
      await page.fill(`#${name}`, value);
      expect(await text(page, `${name}-problem`)).toBe(message);
      expect(await page.getAttribute(`#${name}`, "aria-invalid")).toBe("true");
      expect(await text(page, "status-text")).toBe(
        `Not run: ${message}. The results shown are of the settings before.`,
      );
      expect(await page.getAttribute("#results", "data-state")).toBe("stale");
      expect(await opacity(page)).toBeLessThan(0.5);
    }
    expect(await text(page, "headline")).toBe(before);
    expect(await page.isVisible("#action")).toBe(false);
  });

  test("of the patterns follow one another, and are refused like others", async ({ page }) => {
    await visit(page, "");
    await page.locator("#patterns").focus();
    await page.keyboard.press("End");
    await eventually(() => hash(page)).toBe("#patterns=structured");
    expect(await page.inputValue("#noise")).toBe("0.2,0.4,0.1,0");
    await page.fill("#prototypes", "4");
    await page.fill("#mixed", "5");
    expect(await text(page, "mixed-problem")).toBe(
      "Mixed in a pattern 5: must be a whole number from 1 to 4, the number of prototypes",
    );
    await page.fill("#mixed", "2");
    await page.fill("#noise", "0.2, 0.3, 0.1, 0");
    await eventually(() => hash(page)).toBe("#patterns=structured&prototypes=4&mixed=2&noise=0.2,0.3,0.1,0");
    expect(await text(page, "patterns-hint")).toBe("each input mixes 2 of 4 prototypes, with noise");
    await page.locator("#patterns").focus();
    await page.keyboard.press("Home");
    await eventually(() => hash(page)).toBe("");
  });

  test("that are changed after rehearsal are shown after it, and examples before it", async ({ page }) => {
    await visit(page, "#record=66");
    await page.fill("#nRehearse", "10");
    await shown(page);
    expect(await text(page, "record-of")).toBe("record 66 of 66");
    await page.fill("#nRehearseSweeps", "2");
    await eventually(() => text(page, "record-of")).toBe("record 63 of 63");
    // Pairs so many that the focus would be lost meanwhile.
    await page.fill("#nPairs", "100");
    await eventually(() => hash(page)).toBe("#nPairs=100&nRehearse=10&nRehearseSweeps=2&record=63");
    await shown(page);
    await page.focus("#next-seed");
    for (const seed of [1, 2]) {
      await page.keyboard.press("Enter");
      await eventually(() => hash(page)).toBe(`#seed=${seed}&nPairs=100&nRehearse=10&nRehearseSweeps=2&record=63`);
      await shown(page);
    }
    await page.getByRole("button", { name: "No fast weights" }).click();
    await eventually(() => text(page, "record-of")).toBe("record 60 of 66");
  });

  test("that do not go together are kept until they do", async ({ page }) => {
    await visit(page, "");
    await page.fill("#nRehearse", "9");
    await page.fill("#nPairs", "8");
    expect(await text(page, "nRehearse-problem")).toContain("Pairs rehearsed 9: must be at most Pairs in a set");
    await page.fill("#nRehearse", "4");
    expect(await page.locator(".problem:not(:empty)").count()).toBe(0);
    expect(await page.inputValue("#nPairs")).toBe("8");
    await shown(page);
    expect(await page.isVisible("#status")).toBe(false);
    expect(await opacity(page)).toBe(1);
    await eventually(() => hash(page)).toBe("#nPairs=8&nRehearse=4");
  });

  test("that are changed, and the example that is shown, can be told without colours", async ({ page }) => {
    await visit(page, "#fastLr=0");
    await page.emulateMedia({ forcedColors: "active" });
    const after = (selector: string, side: string) =>
      page.locator(selector).evaluate((one, side) => getComputedStyle(one, side).content, side);
    expect(await after(".control:has(#fastLr) > label", "::after")).toBe('" (changed)"');
    expect(await after(".control:has(#slowLr) > label", "::after")).toBe("none");
    expect(await after('#presets [aria-pressed="true"]', "::before")).toContain("✓");
    expect(await after('#presets [aria-pressed="false"] >> nth=0', "::before")).toBe("none");
    const border = (name: string) =>
      page.locator(`.control:has(#${name})`).evaluate((one) => getComputedStyle(one).borderLeftWidth);
    expect([await border("fastLr"), await border("slowLr")]).toEqual(["3px", "0px"]);
    await page.emulateMedia({ forcedColors: "none" });
  });

  test("have their limits and defaults beside them, and go back to these", async ({ page }) => {
    await visit(page, "#seed=5&nPairs=8&nRehearse=3&fastDecay=0.5");
    expect(await page.locator(".control").count()).toBe(settingNames.length);
    expect(await page.locator(".control.chosen").count()).toBe(4);
    expect(await page.locator("#fastDecay-limit").textContent()).toBe("a number from 0 to 1");
    const resets = page.locator(".reset:enabled");
    expect(await resets.last().getAttribute("aria-label")).toBe("default 20: set Pairs in a set to it");
    while ((await resets.count()) > 0) await resets.last().click();
    await eventually(() => hash(page)).toBe("");
    await eventually(async () => JSON.parse(await downloaded(page))).toEqual(published);
  });

  test("of a single pair leave one place to the slider of rehearsed pairs, its default", async ({ page }) => {
    await visit(page, "#nPairs=1");
    const control = page.locator(".control:has(#nRehearse)");
    expect(await control.locator("input[type=range]").getAttribute("max")).toBe("1");
    const [mark, track] = await Promise.all([".mark", ".track"].map((part) => control.locator(part).boundingBox()));
    expect(Math.abs(mark!.x - track!.x)).toBeLessThan(20);
  });
});

describe("the player", () => {
  test("plays to the last step, and the address holds the step where it is paused", async ({ page }) => {
    await visit(page, "#nASweeps=2&nBSweeps=2&record=2");
    await page.selectOption("#speed", { label: "25 records a second" });
    await page.click("#play");
    expect(await text(page, "play")).toBe("Pause");
    await eventually(() => text(page, "record-of")).toBe("record 10 of 10");
    expect(await text(page, "play")).toBe("Play");
    await eventually(() => hash(page)).toBe("#nASweeps=2&nBSweeps=2&record=10");
    await eventually(() => text(page, "announcement")).toMatch(/^record 10 of 10\. Test: no more updates\. A: \d/);
    await page.selectOption("#speed", { label: "8 records a second" });
    await page.click("#play");
    await eventually(() => text(page, "record-of")).toMatch(/record [1-3] of/);
    await page.click("#play");
    await eventually(() => hash(page)).toBe(`#nASweeps=2&nBSweeps=2&record=${await page.inputValue("#record")}`);
  });

  test("pauses where another run is chosen, or a setting is refused, while it plays", async ({ page }) => {
    await visit(page, "");
    await page.selectOption("#speed", { label: "25 records a second" });
    await page.click("#first");
    await page.click("#play");
    await page.fill("#fastDecay", "2");
    expect(await text(page, "play")).toBe("Play");
    await page.fill("#fastDecay", "0.9");
    await shown(page);
    await page.click("#first");
    await page.click("#play");
    // The run takes so long that steps of the one before would come meanwhile.
    await page.fill("#nASweeps", "2000");
    expect(await text(page, "play")).toBe("Play");
    await shown(page);
    await eventually(() => hash(page)).toBe("#nASweeps=2000");
    await page.selectOption("#speed", { label: "8 records a second" });
  });

  test("steps with the arrow keys and describes every step", async ({ page }) => {
    await visit(page, "#record=62");
    for (const key of ["ArrowLeft", "Home", "a", "ArrowUp", "Shift+ArrowLeft"]) await page.keyboard.press(key);
    await eventually(() => text(page, "record-of")).toBe("record 61 of 66");
    expect(await text(page, "record-doing")).toBe("Rehearse: sweep 1 of 5");
    const { A } = published.history[61];
    expect(await text(page, "record-A")).toBe(
      `${percent(A.bit)} of the bits right, ${percent(A.pattern)} of the pairs whole`,
    );
    await page.focus("#record");
    await page.keyboard.press("ArrowRight");
    const description = await page.getAttribute("#record", "aria-valuetext");
    expect(description).toContain("record 62 of 66. Rehearse: sweep 2 of 5.");
    await eventually(() => hash(page)).toBe("#record=62");
  });

  test("is paused at first, adds nothing to the history, and the end of learning B has no address", async () => {
    const { page } = await open(bench, "?from=a-link#record=65", { reducedMotion: "reduce" });
    await shown(page);
    expect([await text(page, "play"), await page.inputValue("#record")]).toEqual(["Play", "65"]);
    const moving = () => document.getAnimations().filter(({ timeline }) => timeline === document.timeline).length;
    expect(await page.evaluate(moving)).toBe(0);
    const entries = await page.evaluate(() => history.length);
    await page.click("#back");
    await eventually(() => hash(page)).toBe("#record=64");
    await page.click("#rehearse");
    await eventually(async () => page.url()).toBe(`${bench.file}?from=a-link`);
    expect(await page.evaluate(() => history.length)).toBe(entries);
    // Nothing moves by itself.
    await page.click("#rehearse");
    expect([await page.inputValue("#record"), await text(page, "play")]).toEqual(["66", "Play"]);
  });

  test("says how many pairs it rehearses, and on a phone shows the bars of A and of B while it does", async ({
    page,
  }) => {
    await visit(page, "#nRehearse=1");
    expect(await text(page, "rehearse")).toBe("Rehearse 1 pair");
    await page.setViewportSize({ width: 390, height: 844 });
    await visit(page, "");
    expect(await text(page, "rehearse")).toBe("Rehearse 5 pairs");
    await page.click("#rehearse");
    const bars = async () => (await page.locator("#bars").boundingBox())!;
    await eventually(async () => (await bars()).y + (await bars()).height).toBeLessThanOrEqual(844);
    // The question and the way back stay in view above them.
    const head = (await page.locator("#head").boundingBox())!;
    expect((await bars()).y).toBeGreaterThan(head.y + head.height);
    for (const id of ["task-text", "rehearse", "next-seed"]) {
      const part = (await page.locator(`#${id}`).boundingBox())!;
      expect(part.y).toBeGreaterThanOrEqual(0);
      expect(part.y + part.height).toBeLessThan(head.y + head.height);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test.for([390, 1280])(
    "moves nothing %i pixels wide when it goes from one task to the next",
    async (width, { page }) => {
      await page.setViewportSize({ width, height: 900 });
      await visit(page, "");
      const heights: number[] = [];
      for (const button of ["back", "forward", "last"]) {
        await page.click(`#${button}`);
        heights.push((await page.locator("#head").boundingBox())!.height);
      }
      expect(heights).toEqual(Array(3).fill(heights[0]));
      await page.setViewportSize({ width: 1280, height: 900 });
    },
  );

  test("ignores a step that comes before the first run", async () => {
    const { page, complaints } = await open(bench, "", {}, () => {
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (this: Worker, request: unknown) {
        Worker.prototype.postMessage = postMessage;
        addEventListener("keyup", () => this.postMessage(request), { once: true });
      };
    });
    await page.keyboard.press("ArrowLeft");
    await shown(page);
    expect(await text(page, "record-of")).toBe("record 60 of 66");
    expect(await page.inputValue("#record")).toBe("60");
    expect(complaints).toEqual([]);
  });
});

describe("pointing", () => {
  test("with a finger goes on along the bars and the timeline", async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const { page } = await open(bench, "#record=66", phone);
    await shown(page);
    const screen = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) =>
      screen.send("Input.dispatchTouchEvent", { type, touchPoints });
    for (const [chart, id, first, last] of [
      ["#pairsA", "pair", /^Pair [1-3] of A/, /^Pair (19|20) of A/],
      ["#accuracy", "record-of", /^record [0-6] of/, /^record [23]\d of/],
    ] as const) {
      await page.locator(chart).scrollIntoViewIfNeeded();
      const canvas = (await page.locator(`${chart} canvas`).boundingBox())!;
      const y = canvas.y + canvas.height / 2;
      const [from, to] = [canvas.x + 60, canvas.x + canvas.width - (chart === "#pairsA" ? 15 : 150)];
      await touch("touchStart", { x: from, y });
      for (let moved = 0; moved <= 20; moved++) {
        await touch("touchMove", { x: from + (moved / 20) * (to - from), y });
        if (moved === 1) await eventually(() => text(page, id)).toMatch(first);
      }
      await eventually(() => text(page, id)).toMatch(last);
      await touch("touchEnd");
    }
  });

  test("at a step shows its numbers, a click goes there, and beside the panel there is none", async ({ page }) => {
    await visit(page, "#record=40");
    await page.locator("#accuracy").scrollIntoViewIfNeeded();
    const { x, y, width } = (await page.locator("#accuracy").boundingBox())!;
    for (const beside of [x + 4, x + width - 4]) {
      await page.mouse.move(x + width / 2, y + 100);
      await page.mouse.move(beside, y + 100);
      expect(await text(page, "record-of")).toBe("record 40 of 66");
      await page.mouse.click(beside, y + 100);
      expect(await page.inputValue("#record")).toBe("40");
    }
    await page.mouse.move(x + width / 2, y + 100);
    const pointed = await text(page, "record-of");
    expect(pointed).toMatch(/^record [23]\d of 66$/);
    await page.mouse.move(x + width / 2, y - 60);
    expect(await text(page, "record-of")).toBe("record 40 of 66");
    await page.mouse.click(x + width / 2, y + 100);
    expect(await page.inputValue("#record")).toBe(pointed.split(" ")[1]);
  });

  test("anywhere in the bars is at the nearest pair, also between two, and beside them at none", async ({ page }) => {
    await visit(page, "");
    const pairs = await page.evaluate(() => {
      const chart = document.getElementById("pairsA")!;
      const { left, width } = chart.getBoundingClientRect();
      const pairAt = (x: number) => {
        chart.dispatchEvent(new PointerEvent("pointermove", { clientX: left + x, bubbles: true }));
        return Number(/^Pair (\S+) of A/.exec(document.getElementById("pair")!.textContent!)![1]);
      };
      return [...Array.from({ length: width / 2 }, (_, i) => pairAt(2 * i)), pairAt(2)];
    });
    expect([...new Set(pairs)]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(pairs).toEqual(pairs.toSorted((a, b) => a - b));
  });

  test("before the charts are drawn is at nothing", async () => {
    const { page, complaints } = await open(bench, "", {}, () => {
      window.requestAnimationFrame = () => 0;
    });
    await page.waitForSelector("#controls-rows tr", { state: "attached" });
    for (const id of ["accuracy", "pairsA"]) {
      await page.locator(`#${id}`).dispatchEvent("pointermove", { clientX: 300, bubbles: true });
    }
    expect(await page.locator(".marker.record:visible").count()).toBe(0);
    expect(await text(page, "pair")).toMatch(/^Pair 1 of A/);
    expect(complaints).toEqual([]);
  });

  test("at a pair, or moving to it by keyboard, describes it", async ({ page }) => {
    await visit(page, "");
    await page.focus("#pairs-of-A");
    await page.keyboard.press("Home");
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
    const description = await text(page, "pair");
    const now = percent(published.perPair.learnB.A[8]);
    expect(description).toContain(`Pair 9 of A (not rehearsed): ${now} of its bits at record 60`);
    expect(description).toContain(`; 100.0 % after learning A, ${now} after B.`);
    expect((await page.getAttribute("#pairs-of-A", "aria-valuetext"))!).toBe(description);
    for (const key of ["End", "x", "ArrowRight"]) await page.keyboard.press(key);
    expect(await text(page, "pair")).toMatch(/^Pair 20 of A/);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement!.id)).toBe("pairs-of-B");
    const box = (await page.locator("#pairsB").boundingBox())!;
    await page.mouse.move(box.x + 55, box.y + 80);
    expect(await text(page, "pair")).toMatch(/^Pair 1 of B: [\d.]+ % of its bits at record 60; [\d.]+ % after B\.$/);
    await page.click("#last");
    await eventually(() => text(page, "pair")).toMatch(
      / after B, [\d.]+ % after waiting instead, .* after rehearsal\.$/,
    );
    await page.click("#first");
    await eventually(() => text(page, "pair")).toMatch(/of its bits at record 0\.$/);
  });
});

test("by touch, a reader rehearses, looks at a pair, goes to a record, pins the run and changes a setting", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page } = await open(bench, "", phone);
  await shown(page);
  const tap = async (selector: string, x: number, y = 0.5) => {
    await page.locator(selector).scrollIntoViewIfNeeded();
    const box = (await page.locator(selector).boundingBox())!;
    await page.touchscreen.tap(box.x + x * box.width, box.y + y * box.height);
  };
  await page.tap("#rehearse");
  await eventually(() => text(page, "record-of")).toBe("record 66 of 66");
  await tap("#pairsA", 0.6);
  await eventually(() => text(page, "pair")).toMatch(/^Pair 1[0-4] of A \(not rehearsed\)/);
  await tap("#accuracy", 0.4);
  await eventually(() => text(page, "record-of")).toMatch(/^record 2\d of 66$/);
  await page.tap("#pin");
  expect(await text(page, "pin")).toBe("Unpin");
  await tap('.control:has(#fastDecay) input[type="range"]', 0.5);
  await eventually(() => text(page, "pinned")).toMatch(
    /^Pinned, in thin dotted lines: decay 0\.9 instead of 0\.5\d?\.$/,
  );
});

test("the numbers that give the answer away are folded until rehearsal is shown, or the reader opens them", async ({
  page,
}) => {
  await visit(page, "");
  const seen = () => page.isVisible("#headline");
  expect(await seen()).toBe(false);
  await page.click("#all-numbers summary");
  await page.click("#back");
  expect(await seen()).toBe(true);
  await page.click("#all-numbers summary");
  await page.click("#last");
  expect(await seen()).toBe(true);
  await page.click("#rehearse");
  expect(await seen()).toBe(false);
});

describe("a memory", () => {
  test("is that of the pair that is picked, bit by bit, as the steps go by", async ({ page }) => {
    await visit(page, "");
    await page.focus("#pairs-of-A");
    await page.keyboard.press("Home");
    for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowRight");
    const memoryAt = (step: number) => {
      const right = Math.round(50 * published.history[step].perPair.A[7]);
      return { text: `Pair 8 of A at record ${step}: ${right} of 50 bits are right.`, wrong: 50 - right };
    };
    for (const step of [60, 61]) {
      const { text: expected, wrong } = memoryAt(step);
      await eventually(() => text(page, "memory")).toBe(expected);
      expect(await page.locator("#bits .wrong").count()).toBe(wrong);
      expect(await page.locator("#bits .bit").count()).toBe(100);
      expect(await page.getAttribute("#bits", "aria-label")).toBe(expected);
      await page.click("#forward");
    }
  });
});

describe("the page", () => {
  test("shows first a task, the network with its two weights, three settings and the bars", async () => {
    const { page } = await open(bench, "", { viewport: { width: 1280, height: 800 } });
    await shown(page);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    expect(await text(page, "task-text")).toMatch(/^A was learned, then B .*\?$/);
    for (const seen of ["#task-text", "#rehearse", ".drawing", "#record-A", "#pairsA", "#pairsB"]) {
      const { y, height } = (await page.locator(seen).boundingBox())!;
      expect(y + height, seen).toBeLessThanOrEqual(800);
    }
    const labels = await page.locator(".control:visible > label").allTextContents();
    expect(labels).toEqual(["Pairs rehearsed", "Decay", "Shared by the patterns"]);
    expect(await page.locator("#more-controls .control").count()).toBe(settingNames.length - 3);
  });

  test.for([
    [375, 553],
    [390, 664],
  ] as const)("shows the task first on a phone, %i × %i, and hides no setting behind it", async ([width, height]) => {
    const { page } = await open(bench, "", { viewport: { width, height } });
    await shown(page);
    const ends = async (selector: string) => {
      const { y, height } = (await page.locator(selector).boundingBox())!;
      return { top: y, bottom: y + height };
    };
    expect((await ends("#rehearse")).bottom).toBeLessThan(height);
    expect((await ends("#settings")).top).toBeGreaterThan((await ends("#head")).bottom);
    expect((await ends("#numbers")).top).toBeGreaterThan((await ends("#settings")).bottom);
    expect((await ends("#examples")).top).toBeGreaterThan((await ends("#pictures")).bottom);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.evaluate(() => document.getElementById("look")!.closest("div")!.querySelector("button")!.focus());
    for (let tabs = 0; tabs < 6; tabs++) {
      await page.keyboard.press("Shift+Tab");
      expect((await ends("#settings :focus")).top).toBeGreaterThanOrEqual((await ends("#head")).bottom);
    }
    await page.evaluate(() => document.getElementById("skip")!.focus());
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement!.id)).toBe("rehearse");
  });

  test("explains its words before it uses them", async ({ page }) => {
    const intro = (await page.locator(".intro p").textContent())!.replace(/\s+/g, " ");
    expect(intro).toContain("pairs: an input and its target, each a pattern of bits, ±1.");
    expect(await page.getAttribute("#next-seed", "title")).toBe("Draws other patterns");
  });

  test("copies the command, and a link to itself as it is", async ({ page }) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await visit(page, "#seed=3&record=12");
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.click("#copy");
    await eventually(clipboard).toBe("fast-weights run --seed 3");
    await page.click("#last");
    await page.click("#copy-link");
    await eventually(clipboard).toBe(`${bench.file}#seed=3&record=66`);
    expect(await text(page, "copied")).toBe("Copied.");
  });

  test("shows what it may not copy, selected", async ({ page }) => {
    await visit(page, "");
    await refuseCopying(page);
    await page.click("#copy");
    await eventually(() => page.evaluate(() => `${getSelection()}`)).toBe("fast-weights run");
    await page.evaluate(() => Reflect.deleteProperty(navigator.clipboard, "writeText"));
  });

  test("gives the history as CSV, in files that are named after the settings", async ({ page }) => {
    await visit(page, "");
    const saved = async (id: string) => (await Promise.all([page.waitForEvent("download"), page.click(id)]))[0];
    const history = await saved("#download-csv");
    expect(history.suggestedFilename()).toBe("fast-weights-run.csv");
    expect(readFileSync(await history.path(), "utf8")).toBe(readFileSync(join(root, "report/history.csv"), "utf8"));
    await visit(page, "#seed=3&fastDecay=0.99&record=61&pin=");
    expect((await saved("#download")).suggestedFilename()).toBe("fast-weights-run-seed-3-fastDecay-0.99.json");
  });

  test("says what it would do without JavaScript, and where the report is", async () => {
    const { page } = await open(bench, "", { javaScriptEnabled: false });
    expect(await page.locator("noscript").innerText()).toContain("This page needs JavaScript.");
    expect(await page.locator("noscript a").getAttribute("href")).toBe("index.html");
    expect(await page.isVisible("#explorer")).toBe(false);
  });

  test("has a policy that allows its own scripts and style, a worker of its own, and nothing else", async () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(bench.html)![1]!;
    expect(policy.replace(/'sha256-[^']+'/g, "HASH")).toBe(
      "default-src 'none'; script-src HASH HASH; worker-src blob:; connect-src 'self'; font-src data:; style-src HASH; img-src data:; base-uri 'none'; form-action 'none'",
    );
    const { page } = await open(bench);
    const refused = await page.evaluate(
      () =>
        new Promise((done) => {
          document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => done(violatedDirective));
          document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = ''" }));
        }),
    );
    expect(refused).toBe("script-src-elem");
  });

  test("moves nothing while it opens on a phone", async () => {
    const { page } = await open(bench, "", { viewport: { width: 390, height: 844 } }, () => {
      const moves: unknown[] = [];
      Object.assign(window, { moves });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) moves.push(Reflect.get(entry, "value"));
      }).observe({ type: "layout-shift", buffered: true });
    });
    await shown(page);
    const moves = await page.evaluate(() => Reflect.get(window, "moves") as number[]);
    // The limit of what Google's guidelines call good.
    expect(moves.reduce((sum, move) => sum + move, 0)).toBeLessThan(0.1);
  });

  test("has at most 310 KB, gzipped", () => {
    expect(gzipSync(bench.html, { level: 9 }).length).toBeLessThan(310_000);
  });
});
