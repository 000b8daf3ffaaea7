import { bandColours, colours } from "./theme.ts";

/**
 * The colours of the figures on a dark page, by those that they have on a light one. Each keeps its hue, and of two greys the
 * lighter stays the lighter, so that captions stay true. The contrast of marks with the background is at least 3, that of text
 * at least 4.5. Colours that are not listed, those of heat maps, stay as they are.
 */
export const darkColours: Readonly<Record<string, string>> = {
  white: "#16181b",
  "#ffffff": "#16181b",
  "#f4f4f4": "#24272b",
  "#000": "#e6e4df",
  [colours.ink]: "#e6e4df",
  [colours.quiet]: "#a8a59d",
  "#707070": "#8c8c8c",
  [colours.rule]: "#6e6e6e",
  "#d0d0d0": "#43474d",
  "#ddd": "#43474d",
  "#00000018": "#ffffff20",
  [colours.A]: "#5cb3ec",
  [colours.B]: "#ff8a3c",
  [colours.slow]: "#a99cf2",
  [colours.fast]: "#3cc49d",
  "#946600": "#e0a93a",
  [colours.unrehearsed]: "#9a9a9a",
  [colours.before]: "#e4e4e4",
  "#a8407c": "#e27fb8",
  "#0f7f8f": "#45b9c9",
  "#7d4b1f": "#cc935c",
  [bandColours.learnA]: "#1b2e40",
  [bandColours.learnB]: "#43271c",
  [bandColours.rehearse]: "#423712",
  [bandColours.test]: "#2e3135",
};
