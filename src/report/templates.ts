import { createHash } from "node:crypto";
import Handlebars from "handlebars";

const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** Fills in the text of a Handlebars template, which is compiled once. A name that the context does not have is an error. */
export function fillTemplate(
  template: string,
  context: object,
  helpers: Handlebars.RuntimeOptions["helpers"] = {},
): string {
  let fill = compiled.get(template);
  if (fill === undefined) {
    fill = Handlebars.compile(template.replaceAll("\r\n", "\n"), { strict: true });
    compiled.set(template, fill);
  }
  return fill(context, { helpers });
}

/** Returns the hash by which a Content-Security-Policy names a style sheet, a style attribute or a script. */
export const sourceHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
