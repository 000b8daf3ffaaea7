import type { Chart } from "./chart.ts";
import { create, placeMarker } from "./elements.ts";

/** Points at a record in a timeline: its numbers are shown while the pointer is over it, and a click goes to it. */
export class RecordPointer {
  readonly #marker = create("span", { className: "marker record", hidden: true });
  readonly #chart: Chart;

  /** @param pointed called with the record under the pointer, or nothing when it leaves */
  constructor(chart: Chart, pointed: (record: number | undefined) => void, clicked: (record: number) => void) {
    this.#chart = chart;
    const { element } = chart;
    element.parentElement!.append(this.#marker);
    const at = ({ clientX }: PointerEvent | MouseEvent) =>
      chart.valueAt(clientX - element.getBoundingClientRect().left);
    element.addEventListener("pointermove", (event) => pointed(at(event)));
    element.addEventListener("pointerleave", () => pointed(undefined));
    element.addEventListener("click", (event) => {
      const record = at(event);
      if (record !== undefined) clicked(record);
    });
  }

  mark(record: number | undefined): void {
    this.#marker.hidden = record === undefined;
    if (record !== undefined) placeMarker(this.#marker, this.#chart.placeOf(record));
  }
}
