/** The colours of the figures on a dark page; the ones that are left out serve on both. */
const onDark: Readonly<Record<string, string>> = {
  "#1f1f1f": "#e6e4df",
  "#5c5c5c": "#a8a59d",
  "#8c8c8c": "#85898f",
  "#d0d0d0": "#43474d",
  "#00000018": "#ffffff20",
  "#0072b2": "#5cb3ec",
  "#d55e00": "#ff8a3c",
  "#4b3f91": "#a99cf2",
  "#007a5e": "#3cc49d",
  "#4d4d4d": "#b4b4b4",
  "#ffffff": "#16181b",
  "#dceaf7": "#1b2e40",
  "#fbe3da": "#43271c",
  "#fdf0c4": "#423712",
  "#e4e4e4": "#2e3135",
};

const colour = new RegExp(`"(${Object.keys(onDark).join("|")})"`, "g");

/** A dataflow description or data, as JSON, with the colours of a dark page. */
export const inDark = (json: string): string => json.replace(colour, (_, light: string) => `"${onDark[light]}"`);
