// The filters, which are also the page's address, and a frame for all that they let through.

import { captionOf, frameOf } from "./frames.js";
import { GROUPS, STATES } from "./states.js";

const LEFT_TO_RIGHT = ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt-BR", "sv", "zh-Hans"];
const RIGHT_TO_LEFT = ["ar", "he"];
const ALL = [...LEFT_TO_RIGHT, ...RIGHT_TO_LEFT];
/** More than one language at a time. */
const SEVERAL = {
  "one of either direction": ["en", "ar"],
  "left to right": LEFT_TO_RIGHT,
  "right to left": RIGHT_TO_LEFT,
  all: ALL,
};

const form = document.getElementById("filters");
const main = document.querySelector("main");
const count = document.getElementById("count");

const option = (value) => Object.assign(document.createElement("option"), { value, textContent: value });
form.elements.locale.append(...ALL.map(option), document.createElement("hr"), ...Object.keys(SEVERAL).map(option));
document.getElementById("names").append(...[...Object.keys(GROUPS), ...STATES.map(({ name }) => name)].map(option));
takeAddress();
form.addEventListener("input", render);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("popstate", () => (takeAddress(), render()));
render();

/** Filters from the address, so that a view can be shared. */
function takeAddress() {
  const wishes = new URLSearchParams(location.search);
  for (const name of new Set(wishes.keys())) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "checkbox") {
        field.checked = wishes.getAll(name).includes(field.value);
      } else {
        field.value = wishes.get(name);
      }
    }
  }
}

/** A state's whole name, or part of that of its group or of its own. */
function isWanted(group, name, wish) {
  const exact = STATES.some((state) => state.name === wish);
  return exact ? name === wish : `${group}\n${name}`.toLowerCase().includes(wish.toLowerCase());
}

function render() {
  const wishes = new FormData(form);
  const [wish, locale, mode] = ["state", "locale", "mode"].map((name) => wishes.get(name).trim());
  history.replaceState(null, "", `?${new URLSearchParams(wishes)}`);
  const looks = wishes
    .getAll("theme")
    .flatMap((theme) =>
      (SEVERAL[locale] ?? [locale]).flatMap((locale) => wishes.getAll("width").map((width) => ({ theme, locale, width, mode }))),
    );
  let number = 0;
  const sections = Object.entries(GROUPS).flatMap(([group, states]) => {
    const wanted = states.filter(({ name }) => isWanted(group, name, wish));
    const figures = wanted.flatMap(({ name }) => looks.map((look) => figure({ state: name, ...look })));
    number += figures.length;
    return figures.length > 0 ? [section(group, figures)] : [];
  });
  main.replaceChildren(...sections);
  count.textContent = number > 0 ? `${number} pictures` : "Nothing is like that: choose a theme and a width, or clear the state.";
}

function section(name, figures) {
  const section = document.createElement("section");
  const heading = Object.assign(document.createElement("h2"), { textContent: name });
  const row = Object.assign(document.createElement("div"), { className: "row" });
  row.append(...figures);
  section.append(heading, row);
  return section;
}

function figure(look) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const { frame, shown } = frameOf(look);
  const alone = Object.assign(document.createElement("a"), { href: frame.src, target: "_blank", textContent: captionOf(look) });
  caption.append(alone);
  figure.append(caption, frame);
  shown.catch((reason) => {
    figure.dataset.failed = "";
    caption.append(document.createElement("br"), reason.message);
  });
  return figure;
}
