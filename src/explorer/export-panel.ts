import { formatCommand } from "./address.ts";
import { byId, create } from "./dom.ts";
import type { Choice } from "./experiment.ts";

/**
 * Lets the reader copy the command that runs the same experiment, and download the run.
 *
 * @param fetchJson fetches the data of the run that is shown
 * @returns a function that shows the command of a choice
 */
export function createExportPanel(fetchJson: () => Promise<string>): (choice: Choice) => void {
  const command = byId("command", HTMLElement);
  const note = byId("command-note", HTMLElement);
  const status = byId("copied", HTMLElement);
  byId("download", HTMLButtonElement).addEventListener("click", async () => download(await fetchJson()));
  byId("copy", HTMLButtonElement).addEventListener("click", async () => {
    status.textContent = await copy(command);
  });
  return (choice) => {
    command.textContent = formatCommand(choice);
    note.hidden = choice.patterns === "random";
    status.textContent = "";
  };
}

/** Copies the text of an element, and returns what the reader is told. */
async function copy(element: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(element.textContent!);
    return "Copied.";
  } catch {
    // The browser refuses without a secure origin or the reader's permission.
    getSelection()?.selectAllChildren(element);
    return "Selected; copy it with your keyboard.";
  }
}

function download(json: string): void {
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  create("a", { href: address, download: "fast-weights-run.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
