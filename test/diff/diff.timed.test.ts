import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { command, filesIn, root } from "../command.ts";
import { TestRepository } from "./repository.ts";

/** How long some work takes, in seconds, the shortest of three times. */
async function shortest(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await work();
    times.push((performance.now() - start) / 1000);
  }
  return Math.min(...times);
}

async function diffIn(folder: string, ...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await command(["diff", ...words], { cwd: folder });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

/** Reads every PNG that the working tree has, once. */
const reader = `
  const { PNG } = require(${JSON.stringify(join(root, "node_modules/pngjs"))});
  for (const path of fs.readdirSync(".", { recursive: true })) {
    if (path.endsWith(".png")) PNG.sync.read(fs.readFileSync(path));
  }`;

/**
 * All outputs as they are committed, and all their pictures in other colours. A slow machine is allowed longer, by what whole
 * processes of the same kind need there in the same seconds: six starts, or reading the pictures, which it does twice, five times.
 */
test("unchanged outputs within half a second; all pictures changed within three", async () => {
  const gif = "fast_weights_rehearsal.gif";
  const committed = new Map<string, Uint8Array>([[gif, readFileSync(join(root, gif))]]);
  for (const place of ["report", "viz"]) {
    for (const [path, content] of filesIn(join(root, place))) committed.set(`${place}/${path}`, content);
  }
  const pictures = [...committed].filter(([path]) => path.endsWith(".png"));
  const changed = new Map<string, Uint8Array>();
  for (const [path, content] of pictures) {
    const png = PNG.sync.read(Buffer.from(content));
    for (let i = 0; i < png.data.length; i += 4) png.data[i] = 255 - png.data[i]!;
    changed.set(path, PNG.sync.write(png, { deflateLevel: 1 }));
  }
  const frames = Buffer.from(committed.get(gif)!);
  // The palette begins here: another white, in every frame.
  frames[13] = frames[13]! ^ 0x0f;
  changed.set(gif, frames);

  const repository = new TestRepository();
  repository.commit(committed);
  repository.commit(changed);
  const starting = await shortest(() => command(["--version"]));
  expect(await shortest(() => diffIn(repository.folder))).toBeLessThan(Math.max(0.5, 6 * starting));
  expect(JSON.parse(await diffIn(repository.folder, "HEAD~1", "HEAD", "--json")).pictures).toHaveLength(changed.size);
  const reading = await shortest(() => execFileSync(process.execPath, ["-e", reader], { cwd: repository.folder }));
  const comparing = await shortest(() => diffIn(repository.folder, "HEAD~1", "HEAD"));
  expect(comparing).toBeLessThan(Math.max(3, 5 * reading));
});
