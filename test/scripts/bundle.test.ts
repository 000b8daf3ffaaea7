import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, test } from "vitest";
import { bundle } from "../checkout.ts";
import { emptyFolder, ended, root } from "../command.ts";

let folder: string;
const at = (path: string) => join(folder, path);

function write(path: string, content: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}
const touch = (path: string): void => utimesSync(at(path), new Date(), new Date());

const bundledAt = () => statSync(at("dist/cli.js")).mtimeMs;
/** Bundles, and says if anything was made. */
async function isMade(): Promise<boolean> {
  const before = existsSync(at("dist/cli.js")) ? bundledAt() : 0;
  expect(await bundle(folder)).toEqual({ status: 0, stdout: "", stderr: "" });
  return bundledAt() > before;
}
const said = () => ended(spawn(process.execPath, ["dist/cli.js"], { cwd: folder }));

// A program of a few lines, in the places of ours.
beforeEach(async () => {
  folder = emptyFolder();
  for (const name of ["bundle.js", "licenses.js"]) cpSync(join(root, "scripts", name), at(`scripts/${name}`));
  write(
    "src/cli.ts",
    'import text from "../templates/words.hbs"; import { n } from "./part.ts"; console.log(text, n as number);',
  );
  write("src/part.ts", "export const n = 1;");
  write("src/render/draw.ts", "console.log();");
  write("src/render/vega-bundle.ts", "export const View = 1;");
  write("src/runner/worker.ts", "console.log();");
  write("src/unused.ts", "");
  write("templates/words.hbs", "words");
  write("package.json", '{ "type": "module" }');
  mkdirSync(at("node_modules"));
  symlinkSync(join(root, "node_modules/esbuild"), at("node_modules/esbuild"), "junction");
  cpSync(join(root, "node_modules/.package-lock.json"), at("node_modules/.package-lock.json"));
  expect(await isMade()).toBe(true);
});

describe("the bundle", () => {
  it("is not made again where nothing is newer", async () => {
    expect((await said()).stdout).toBe("words 1\n");
    expect(await isMade()).toBe(false);
  });

  test.each<[string, string, () => void]>([
    ["a source changes", "words 2\n", () => write("src/part.ts", "export const n = 2;")],
    ["a template changes", "other 1\n", () => write("templates/words.hbs", "other")],
    ["package.json changes", "words 1\n", () => touch("package.json")],
    ["packages are installed", "words 1\n", () => touch("node_modules/.package-lock.json")],
    ["a source is deleted", "words 1\n", () => rmSync(at("src/unused.ts"))],
    ["it was cut off before its stamp", "words 1\n", () => rmSync(at("dist/bundled"))],
    ["it is gone", "words 1\n", () => rmSync(at("dist"), { recursive: true })],
  ])("is made again where %s", async (_, answer, change) => {
    change();
    expect([await isMade(), await isMade()]).toEqual([true, false]);
    expect((await said()).stdout).toBe(answer);
  });

  it("that is cut off half-way is made again by the next command", async () => {
    write("src/part.ts", `export const n = ${"2".repeat(15)}; /* ${"x".repeat(1000)} */`);
    // What a kill leaves, in the order in which files are written: half a program, and the stamp of the bundle before.
    writeFileSync(at("dist/cli.js"), readFileSync(at("dist/cli.js")).subarray(0, 20));
    expect(await isMade()).toBe(true);
    expect((await said()).stdout).toBe("words 222222222222222\n");
  });

  it("that is stopped at any file leaves a program that runs, the one before or the next", async () => {
    // Chunks of both, one of them shared with the worker.
    write("src/runner/worker.ts", 'import { n } from "../part.ts"; console.log(n);');
    await bundle(folder);
    for (let stop = 0; ; stop++) {
      write("src/part.ts", `export const n = ${10 + stop};`);
      const stopping = `
        import fs from "node:fs";
        import { syncBuiltinESMExports } from "node:module";
        let left = ${stop};
        for (const name of ["writeFileSync", "renameSync", "rmSync"]) {
          const change = fs[name];
          fs[name] = (...words) => (left-- > 0 ? change(...words) : process.exit(9));
        }
        syncBuiltinESMExports();`;
      write("stopping.js", stopping);
      const { status } = await ended(
        spawn(process.execPath, ["--import", "./stopping.js", "scripts/bundle.js"], { cwd: folder }),
      );
      const answer = await said();
      expect(answer).toMatchObject({ status: 0, stderr: "" });
      expect(["words 1\n", `words ${9 + stop}\n`, `words ${10 + stop}\n`]).toContain(answer.stdout);
      if (status === 0) break;
      expect(status).toBe(9);
    }
    expect((await said()).stdout).toMatch(/^words \d\d\n$/);
  });

  it("is the same of two that are made at once, and has nothing of the one before", async () => {
    write("src/part.ts", "export const n = 3;");
    writeFileSync(at("dist/chunk-OLD.js"), "");
    const both = await Promise.all([bundle(folder), bundle(folder)]);
    expect(both.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    expect((await said()).stdout).toBe("words 3\n");
    expect(readdirSync(at("dist")).sort()).toEqual([
      "THIRD-PARTY-LICENSES.txt",
      "bundled",
      "cli.js",
      "draw.js",
      "study-worker.js",
      "vega.cjs",
    ]);
  });
});
