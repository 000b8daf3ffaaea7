// Mutation testing, file by file: Stryker changes a file of the model or of the studies in one place at a time, and the tests
// that are there for this file are to fail. That a study far away notices, too, would take hours to find out, and say less.
//
//   node scripts/mutation.js [file…]
//
// Stryker asks for Node 22, and is not among the dependencies: test/mutation.md says how to run it, and lists the survivors.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

/** The tests of the files that are not tested in a file of the same name (and a study beside the others, in the registry). */
const testsOf = {
  "model/associator": ["model/associator", "model/recall", "oracle/protocol"],
  "model/controls": ["studies/waiting"],
  "model/network": ["model/network", "model/common-mode", "model/tangent-kernel", "model/simd/gradient"],
  "model/patterns": ["model/patterns", "oracle/protocol"],
  "model/protocol": ["model/protocol", "oracle/protocol", "studies/waiting", "studies/structured-patterns"],
  "model/random": ["model/random", "oracle/random"],
  "model/rows": ["model/simd/rows", "model/associator"],
  "model/simd/gradient": ["model/simd/gradient"],
  "model/simd/module": ["model/simd/rows", "model/simd/gradient"],
  "model/simd/rows": ["model/simd/rows"],
  "model/sweep": ["model/protocol", "oracle/protocol", "settings"],
  "studies/controlled": ["studies/waiting"],
  "studies/cycle/linear": ["studies/cycle-linear"],
  "studies/cycle/moments": ["studies/cycle"],
  "studies/data-movement/byte-dmd": ["studies/byte-dmd"],
  "studies/estimates": ["studies/estimates", "studies/free-lunch"],
  "studies/index": ["studies/registry"],
  "studies/law/linear": ["studies/law-measured"],
  "studies/law/network": ["studies/law-measured", "studies/registry"],
  "studies/law/transfer": ["studies/law"],
  "studies/structured-patterns/prediction": ["studies/structured-patterns"],
  "studies/study": ["studies/registry", "studies/estimates", "studies/free-lunch"],
};
/** Per cent of the mutants of all files. */
const LEAST_KILLED = 92;
const RESULTS = "coverage/mutation/results.json";
const LIST = "test/mutation.md";
const print = (line) => process.stdout.write(`${line}\n`);

/** The model, and of the studies what measures; figures and sections are compared with what is committed. */
const files = ["model", "studies"]
  .flatMap((folder) => readdirSync(`src/${folder}`, { recursive: true }).map((name) => `${folder}/${name}`))
  .filter((path) => /(?<!\.d|figure|section)\.ts$/.test(path))
  .map((path) => path.slice(0, -3));
const asked = process.argv.slice(2);

const mutantsOf = (file) =>
  existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")).files[`src/${file}.ts`]?.mutants ?? []) : [];

const hasSurvived = ({ status }) => status === "Survived" || status === "NoCoverage";
/** A test that fails at once may end Stryker's run of the tests before it hears of any, and the mutant seems to survive. */
const isUntried = ({ status, testsCompleted }) => status === "Survived" && testsCompleted === 0;

/** Takes mutants out of the results, so that they are tried again. */
function forget(file, isForgotten) {
  if (!mutantsOf(file).some(isForgotten)) return;
  const results = JSON.parse(readFileSync(RESULTS, "utf8"));
  const known = results.files[`src/${file}.ts`];
  known.mutants = known.mutants.filter((mutant) => !isForgotten(mutant));
  writeFileSync(RESULTS, JSON.stringify(results));
}

function mutate(file) {
  const study = /^studies\/[^/]+(?=\/study$)/.exec(file)?.[0];
  const named = testsOf[file] ?? (study ? [study, "studies/registry"] : [file]);
  // What arguments are refused is tested in one place.
  const all = file.startsWith("model/") ? [...new Set([...named, "model/requirements"])] : named;
  const tests = all.map((test) => `test/${test}.test.ts`);
  for (const test of tests) if (!existsSync(test)) throw new Error(`no tests are named for src/${file}.ts`);
  const stryker = "node_modules/@stryker-mutator/core/bin/stryker.js";
  let attempts = 3;
  do {
    // Survivors are tried every time: Stryker would keep them where only what tests share has changed.
    forget(file, attempts === 3 ? hasSurvived : isUntried);
    const { status } = spawnSync(
      process.execPath,
      [stryker, "run", "test/stryker.config.json", "--mutate", `src/${file}.ts`],
      { env: { ...process.env, MUTATION_TESTS: tests.join() }, stdio: "inherit" },
    );
    if (status !== 0) process.exit(status ?? 1);
  } while (--attempts > 0 && mutantsOf(file).some(isUntried));
}

/** A mutant as the list has it: what was there, and what came in its place, in one line. */
function described({ location: { start, end }, replacement }, source) {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  const short = (text) => text.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80).trim();
  return `\`${short(lines.join(" "))}\` → \`${short(replacement)}\``;
}

for (const file of asked.length > 0 ? asked : files) mutate(file);

const results = JSON.parse(readFileSync(RESULTS, "utf8")).files;
const list = readFileSync(LIST, "utf8");
const count = (mutants, ...states) => mutants.filter(({ status }) => states.includes(status)).length;
const row = (name, mutants) => {
  const killed = count(mutants, "Killed", "Timeout");
  const survived = count(mutants, "Survived", "NoCoverage");
  const score = (100 * killed) / (killed + survived);
  const timeouts = count(mutants, "Timeout");
  const uncovered = count(mutants, "NoCoverage");
  print(
    `| ${name} | ${mutants.length} | ${killed - timeouts} | ${timeouts} | ${survived - uncovered} | ${uncovered} | ${score.toFixed(1)} % |`,
  );
  return score;
};

const all = Object.entries(results).toSorted();
for (const [file, { mutants }] of all) row(`\`${file}\``, mutants);
const score = row(
  "all",
  all.flatMap(([, { mutants }]) => mutants),
);
const unlisted = all.flatMap(([file, { mutants, source }]) => {
  const listed = list.split(/^### /m).find((section) => section.startsWith(`\`${file}\``)) ?? "";
  return mutants
    .filter(hasSurvived)
    .map((mutant) => [mutant, described(mutant, source)])
    .filter(([, text]) => !listed.includes(text))
    .map(([{ location }, text]) => `${file}:${location.start.line} ${text}`);
});
for (const survivor of unlisted) print(`not in ${LIST}: ${survivor}`);
process.exitCode = score < LEAST_KILLED || unlisted.length > 0 ? 1 : 0;
