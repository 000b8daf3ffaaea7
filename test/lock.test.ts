import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import lock from "../package-lock.json" with { type: "json" };
import { root } from "./command.ts";

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

/** What the lock file says of every package, by its folder; the first one is this package itself. */
const packages = Object.entries(lock.packages as unknown as Record<string, Locked>).slice(1);
const named = (folders: readonly string[]) => folders.map((folder) => folder.split("node_modules/").at(-1)!);

it("every package is held by a hash of what it is, and by no place that it must come from", () => {
  expect(packages.length).toBeGreaterThan(100);
  const loose = packages.filter(
    ([folder, { version, integrity, resolved, link }]) =>
      !folder.startsWith("node_modules/") ||
      !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) ||
      !/^sha512-[\w+/]{86}==$/.test(integrity ?? "") ||
      resolved !== undefined ||
      link === true,
  );
  expect(loose.map(([folder]) => folder)).toEqual([]);
});

it("every package that is asked for comes from a registry, by its version", () => {
  for (const version of Object.values({ ...packageJson.dependencies, ...packageJson.devDependencies })) {
    expect(version).toMatch(/^[\^~]?\d+\.\d+\.\d+(-[\w.]+)?$/);
  }
});

/** What npm would run of a package while it is installed. */
function installScripts(folder: string): string[] {
  const path = join(root, folder, "package.json");
  // Of another platform.
  if (!existsSync(path)) return [];
  const { scripts = {} } = JSON.parse(readFileSync(path, "utf8"));
  const named = ["preinstall", "install", "postinstall"].filter((name) => name in scripts);
  return existsSync(join(root, folder, "binding.gyp")) ? [...named, "binding.gyp"] : named;
}

it("install scripts are allowed one by one: those that there are, and no others", () => {
  const allowed = Object.entries(packageJson.allowScripts).map(([name, is]) => (is ? name : `not ${name}`));
  expect(named(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([folder]) => folder))).toEqual(
    allowed,
  );
  expect(named(packages.map(([folder]) => folder).filter((folder) => installScripts(folder).length > 0))).toEqual(
    allowed,
  );
});
