// Stands in the page itself, in front of the first screen, so that no click there is too early: it is remembered, and
// shell.ts lets Link do it. And if page.js does not come, it says so in the first screen's place.

import { CONTROLS } from "./controls";

const shell = document.getElementById("shell");

shell?.addEventListener("click", (event) => {
  // Nothing is sent anywhere.
  event.preventDefault();
  const [clicked] = event.composedPath();
  const control = (clicked as Element).closest(CONTROLS.join());
  if (control) {
    shell.shadowRoot?.querySelectorAll("[aria-disabled]").forEach((other) => other.removeAttribute("aria-disabled"));
    control.setAttribute("aria-disabled", "true");
  }
});

// page.js has run before this, or it will not.
document.addEventListener("DOMContentLoaded", () => {
  const page = shell?.parentElement;
  const message = shell?.querySelector("section");
  if (page && message && page.dataset["taken"] === undefined) {
    page.replaceChildren(message);
    message.querySelector("button")?.addEventListener("click", () => location.reload());
    message.querySelector("h1")?.focus();
  }
});
