// The style sheets: constructed ones, shared by every Link in a document. They work under a page's `style-src 'self'`;
// a <style> element in the shadow root does not.

import type { LinkOptions } from "../maxio-link";

/** style/tokens.css and style/link.css, joined and minified by build.mjs. */
declare const STYLE: string;
/** style/dark.css. */
declare const DARK: string;
/**
 * A dialog takes no place in the page: closed it would leave a gap in a flex box, and the attribute `hidden` would hide
 * an open one that still blocks the page.
 */
const ASIDE = ":host{display:contents!important}";

interface Sheets {
  readonly link: CSSStyleSheet;
  readonly dark: CSSStyleSheet;
  readonly auto: CSSStyleSheet;
  readonly aside: CSSStyleSheet;
}

/** A document takes only sheets that its own window made. */
const sheets = new WeakMap<Document, Sheets>();

/** Dresses the inside, for its theme and its place. */
export function adopt(root: ShadowRoot, { theme, nonce }: Partial<LinkOptions>, inDialog: boolean): void {
  const view = root.ownerDocument.defaultView;
  if (!view) {
    return;
  }
  if (!root.adoptedStyleSheets) {
    embed(root, theme, inDialog, nonce ?? (root.host as HTMLElement).nonce);
    return;
  }
  let made = sheets.get(root.ownerDocument);
  if (!made) {
    const make = (style: string, media?: string) => {
      const sheet = new view.CSSStyleSheet({ media });
      sheet.replaceSync(style);
      return sheet;
    };
    made = { link: make(STYLE), dark: make(DARK), auto: make(DARK, SYSTEM_IS_DARK), aside: make(ASIDE) };
    sheets.set(root.ownerDocument, made);
  }
  const { link, dark, auto, aside } = made;
  const themed = theme === "light" ? [] : [theme === "dark" ? dark : auto];
  root.adoptedStyleSheets = [link, ...themed, ...(inDialog ? [aside] : [])];
}

/** Rules of this one Link, until it is dressed anew. */
export function add(root: ShadowRoot, rules: string): void {
  const view = root.ownerDocument.defaultView;
  if (!view || !root.adoptedStyleSheets) {
    root.querySelector("style")?.append(rules);
    return;
  }
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export const SYSTEM_IS_DARK = "(prefers-color-scheme: dark)";

/** For browsers without constructed sheets. */
function embed(root: ShadowRoot, theme: LinkOptions["theme"], inDialog: boolean, nonce = ""): void {
  const style = root.querySelector("style") ?? document.createElement("style");
  style.nonce = nonce;
  const dark = theme === "dark" ? DARK : `@media ${SYSTEM_IS_DARK}{${DARK}}`;
  style.textContent = STYLE + (theme === "light" ? "" : dark) + (inDialog ? ASIDE : "");
  root.prepend(style);
}
