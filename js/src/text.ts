// The sentences. English is built in, another language comes from `language.ts`; the partner's own words come first.

import type { LinkOptions } from "../maxio-link";
import { type Language, directionOf } from "./language";
import { isAbsent, isText } from "./options";
import SENTENCES from "../../crates/locale/sentences/en.json";

export type TextKey = keyof typeof SENTENCES;

/** In the order in which build.rs numbers them; build.mjs puts them so, and leaves those of the hosted page to it. */
export const KEYS = Object.keys(SENTENCES) as TextKey[];

/** One sentence of a language, with nothing filled in and nothing of the partner's own. */
export function plain(key: TextKey, language: Language): string {
  return language.sentences[KEYS.indexOf(key)] ?? SENTENCES[key];
}

/** One sentence, with the partner's name in it. */
export function text(key: TextKey, options: Partial<LinkOptions>, language: Language): string {
  const own = options.text && Object.hasOwn(options.text, key) ? options.text[key as keyof typeof options.text] : undefined;
  // Options may be wrong: the sentence that says so comes from here as well.
  const name: unknown = options.companyName;
  const partner = isText(name) && !isAbsent(name) ? name.trim() : plain("neutralPartner", language);
  return fill(isText(own) ? own : plain(key, language), "{partner}", partner, language);
}

/** With `{wait}`, a number of seconds, as a moment from now: every language has its own way to say that. */
export function fill(sentence: string, name: string, value: string, language: Language): string {
  const words = name === "{wait}" ? fromNow(Number(value), language) : value;
  // Where the sentence runs from right to left, what is filled in must not change the order of its signs. (crates/wire
  // does the same in the consent text.)
  const apart = directionOf(language) === "rtl" && words !== "" ? `\u2068${words}\u2069` : words;
  // A function: in a text, `$&` and the like would mean something.
  return sentence.replaceAll(name, () => apart);
}

/** From two minutes on in minutes. */
function fromNow(seconds: number, { tag }: Language): string {
  // The digits of the steps, and of Maxio's own screens.
  const format = new Intl.RelativeTimeFormat(`${tag}-u-nu-latn`);
  return seconds < 120 ? format.format(seconds, "second") : format.format(Math.ceil(seconds / 60), "minute");
}
