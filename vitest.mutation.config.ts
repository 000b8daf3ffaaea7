import { defineConfig } from "vitest/config";
import { textModulesForVite } from "./scripts/text-modules.js";

/** For scripts/mutation.js, which says what tests are to kill the mutants of a file. None of them runs the program bundled. */
export default defineConfig({
  logLevel: "error",
  plugins: [textModulesForVite],
  test: {
    include: process.env.MUTATION_TESTS?.split(",") ?? ["test/{model,oracle,studies}/**/*.test.ts"],
    setupFiles: ["test/mutation-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
