import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { emptyFolder, root } from "../command.ts";

const guide = readFileSync(join(root, "docs/studies.md"), "utf8");

/** The files of the study that the guide adds, by path. */
const files = new Map(
  [...guide.matchAll(/^`(\S+\/coin\S*)` [\s\S]*?^```\w+\n([\s\S]*?)^```$/gm)].map(([, path, text]) => [path!, text!]),
);
const [importLine] = /^import \{ coinSection \}.*\n/m.exec(guide)!;

const run = (cwd: string, file: string, ...words: string[]): string =>
  execFileSync(file, words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** A copy of the checkout to which the study is added as the guide says; with `alone` it has no other studies. */
function checkoutWithCoin(alone: boolean): string {
  const copy = emptyFolder();
  const paths = ["src", "templates", "scripts", "docs", "report", "viz", "test", "package.json", "tsconfig.json"];
  for (const path of [...paths, "vitest.config.ts", "biome.json"])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  const index = join(copy, "src/studies/index.ts");
  const list = /(?<=sections: readonly Section\[\] = \[)[^\]]*/;
  const text = readFileSync(index, "utf8").replace(list, (others) => `${alone ? "" : others}  coinSection,\n`);
  writeFileSync(index, importLine + text);
  return copy;
}

it("the study that the guide adds is four files, and is run, built, checked and compared like the others", () => {
  expect([...files.keys()]).toEqual([
    "src/studies/coin/study.ts",
    "src/studies/coin/figure.ts",
    "src/studies/coin/section.ts",
    "templates/studies/coin.md.hbs",
  ]);
  const copy = checkoutWithCoin(false);
  run(copy, process.execPath, "scripts/bundle.js");
  const program = JSON.parse(readFileSync(join(copy, "package.json"), "utf8")).bin["fast-weights"];
  const cli = (...words: string[]) => run(copy, process.execPath, program, ...words);
  const git = (...words: string[]) => run(copy, "git", "-c", "user.name=a", "-c", "user.email=a@b", ...words);

  const config = { extends: "./tsconfig.json", include: ["src/studies/coin/*.ts", "src/**/*.d.ts"] };
  writeFileSync(join(copy, "tsconfig.coin.json"), JSON.stringify(config));
  expect(run(copy, "npx", "tsc", "--noEmit", "-p", "tsconfig.coin.json")).toBe("");

  expect(cli("study", "--list")).toContain("coin, 30 seeds from 0\n  Are half of the random signs positive?\n");
  expect(cli("study", "coin", "--seeds", "3")).toMatch(/^coin: (un)?fair, 3 seeds from 0\nheads +0\.\d+\n$/);
  expect(cli("study", "coin")).toBe("coin: fair, report/studies/coin.json\n");
  expect(cli("check", "--studies", "coin")).toBe("report/studies/coin.json: is what the study gives\n");
  expect(cli("build")).toMatch(/^report\/studies\/coin\.json\n[\s\S]*^viz\/studies\/coin\.png\n/m);
  expect(cli("check")).toMatch(/^All \d+ files are what the program makes\.\n$/);
  const [report, page] = ["README.md", "index.html"].map((name) => readFileSync(join(copy, "report", name), "utf8"));
  expect(report).toMatch(/\n## [A-Z]\. A coin\n\n\*Are half of [\s\S]*Verdict\.\*\* The coin is fair\.\n/);
  expect(page).toMatch(/href="#[a-z]-a-coin"/);
  run(copy, "npx", "biome", "check", "--write");
  const ofStudies = ["studies/registry", "runner/cli", "report/traced", "figures/study-figures", "diff/overlay"];
  const tests = ofStudies.map((path) => `test/${path}.test.ts`);
  run(copy, "npx", "vitest", "run", "--project", "tests", ...tests, "-t", "coin|studies|dacey");

  git("init", "-q");
  git("add", "report", "viz");
  git("commit", "-qm", "before");
  cli("study", "coin", "--seeds", "20", "--out", ".");
  expect(cli("diff")).toMatch(/study “A coin”[\s\S]*heads/);
});

it("docs/studies.slurm runs as it says, and its shards give the results of one machine", () => {
  const copy = checkoutWithCoin(true);
  const script = readFileSync(join(copy, "docs/studies.slurm"), "utf8");
  const [, setUp] = /^# {3}npm ci && (.*)$/m.exec(script)!;
  const [, merge] = /--wrap "(.*)"$/m.exec(script)!;
  const [, last] = /^#SBATCH --array=1-(\d+)$/m.exec(script)!;
  run(copy, "bash", "-c", setUp!);
  for (let task = 1; task <= Number(last); task++) {
    run(copy, "env", `SLURM_ARRAY_TASK_ID=${task}`, "SLURM_CPUS_PER_TASK=1", "bash", "docs/studies.slurm");
  }
  run(copy, "bash", "-c", merge!);
  const results = join(copy, "report/studies/coin.json");
  expect(existsSync(results)).toBe(true);
  run(copy, "bash", "-c", "npm run -s cli -- study coin --out whole");
  expect(readFileSync(results)).toEqual(readFileSync(join(copy, "whole/report/studies/coin.json")));
});
