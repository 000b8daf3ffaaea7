import { defineConfig } from "vitest/config";
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

export default defineConfig({
  // Packages that name source maps they do not bring.
  logLevel: "error",
  plugins: [textModulesForVite],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/bundle.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The ES module build of the one Node would not find; the other imports JSON as Node does not.
    server: { deps: { inline: ["gifenc", /@actions\//] } },
    reporters: ["default", closingLine],
  },
});
