import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import type { Reporter } from "vitest/node";

/** Imports templates and style sheets as text, and fonts as data URIs, as the bundle does. */
const text = {
  name: "text",
  enforce: "pre" as const,
  resolveId: (id: string, importer?: string) =>
    importer && /\.(hbs|css|woff2)$/.test(id) ? `\0text:${createRequire(importer).resolve(id)}.txt` : undefined,
  load(id: string) {
    if (!id.startsWith("\0text:")) return undefined;
    const path = id.slice("\0text:".length, -".txt".length);
    const isFont = path.endsWith(".woff2");
    const text = readFileSync(path, isFont ? "base64" : "utf8");
    return `export default ${JSON.stringify(isFont ? `data:font/woff2;base64,${text}` : text)};`;
  },
};

/** Takes the SIMD instructions away: with WITHOUT_SIMD=1 all other tests pass all the same. */
const withoutSimd = {
  name: "without-simd",
  enforce: "pre" as const,
  load: (id: string) =>
    /model.simd.\w+\.ts$/.test(id) ? "export const simdRows = () => undefined, simdGradient = simdRows;" : undefined,
};

/** Prints the last line in a form that any CI reads: "123 passed, 0 failed". */
const closingLine: Reporter = {
  onTestRunEnd(modules) {
    const count = (state: "passed" | "failed") =>
      modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
    process.stdout.write(`${count("passed")} passed, ${count("failed")} failed\n`);
  },
};

const slow = ["test/{hostile,input}/**/*.test.ts", "test/**/*.slow.test.ts"];
/** What a file mocks must not reach the next one: each of these has a process of its own, the others share two. */
const mocking = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".test.ts") && readFileSync(path, "utf8").includes("vi.mock("));
/** The tests that are to kill the mutants of a file; scripts/mutation.js names them. */
const mutation = process.env.MUTATION_TESTS?.split(",");

export default defineConfig({
  // Some packages name source maps that they do not bring.
  logLevel: "error",
  plugins: process.env.WITHOUT_SIMD ? [text, withoutSimd] : [text],
  test: {
    globalSetup: mutation ? [] : ["test/bundle.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: availableParallelism(),
    // The ES module build of the one Node would not find; the other imports JSON as Node does not.
    server: { deps: { inline: ["gifenc", /@actions\//] } },
    reporters: ["default", closingLine],
    // For scripts/coverage.js: the programs that the tests start tell what they did, too.
    env: process.env.SOURCE_MAPS ? { NODE_V8_COVERAGE: join(import.meta.dirname, "coverage/programs") } : {},
    coverage: {
      include: ["src/**/*.ts"],
      reporter: ["json"],
      reportsDirectory: "coverage/tests",
      reportOnFailure: true,
    },
    projects: mutation
      ? [{ extends: true, test: { name: "mutation", include: mutation, setupFiles: ["test/mutation-setup.ts"] } }]
      : [
          // npm test
          {
            extends: true,
            test: {
              name: "tests",
              isolate: false,
              include: ["test/**/*.test.ts"],
              exclude: [...slow, ...mocking, ...(process.env.WITHOUT_SIMD ? ["test/model/simd/**"] : [])],
            },
          },
          { extends: true, test: { name: "mocks", include: mocking, exclude: slow } },
          // npm run test:all
          { extends: true, test: { name: "slow", include: slow } },
          // npm run torture: an hour of what may go wrong, each time in another order.
          {
            extends: true,
            test: {
              name: "torture",
              include: ["test/torture/**/*.torture.ts"],
              fileParallelism: false,
              env: { FAST_CHECK_SEED: process.env.FAST_CHECK_SEED ?? String(Date.now() % 2 ** 31) },
              testTimeout: 7_200_000,
              hookTimeout: 600_000,
            },
          },
        ],
  },
});
