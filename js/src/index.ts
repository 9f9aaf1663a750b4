// maxio-link.js: what a partner's script tag loads. It registers <maxio-link> and defines MaxioLink.

import type { Link, LinkOptions, MaxioLinkGlobal } from "../maxio-link";
import { LinkElement, created } from "./element";

declare const VERSION: string;

export const version: string = VERSION;

export function create(options: LinkOptions): Link {
  const element = new LinkElement();
  created.add(element);
  element.update(options);
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

// On a server there is nothing to register, and nobody who would look.
if (globalThis.customElements) {
  let tag = "maxio-link";
  // Taken by another version, or by something else altogether: the element is theirs, `create` works beside it.
  for (let number = 2; customElements.get(tag); number++) {
    tag = `maxio-link-${number}`;
  }
  customElements.define(tag, LinkElement);
  globalThis.MaxioLink ??= { create, version } satisfies MaxioLinkGlobal;
}
