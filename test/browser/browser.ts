import packaged from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/** A browser without a window: the one that comes as a package on Linux, elsewhere the Chrome that is installed. */
export async function launchBrowser(): Promise<Browser> {
  const quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  if (process.platform === "linux" && process.arch === "x64") {
    return chromium.launch({ executablePath: await packaged.executablePath(), args: quiet });
  }
  return chromium.launch({ channel: "chrome", args: quiet });
}
