// Puts states together to a picture: `?name=flow&theme=dark`.

import { PICTURES } from "./compositions.mjs";
import { frameOf } from "./frames.js";

const { name, theme } = Object.fromEntries(new URLSearchParams(location.search));
const main = document.querySelector("main");
main.style.setProperty("--around", theme === "dark" ? "#0b0d12" : "#eef0f4");
const all = PICTURES[name].map((column) =>
  column.map(([state, width]) => frameOf({ state, theme, locale: "en", mode: "inline", width })),
);
for (const column of all) {
  const place = document.createElement("div");
  place.append(...column.map(({ frame }) => Object.assign(frame, { loading: "eager" })));
  main.append(place);
}
try {
  await Promise.all(all.flat().map(({ shown }) => shown));
  main.dataset.shown = name;
} catch (reason) {
  main.textContent = reason.message;
  main.dataset.failed = reason.message;
}
