import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAddress } from "../../src/explorer/address.ts";
import { settingsOf } from "../../src/explorer/experiment.ts";
import { runWithControls } from "../../src/model/controls.ts";
import { drawTask } from "../../src/model/patterns.ts";
import { bitAccuracy, type RecallOfBoth } from "../../src/model/recall.ts";
import { lessonsPage } from "../../src/report/site-pages.ts";
import { overflow, sharedBrowser } from "../browser/browser.ts";
import { root } from "../command.ts";

const shared = sharedBrowser();
const lessons = readFileSync(join(root, "docs/lessons.md"), "utf8");
const addresses = [...lessons.matchAll(/\]\(([^)#]*)(#[^)]*)?\)/g)];

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
    const grey = ({ A }: RecallOfBoth) => bitAccuracy(A, settings.nRehearse);
    const { afterB, waitingAsLong, afterRehearsal, rehearsalThenWaiting, neverLearnedA } = run;
    const numbers = [
      ...[afterB, waitingAsLong, afterRehearsal, neverLearnedA.afterRehearsal].map(grey),
      ...[afterRehearsal, rehearsalThenWaiting].map(({ B }) => B.bit),
    ];
    expect(cells.split(" | ")).toEqual(numbers.map((number) => (100 * number).toFixed(1)));
  },
);

test("the teacher has a row for every state of the lessons", () => {
  const states = new Set(addresses.map(([, , hash]) => hash));
  expect(new Set(rows.map(([, , hash]) => hash))).toEqual(states);
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
    expect(await overflow(page)).toBe(0);
  },
);
