import type { LiveName } from "../figures/live.ts";

declare global {
  /** The live figures as Vega runtime descriptions in JSON; scripts/bundle-explorer.js compiles them. */
  const COMPILED_FIGURES: Readonly<Record<LiveName, string>>;
  /** The bundled program of the worker; scripts/bundle-explorer.js sets it. */
  const WORKER_PROGRAM: string;
}
