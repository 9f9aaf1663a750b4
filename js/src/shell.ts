// The end of the first screen that the server wrote into the page (js/shell.mjs draws it): Link takes its place without
// anything moving, and does what was clicked in the meantime (clicks.ts).

import { CONTROLS } from "./controls";

/** Puts `element` in the place of `before`, once there is something of Link to see in it. */
export function follow(
  before: HTMLElement,
  element: HTMLElement,
  then: (find: (selector: string) => HTMLElement | null | undefined) => void,
): void {
  element.hidden = true;
  const seen = () => {
    before.remove();
    element.hidden = false;
    // Link draws in microtasks.
    setTimeout(() => then((selector) => element.shadowRoot?.querySelector<HTMLElement>(selector)));
  };
  element.addEventListener("link-event", seen, { once: true });
  before.after(element);
}

/** Shows `element` in place of the first screen. */
export function overtake(shell: HTMLElement, screen: ShadowRoot, element: HTMLElement): void {
  document.querySelector(".loading")?.remove();
  let focused: string | undefined;
  const look = () => {
    focused = CONTROLS.find((control) => screen.activeElement?.matches(control));
  };
  element.addEventListener("link-event", look, { once: true });
  follow(shell, element, (find) => {
    const clicked = CONTROLS.find((control) => screen.querySelector(`${control}[aria-disabled]`));
    if (focused) {
      find(focused)?.focus();
    }
    if (clicked) {
      find(clicked)?.click();
    }
  });
}
