import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000,
    // Its ES module build, which Node would not find.
    server: { deps: { inline: ["gifenc"] } },
  },
});
