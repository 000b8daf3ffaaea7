import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { PNG } from "pngjs";
import { expect, it, vi } from "vitest";
import { command, root } from "../command.ts";
import { called } from "./called.ts";
import { typeLines, workplace } from "./line-trial.ts";
import { commandLine } from "./lines.ts";
import { drawn, seed } from "./seed.ts";

// What is drawn does not matter here; in torture/ it is drawn.
vi.mock("../../src/render/renderer.ts", () => {
  const png = PNG.sync.write(new PNG({ width: 2, height: 2 }));
  const gif = readFileSync(join(root, "fast_weights_rehearsal.gif"));
  const drawing = { png, svg: "<svg/>" };
  const renderer = { figure: async () => drawing, gif: async () => gif };
  return { withRenderer: (work: (given: typeof renderer) => unknown) => work(renderer) };
});

const place = workplace();

it(`keeps its manners with whatever is typed ${drawn}`, async () => {
  const [done, no, refused] = await typeLines(1_000, place);
  expect({ done: done! > 100, no: no! > 5, refused: refused! > 100 }).toEqual({ done: true, no: true, refused: true });
}, 300_000);

it(`answers as a whole process what it answers when it is called ${drawn}`, async () => {
  // What people can type reaches a process whole; what is refused, or data, is the same each time.
  const typed = commandLine.filter(
    (words) => !words.some((word) => /\p{Cs}/u.test(word)) && words.join("").length < 100_000,
  );
  const compared: string[][] = [];
  for (const words of fc.sample(typed, { numRuns: 300, seed })) {
    if (compared.length === 60) break;
    if (words[0] === "check" || words[0] === "site") continue;
    const answer = await called(words, place.folder);
    const isData = words[0] === "run" && words.includes("--json");
    if (answer.status === 0 && !isData) place.renew();
    else {
      expect({ words, ...(await command(words, { cwd: place.folder })) }).toEqual({ words, ...answer });
      compared.push(words);
    }
  }
  expect(compared).toHaveLength(60);
}, 300_000);
