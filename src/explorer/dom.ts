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

/** A rectangle within an element, in pixels from its top left corner. */
export type Box = Readonly<Record<"left" | "top" | "width" | "height", number>>;

/** Puts a marker around a box; without one, leaves it where it is. */
export function placeMarker(marker: HTMLElement, box: Box | undefined): void {
  for (const [side, pixels] of Object.entries(box ?? {})) marker.style.setProperty(`--${side}`, `${pixels}px`);
}

/** Long enough that a slider that is dragged is announced once, at its end. */
const ANNOUNCE_AFTER_MS = 600;

/** Returns a function that writes text into a live region once nothing else has been announced for a while. */
export function createAnnouncer(region: HTMLElement): (text: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      region.textContent = text;
    }, ANNOUNCE_AFTER_MS);
  };
}
