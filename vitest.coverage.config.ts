import { join } from "node:path";
import { defineConfig, mergeConfig } from "vitest/config";
import tests from "./vitest.config.ts";

/** For scripts/coverage.js: what the tests run themselves; and the programs that they start are to leave theirs, too. */
export default mergeConfig(
  tests,
  defineConfig({
    test: {
      env: { NODE_V8_COVERAGE: join(import.meta.dirname, "coverage/programs") },
      coverage: {
        enabled: true,
        provider: "v8",
        include: ["src/**/*.ts"],
        reporter: ["json"],
        reportsDirectory: "coverage/tests",
        reportOnFailure: true,
      },
    },
  }),
);
