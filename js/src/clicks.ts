// Stands in the page itself, right behind the first screen, so that no click there is too early: it is remembered, and
// shell.ts lets Link do it.

import { CONTROLS } from "./controls";

const screen = document.getElementById("shell")?.shadowRoot;

screen?.addEventListener("click", (event) => {
  // Nothing is sent anywhere.
  event.preventDefault();
  const control = (event.target as Element).closest(CONTROLS.join());
  if (control) {
    screen.querySelectorAll("[aria-disabled]").forEach((other) => other.removeAttribute("aria-disabled"));
    control.setAttribute("aria-disabled", "true");
  }
});
