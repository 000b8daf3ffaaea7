import { extname } from "node:path/posix";
import packageJson from "../../package.json" with { type: "json" };
import { citation } from "./citation.ts";

const SPECIFICATION = "https://w3id.org/ro/crate/1.2";
export const CRATE = "ro-crate-metadata.json";

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".xml": "application/xml",
};

/** The data that have a schema beside them. */
const schemas: readonly (readonly [data: RegExp, schema: string])[] = [
  [/^report\/results\.json$/, "report/results.schema.json"],
  [/^report\/studies\/(?!study\.schema)[^/]+\.json$/, "report/studies/study.schema.json"],
];

const to = (id: string) => ({ "@id": id });

/**
 * Describes a folder that is published, and what made it, as the metadata of a research object crate
 * ([RO-Crate 1.2](https://www.researchobject.org/ro-crate/specification/1.2/)).
 *
 * @param files the folder's other files, by path
 * @param url the folder's own address, if it is known
 * @returns JSON-LD, for the folder's `ro-crate-metadata.json`
 */
export function crateMetadata(files: ReadonlyMap<string, string | Uint8Array>, url: string | undefined): string {
  const license = `https://spdx.org/licenses/${citation.license}`;
  const paths = [...files.keys()].sort();
  const [author, program] = ["#author", "#program"];
  const entities = [
    { "@id": CRATE, "@type": "CreativeWork", about: to("./"), conformsTo: to(SPECIFICATION) },
    {
      "@id": "./",
      "@type": "Dataset",
      name: citation.title,
      description: packageJson.description,
      datePublished: citation.date,
      version: citation.version,
      license: to(license),
      author: to(author),
      publisher: to(author),
      isBasedOn: to(citation.basedOn),
      mentions: to("#build"),
      mainEntity: to("index.html"),
      hasPart: paths.map(to),
      url,
    },
    { "@id": author, "@type": citation.isPerson ? "Person" : "Organization", name: citation.author },
    { "@id": license, "@type": "CreativeWork", name: citation.license },
    { "@id": citation.basedOn, "@type": "ScholarlyArticle", name: "Using fast weights to deblur old memories" },
    { "@id": program, "@type": "SoftwareApplication", name: packageJson.name, version: packageJson.version },
    {
      "@id": "#build",
      "@type": "CreateAction",
      name: "fast-weights build",
      instrument: to(program),
      result: paths.filter((path) => /^(report|viz)\/|\.gif$/.test(path)).map(to),
    },
    ...paths.map((path) => ({
      "@id": path,
      "@type": "File",
      name: path,
      encodingFormat: mediaTypes[extname(path)],
      contentSize: String(Buffer.byteLength(files.get(path)!)),
      conformsTo: schemas.filter(([data]) => data.test(path)).map(([, schema]) => to(schema))[0],
    })),
  ];
  return `${JSON.stringify({ "@context": `${SPECIFICATION}/context`, "@graph": entities }, undefined, 2)}\n`;
}
