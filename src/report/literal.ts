import Handlebars from "handlebars";
import { inOneLine } from "../format.ts";

/** What GitHub links or notifies without any markup, parted by a space of no width. */
const parted = (text: string): string => text.replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, "$&\u200b");

/**
 * A stranger's words within a paragraph, a heading or a cell of markdown: shown as they are and in one line. Nothing in them is
 * taken for markup, becomes a link, refers to an issue or notifies a person.
 */
export const literal = (text: string): string =>
  parted(inOneLine(text).replace(/[\\`*[\]<>|~$&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&"));

/** The same within an HTML element of markdown, where no backslash keeps a tag from being one. */
export const literalInElement = (text: string): string => parted(Handlebars.escapeExpression(inOneLine(text)));
