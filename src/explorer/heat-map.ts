import { shadeOf } from "../figures/shades.ts";
import { decimal } from "../format.ts";
import { create } from "./elements.ts";
import type { WeightMap } from "./messages.ts";

/** A component of the weights on a canvas of one pixel an entry; the style sheet makes it larger. */
export class HeatMap {
  readonly #name: string;
  readonly #canvas = create("canvas", { role: "img" });
  readonly #low = create("span");
  readonly #high = create("span");

  /** @param element gets the canvas and its colour bar @param name as in the report: W_slow */
  constructor(element: HTMLElement, name: string) {
    this.#name = name;
    const bar = create("span", { className: "shades", ariaHidden: "true" });
    element.append(this.#canvas, create("p", { className: "scale" }, this.#low, bar, this.#high));
  }

  show({ entries, largest }: WeightMap, dim: number, norm: number): void {
    Object.assign(this.#canvas, { width: dim, height: dim });
    const image = new ImageData(dim, dim);
    entries.forEach((entry, i) => {
      image.data.set(shadeOf(entry, largest), 4 * i);
      image.data[4 * i + 3] = 255;
    });
    this.#canvas.getContext("2d")!.putImageData(image, 0, 0);
    this.#canvas.ariaLabel = `Heat map of the ${dim} × ${dim} entries of ${this.#name}, Frobenius norm ${decimal(norm)}`;
    this.#low.textContent = decimal(-largest);
    this.#high.textContent = decimal(largest);
  }
}
