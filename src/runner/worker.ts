import { studies } from "../studies/index.ts";
import type { Values } from "../studies/study.ts";

/** The entry of a worker thread: all measurements of one seed. */
export default function measureSeed({ study, seed }: { study: string; seed: number }): Values[] {
  const { grid, measure } = studies.find(({ name }) => name === study)!;
  return grid.map((setting) => measure(setting, seed));
}
