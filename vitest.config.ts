import { defineConfig } from "vitest/config";
import type { Reporter } from "vitest/node";

/** The last word, in a form that any CI reads: "123 passed, 0 failed". */
const closingLine: Reporter = {
  onTestRunEnd(modules) {
    const count = (state: "passed" | "failed") =>
      modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
    process.stdout.write(`${count("passed")} passed, ${count("failed")} failed\n`);
  },
};

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/bundle.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Its ES module build, which Node would not find.
    server: { deps: { inline: ["gifenc"] } },
    reporters: ["default", closingLine],
  },
});
