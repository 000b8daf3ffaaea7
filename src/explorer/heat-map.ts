import { shadeOf } from "../figures/shades.ts";
import { decimal } from "../format.ts";
import { byId, create } from "./dom.ts";
import type { WeightMap } from "./recorded-run.ts";

/**
 * Creates the heat map of a component of the weights: a canvas of one pixel an entry, which the style sheet enlarges.
 *
 * @returns a function that draws a matrix of shape (dim, dim) with its Frobenius norm
 */
export function createHeatMap(component: "slow" | "fast"): (map: WeightMap, dim: number, norm: number) => void {
  const canvas = create("canvas", { role: "img" });
  const [low, high] = [create("span"), create("span")];
  const bar = create("span", { className: "shades", ariaHidden: "true" });
  byId(component, HTMLElement).append(canvas, create("p", { className: "scale" }, low, bar, high));
  return ({ entries, largest }, dim, norm) => {
    Object.assign(canvas, { width: dim, height: dim });
    const image = new ImageData(dim, dim);
    entries.forEach((entry, i) => {
      image.data.set(shadeOf(entry, largest), 4 * i);
      image.data[4 * i + 3] = 255;
    });
    canvas.getContext("2d")!.putImageData(image, 0, 0);
    canvas.ariaLabel = `Heat map of the ${dim} × ${dim} entries of W_${component}, Frobenius norm ${decimal(norm)}`;
    low.textContent = decimal(-largest);
    high.textContent = decimal(largest);
  };
}
