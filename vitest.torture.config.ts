import { defineConfig } from "vitest/config";
import { everyday } from "./vitest.config.ts";

/** The tests that take long, because they try what may go wrong very often: `npm run torture`. */
export default defineConfig({
  ...everyday,
  test: {
    ...everyday.test,
    include: ["test/torture/**/*.torture.ts"],
    fileParallelism: false,
    env: { FAST_CHECK_SEED: process.env.FAST_CHECK_SEED ?? String(Date.now() % 2 ** 31) },
    testTimeout: 7_200_000,
    hookTimeout: 600_000,
  },
});
