import type { Plugin } from "vitest/config";

export const textModulesForVite: Plugin;
/** A text's module. @param path of a file whose name ends in .wat or .hbs */
export function moduleOf(path: string): Promise<string>;
