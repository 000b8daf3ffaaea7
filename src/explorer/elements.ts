/** An element that the template promises. */
export function byId<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** A new element with its properties and what it holds. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Words in an element of the template; a number and its unit stay on one line. */
export function write(id: string, words: string): void {
  byId(id, HTMLElement).textContent = words.replace(/ (?=%|pp\b)|(?<=‖) (?=\d)/g, "\u00a0");
}

/** A place within an element, in pixels from its top left corner. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Puts a marker around a place. */
export function placeMarker(marker: HTMLElement, place: Place | undefined): void {
  for (const [side, pixels] of Object.entries(place ?? {})) marker.style.setProperty(`--${side}`, `${pixels}px`);
}
