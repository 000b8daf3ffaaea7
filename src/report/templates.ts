import Handlebars from "handlebars";

const compiled = new Map<string, HandlebarsTemplateDelegate>();

/**
 * Fills a Handlebars template in. A name that the context does not have is an error.
 *
 * @param template its text, with any line ends, which is compiled once
 * @param helpers functions that the template calls by their names
 */
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
