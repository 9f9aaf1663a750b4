// The partner's colours and shapes: custom properties on the element, which are the public side of style/tokens.css.

import type { LinkOptions } from "../maxio-link";

/** What is given is set, what was given before is taken back. Works under `style-src 'self'`. */
export function appear(host: HTMLElement, appearance: LinkOptions["appearance"], before: LinkOptions["appearance"]): void {
  for (const [name, value] of Object.entries({ ...blank(before), ...appearance })) {
    host.style.setProperty(`--link-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value ?? "");
  }
}

function blank(appearance: object | undefined): Record<string, string> {
  return Object.fromEntries(Object.keys(appearance ?? {}).map((name) => [name, ""]));
}
