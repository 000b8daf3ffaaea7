import type { Operator } from "vega-dataflow";

/**
 * What depends on an operator of a dataflow, each of them once, in the order in which they were added. Vega's own list marks
 * those that it has in an object, at their numbers, and V8 makes an array for it that is as long as the greatest of them: a
 * third of the memory that is asked for by the first figures that a process draws.
 */
export class Targets extends Array<Operator> {
  add(operator: Operator): this {
    if (!this.includes(operator)) this.push(operator);
    return this;
  }

  remove(operator: Operator): this {
    const place = this.indexOf(operator);
    if (place >= 0) this.splice(place, 1);
    return this;
  }
}
