// maxio-link.js: what a partner's script tag loads. It registers <maxio-link> and defines MaxioLink.

import type { Link, LinkOptions, MaxioLinkGlobal } from "../maxio-link";
import { LinkElement } from "./element";
import { load } from "./load";

declare const VERSION: string;

const TAG = "maxio-link";

export function create(options: LinkOptions): Link {
  const element = document.createElement(TAG);
  if (!(element instanceof LinkElement)) {
    throw new Error(`maxio-link: another script has defined <${TAG}>`);
  }
  element.update({ ...options, mode: options.mode ?? "modal" });
  const attach = () => (document.body ?? document.documentElement).append(element);
  attach();
  let destroyed = false;
  return {
    open: () => {
      if (destroyed) {
        return;
      }
      // An app that replaces its whole body takes the element along.
      if (!element.isConnected) {
        attach();
      }
      element.open();
    },
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
