// The licences of the packages that a bundle contains, which travel with it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The file beside a bundle that has them. */
export const LICENSES = "THIRD-PARTY-LICENSES.txt";

/** Collects the notices of all packages that esbuild has read files of. @param metafiles what esbuild tells of its bundles */
export function licensesOf(...metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const packaged = inputs.filter((path) => path.includes("node_modules/"));
  const files = new Map(packaged.map((path) => [/^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)[0], path]));
  const notices = Array.from(files, ([folder, file]) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const texts = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^((un)?licen[cs]e|copying|ofl|notice)/i.test(entry.name))
      .map((entry) => readFileSync(join(folder, entry.name), "utf8").replaceAll("\r\n", "\n").trim());
    // A small package has its licence at the head of its file.
    const [head] = /^(\/\/.*\n)*/.exec(readFileSync(file, "utf8"));
    return `${name} ${version}: ${license}\n\n${texts.length > 0 ? texts.join("\n\n") : head.replace(/^\/\/ ?/gm, "")}\n`;
  });
  return [...new Set(notices)].sort().join(`\n${"-".repeat(80)}\n\n`);
}
