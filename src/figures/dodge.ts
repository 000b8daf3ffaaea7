/**
 * Moves labels along a line just far enough apart that none covers another.
 *
 * @param centres where each label wants its middle, in ascending order
 * @param sizes the room that each label takes
 * @param from start of the line, and `to` its end; labels stay within while there is room for all
 */
export function dodgeLabels(centres: readonly number[], sizes: readonly number[], from: number, to: number): number[] {
  const places: number[] = [];
  let start = from;
  centres.forEach((centre, i) => {
    places.push(Math.max(centre, start + sizes[i]! / 2));
    start = places[i]! + sizes[i]! / 2;
  });
  let end = to;
  for (let i = centres.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, end - sizes[i]! / 2);
    end = places[i]! - sizes[i]! / 2;
  }
  return places;
}
