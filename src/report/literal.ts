import Handlebars from "handlebars";
import { inOneLine } from "../format.ts";

/** Splits what GitHub would link or notify without any markup, with a space of no width. */
const splitLinks = (text: string): string => text.replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, "$&\u200b");

/**
 * Escapes a foreign text within a paragraph, a heading or a cell of markdown, in one line: nothing in it is taken for markup,
 * becomes a link, refers to an issue or notifies a person.
 */
export const literal = (text: string): string =>
  splitLinks(inOneLine(text).replace(/[\\`*[\]<>|~$&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&"));

/** Escapes a foreign text within an HTML element of markdown, where a backslash does not escape a tag. */
export const literalInElement = (text: string): string => splitLinks(Handlebars.escapeExpression(inOneLine(text)));
