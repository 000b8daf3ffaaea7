import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Ended, ended, root } from "./command.ts";

/** Puts the bundled program into a folder, as it lies in an installed package. @returns the path of the program */
export function install(folder: string): string {
  mkdirSync(join(folder, "dist"), { recursive: true });
  for (const name of readdirSync(join(root, "dist")).filter((one) => /\.(c?js|txt)$/.test(one))) {
    cpSync(join(root, "dist", name), join(folder, "dist", name));
  }
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  return join(folder, "dist/cli.js");
}

/** Copies what the program is bundled from, with packages of its own that are links, and so with a cache of its own. */
export function copyCheckout(folder: string): void {
  for (const name of ["src", "templates", "scripts", "docs", "package.json"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  linkPackages(folder);
}

/** Gives a folder packages of its own, each a link. */
export function linkPackages(folder: string): void {
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules")).filter((one) => one !== ".cache")) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
}

/** Bundles the program of a copy, if that is needed. */
export const bundle = (folder: string): Promise<Ended> =>
  ended(spawn(process.execPath, ["scripts/bundle.js"], { cwd: folder }));
