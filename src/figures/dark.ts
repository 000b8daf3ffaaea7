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
  "#d0d0d0": "#4a4d52",
  "#ddd": "#4a4d52",
  "#00000018": "#ffffff1f",
  [colours.A]: "#5aaee0",
  [colours.B]: "#f0883e",
  [colours.slow]: "#a99df0",
  [colours.fast]: "#3fbf98",
  [colours.rehearsed]: "#f2b134",
  "#946600": "#e0a93a",
  [colours.unrehearsed]: "#9a9a9a",
  [colours.before]: "#e4e4e4",
  "#a8407c": "#e27fb8",
  "#0f7f8f": "#45b9c9",
  "#7d4b1f": "#cc935c",
  [bandColours.learnA]: "#1c2b3a",
  [bandColours.learnB]: "#382520",
  [bandColours.rehearse]: "#352e17",
  [bandColours.test]: "#292c30",
};
