import { studies } from "../studies/index.ts";
import type { Values } from "../studies/study.ts";
import type { Unit } from "./pool.ts";

/** The entry of a worker thread: all measurements of one seed. */
export default function measureSeed({ study, seed }: Unit): Values[] {
  const { grid, measure } = studies.find(({ name }) => name === study)!;
  return grid.map((setting) => measure(setting, seed));
}
