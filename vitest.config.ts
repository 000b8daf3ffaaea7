import { availableParallelism } from "node:os";
import { defineConfig, mergeConfig } from "vitest/config";
import type { Reporter } from "vitest/node";
import { textModulesForVite } from "./scripts/text-modules.js";

/** The last word, in a form that any CI reads: "123 passed, 0 failed". */
const closingLine: Reporter = {
  onTestRunEnd(modules) {
    const count = (state: "passed" | "failed") =>
      modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
    process.stdout.write(`${count("passed")} passed, ${count("failed")} failed\n`);
  },
};

/** What all tests are run with. */
export const everyday = defineConfig({
  // Packages that name source maps they do not bring.
  logLevel: "error",
  plugins: [textModulesForVite],
  test: {
    globalSetup: ["test/bundle.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The ES module build of the one Node would not find; the other imports JSON as Node does not.
    server: { deps: { inline: ["gifenc", /@actions\//] } },
    reporters: ["default", closingLine],
  },
});

const timed = "test/**/*.timed.test.ts";

export default mergeConfig(
  everyday,
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: { name: "tests", include: ["test/**/*.test.ts"], exclude: [timed], maxWorkers: availableParallelism() },
        },
        // What measures time comes last, and has the machine to itself.
        { extends: true, test: { name: "timed", include: [timed], maxWorkers: 1, sequence: { groupOrder: 1 } } },
      ],
    },
  }),
);
