import { UsageError } from "../errors.ts";
import { addressOf, parseAddress } from "./address.ts";
import { type Choice, published } from "./choice.ts";

/** The address of the page, which holds the choice: every experiment is a link, and the browser's history is its history. */
export class AddressBar {
  /** @param changed called with the choice and what was wrong with the address, if anything, when the reader goes to it */
  constructor(changed: (choice: Choice, problem: string) => void) {
    addEventListener("popstate", () => {
      const { choice, problem } = this.read();
      changed(choice, problem);
    });
  }

  /** What the address holds; the published run, and what was wrong, where that cannot be run. */
  read(): { readonly choice: Choice; readonly problem: string } {
    try {
      return { choice: parseAddress(location.hash), problem: "" };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { choice: published, problem: `The address cannot be run, this is the published run. ${error.message}` };
    }
  }

  /** Another experiment: a new entry of the history, unless the address holds it already. */
  push(choice: Choice): void {
    const address = addressOf(choice);
    if (address !== location.hash) history.pushState(null, "", address || location.pathname + location.search);
  }

  /** Another record of the same experiment: no step of the history. */
  replace(choice: Choice): void {
    const address = addressOf(choice);
    if (address !== location.hash) history.replaceState(null, "", address || location.pathname + location.search);
  }
}
