// The style sheet: one constructed sheet, shared by every Link in the document. A constructed sheet works under a
// page's `style-src 'self'`; a <style> element in the shadow root does not.

/** style/tokens.css and style/link.css, joined and minified by build.mjs. */
declare const STYLE: string;

let shared: CSSStyleSheet | undefined;

export function adopt(root: ShadowRoot): void {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(STYLE);
  }
  root.adoptedStyleSheets = [shared];
}
