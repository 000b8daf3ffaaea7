/** Finds an element of the template. @throws Error where it is missing or of another type */
export function byId<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** Creates an element with its properties and children. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Writes text into an element of the template, with a number and its unit on one line. */
export function write(id: string, text: string): void {
  byId(id, HTMLElement).textContent = text.replace(/ (?=%|pp\b)|(?<=‖) (?=\d)/g, "\u00a0");
}

/** Starts a worker from its program within the page: a file has no other place to load one from. */
export function startWorker(program: string): Worker {
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}
