// The widget, as something that can stand in the element.

import type { Instance } from "maxio-link-glue";
import type { LinkOptions } from "../maxio-link";
import type { Body } from "./body";
import type { Partner } from "./partner";
import { settings } from "./settings";

export class Widget implements Body {
  readonly #instance: Instance;
  #isDestroyed = false;

  constructor(
    Class: typeof Instance,
    private readonly partner: Partner,
    root: ShadowRoot,
    options: Partial<LinkOptions>,
  ) {
    this.#instance = new Class(partner, root, settings(options));
    partner.load();
  }

  open(): void {
    this.#instance.open();
  }

  exit(force: boolean): void {
    this.#instance.exit(force);
  }

  update(options: Partial<LinkOptions>): void {
    this.#instance.update(settings(options));
  }

  destroy(): void {
    // What the page does when it is told of the exit may lead here again.
    if (this.#isDestroyed) {
      return;
    }
    this.#isDestroyed = true;
    this.#instance.destroy();
    // Not at once: it may be running, if a callback of the page got us here. A microtask may run within that.
    setTimeout(() => this.#instance.free());
  }

  get isOpen(): boolean {
    return this.partner.isOpen;
  }
}
