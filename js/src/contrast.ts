// What can be told apart from what: the contrast of WCAG 2.2, and how to come to it.

/** Red, green and blue, from 0 to 1. */
export type Colour = readonly number[];

const WHITE: Colour = [1, 1, 1];
const BLACK: Colour = [0, 0, 0];

/** From 1 to 21 (relative luminance, WCAG 2.2). */
export function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** White or black, whichever is easier to tell from it. */
export function opposite(ground: Colour): Colour {
  return contrast(WHITE, ground) > contrast(BLACK, ground) ? WHITE : BLACK;
}

/** The same colour where that will do, else the first on the way to another one that does, else that one. */
export function towards(end: Colour, colour: Colour, willDo: (colour: Colour) => boolean, steps = 25): Colour {
  let found = colour;
  for (let step = 1; step <= steps && !willDo(found); step++) {
    // As exactly as it will be painted.
    found = mix(colour, end, step / steps).map((part) => Math.round(part * 255) / 255);
  }
  return found;
}

/** `share` of the other colour in the first one. */
export function mix(one: Colour, other: Colour, share: number): Colour {
  return one.map((part, at) => part + ((other[at] ?? 0) - part) * share);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
