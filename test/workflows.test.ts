import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import packageJson from "../package.json" with { type: "json" };
import { emptyFolder, program, root, shell } from "./command.ts";
import { type Changes, smallOutputs, TestRepository } from "./diff/repository.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(root, ".github/workflows");
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), "utf8");
const workflow = (file: string) => parse(textOf(file)) as Workflow;
const steps = (file: string) => Object.values(workflow(file).jobs).flatMap((job) => job.steps);

/** The scopes that a job may write to. */
const mayWrite: Readonly<Record<string, readonly string[]>> = {
  "pages.yml deploy": ["pages", "id-token"],
  "report-comment.yml comment": ["pull-requests"],
};

/** What is wrong with a workflow, by GitHub's own schema and parser. */
async function mistakes(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(String);
}

describe("the workflows", () => {
  test.each(files)("%s is one, by GitHub's schema", async (file) => {
    expect(await mistakes(textOf(file))).toEqual([]);
  });

  it("would be seen not to be", async () => {
    const broken = textOf("ci.yml").replace("runs-on:", "run-on:");
    expect(await mistakes(broken)).not.toEqual([]);
    expect(await mistakes(textOf("ci.yml").replace("matrix.os }}", "matrix.os"))).not.toEqual([]);
  });

  test.each(files)("%s asks for no more than it needs", (file) => {
    const { permissions, jobs } = workflow(file);
    expect([{ contents: "read" }, {}]).toContainEqual(permissions);
    for (const [name, { permissions: more = {}, steps: all }] of Object.entries(jobs)) {
      const written = Object.keys(more).filter((scope) => more[scope] !== "read");
      expect(written, name).toEqual(mayWrite[`${file} ${name}`] ?? []);
      // What may write neither has the repository's code nor runs any.
      const ofTheCode = all.filter(
        ({ uses, run = "" }) => uses?.startsWith("actions/checkout@") || /\b(npm|npx|node)\b/.test(run),
      );
      if (written.length > 0) expect(ofTheCode, name).toEqual([]);
    }
  });

  test.each(files)("%s starts on nothing that lends a stranger's text or code the rights of the repository", (file) => {
    const started = Object.keys(workflow(file).on);
    const harmless = ["push", "pull_request", "schedule", "workflow_dispatch"];
    // Whose one job runs nothing of what it is told about: see below.
    const allowed = file === "report-comment.yml" ? ["workflow_run"] : harmless;
    expect(started.filter((event) => !allowed.includes(event))).toEqual([]);
  });

  test.each(files)("%s runs no text from outside as a script", (file) => {
    for (const { run = "" } of steps(file)) {
      for (const [, expression] of run.matchAll(/\$\{\{(.*?)\}\}/gs))
        expect(expression!.trim()).toMatch(/^matrix\.\w+$/);
    }
  });

  test.each(files)("%s uses official actions, by the tag of a version", (file) => {
    for (const { uses } of steps(file)) expect(uses ?? "actions/none@v0").toMatch(/^actions\/[a-z-]+@v\d+$/);
  });

  it("use the current major versions of the actions, none of which asks for a Node that is no more", () => {
    const current =
      "checkout@v7 configure-pages@v6 deploy-pages@v5 download-artifact@v8 setup-node@v7 upload-artifact@v7";
    const used = new Set(
      files.flatMap((file) => steps(file).flatMap(({ uses }) => uses?.replace("actions/", "") ?? [])),
    );
    expect([...used].sort()).toEqual([...current.split(" "), "upload-pages-artifact@v5"]);
  });

  test.each(files)("%s leaves no credentials where it checks out", (file) => {
    for (const { uses, with: given } of steps(file)) {
      if (uses?.startsWith("actions/checkout@")) expect(given).toMatchObject({ "persist-credentials": false });
    }
  });

  test.each(files)("%s runs only scripts that the package has", (file) => {
    for (const { run = "" } of steps(file)) {
      for (const [, name] of run.matchAll(/npm run (?:-s )?([\w-]+)/g)) {
        expect(Object.keys(packageJson.scripts)).toContain(name);
      }
    }
  });
});

describe("on a pull request", () => {
  it("the job that runs its code may read only, and sees no secrets", () => {
    const text = textOf("report-diff.yml");
    expect(workflow("report-diff.yml").permissions).toEqual({ contents: "read" });
    expect(Object.keys(workflow("report-diff.yml").on)).toEqual(["pull_request"]);
    expect(text).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN/);
  });

  /** Does what report-diff.yml does for a branch of a repository. @returns the comment, and the summary of the run */
  async function comment(repository: TestRepository, branch: string): Promise<string> {
    const [bin, { run, env }] = [
      emptyFolder(),
      steps("report-diff.yml").find(({ run = "" }) => run.includes("diff.md"))!,
    ];
    writeFileSync(join(bin, "npm"), `#!/bin/sh\nshift 4; exec '${process.execPath}' '${program}' "$@"\n`, {
      mode: 0o755,
    });
    expect(env?.BASE).toMatch(/^origin\/.*github\.base_ref/);
    repository.git("update-ref", "refs/remotes/origin/main", "main");
    repository.git("checkout", "--quiet", "--detach", branch);
    const summary = join(bin, "summary");
    const more = { PATH: `${bin}:${process.env.PATH}`, BASE: "origin/main", GITHUB_STEP_SUMMARY: summary };
    const { status, stderr } = await shell(`set -eo pipefail\n${run}`, {
      cwd: repository.folder,
      env: { ...process.env, ...more },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const text = readFileSync(join(repository.folder, "report-diff/diff.md"), "utf8");
    expect(readFileSync(summary, "utf8")).toBe(text);
    expect(readFileSync(join(repository.folder, "report-diff/diff.html"), "utf8")).toContain("What changed");
    return text;
  }

  /** Makes a repository, and a branch `topic` with other outputs or other files. */
  async function pullRequest(outputs: Changes, changes: Changes): Promise<TestRepository> {
    const repository = new TestRepository().commit(outputs);
    repository.git("checkout", "--quiet", "-b", "topic");
    return repository.commit(changes);
  }

  const readme: Changes = new Map([["README.md", "Other words."]]);

  describe.skipIf(process.platform === "win32")("the comment", () => {
    it("tells of another seed, as the report is committed", async () => {
      const text = await comment(await pullRequest(await smallOutputs(), await smallOutputs({ seed: 5 })), "topic");
      const words = /^\*\*the merge base with origin\/main \(\w{7}\) → pull-request \(\w{7}\): other settings \(/;
      expect(text).toMatch(words);
      expect(text).toMatch(/seed.* \| 0 \| 5 \|/);
      expect(text).not.toContain("WARNING");
    });

    it("says that nothing changed where a report at other settings is left alone, whatever others have merged", async () => {
      const repository = await pullRequest(await smallOutputs(), readme);
      repository.git("checkout", "--quiet", "main");
      repository.commit(await smallOutputs({ seed: 5 }));
      const text = await comment(repository, "topic");
      expect(text).toMatch(/^\*\*Nothing changed between .*: all \d+ files are the same\.\*\*\n$/);
    });

    it("warns first that the report is not what the code makes, and where", async () => {
      const csv: Changes = new Map([["report/history.csv", "stale\n"]]);
      const text = await comment(await pullRequest(await smallOutputs(), csv), "topic");
      expect(text).toMatch(/^> \[!WARNING\]\n> The report is not what the code of this pull request makes/);
      expect(text).toContain("\n    report/history.csv: stale\n");
      expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length);
    });
  });

  it("the job that may comment runs none of its code", () => {
    const all = steps("report-comment.yml");
    expect(all.map(({ uses }) => uses?.split("@")[0])).toEqual(["actions/download-artifact", undefined]);
    expect(all.map(({ run = "" }) => run).join("\n")).not.toMatch(
      /\bnpm\b|\bnode\b|git (clone|checkout|fetch)|sh report/,
    );
    expect(Object.keys(workflow("report-comment.yml").on)).toEqual(["workflow_run"]);
  });
});

it("every Node that is supported is tested on Linux, the current one on macOS and Windows", () => {
  const { strategy } = workflow("ci.yml").jobs.test as unknown as { strategy: { matrix: Record<string, unknown> } };
  expect(strategy.matrix).toEqual({
    os: ["ubuntu-latest"],
    node: [20, 22, 24, 26],
    include: [
      { os: "macos-latest", node: 24 },
      { os: "windows-latest", node: 24 },
    ],
  });
});

it("known weaknesses are asked for every week, and whenever the packages change", () => {
  const { on } = workflow("audit.yml");
  expect(on).toMatchObject({
    push: { paths: ["package-lock.json"] },
    pull_request: { paths: ["package-lock.json"] },
    schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) }],
  });
  expect(steps("audit.yml").map(({ run }) => run)).toContain("npm audit");
});

it("dependabot looks after the packages and the actions", () => {
  const { version, updates } = parse(readFileSync(join(root, ".github/dependabot.yml"), "utf8"));
  expect(version).toBe(2);
  expect(updates.map((update: Record<string, string>) => update["package-ecosystem"])).toEqual([
    "npm",
    "github-actions",
  ]);
});
