import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, emptyFolder } from "./command.ts";

/** Says of each script that a process runs whether V8 took the code that was kept of it. */
const watch = (record: string): string => `
  const vm = require("node:vm");
  const { appendFileSync } = require("node:fs");
  const { basename } = require("node:path");
  vm.Script = class extends vm.Script {
    constructor(source, options) {
      super(source, options);
      const what = options.cachedData ? (this.cachedDataRejected ? "refused" : "taken") : "absent";
      appendFileSync(${JSON.stringify(record)}, basename(options.filename) + ": code " + what + "\\n");
    }
  };`;

/** What is heard of the scripts while the program runs. */
async function heardOf(...words: string[]): Promise<Set<string>> {
  const folder = emptyFolder();
  const [record, hook] = [join(folder, "record"), join(folder, "hook.cjs")];
  writeFileSync(hook, watch(record));
  const env = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(hook)}` };
  const { status, stderr } = await command(words, { cwd: folder, env });
  expect(status, stderr).toBe(0);
  return new Set(readFileSync(record, "utf8").trim().split("\n"));
}

/** V8 says nothing where it refuses code: it compiles all of it again, at a tenth of a build's time. */
describe("the code that was kept of a script is taken", () => {
  it("by a run", async () => {
    expect(await heardOf("run", "--n-a-sweeps", "1")).toEqual(new Set(["run.cjs: code taken"]));
  });

  it("by a build, in the program and in the processes that draw", async () => {
    const small = ["--dim", "4", "--n-pairs", "3", "--n-a-sweeps", "2", "--n-b-sweeps", "2", "--sweep", "1"];
    const scripts = await heardOf("build", ...small);
    const kept = ["program.cjs: code taken", "drawing.cjs: code taken"];
    expect(scripts).toEqual(new Set([...kept, "compile.cjs: code absent"]));
  });
});
