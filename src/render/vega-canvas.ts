// Stands in dist/vega.cjs for Vega's package of this name, which awaits node-canvas: a script of a page cannot wait.
const node = typeof document === "undefined" ? (require("canvas") as typeof import("canvas")) : undefined;

/** Creates a canvas of Node or of the page. @param type of a document of node-canvas */
export const canvas = (width: number, height: number, type?: "pdf" | "svg") =>
  node ? new node.Canvas(width, height, type) : Object.assign(document.createElement("canvas"), { width, height });

/** Returns the class of the images that such a canvas draws. */
export const image = () => node?.Image ?? Image;
