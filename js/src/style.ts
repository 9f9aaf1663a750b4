// The style sheets: constructed ones, shared by every Link in a document. They work under a page's `style-src 'self'`;
// a <style> element in the shadow root does not.

import type { LinkOptions } from "../maxio-link";

/** style/tokens.css and style/link.css, joined and minified by build.mjs. */
declare const STYLE: string;
/** style/dark.css. */
declare const DARK: string;

interface Sheets {
  readonly link: CSSStyleSheet;
  readonly dark: CSSStyleSheet;
  readonly auto: CSSStyleSheet;
}

/** A document takes only sheets that its own window made. */
const sheets = new WeakMap<Document, Sheets>();

/** Dresses the inside for this theme. */
export function adopt(root: ShadowRoot, { theme, nonce }: Partial<LinkOptions>): void {
  const view = root.ownerDocument.defaultView;
  if (!view) {
    return;
  }
  if (!root.adoptedStyleSheets) {
    embed(root, theme, nonce ?? (root.host as HTMLElement).nonce);
    return;
  }
  let made = sheets.get(root.ownerDocument);
  if (!made) {
    const make = (style: string, media?: string) => {
      const sheet = new view.CSSStyleSheet({ media });
      sheet.replaceSync(style);
      return sheet;
    };
    made = { link: make(STYLE), dark: make(DARK), auto: make(DARK, SYSTEM_IS_DARK) };
    sheets.set(root.ownerDocument, made);
  }
  const { link, dark, auto } = made;
  root.adoptedStyleSheets = theme === "light" ? [link] : [link, theme === "dark" ? dark : auto];
}

const SYSTEM_IS_DARK = "(prefers-color-scheme: dark)";

/** For browsers without constructed sheets. */
function embed(root: ShadowRoot, theme: LinkOptions["theme"], nonce = ""): void {
  const style = root.querySelector("style") ?? document.createElement("style");
  style.nonce = nonce;
  const dark = theme === "dark" ? DARK : `@media ${SYSTEM_IS_DARK}{${DARK}}`;
  style.textContent = STYLE + (theme === "light" ? "" : dark);
  root.prepend(style);
}
