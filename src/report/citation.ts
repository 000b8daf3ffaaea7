import packageJson from "../../package.json" with { type: "json" };

/** The day of the version's release, as `CITATION.cff` has it. */
const RELEASED = "2026-11-27";

/** The authors that package.json names; where it names none, the project's name stands for them. */
const authors = (({ author }: { author?: string | { name: string } }) =>
  typeof author === "object" ? author.name : (author ?? packageJson.name))(packageJson as object);

/** Tells how to cite the article. */
export const citation = {
  key: `${packageJson.name}-${packageJson.version}`,
  author: authors,
  title: "Fast weights with rehearsal",
  version: packageJson.version,
  date: RELEASED,
  year: RELEASED.slice(0, 4),
  license: packageJson.license,
} as const;
