import { formatCommand } from "./address.ts";
import { byId, create } from "./dom.ts";
import type { Choice } from "./experiment.ts";

/**
 * Lets the reader copy the command that runs the same experiment, and request the data of the run.
 *
 * @returns a function that shows the command of a choice
 */
export function createExportPanel(requestJson: () => void): (choice: Choice) => void {
  const command = byId("command", HTMLElement);
  const note = byId("command-note", HTMLElement);
  const status = byId("copied", HTMLElement);
  byId("download", HTMLButtonElement).addEventListener("click", requestJson);
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

/** Downloads the data of a run. */
export function download(json: string): void {
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  create("a", { href: address, download: "fast-weights-run.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
