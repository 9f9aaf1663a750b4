// The sentences. English is built in; the partner's own words come first.

import type { LinkOptions } from "../maxio-link";
import { isAbsent } from "./options";
import ENGLISH from "../../src/locale/en.json";

export type TextKey = keyof typeof ENGLISH;

/** The order in which build.rs numbers them. */
export const KEYS = Object.keys(ENGLISH).sort() as TextKey[];

/** One sentence, with the partner's name in it. */
export function text(key: TextKey, options: Partial<LinkOptions>): string {
  const own = options.text && Object.hasOwn(options.text, key) ? options.text[key] : undefined;
  // Also of options that are wrong: the sentence that says so comes from here as well.
  const partner = isAbsent(options.companyName) ? NEUTRAL_PARTNER : String(options.companyName).trim();
  return String(own ?? ENGLISH[key]).replaceAll("{partner}", () => partner);
}

/** The name for a partner who gave none; the consent text in crates/wire has it too. */
const NEUTRAL_PARTNER = "this app";
