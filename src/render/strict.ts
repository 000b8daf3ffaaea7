import type { LoggerInterface } from "vega";

/** Vega logs what goes wrong in its dataflow and draws a broken picture; here whatever it has to say is an error. */
export const strictLogger: LoggerInterface = {
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
