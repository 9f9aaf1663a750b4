// What can stand in the element: the widget, the frame of `isolated`, or what is shown when neither can be had.

import type { LinkOptions } from "../maxio-link";

export interface Body {
  open(): void;
  /** Asks the merchant first where something would be lost, unless forced. */
  exit(force: boolean): void;
  /** All options, checked. */
  update(options: Partial<LinkOptions>): void;
  /** Closes without a question, and removes everything. */
  destroy(): void;
  readonly isOpen: boolean;
}
