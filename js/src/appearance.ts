// The partner's colours and shapes: custom properties on the element, which are the public side of style/tokens.css. The
// colours that could not be read where they stand are put right.

import type { LinkOptions } from "../maxio-link";
import { type Colour, contrast, mix, opposite, towards } from "./contrast";
import { isText } from "./options";
import { add } from "./style";

/** Of WCAG 2.2, AA: for text (1.4.3), and for what shows where a control is (1.4.11). */
const TEXT = 4.5;
const CONTROL = 3;
/** What is behind: the card, and what lies on it. */
const ON_IT = ["raised", "danger-surface", "good-surface"];
/** What is read, anywhere. */
const READ = ["muted", "accent", "danger", "good", "warning"];

/** What is given is set, what was given before is taken back. Works under `style-src 'self'`. */
export function appear(host: HTMLElement, appearance: LinkOptions["appearance"], before: LinkOptions["appearance"]): void {
  for (const [name, value] of Object.entries({ ...blank(before), ...appearance })) {
    // What is no text was complained of, and could not be made one.
    const text = isText(value) ? value : "";
    host.style.setProperty(`--link-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, text);
  }
}

function blank(appearance: object | undefined): Record<string, string> {
  return Object.fromEntries(Object.keys(appearance ?? {}).map((name) => [name, ""]));
}

/**
 * Puts a colour of enough contrast in place of each that has too little, wherever that came from: an option or a style
 * sheet of the page. What is right stays as it is, and so do the card and the ground of the main button in any case.
 */
export function correct(root: ShadowRoot): void {
  // Colours that the system forces are its own affair.
  if (!root.isConnected || matchMedia("(forced-colors: active)").matches) {
    return;
  }
  const colours = resolved(root, ["surface", "text", ...ON_IT, ...READ, "control", "on-accent"]);
  const of = (name: string) => colours.get(name) as Colour;
  let rules = "";
  const settle = (name: string, end: Colour, willDo: (colour: Colour) => boolean, steps?: number) => {
    const right = towards(end, of(name), willDo, steps);
    if (right !== of(name)) {
      colours.set(name, right);
      rules += `--link-${name}:rgb(${right.map((part) => part * 255)});`;
    }
  };
  const stand = (names: string[], on: string[], least: number, steps?: number) => {
    const willDo = (colour: Colour) => on.every((ground) => contrast(colour, of(ground)) >= least);
    names.forEach((name) => settle(name, opposite(of(on[0] as string)), willDo, steps));
  };
  // In large steps: with just enough, the words on a button look as if it were out of use.
  stand(["on-accent"], ["accent"], TEXT, 1);
  stand(["text"], ["surface"], TEXT, 2);
  ON_IT.forEach((name) => settle(name, of("surface"), (ground) => contrast(of("text"), ground) >= TEXT));
  stand(READ, ["surface", ...ON_IT], TEXT);
  stand(["control"], ["surface", ...ON_IT], CONTROL);
  if (rules) {
    add(root, `.link{${rules}}`);
  }
}

/** Custom properties as the browser understands them, in one colour space, without what they would let through. */
function resolved(root: ShadowRoot, names: string[]): Map<string, Colour> {
  const probes = names.map((name) => {
    const probe = document.createElement("span");
    probe.style.color = `color-mix(in srgb,var(--link-${name}),var(--link-${name}))`;
    return probe;
  });
  root.append(...probes);
  const colours = new Map<string, Colour>();
  probes.forEach((probe, at) => {
    const parts = getComputedStyle(probe).color.match(/-?[\d.]+(e-?\d+)?/g) ?? [];
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts.map((part) => Math.min(Math.max(Number(part), 0), 1));
    // The first one is what the others are on.
    const under = colours.get("surface") ?? [1, 1, 1];
    colours.set(names[at] as string, mix(under, [red, green, blue], alpha));
  });
  probes.forEach((probe) => probe.remove());
  return colours;
}
