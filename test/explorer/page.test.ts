import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { presets } from "../../src/explorer/presets.ts";
import { decimal, grouped, percent, points } from "../../src/format.ts";
import { command, emptyFolder, root } from "../command.ts";
import { downloaded, explorerBench, open, shown, text, violations } from "./explorer.ts";

const bench = explorerBench();
const published = JSON.parse(readFileSync(join(root, "report/results.json"), "utf8")).run;
/** Numbers and units are held together on the page. */
const plain = (words: string) => words.replaceAll("\u00a0", " ");

describe("the defaults", () => {
  test("are the report's numbers", async () => {
    const { page, complaints } = await open(bench);
    await shown(page);
    expect(JSON.parse(await downloaded(page))).toEqual(published);
    const { learnA, learnB, rehearse } = published.phases;
    const headline = plain(await text(page, "headline"));
    expect(headline).toContain(`${percent(learnB.A.pattern)} after learning B → ${percent(rehearse.A.pattern)}`);
    const gains = plain(await text(page, "gains"));
    expect(gains).toContain(points(published.recovery.rehearsedBit));
    expect(gains).toContain(points(published.recovery.unrehearsedBit));
    const all = page.locator("#controls-rows tr", { hasText: "all of A" }).locator("td");
    expect(await all.nth(0).textContent()).toBe(percent(learnA.A.bit));
    expect(await all.nth(1).textContent()).toBe(percent(learnB.A.bit));
    expect(await all.nth(3).textContent()).toBe(percent(rehearse.A.bit));
    expect(plain(await text(page, "record-norms"))).toBe(
      `‖W_slow‖ ${decimal(rehearse.slowNorm)}, ‖W_fast‖ ${decimal(rehearse.fastNorm)}`,
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test.each([
  "#seed=3&fastDecay=0.99",
  "#dim=20&nPairs=30&slowLr=0.05&nRehearse=7",
  "#seed=12345678901234567890&nBSweeps=4",
])("%s is what its command gives, and downloads the command's own data", async (address) => {
  const { page } = await open(bench, address);
  await shown(page);
  const words = (await text(page, "command")).split(" ");
  expect(words.slice(0, 2)).toEqual(["fast-weights", "run"]);
  const { stdout, stderr } = await command([...words.slice(1), "--json"]);
  expect(stderr).toBe("");
  expect(await downloaded(page)).toBe(stdout);
  await page.context().close();
});

describe("the address", () => {
  test("restores settings, patterns and record", async () => {
    const { page } = await open(bench, "#seed=1000&fastDecay=0.99&patterns=common&record=40");
    await shown(page);
    expect(await page.inputValue("#seed")).toBe("1000");
    expect(await page.inputValue("#fastDecay")).toBe("0.99");
    expect(await page.inputValue("#patterns")).toBe("common");
    expect(await page.inputValue("#record")).toBe("40");
    expect(await text(page, "record-of")).toBe("record 40 of 66");
    await page.context().close();
  });

  test("follows what is chosen, and back and forward lead through it", async () => {
    const { page } = await open(bench);
    await shown(page);
    const hash = () => page.evaluate(() => location.hash);
    await page.getByRole("button", { name: "No fast weights" }).click();
    expect(await hash()).toBe("#fastLr=0");
    await page.fill("#seed", "7");
    await page.locator("#seed").blur();
    expect(await hash()).toBe("#seed=7&fastLr=0");
    await page.click("#next-seed");
    expect(await hash()).toBe("#seed=8&fastLr=0");
    await page.goBack();
    expect(await page.inputValue("#seed")).toBe("7");
    await page.goBack();
    await page.goBack();
    expect(await hash()).toBe("");
    expect(await page.inputValue("#fastLr")).toBe("0.5");
    await page.goForward();
    await shown(page);
    expect(await page.inputValue("#fastLr")).toBe("0");
    expect(await text(page, "command")).toBe("fast-weights run --fast-lr 0");
    await page.context().close();
  });

  test.each([
    ["#seed=-1", "--seed -1: must be a whole number, 0 or more"],
    ["#fastDecay=2", "--fast-decay 2: must be a number from 0 to 1"],
    ["#nPairs=3&nRehearse=5", "must be at most --n-pairs"],
    ["#speed=3", '"speed": is not a setting'],
    ["#seed=1&seed=2", "is given twice"],
    ["#patterns=odd", "must be one of random, common, noise"],
    ["#record=67", "must be a whole number from 0 to 66"],
    ["#record=last", 'record "last": must be a whole number from 0 to 66'],
  ])("%s is the published run, with a word about it", async (address, message) => {
    const { page } = await open(bench, address);
    await shown(page);
    const problem = await text(page, "problem");
    expect(problem).toContain("The address cannot be run, this is the published run.");
    expect(problem).toContain(message);
    expect(JSON.parse(await downloaded(page))).toEqual(published);
    await page.click("#next-seed");
    expect(await text(page, "problem")).toBe("");
    await page.context().close();
  });
});

describe("settings", () => {
  test("a slider dragged quickly ends on its last value", async () => {
    const { page } = await open(bench);
    await shown(page);
    await page.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>('.control:has(#fastDecay) input[type="range"]')!;
      for (let i = 0; i <= 60; i++) {
        slider.value = String(0.3 + i / 100);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        if (i % 5 === 0) await new Promise((frame) => setTimeout(frame, 8));
      }
      slider.value = "0.99";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.dispatchEvent(new Event("change", { bubbles: true }));
    });
    expect(await page.inputValue("#fastDecay")).toBe("0.99");
    await page.waitForTimeout(500);
    const { settings } = JSON.parse(await downloaded(page));
    expect(settings.fastDecay).toBe(0.99);
    expect(await page.evaluate(() => location.hash)).toBe("#fastDecay=0.99");
    await page.context().close();
  });

  test("one that cannot be is refused in the program's words, and the run before stays", async () => {
    const { page } = await open(bench);
    await shown(page);
    const before = await text(page, "headline");
    for (const [name, value, message] of [
      ["fastDecay", "1.5", "--fast-decay 1.5: must be a number from 0 to 1"],
      ["dim", "x", '--dim "x": must be a whole number from 1 to 100000'],
      ["nRehearse", "21", "--n-rehearse 21: must be at most --n-pairs, the number of pairs in A (20)"],
    ] as const) {
      await page.fill(`#${name}`, value);
      expect(await text(page, `${name}-problem`)).toBe(message);
      expect(await page.getAttribute(`#${name}`, "aria-invalid")).toBe("true");
    }
    expect(await text(page, "headline")).toBe(before);
    await page.fill("#nRehearse", "4");
    expect(await page.locator(".problem:not(:empty)").count()).toBe(0);
    await page.context().close();
  });

  test("each says its limits and its default, and goes back to it", async () => {
    const { page } = await open(
      bench,
      "#seed=5&dim=20&nPairs=8&nRehearse=3&slowLr=0.2&fastLr=0.1&fastDecay=0.5&nASweeps=3",
    );
    await shown(page);
    expect(await page.locator(".control").count()).toBe(11);
    expect(await page.locator(".control.chosen").count()).toBe(8);
    const resets = page.locator(".reset:enabled");
    while ((await resets.count()) > 0) await resets.last().click();
    await shown(page);
    expect(await page.evaluate(() => location.hash)).toBe("");
    expect(JSON.parse(await downloaded(page))).toEqual(published);
    await page.context().close();
  });

  test("of a single pair, one is rehearsed: the slider has one place, and the default is marked there", async () => {
    const { page } = await open(bench, "#nPairs=1");
    await shown(page);
    const control = page.locator(".control:has(#nRehearse)");
    expect(await control.locator("input[type=range]").getAttribute("max")).toBe("1");
    const mark = control.locator(".mark");
    expect(await mark.isVisible()).toBe(true);
    const [at, least] = await Promise.all([mark.boundingBox(), control.locator(".track").boundingBox()]);
    expect(Math.abs(at!.x - least!.x)).toBeLessThan(20);
    await page.context().close();
  });

  test("a run that diverges says so, and shows no other run's numbers", async () => {
    const { page } = await open(bench);
    await shown(page);
    await page.fill("#slowLr", "50");
    await page.waitForFunction(() => document.getElementById("failure")!.textContent !== "");
    expect(await text(page, "failure")).toMatch(/diverges: in phase learnA.*lower --slow-lr/);
    expect(await page.isVisible("#results")).toBe(false);
    await page.fill("#slowLr", "0.1");
    await shown(page);
    expect(await page.isVisible("#results")).toBe(true);
    expect(await text(page, "failure")).toBe("");
    await page.context().close();
  });
});

describe("the player", () => {
  test("plays to the last record, and the address knows where it rests", async () => {
    const { page } = await open(bench, "#nASweeps=5&nBSweeps=5&record=2");
    await shown(page);
    await page.selectOption("#speed", { label: "25 records a second" });
    await page.click("#play");
    expect(await text(page, "play")).toBe("Pause");
    await page.waitForFunction(() => document.getElementById("record-of")!.textContent === "record 16 of 16");
    expect(await text(page, "play")).toBe("Play");
    await page.waitForFunction(() => location.hash === "#nASweeps=5&nBSweeps=5");
    await page.click("#play");
    await page.waitForFunction(() => /record [2-9] of/.test(document.getElementById("record-of")!.textContent!));
    await page.click("#play");
    await page.waitForFunction(() => /record=\d+$/.test(location.hash));
    expect(await page.evaluate(() => location.hash.match(/record=(\d+)/)![1])).toBe(await page.inputValue("#record"));
    await page.context().close();
  });

  test("arrow keys step, and the numbers of every record can be had", async () => {
    const { page } = await open(bench, "#record=61");
    await shown(page);
    // In this order, so that the record that is waited for has not been shown on the way to it.
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction(() => document.getElementById("record-of")!.textContent === "record 60 of 66");
    expect(await text(page, "record-doing")).toBe("Learn B: sweep 30 of 30");
    const { A } = published.history[60];
    expect(plain(await text(page, "record-A"))).toBe(
      `${percent(A.bit)} of the bits, ${percent(A.pattern)} of the patterns`,
    );
    await page.focus("#record");
    await page.keyboard.press("ArrowRight");
    const words = await page.getAttribute("#record", "aria-valuetext");
    expect(words).toContain("record 61 of 66. Rehearse: sweep 1 of 5.");
    await page.context().close();
  });

  test("back at its last record, the published run has no address again", async () => {
    const { page } = await open(bench, "?from=a-link#record=40");
    await shown(page);
    await page.click("#last");
    await page.waitForFunction(() => !location.href.includes("#"));
    expect(page.url()).toBe(`${bench.file}?from=a-link`);
    await page.context().close();
  });

  test("a record that was left and come back to is the one in the address", async () => {
    const { page } = await open(bench, "#record=40");
    await shown(page);
    await page.click("#forward");
    await page.click("#back");
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => [location.hash, history.length])).toEqual(["#record=40", 2]);
    expect(await text(page, "record-of")).toBe("record 40 of 66");
    await page.context().close();
  });

  test("a step before the first run is there does nothing, and other keys never do", async () => {
    const { page, complaints } = await open(bench, "#nASweeps=20000");
    await page.keyboard.press("ArrowLeft");
    await shown(page);
    await page.waitForTimeout(500);
    expect(await text(page, "record-of")).toBe(`record ${grouped(20_036)} of ${grouped(20_036)}`);
    expect(await page.inputValue("#record")).toBe("20036");
    for (const key of ["Home", "a", "ArrowUp", "Shift+ArrowLeft"]) await page.keyboard.press(key);
    expect(await page.inputValue("#record")).toBe("20036");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("rests until it is asked, with reduced motion above all", async () => {
    const { page } = await open(bench, "#record=3", { reducedMotion: "reduce" });
    await shown(page);
    await page.waitForTimeout(600);
    expect(await page.inputValue("#record")).toBe("3");
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving).toBe(0);
    await page.context().close();
  });
});

describe("pointing", () => {
  test("at a record shows its numbers, and a click goes there", async () => {
    const { page } = await open(bench);
    await shown(page);
    const box = (await page.locator("#accuracy").boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 100);
    const pointed = await text(page, "record-of");
    expect(pointed).toMatch(/^record [23]\d of 66$/);
    expect(await page.inputValue("#record")).toBe("66");
    await page.mouse.move(box.x + box.width / 2, box.y - 60);
    expect(await text(page, "record-of")).toBe("record 66 of 66");
    await page.mouse.click(box.x + box.width / 2, box.y + 100);
    expect(await page.inputValue("#record")).toBe(pointed.split(" ")[1]);
    await page.context().close();
  });

  test("beside the records, where the axis and the names of the lines are, shows and goes to none", async () => {
    const { page } = await open(bench, "#record=40");
    await shown(page);
    const box = (await page.locator("#accuracy").boundingBox())!;
    for (const x of [box.x + 4, box.x + box.width - 4]) {
      await page.mouse.move(box.x + box.width / 2, box.y + 100);
      await page.mouse.move(x, box.y + 100);
      expect(await text(page, "record-of")).toBe("record 40 of 66");
      await page.mouse.click(x, box.y + 100);
      expect(await page.inputValue("#record")).toBe("40");
    }
    await page.context().close();
  });

  test("anywhere in the bars is at the nearest pair, also between two, and beside them at none", async () => {
    const { page } = await open(bench);
    await shown(page);
    await page.locator("#pairsA").scrollIntoViewIfNeeded();
    const box = (await page.locator("#pairsA").boundingBox())!;
    const pairs: number[] = [];
    for (let x = 0; x < box.width; x += 2) {
      await page.mouse.move(box.x + x, box.y + 80);
      pairs.push(Number(/^Pair (\S+) of A/.exec(await text(page, "pair"))![1]));
    }
    expect([...new Set(pairs)]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(pairs).toEqual(pairs.toSorted((a, b) => a - b));
    await page.mouse.move(box.x + 2, box.y + 80);
    expect(await text(page, "pair")).toMatch(/^Pair 20 of A/);
    await page.context().close();
  });

  test("before the pictures are drawn is at nothing", async () => {
    const { page, complaints } = await open(bench, "", {}, () => {
      window.requestAnimationFrame = () => 0;
    });
    await page.waitForSelector("#controls-rows tr");
    for (const id of ["accuracy", "pairsA"]) {
      await page.locator(`#${id}`).dispatchEvent("pointermove", { clientX: 300, bubbles: true });
    }
    expect(await page.locator(".marker.record:visible").count()).toBe(0);
    expect(await text(page, "pair")).toMatch(/^Pair 1 of A/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("at a pair, or moving to it by keyboard, shows its numbers", async () => {
    const { page } = await open(bench);
    await shown(page);
    await page.focus("#pairs-of-A");
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
    const after = published.perPair.rehearse.A[8];
    const words = plain(await text(page, "pair"));
    expect(words).toContain(`Pair 9 of A (not rehearsed): ${percent(after)} of its bits at record 66`);
    expect(words).toContain(`${percent(published.perPair.learnB.A[8])} after B`);
    expect(plain((await page.getAttribute("#pairs-of-A", "aria-valuetext"))!)).toBe(words);
    for (const key of ["End", "x", "ArrowRight"]) await page.keyboard.press(key);
    expect(await text(page, "pair")).toMatch(/^Pair 20 of A/);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement!.id)).toBe("pairs-of-B");
    await page.locator("#pairsB").scrollIntoViewIfNeeded();
    const box = (await page.locator("#pairsB").boundingBox())!;
    await page.mouse.move(box.x + 55, box.y + 80);
    expect(await text(page, "pair")).toMatch(/^Pair 1 of B: /);
    await page.context().close();
  });
});

describe("a run", () => {
  test("of which all pairs are rehearsed says that none is left out", async () => {
    const { page } = await open(bench, "#nPairs=2");
    await shown(page);
    expect(plain(await text(page, "gains"))).toMatch(
      /^Bit accuracy of the rehearsed pairs: \S+ pp; none is left out\.$/,
    );
    expect(await page.locator("#controls-rows th").allTextContents()).toEqual([
      "2 rehearsed pairs of A",
      "all of A",
      "all of B",
    ]);
    await page.context().close();
  });

  test("of too many units to be drawn says so, instead of the matrices", async () => {
    const { page } = await open(bench, "#dim=1025&nPairs=2&nASweeps=1&nBSweeps=1");
    await shown(page);
    await page.waitForFunction(() => document.getElementById("weights-note")!.textContent !== "");
    expect(await text(page, "weights-note")).toBe("The matrices are too large to be shown.");
    expect(await page.isVisible("#maps")).toBe(false);
    await page.fill("#dim", "50");
    await page.waitForFunction(() => document.getElementById("weights-note")!.textContent === "");
    expect(await page.isVisible("#maps")).toBe(true);
    await page.context().close();
  });

  test("too long to keep all weights says of which record they are", async () => {
    const { page } = await open(bench, "#dim=60&nPairs=40&nASweeps=2500&record=7");
    await shown(page);
    await page.waitForFunction(() => document.getElementById("weights-note")!.textContent !== "");
    expect(await text(page, "weights-note")).toMatch(/^Of so long a run not all weights are kept: record [4-6]\.$/);
    expect(await text(page, "pair")).toContain("at record 7;");
    await page.context().close();
  });
});

test("a template without an element that the program needs is not passed over in silence", async () => {
  const folder = emptyFolder();
  const file = join(folder, "explore.html");
  writeFileSync(file, bench.html.replace('<div id="maps"', '<div id="map"'));
  const { page, complaints } = await open({ ...bench, file: pathToFileURL(file).href });
  await page.waitForFunction(() => document.getElementById("headline")!.textContent !== "");
  await expect.poll(() => complaints[0]).toBe("the page has no HTMLElement #maps");
  await page.context().close();
});

test("the result of a change is announced, once it rests", async () => {
  const { page } = await open(bench);
  await shown(page);
  await page.click("#next-seed");
  await page.waitForFunction(() => document.getElementById("announcement")!.textContent !== "");
  await page.waitForTimeout(700);
  expect(plain(await text(page, "announcement"))).toBe(plain(await text(page, "headline")));
  await page.context().close();
});

test("the command can be copied", async () => {
  const { page } = await open(bench, "#seed=3", { permissions: ["clipboard-read", "clipboard-write"] });
  await shown(page);
  await page.click("#copy");
  await page.waitForFunction(() => document.getElementById("copied")!.textContent !== "");
  expect(await text(page, "copied")).toMatch(/Copied|Selected/);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("fast-weights run --seed 3");
  await page.context().close();
});

test("without JavaScript the page says what it would do, and where the report is", async () => {
  const { page } = await open(bench, "", { javaScriptEnabled: false });
  const words = (await page.locator("body").innerText()).replace(/\s+/g, " ");
  expect(words).toContain("This page needs JavaScript.");
  expect(await page.locator("noscript a").getAttribute("href")).toBe("index.html");
  expect(await page.isVisible("#explorer")).toBe(false);
  await page.context().close();
});

describe("what the page may do", () => {
  test("no request leaves it, opened from a file and offline", async () => {
    const { page, requests, complaints } = await open(bench);
    await shown(page);
    await page.click("#next-seed");
    await shown(page);
    expect(requests.filter((url) => url !== bench.file && !/^(blob|data):/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("its policy allows its own script and style, a worker of its own, and nothing else", () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(bench.html)![1]!;
    expect(policy.replace(/'sha256-[^']+'/g, "HASH")).toBe(
      "default-src 'none'; script-src HASH; worker-src blob:; style-src HASH; img-src data:; base-uri 'none'; form-action 'none'",
    );
  });

  test("text is not made into programs", async () => {
    const { page } = await open(bench);
    const refused = await page.evaluate(
      () =>
        new Promise((done) => {
          document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => done(violatedDirective));
          const script = document.createElement("script");
          script.textContent = "document.title = 'changed'";
          document.body.append(script);
        }),
    );
    expect(refused).toBe("script-src-elem");
    await page.context().close();
  });

  test("it has at most 350 KB, gzipped", () => {
    expect(gzipSync(bench.html, { level: 9 }).length).toBeLessThan(350_000);
  });
});

describe.each([
  ["wide", { viewport: { width: 1280, height: 900 } }],
  ["on a phone", { viewport: { width: 360, height: 740 } }],
  ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
  ["dark on a phone", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
] as const)("%s", (kind, options) => {
  test.each(presets.map(({ name }) => name))("%s: a picture to look at, and axe-core finds nothing", async (name) => {
    const { page, complaints } = await open(bench, "", options);
    await shown(page);
    await page.getByRole("button", { name, exact: true }).click();
    await shown(page);
    await page.waitForTimeout(200);
    const file = `${kind} ${name}`.replace(/\W+/g, "-").toLowerCase();
    await page.screenshot({ path: join(import.meta.dirname, "pictures", `${file}.png`), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(options.viewport.width);
    if (options.viewport.width < 900) await page.click("#settings summary");
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test.each([320, 768, 1024, 1920])("nothing scrolls sideways at %i px", async (width) => {
  const { page } = await open(bench, "", { viewport: { width, height: 800 } });
  await shown(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  await page.context().close();
});
