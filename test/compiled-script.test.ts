import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command, emptyFolder } from "./command.ts";

/** Says of each script that a process runs whether V8 took the code that was kept of it. There are two processors. */
const watch = (record: string): string => `
  const vm = require("node:vm");
  const { appendFileSync } = require("node:fs");
  const { basename } = require("node:path");
  require("node:os").availableParallelism = () => 2;
  const who = process.send ? "process" : "program";
  vm.Script = class extends vm.Script {
    constructor(source, options) {
      super(source, options);
      const what = options.cachedData ? (this.cachedDataRejected ? "refused" : "taken") : "absent";
      appendFileSync(${JSON.stringify(record)}, who + ", " + basename(options.filename) + ": " + what + "\\n");
    }
  };`;

/** What is heard of the scripts while the program runs. */
async function heardOf(...words: string[]): Promise<string[]> {
  const folder = emptyFolder();
  const [record, hook] = [join(folder, "record"), join(folder, "hook.cjs")];
  writeFileSync(hook, watch(record));
  const env = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(hook)}` };
  const { status, stderr } = await command(words, { cwd: folder, env });
  expect(status, stderr).toBe(0);
  return readFileSync(record, "utf8").trim().split("\n").sort();
}

/** V8 says nothing where it refuses code: it compiles all of it again, at a tenth of a build's time. */
describe("the code that was kept of a script is taken", () => {
  it("by a run", async () => {
    expect(await heardOf("run", "--n-a-sweeps", "1")).toEqual(["program, run.cjs: taken"]);
  });

  it("by a build, which draws figures itself, and by the process that draws its animation", async () => {
    const drawn = ["process, drawing.cjs: taken", "program, drawing.cjs: taken", "program, program.cjs: taken"];
    expect(await heardOf("build", "--sweep", "1")).toEqual(drawn);
  });
});
