// `isolated`: Link in a frame of the server that hosts it.

import type { LinkOptions } from "../maxio-link";
import type { Body } from "./body";
import type { Partner } from "./partner";

export class Isolated implements Body {
  readonly isOpen = false;

  constructor(
    _host: HTMLElement,
    _root: ShadowRoot,
    _partner: Partner,
    _options: Partial<LinkOptions>,
    _inDialog: boolean,
    private readonly failed: (reason: Error) => void,
  ) {}

  open(): void {
    this.failed(new Error("not there yet"));
  }
  exit(): void {}
  update(): void {}
  destroy(): void {}
}
