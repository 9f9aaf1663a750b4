// The end of the first screen that the server wrote into the page (js/shell.mjs draws it): Link takes its place without
// anything moving, and does what was clicked in the meantime (clicks.ts).

import { CONTROLS } from "./controls";

/** Shows `element` in place of the first screen, once there is something of it to see. */
export function overtake(shell: HTMLElement, screen: ShadowRoot, element: HTMLElement): void {
  document.querySelector(".loading")?.remove();
  shell.after(element);
  const seen = () => {
    const clicked = CONTROLS.find((control) => screen.querySelector(`${control}[aria-disabled]`));
    const focused = CONTROLS.find((control) => screen.activeElement?.matches(control));
    shell.remove();
    // Link draws in microtasks.
    setTimeout(() => {
      const control = (name: string) => element.shadowRoot?.querySelector<HTMLElement>(name);
      if (focused) {
        control(focused)?.focus();
      }
      if (clicked) {
        control(clicked)?.click();
      }
    });
  };
  element.addEventListener("link-event", seen, { once: true });
}
