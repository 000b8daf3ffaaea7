import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeOutputs, readMeasured } from "../../src/commands/outputs.ts";
import { UsageError } from "../../src/errors.ts";
import { drawRun } from "../../src/render/drawn-run.ts";
import type { Renderer } from "../../src/render/here.ts";
import { documentPath } from "../../src/runner/documents.ts";
import { makeSettings } from "../../src/settings.ts";
import { studies } from "../../src/studies/index.ts";
import { emptyFolder, root } from "../command.ts";

const settings = makeSettings({ dim: 4, nPairs: 3, nRehearse: 1, nASweeps: 1, nBSweeps: 1, nRehearseSweeps: 1 });

/** Draws nothing, so that only what is made of the numbers is tried. */
const blank: Renderer = {
  png: async () => ({ png: new Uint8Array(), width: 1, height: 1 }),
  gif: async () => new Uint8Array(),
  enough: () => {},
};

describe.each(studies.map(({ name }) => name))("results of %s", (study) => {
  const document = JSON.parse(readFileSync(join(root, documentPath(study)), "utf8"));
  const names = Object.keys(document.rows[0].estimates);

  test.each(names)("without any %s are shown without it, or refused with their name", async (name) => {
    const without = structuredClone(document);
    for (const { estimates } of without.rows) delete estimates[name];
    const folder = emptyFolder();
    const path = join(folder, documentPath(study));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(without));
    try {
      const outputs = await makeOutputs(await drawRun(settings, blank), 1, readMeasured(folder), blank);
      expect(outputs.get("report/README.md")).not.toMatch(/undefined|NaN/);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      expect((error as Error).message).toMatch(new RegExp(`report/studies/${study}\\.json: .*study ${study} again$`));
    }
  });
});
