import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { vastGif, vastPng } from "./bombs.ts";
import { trap, trapBranch } from "./traps.ts";

/** What a folder that means harm may hold. */

/** A folder with outputs in a repository, and what lies beside it and is none of its business. */
export interface Scene {
  readonly folder: string;
  /** The same as it was before. */
  readonly kept: string;
  /** Has the same files, with secrets in them; a socket; and another repository, `other`. */
  readonly outside: string;
  /** A file that no command may make. */
  readonly mark: string;
}

/** Takes one of a list, as chance has it. */
type Choose = <T>(list: readonly T[]) => T;

const FOLDERS = ["report", "viz", "report/studies", "viz/studies", "shards", "docs", "out"];
const JSONS = ["report/results.json", "report/studies/decay.json", "report/benchmark.json", "shards/a.jsonl"];
const TABLES = ["report/README.md", "docs/lessons.md", "report/history.csv", "report/sweep.csv"];
const PNGS = ["viz/recovery_bars.png", "viz/studies/decay.png"];
const GIF = "fast_weights_rehearsal.gif";
const SHARD = "shards/decay.shard-1-of-2.jsonl";
const FILES = [...JSONS, ...TABLES, ...PNGS, GIF, SHARD, "page.html", "out/index.html"];
const TEMPORARY = [".fast-weights-lock", ".fast-weights-staging", ".studies"];
const GITS = [
  "HEAD",
  "config",
  "index",
  "packed-refs",
  "refs/heads/main",
  "refs",
  "objects",
  "shallow",
  "info/attributes",
];
const GIT_PATHS = [...GITS, "objects/info/alternates", "commondir", "info/grafts"].map((path) => `.git/${path}`);
const PLACES = [...FILES, ...FOLDERS, ...TEMPORARY, ...GIT_PATHS, ".git"];

/** Clears a place in a folder. @returns its path */
function place({ folder }: Scene, path: string): string {
  rmSync(join(folder, path), { recursive: true, force: true });
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  return join(folder, path);
}

/** What has been done already may stop git for ever. */
const PATIENCE = 20_000;

export const git = ({ folder }: Pick<Scene, "folder">, words: readonly string[], input?: string | Buffer): string =>
  execFileSync("git", words, {
    cwd: folder,
    input,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
    timeout: PATIENCE,
  }).trim();

const text = (...names: string[]): Buffer[] => names.map((name) => Buffer.from(name));
const NAMES = [
  ...text(
    "a\n\rb",
    "\u001b[2J\u001b]0;a\u0007",
    "\u202egnp",
    "--flags",
    "-",
    "__proto__",
    "constructor",
    "a:b\\c",
    " ",
  ),
  ...text("Recovery_Bars", "%2e%2e%2f", "<img src=x onerror=1>", "$(touch mark)", "recovery_bars.png\u2028", "~", "é"),
  ...[Buffer.from([0xff, 0xfe, 0x80]), Buffer.from([0xed, 0xa0, 0x80])],
];

const many = (count: number, item: string) => `[${`${item},`.repeat(count)}0]`;
/** JSON that is huge or deep. */
const HUGE: readonly (() => string)[] = [
  () => "[".repeat(1e7),
  () => `${'{"a":'.repeat(1e6)}1${"}".repeat(1e6)}`,
  ...["0", "[]", "{}", '{"a":[]}', '"a"', "1e308"].flatMap((item) => [3e5, 1e7].map((n) => () => many(n, item))),
  () => many(3.3e7, "{}"),
  () => `"${"a".repeat(3e8)}"`,
  () => "1".repeat(1e8),
  () => `{${Array.from({ length: 1e6 }, (_, i) => `"k${i}":${i}`).join()}}`,
  () => "{}\n".repeat(5e6),
];
/** Texts that are long to read for one who looks back. */
const LONG = [
  "<",
  "<!--",
  "[",
  "![",
  "$`",
  "| ",
  "|\n|---|\n",
  "\\",
  "**",
  "```\n",
  "a. ",
  "# a\n",
  "<a href=",
  "1,",
  " ",
  "\n\n",
];
const COMMANDS = "core.fsmonitor core.pager core.sshCommand diff.external diff.evil.textconv diff.evil.command".split(
  " ",
);
const MORE =
  "filter.evil.smudge filter.evil.clean filter.evil.process gpg.program core.alternateRefsCommand alias.rev-parse";
const KEYS = [...COMMANDS, ...MORE.split(" "), "credential.helper", "uploadpack.packObjectsHook", "log.showSignature"];

/** Ways to do harm with files. */
export const fileWays: Readonly<Record<string, (scene: Scene, choose: Choose) => void>> = {
  name(scene, choose) {
    const [within, ending, name] = [
      choose(FOLDERS),
      choose([".png", ".json", ".gif", ".md", ".jsonl", ""]),
      choose(NAMES),
    ];
    const long = Buffer.alloc(255 - ending.length, "x");
    const whole = [Buffer.from(`${scene.folder}/${within}/`), choose([name, name, long]), Buffer.from(ending)];
    mkdirSync(join(scene.folder, within), { recursive: true });
    const path = Buffer.concat(whole);
    if (choose([1, 2, 3]) === 1) mkdirSync(path);
    else writeFileSync(path, readFileSync(join(scene.kept, choose([PNGS[0]!, GIF, JSONS[1]!, SHARD]))));
  },
  link(scene, choose) {
    const path = choose(PLACES);
    const near = ["nowhere", ".", "..", basename(path), "/dev/zero", "/proc/self/environ", "/etc/passwd"];
    symlinkSync(
      choose([join(scene.outside, path), join(scene.outside, path), scene.outside, ...near]),
      place(scene, path),
    );
  },
  pipe: (scene, choose) => execFileSync("mkfifo", [place(scene, choose(PLACES))]),
  socket: (scene, choose) => linkSync(join(scene.outside, "socket"), place(scene, choose(PLACES))),
  "folder for file": (scene, choose) => mkdirSync(join(place(scene, choose(FILES)), "a"), { recursive: true }),
  "file for folder": (scene, choose) =>
    writeFileSync(place(scene, choose([...FOLDERS, ".git", ".git/refs"])), choose(["", trap])),
  forbidden: (scene, choose) => chmodSync(join(scene.folder, choose(PLACES)), choose([0, 0o200, 0o400, 0o100])),
  json(scene, choose) {
    const [path, make] = [choose(JSONS), choose([...HUGE, "results"] as const)];
    const within = choose(['"history": [', '"A": [', '"seeds": 1, "a": [']) + "0,".repeat(choose([1e6, 1e7]));
    const results = () => readFileSync(join(scene.kept, JSONS[0]!), "utf8").replace(/"history": \[|"A": \[/, within);
    writeFileSync(place(scene, path), make === "results" ? results() : make());
  },
  table: (scene, choose) => {
    const [path, item] = [choose(TABLES), choose(LONG)];
    writeFileSync(place(scene, path), item.repeat((path.endsWith(".md") ? 4e6 : 4e7) / item.length));
  },
  png(scene, choose) {
    const [count, side] = [choose([1, 2, 12]), choose([2048, 4096, 65_536, 2 ** 31])];
    const names = [...PNGS, ...Array.from({ length: count }, (_, i) => `viz/${i}.png`)];
    for (const shade of [0, 1]) {
      const picture = vastPng(shade, side);
      for (const name of names) writeFileSync(place(scene, name), picture);
      if (shade === 0) commit(scene);
    }
  },
  gif(scene, choose) {
    const [side, frames] = [choose([8192, 2048, 1024]), choose([1, 4, 120])];
    for (const shade of [0, 1]) {
      writeFileSync(place(scene, GIF), vastGif(shade, side, side * side * frames > 2 ** 27 ? 1 : frames));
      if (shade === 0) commit(scene);
    }
  },
};

/** Where harm stands: in the working tree alone, in a commit alone, or in both. */
export const STANDS = ["tree", "commit", "both"] as const;

/** Commits what was done with files, as far as git can. */
export function settle(scene: Scene, stands: (typeof STANDS)[number]): void {
  if (stands === "tree") return;
  commit(scene);
  if (stands === "commit") git(scene, ["read-tree", "-u", "--reset", "HEAD~1"]);
}

function commit(scene: Scene, message: string | Buffer = "harm"): void {
  execFileSync("git", ["add", "--all", "--ignore-errors"], { cwd: scene.folder, stdio: "ignore", timeout: PATIENCE });
  git(scene, ["commit", "--quiet", "--allow-empty", "--file", "-"], message);
}

const write = (scene: Scene, path: string, content: string) => writeFileSync(place(scene, `.git/${path}`), content);
/** Makes an object that git itself would not make. */
const object = (scene: Scene, type: string, content: Buffer) =>
  git(scene, ["hash-object", "-t", type, "-w", "--literally", "--stdin"], content);

/** Ways to do harm with git. */
export const gitWays: typeof fileWays = {
  config(scene, choose) {
    write(scene, "info/attributes", "* diff=evil filter=evil\n");
    for (const key of [choose(KEYS), choose(KEYS), choose(KEYS)])
      git(scene, ["config", key, `touch '${scene.mark}'; false`]);
  },
  hooks(scene) {
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"])
      writeFileSync(place(scene, `.git/hooks/${hook}`), `#!/bin/sh\ntouch '${scene.mark}'\n`, { mode: 0o755 });
  },
  worktree: (scene, choose) => git(scene, ["config", "core.worktree", choose([scene.outside, "..", "/", "/nowhere"])]),
  include: (scene, choose) =>
    git(scene, [
      "config",
      "include.path",
      choose([join(scene.outside, JSONS[0]!), "/dev/zero", ".git/config", "config"]),
    ]),
  "nested bare": (scene) => git(scene, ["clone", "--quiet", "--bare", scene.folder, "viz/evil.git"]),
  alternates: (scene, choose) => {
    const lines = [join(scene.outside, "other/.git/objects"), "../../objects", "/dev", "\0", "a\n".repeat(1e6)];
    write(scene, "objects/info/alternates", choose(lines));
  },
  "git elsewhere": (scene, choose) => {
    const places = [join(scene.outside, "other/.git"), ".", ".git", "/dev/zero", scene.outside, "a".repeat(1e6)];
    writeFileSync(place(scene, ".git"), `gitdir: ${choose(places)}\n`);
  },
  replace: (scene, choose) => git(scene, ["replace", "HEAD", choose(["HEAD~1", "HEAD~2"])]),
  "broken refs": (scene, choose) => {
    const names = ["HEAD", "refs/heads/main", "refs/tags/v9", "packed-refs", "refs/heads/a"];
    const contents = ["ref: HEAD", "ref: refs/heads/a", "ref: ../../outside", "0".repeat(40), "f".repeat(40), "", trap];
    write(scene, choose(names), `${choose(contents)}\n`);
  },
  tags: (scene, choose) => {
    for (const name of [
      `v1${trapBranch}`,
      "v9-rc1",
      "v\u202e2",
      "v99999999999999999999",
      choose(["v-1", "v1@x", "v1'--"]),
    ])
      git(scene, ["update-ref", `refs/tags/${name}`, "HEAD~1"]);
  },
  submodule(scene) {
    const update = `[submodule "a"]\n\tpath = report/a\n\turl = ext::touch ${scene.mark}\n\tupdate = !touch ${scene.mark}\n`;
    writeFileSync(place(scene, ".gitmodules"), update);
    git(scene, ["update-index", "--add", "--cacheinfo", `160000,${git(scene, ["rev-parse", "HEAD"])},report/a`]);
    git(scene, ["commit", "--quiet", "--message", "submodule"]);
  },
  shallow: (scene, choose) =>
    write(scene, choose(["shallow", "info/grafts"]), `${git(scene, ["rev-parse", "HEAD"])}\n`),
  message(scene, choose) {
    appendFileSync(join(scene.folder, JSONS[0]!), " ");
    commit(
      scene,
      choose(["a".repeat(3e7), "a\n".repeat(1e7), `${trap}\n\n${"\u001b[2J".repeat(1e6)}`, "\u202e\u0001\u2028"]),
    );
  },
  "odd tree"(scene, choose) {
    const blob = git(scene, ["rev-parse", `HEAD:${PNGS[0]}`]);
    const names = ["../../outside.png", "..", "a/b.png", ".git", "a\nb.png", "/etc/passwd", "", "x".repeat(1e6)];
    const entry = (name: string) => Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, "hex")]);
    const viz = object(scene, "tree", Buffer.concat([entry(choose(names)), entry(choose(names))]));
    const root = git(scene, ["ls-tree", "HEAD"]).replace(/\w{40}(?=\tviz)/, viz);
    const odd = git(scene, [
      "commit-tree",
      "-p",
      "HEAD",
      "-m",
      "odd",
      git(scene, ["mktree", "--missing"], `${root}\n`),
    ]);
    git(scene, ["update-ref", "HEAD", odd]);
  },
};

/** Does harm in one way. @returns whether it was done: what was done before may stand in its way */
export function attempt(scene: Scene, way: (typeof fileWays)[string], chance: number): boolean {
  let rest = chance;
  try {
    way(scene, (list) => {
      const one = list[rest % list.length]!;
      rest = Math.floor(rest / list.length);
      return one;
    });
    return true;
  } catch {
    return false;
  }
}

/** Gives a file a secret that any reader would show, or pass on. */
export function hideSecret(path: string, secret: string): void {
  const content = readFileSync(path);
  const hidden: Record<string, () => string | Buffer> = {
    ".md": () => `${content}\n\nOpens with ${secret} only.\n\n| a | b |\n|---|---|\n| ${secret} | 1 |\n`,
    ".json": () =>
      content
        .toString()
        .replace(/"(case|question|machine)": "/, `$&${secret} `)
        .replace(/"seed": \d+/, '"seed": 1987198719871987'),
  };
  writeFileSync(path, hidden[extname(path)]?.() ?? Buffer.concat([content, Buffer.from(secret)]));
}
