import { type LoggerInterface, parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { registerFonts } from "./fonts.ts";

/** Vega logs what goes wrong in its dataflow and draws a broken picture; here whatever it has to say is an error. */
const strictLogger: LoggerInterface = {
  level: (() => strictLogger) as LoggerInterface["level"],
  error: (...said: readonly unknown[]) => {
    throw said[0] instanceof Error ? said[0] : new Error(said.join(" "));
  },
  warn: (...said: readonly unknown[]) => {
    throw new Error(said.join(" "));
  },
  info: () => strictLogger,
  debug: () => strictLogger,
};

/** A Vega-Lite specification, compiled and ready to be drawn. */
export function viewOf(spec: TopLevelSpec): View {
  registerFonts();
  const { spec: vega } = compile(spec, { logger: strictLogger });
  return new View(parse(vega), { renderer: "none", logger: strictLogger });
}
