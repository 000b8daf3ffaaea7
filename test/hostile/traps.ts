import MarkdownIt from "markdown-it";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

/** A host that nothing here may ask or link to. */
const ELSEWHERE = "elsewhere.example";
const CAUGHT = "globalThis.caught=true";

/** Words that would do something if they were taken for markup, a template, a formula, a link or a mention. */
export const traps = [
  `<img src=x onerror="${CAUGHT}">`,
  `<script>${CAUGHT}</script>`,
  `"><svg onload='${CAUGHT}'>`,
  `" autofocus onfocus="${CAUGHT}`,
  `</summary></details></title></style></main>`,
  `<meta http-equiv="refresh" content="0;url=https://${ELSEWHERE}">`,
  `[a](javascript:${CAUGHT})`,
  `](javascript:${CAUGHT})`,
  `![a](https://${ELSEWHERE}/a.png)`,
  `<https://${ELSEWHERE}/b>`,
  `https://${ELSEWHERE}/c www.${ELSEWHERE} @someone #17`,
  `<!--try seed=1--> --> <!--`,
  `{{constructor}} {{{script}}} {{> rows}} {{#each this}}`,
  `$\`\\href{javascript:${CAUGHT}}{a}\`$ **strong** __strong__ ~~gone~~ \`code\` | cell`,
  `one\n\n<b onclick="${CAUGHT}">two</b>\r\r# Heading\n| a |\n|---|\n\`\`\`\n`,
  "\u001b]0;title\u0007\u001b[2J\u202egnp.\u009b31m",
] as const;

export const trap = traps.join(" ");

/** A trap that can be the name of a file or of a branch, whose rules forbid some characters. */
export const trapName = `" onload="${CAUGHT}" x="<img src=x onerror="${CAUGHT}">](javascript:${CAUGHT}){{constructor}}@someone`;
export const trapBranch = `"/onload="${CAUGHT}"/x="</title><img/src=x/onerror="${CAUGHT}">](javascript-${CAUGHT}){{constructor}}|$(touch-trapped);touch-trapped`;

/** Markdown as GitHub renders it before it cleans it up: raw HTML is HTML, and whole addresses become links. */
export function asGitHub(markdown: string): string {
  const md = new MarkdownIt({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: false });
  // What GitHub leaves to its clean-up must be harmless before it.
  md.validateLink = () => true;
  return md.render(markdown);
}

/** What of a page would act or lead elsewhere: event handlers, frames, and addresses of other hosts or of scripts. */
export async function actors(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) => [
      // The explorer has one drawing of its own.
      ...(/^(iframe|object|embed|base|svg|b)$/i.test(element.localName) && !element.matches("svg.drawing")
        ? [element.outerHTML]
        : []),
      ...[...element.attributes]
        .filter(
          ({ name, value }) =>
            name.startsWith("on") ||
            /javascript:|elsewhere/i.test(/^(href|src|srcset|action)$/.test(name) ? value : "") ||
            (name === "http-equiv" && value !== "Content-Security-Policy"),
        )
        .map(({ name, value }) => `${element.localName} ${name}=${value}`),
    ]),
  );
}

/**
 * Opens a page from its text and expects that nobody is caught: no strange script has run, nothing was asked for, and no element
 * acts or leads elsewhere. A page's own policy stands in the way, too, so it is opened without it first.
 *
 * @returns its title and its visible words
 */
export async function openInVain(browser: Browser, html: string): Promise<string> {
  const unprotected = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
  let words = "";
  for (const text of new Set([unprotected, html])) {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (!/^(data|about):/.test(request.url())) asked.push(request.url());
    });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.setContent(text, { waitUntil: "load" });
    expect(await actors(page)).toEqual([]);
    expect(await page.evaluate("globalThis.caught")).toBeUndefined();
    expect([asked, complaints]).toEqual([[], []]);
    words = await page.evaluate(() => `${document.title}\n${document.body.textContent}`);
    await page.close();
  }
  return words;
}
