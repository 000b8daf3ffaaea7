import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import type { Benchmark, BenchmarkRow } from "../../src/schema.ts";
import { type Command, outputOf } from "./processes.ts";

/** A job, and the process that does it: this program's, and the Python program's. */
export interface Job {
  readonly row: { [Row in BenchmarkRow as Row["job"]]: Omit<Row, "ours" | "peer"> }[BenchmarkRow["job"]];
  readonly ours: Command;
  /** The folder in which it is called, where that is not the checkout. */
  readonly cwd?: string;
  /** Nothing where no Python program does this. */
  readonly peer?: readonly string[];
}

const program = (...words: string[]): Command => [process.execPath, resolve("dist/cli.cjs"), ...words];
const pictures = (...words: string[]): Command => [process.execPath, ".bench/pictures.cjs", ...words];

interface Folders {
  /** Where this program and the Python program put what they make. */
  readonly ours: string;
  readonly peer: string;
  /** One with what has been measured, and without pictures of it. */
  readonly bare: string;
}

export const jobs = (folders: Folders): readonly Job[] => [
  { row: { job: "everything" }, ours: program("build", "--out", folders.ours), peer: ["all", folders.peer] },
  { row: { job: "everything", anew: true }, ours: program("build", "--out", folders.ours), cwd: folders.bare },
  { row: { job: "everything", dim: 60 }, ours: program("build", "--dim", "60", "--out", folders.ours) },
  { row: { job: "gif" }, ours: pictures("gif", folders.ours), peer: ["gif", folders.peer] },
  { row: { job: "figures" }, ours: pictures("figures", folders.ours), peer: ["figures", folders.peer] },
  { row: { job: "run" }, ours: program("run"), peer: ["run"] },
  { row: { job: "run", dim: 1000 }, ours: program("run", "--dim", "1000"), peer: ["run", "--dim", "1000"] },
  ...[30, 1000].map((seeds): Job => {
    return { row: { job: "sweep", seeds }, ours: program("run", "--sweep", `${seeds}`), peer: ["sweep", `${seeds}`] };
  }),
];

/** A Python that has what the peer needs. */
export interface Peer {
  readonly python: string;
  readonly versions: NonNullable<Benchmark["peer"]>;
}

const askVersions = `
import json, platform, matplotlib, numpy, PIL
print(json.dumps(dict(python=platform.python_version(), numpy=numpy.__version__, matplotlib=matplotlib.__version__,
                      pillow=PIL.__version__)))
`;

/** The system's Python, else the first on the path, where NumPy, matplotlib and Pillow are installed. */
export function findPeer(): Peer | undefined {
  for (const python of ["/usr/bin/python3", "python3"]) {
    const versions = outputOf([python, "-c", askVersions]);
    if (versions !== undefined) return { python, versions: JSON.parse(versions) };
  }
  return undefined;
}

export const peerCommand = ({ python }: Peer, words: readonly string[]): Command => [
  python,
  "scripts/bench/peer.py",
  ...words,
];

/** The model in C, compiled for this processor, and by what; nothing where no compiler takes it. */
export function compileLimit(): { readonly command: string; readonly compiler: string } | undefined {
  const command = ".bench/limit";
  const flags = ["-O3", "-march=native", "-o", command, "scripts/bench/limit.c", "-lm"];
  const { status } = spawnSync("cc", flags, { stdio: "ignore" });
  const [compiler] = outputOf(["cc", "--version"])?.split("\n") ?? [];
  return status === 0 && compiler !== undefined ? { command, compiler } : undefined;
}
