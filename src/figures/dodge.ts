/**
 * Moves labels along a line just far enough apart that none covers another. Of labels in one place the first comes first.
 *
 * @param centres where each label wants its middle
 * @param sizes the room that each label takes
 * @param length of the line from 0 on; labels stay within while there is room for all
 */
export function dodgeLabels(centres: readonly number[], sizes: readonly number[], length: number): number[] {
  const order = centres.map((_, i) => i).sort((a, b) => centres[a]! - centres[b]!);
  const places = [...centres];
  let start = 0;
  for (const i of order) {
    places[i] = Math.max(centres[i]!, start + sizes[i]! / 2);
    start = places[i]! + sizes[i]! / 2;
  }
  let end = length;
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i]!, end - sizes[i]! / 2);
    end = places[i]! - sizes[i]! / 2;
  }
  return places;
}
