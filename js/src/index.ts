// maxio-link.js: what a partner's script tag loads. It registers <maxio-link> and defines MaxioLink.

import type { Link, LinkOptions, MaxioLinkGlobal } from "../maxio-link";
import { LinkElement } from "./element";
import { load } from "./load";

declare const VERSION: string;

const TAG = "maxio-link";

export function create(options: LinkOptions): Link {
  const element = document.createElement(TAG) as LinkElement;
  element.update({ mode: "modal", ...options });
  (document.body ?? document.documentElement).append(element);
  let destroyed = false;
  return {
    open: () => void (destroyed || element.open()),
    exit: (how) => void (destroyed || element.exit(how)),
    update: (changes) => void (destroyed || element.update(changes)),
    destroy: () => {
      destroyed = true;
      element.destroy();
    },
    get isOpen() {
      return element.isOpen;
    },
  };
}

// A page may load this twice: the first one serves.
if (!customElements.get(TAG)) {
  customElements.define(TAG, LinkElement);
}
window.MaxioLink ??= { create, version: VERSION } satisfies MaxioLinkGlobal;

// Whoever loads this will open it. A failure is reported when that happens, and tried again.
load().catch(() => undefined);
