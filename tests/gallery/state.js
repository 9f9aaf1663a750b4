// One state with nothing around it, as its address says: `?state=credentials&theme=dark&locale=de&mode=modal`. Without a
// state it shows none, and has all of them ready for a script from outside.

import { DIST } from "./hosted.js";
import * as judge from "./judge.js";
import { STATES, repaint, show, states } from "./states.js";

const wishes = Object.fromEntries(new URLSearchParams(location.search));
const root = document.documentElement;
const box = document.getElementById("box");

// In a frame nobody has come here yet: nothing takes the focus, or is scrolled to. (A dialog does; see frames.js.)
const { focus } = HTMLElement.prototype;
if (window.parent !== window) {
  HTMLElement.prototype.focus = () => {};
}
const widget = import(`${DIST}maxio-link.js`);
// Handed over, as a driver's own import is in Firefox another copy of the module, with a play within the play.
window.gallery = widget.then(() => ({ STATES, show, states, repaint, judge }));
await widget;
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
