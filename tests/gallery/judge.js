// What can be said of a state by looking at it, whatever it says.

import { NAMES } from "./states.js";

const LETTERS = /\p{L}/u;
const SENTENCE = /⟦[^⟦⟧]*⟧/u;
const seen = (element) => element.checkVisibility({ visibilityProperty: true });

/** The card of a state: Link's, or the page's. */
const cardOf = (root) => root.querySelector(".link, .card, .loading");

/** The card where it will be once everything has arrived: what is on its way stands lower, and what turns is wider. */
function cardAtRest(root) {
  const card = cardOf(root);
  card
    .getRootNode()
    .getAnimations()
    .forEach((animation) => animation.cancel());
  return card;
}

/** What is said in words that did not come from the language's file, whose sentences stand in ⟦ and ⟧. */
export function hardCoded(root) {
  const said = [];
  for (const node of textsOf(root)) {
    if (!node.parentElement.closest("[aria-hidden=true]")) {
      said.push(node.data);
    }
  }
  for (const element of cardOf(root).querySelectorAll("*")) {
    for (const name of ["aria-label", "placeholder", "title", "alt"]) {
      said.push(element.getAttribute(name) ?? "");
    }
  }
  return said.filter((words) => {
    let own = words;
    // One sentence may stand in another.
    while (SENTENCE.test(own)) {
      own = own.replace(SENTENCE, "");
    }
    const rest = NAMES.reduce((rest, name) => rest.replaceAll(name, ""), own);
    return LETTERS.test(rest.replace(/https?:\/\/\S+|acme\.\S+/g, ""));
  });
}

/** What is cut off, or sticks out of what is around it. */
export function clipped(root) {
  const whole = cardAtRest(root);
  const card = whole.getBoundingClientRect();
  const found = [];
  for (const node of textsOf(root)) {
    const around = node.parentElement;
    if (around.closest(".unseen")) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const holder = around.closest("button, .badge, .panel, .tile, .steps, .permissions, .leave-box") ?? around;
    const { left, right, top, bottom } = holder.getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      const outside = rect.left < Math.max(left, card.left) - 1 || rect.right > Math.min(right, card.right) + 1;
      if (outside || (holder !== around && (rect.top < top - 1 || rect.bottom > bottom + 1))) {
        found.push(`${holder.className || holder.localName}: ${node.data}`);
        break;
      }
    }
  }
  for (const element of whole.querySelectorAll("*")) {
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (overflow) => overflow !== "visible";
    const tooWide = hides(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const tooHigh = hides(overflowY) && element.scrollHeight > element.clientHeight + 1;
    // What runs along the wire comes from beyond its ends.
    if (seen(element) && !element.matches("input, .wire, .unseen, .unseen *") && (tooWide || tooHigh)) {
      found.push(`${element.className || element.localName} hides some of itself`);
    }
  }
  const { scrollWidth, clientWidth } = whole;
  return scrollWidth > clientWidth + 1 ? [...found, "the card"] : found;
}

/** Where each box is: its name, and how far it is from either side of the card, in CSS pixels. */
export function places(root) {
  const whole = cardAtRest(root);
  const card = whole.getBoundingClientRect();
  return [...whole.querySelectorAll("*")]
    .filter((element) => seen(element) && getComputedStyle(element).display !== "inline" && !element.matches(".unseen"))
    .map((element) => {
      const { left, right } = element.getBoundingClientRect();
      return [element.className || element.id || element.localName, left - card.left, card.right - right];
    });
}

function* textsOf(root) {
  const walker = document.createTreeWalker(cardOf(root), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.trim() && seen(walker.currentNode.parentElement)) {
      yield walker.currentNode;
    }
  }
}

/** What is hard to hit: smaller than 24 px either way, and no link within a sentence. */
function smallTargets(root) {
  const found = [];
  for (const element of cardOf(root).querySelectorAll("a, button, input")) {
    const { width, height } = (element.closest("label") ?? element).getBoundingClientRect();
    const isInSentence = element.localName === "a" && [...element.parentElement.childNodes].some(isWords);
    // What is being moved is off by a fraction.
    if (seen(element) && !isInSentence && Math.min(width, height) < 23.9) {
      found.push(`${element.className || element.id || element.localName}: ${width} × ${height}`);
    }
  }
  return found;
}

const isWords = ({ localName, textContent }) => localName !== "a" && textContent.trim() !== "";

/** Fields with a text so small that phones zoom in on it. */
function smallFields(root) {
  const fields = [...cardOf(root).querySelectorAll("input:not([type=radio])")].filter(seen);
  return fields.filter((field) => parseFloat(getComputedStyle(field).fontSize) < 16).map(({ id, type }) => id || type);
}

/** Whether one has to scroll sideways, and in what. */
function sideways(root) {
  const scrollers = [document.documentElement, root.querySelector("dialog")].filter(Boolean);
  return scrollers
    .filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.localName} is ${one.scrollWidth} px wide`);
}

/** The spacing that WCAG 1.4.12 lets readers ask for, until it is taken away again. */
function spread(root) {
  const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`;
  const style = Object.assign(document.createElement("style"), { textContent: spacing });
  root.append(style);
  return () => style.remove();
}

/** All that is wrong with how a state fits, by what it is. */
export function fit(root) {
  const together = { clipped: clipped(root), sideways: sideways(root), targets: smallTargets(root), fields: smallFields(root) };
  const tidy = spread(root);
  together["clipped, spread"] = clipped(root);
  together["sideways, spread"] = sideways(root);
  tidy();
  return Object.entries(together).flatMap(([what, found]) => found.map((one) => `${what}: ${one}`));
}

/** What one does not get to see as a whole by moving to it, or not without something else in front of it. */
export function hidden(root) {
  const whole = cardAtRest(root);
  const tree = whole.getRootNode();
  const found = [];
  for (const element of whole.querySelectorAll("input, button")) {
    if (!seen(element) || element.closest("[inert], :disabled")) {
      continue;
    }
    const place = element.closest("label") ?? element;
    const name = element.id || element.className || place.textContent;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { left, right, top, bottom } = place.getBoundingClientRect();
    if (Math.min(left, top) < -1 || right > window.innerWidth + 1 || bottom > window.innerHeight + 1) {
      found.push(`${name} is from ${left}, ${top} to ${right}, ${bottom}`);
      continue;
    }
    const inside = [top + 4, (top + bottom) / 2, bottom - 4].map((y) => tree.elementFromPoint((left + right) / 2, y));
    const inFront = inside.find((one) => one && !place.contains(one));
    if (inFront) {
      found.push(`${name} at ${top} to ${bottom} is behind ${inFront.className || inFront.localName}`);
    }
  }
  return found;
}
