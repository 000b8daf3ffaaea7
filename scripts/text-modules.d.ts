import type { Plugin } from "vitest/config";

export const textModulesForVite: Plugin;
