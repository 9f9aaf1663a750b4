// One state with nothing around it, as its address says: `?state=credentials&theme=dark&locale=de&mode=modal`. Without a
// state it shows none, and has the widget ready for whoever imports `states.js`.

import { DIST } from "./hosted.js";
import { STATES, show } from "./states.js";

const wishes = Object.fromEntries(new URLSearchParams(location.search));
const root = document.documentElement;
const box = document.getElementById("box");

// In a frame nobody has come here yet: nothing takes the focus, or is scrolled to. (A dialog does; see frames.js.)
const { focus } = HTMLElement.prototype;
if (window.parent !== window) {
  HTMLElement.prototype.focus = () => {};
}
await import(`${DIST}maxio-link.js`);
if (wishes.state) {
  try {
    const state = STATES.find(({ name }) => name === wishes.state);
    if (!state) {
      throw new Error(`there is no state "${wishes.state}"`);
    }
    const { theme = "auto", locale = "en", mode = "inline" } = wishes;
    root.style.setProperty("color-scheme", theme === "auto" ? "light dark" : theme);
    await show(state, box, { theme, locale, mode });
    HTMLElement.prototype.focus = focus;
    root.dataset.shown = state.name;
  } catch (reason) {
    box.textContent = reason.message;
    root.dataset.failed = reason.message;
    throw reason;
  }
}
