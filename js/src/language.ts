// The languages. English is built in; each other one is a file beside the script, fetched when a page needs it, together
// with the wasm, and pinned like that.

import { LANGUAGE_FILES, RIGHT_TO_LEFT } from "./constants";

export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** In the order of `KEYS`; none of English, which `text.ts` has by key. */
  readonly sentences: readonly string[];
}

export const ENGLISH: Language = { tag: "en", sentences: [] };

/** Of each file, by tag: the integrity of the script tag thereby reaches what is said, too. */
declare const LANGUAGES: Readonly<Record<string, string>>;

/** Longer, and Link speaks English. */
const TIMEOUT_MS = 10_000;

const learning = new Map<string, Promise<Language>>();

/** The language that an option `locale` asks for; `auto`: that of the page around the element, else the browser's. */
export function wanted(locale: string | undefined, element: Element): string {
  return !locale || locale === "auto" ? spoken([around(element), ...navigator.languages]) : spoken([locale]);
}

/** The first of these that Link speaks, or English. */
export function spoken(wishes: readonly string[]): string {
  for (const wish of wishes) {
    const wanted = written(wish);
    const found = wanted && ["en", ...Object.keys(LANGUAGE_FILES)].find((tag) => written(tag) === wanted);
    if (found) {
      return found;
    }
  }
  return "en";
}

/** Sentences of a language; English where they cannot be had, which the developer is told once for each attempt. */
export function learn(tag: string): Promise<Language> {
  const file = LANGUAGE_FILES[tag];
  let language = learning.get(tag);
  if (!language) {
    language = file ? read(tag, file()) : Promise.resolve(ENGLISH);
    learning.set(tag, language);
  }
  return language;
}

export function directionOf({ tag }: Language): "rtl" | "ltr" {
  return RIGHT_TO_LEFT.includes(tag.replace(/-.*/, "")) ? "rtl" : "ltr";
}

async function read(tag: string, { href }: URL): Promise<Language> {
  try {
    const response = await fetch(href, {
      integrity: LANGUAGES[tag],
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      throw new Error(`it answered ${response.status}`);
    }
    return { tag, sentences: (await response.json()) as string[] };
  } catch (reason) {
    // The next Link tries again.
    learning.delete(tag);
    console.warn(`maxio-link: Link speaks English, because ${href} could not be loaded`, reason);
    return ENGLISH;
  }
}

/** Language and script: what is written for Brazil can be read in Portugal, but not Simplified Chinese in Taiwan. */
function written(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag.replaceAll("_", "-")).maximize();
    return `${language}-${script}`;
  } catch {
    // What a page says of its language may be anything.
    return undefined;
  }
}

/** The language of what is around the element, out of every shadow root. */
function around(element: Element): string {
  const marked = element.closest<HTMLElement>("[lang]");
  const root = element.getRootNode();
  return marked?.lang || (root instanceof ShadowRoot ? around(root.host) : "");
}
