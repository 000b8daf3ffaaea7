// Coverage of branches: of what the tests run themselves, and of the bundled program that they start, seen through its source
// maps, and of the explorer in a browser, but for its worker. Arguments are vitest's: a part of the tests.
//
// Its tools are vitest's own, and not among the dependencies: test/mutation.md says how to install them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { mergeProcessCovs } from "@bcoe/v8-coverage";
import { convert } from "ast-v8-to-istanbul";
import { parseAst } from "vite";

const TESTS = "coverage/tests";
const PROGRAMS = "coverage/programs";
/** Per cent of the branches, where mutation testing does not look. */
const LEAST_COVERED = 95;
const MUTATED = ["src/model", "src/studies"];

/** How often each way of each branch was taken: file → branch → counts. */
const taken = new Map();

/** Counts of Istanbul's kind: a branch is the same branch wherever its code ran. */
function add(files) {
  for (const [file, { branchMap, b }] of Object.entries(files)) {
    const branches = taken.get(file) ?? new Map();
    taken.set(file, branches);
    for (const [id, { type, loc }] of Object.entries(branchMap)) {
      const branch = `${loc.start.line}:${loc.start.column + 1} ${type}`;
      const before = branches.get(branch) ?? [];
      branches.set(
        branch,
        b[id].map((count, way) => count + (before[way] ?? 0)),
      );
    }
  }
}

/** What the programs did that the tests started, as one. */
function ofPrograms() {
  const dist = pathToFileURL(resolve("dist")).href;
  const files = existsSync(PROGRAMS) ? readdirSync(PROGRAMS) : [];
  return files
    .map(readProgram)
    .reduce(
      (merged, result) => mergeProcessCovs([merged, { result: result.filter(({ url }) => url.startsWith(dist)) }]),
      { result: [] },
    ).result;
}

function readProgram(file) {
  try {
    return JSON.parse(readFileSync(join(PROGRAMS, file), "utf8")).result;
  } catch {
    // A signal or a limit ended the program while it wrote down what it did.
    return [];
  }
}

rmSync(TESTS, { recursive: true, force: true });
rmSync(PROGRAMS, { recursive: true, force: true });
// It is bundled with source maps, and afterwards without them.
const forgetBundle = () => rmSync("dist/bundled", { force: true });
forgetBundle();
// Whether they pass is not asked here: measured, they take longer than some of them allow.
spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    "mocks",
    "--project",
    "tests",
    "--project",
    "slow",
    "--coverage.enabled",
    ...process.argv.slice(2),
  ],
  { env: { ...process.env, SOURCE_MAPS: "1" }, stdio: "inherit" },
);
forgetBundle();

add(JSON.parse(readFileSync(join(TESTS, "coverage-final.json"), "utf8")));
for (const coverage of ofPrograms()) {
  const path = fileURLToPath(coverage.url);
  if (!existsSync(`${path}.map`)) continue;
  const code = readFileSync(path, "utf8");
  const sourceMap = JSON.parse(readFileSync(`${path}.map`, "utf8"));
  const files = await convert({ ast: parseAst(code), code, sourceMap, coverage });
  add(Object.fromEntries(Object.entries(files).filter(([file]) => taken.has(file))));
}

const print = (line) => process.stdout.write(`${line}\n`);
/** `src/diff` for a file of that folder, `src` for one that lies there itself. */
const folderOf = (file) => relative(".", file).split(sep).slice(0, -1).slice(0, 2).join("/");
function printCoverage(name, files) {
  const ways = files.flatMap((file) => [...taken.get(file).values()].flat());
  const covered = ways.filter((count) => count > 0).length;
  const share = ways.length > 0 ? (100 * covered) / ways.length : 100;
  print(`| ${name} | ${covered} | ${ways.length} | ${share.toFixed(1)} % |`);
  return share;
}

const all = [...taken.keys()].sort();
const elsewhere = all.filter((file) => !MUTATED.includes(folderOf(file)));
for (const file of elsewhere) {
  for (const [branch, counts] of taken.get(file)) {
    if (counts.includes(0)) print(`${relative(".", file)}:${branch} ${counts.join(" ")}`);
  }
}
for (const folder of [...new Set(all.map(folderOf))].sort()) {
  printCoverage(
    `\`${folder}\``,
    all.filter((file) => folderOf(file) === folder),
  );
}
const share = printCoverage("all but the model and the studies", elsewhere);
process.exitCode = share < LEAST_COVERED ? 1 : 0;
