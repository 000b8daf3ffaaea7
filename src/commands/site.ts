import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { quoted } from "../settings.ts";
import { option } from "./options.ts";

/** The command `site`; what makes it is loaded when it is asked for. */

const ADDRESS_ALLOWED = "an http or https address without user, query and fragment";

/** What may stand behind the flags of this command. */
export const siteFlags: readonly (readonly [flag: string, allowed: string])[] = [["--base-url", ADDRESS_ALLOWED]];

function parseAddress(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = address && /^https?:$/.test(address.protocol) && address.username + address.password === "";
  // Even where nothing comes behind them, these two begin a query and a fragment.
  if (!isPlain || /[?#]/.test(text)) {
    throw new UsageError(`--base-url ${quoted(text)}: must be ${ADDRESS_ALLOWED}`);
  }
  if (!address.pathname.endsWith("/")) address.pathname += "/";
  return address;
}

interface Flags {
  readonly out?: string;
  readonly baseUrl?: URL;
}

export function addSiteCommand(program: Command): void {
  program
    .command("site")
    .description("the folder to publish, from the report that is here: page, pictures, data and what changed")
    .addOption(option("--out <folder>", "where to write (default: _site)", String))
    .addOption(option("--base-url <address>", "where it will be, for a sitemap and previews of links", parseAddress))
    .action(async ({ out = "_site", baseUrl }: Flags) => {
      const { makeSite } = await import("./site-folder.ts");
      const paths = await makeSite({ from: ".", out, baseUrl });
      process.stdout.write(paths.map((path) => `${path}\n`).join(""));
    });
}
