// The sentences. English is built in; the partner's own words come first.

import type { LinkOptions } from "../maxio-link";
import ENGLISH from "../../src/locale/en.json";

export type TextKey = keyof typeof ENGLISH;

/** The order in which build.rs numbers them. */
export const KEYS = Object.keys(ENGLISH).sort() as TextKey[];

/** One sentence, with the partner's name in it. */
export function text(key: TextKey, options: Partial<LinkOptions>): string {
  const own = options.text && Object.hasOwn(options.text, key) ? options.text[key] : undefined;
  return (own ?? ENGLISH[key]).replaceAll("{partner}", () => options.companyName?.trim() || NEUTRAL_PARTNER);
}

/** The name for a partner who gave none; the consent text in crates/wire has it too. */
const NEUTRAL_PARTNER = "this app";
