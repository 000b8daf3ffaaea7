// What Vega asks for canvases, in the script of the processes that draw: its own module waits for the package, and a script
// cannot.
export { createCanvas as canvas } from "canvas";

import { Image } from "canvas";

export const domCanvas = () => null;
export const image = () => Image;
