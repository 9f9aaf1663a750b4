// The options: their names, how they are written as attributes, and what each of them must be.

import type { LinkOptions } from "../maxio-link";
import { TIMEOUT_MS } from "./constants";

type Name = keyof LinkOptions;

/** What is wrong with a value, if anything: the end of the sentence "option `x` must be …". */
type Check = (value: unknown) => string | undefined;

export const isText = (value: unknown): value is string => typeof value === "string";
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
const isFunction = (value: unknown) => typeof value === "function";

const must =
  (wants: string, holds: (value: unknown) => boolean): Check =>
  (value) =>
    holds(value) ? undefined : wants;
const oneOf = (...choices: string[]) =>
  must(choices.map((choice) => `"${choice}"`).join(" or "), (value) => choices.includes(value as string));
const text = must("a string", isText);
const callback = must("a function", isFunction);
const flag = must("true or false", (value) => ["true", "false", "", true, false].includes(value as string));
const link = must("an https address", (value) => addressOf(value)?.protocol === "https:");
const picture = must("an https or data:image address", isPicture);
/** Attributes are strings. (Not everything else can be made a number.) */
const milliseconds = must(
  `milliseconds, from ${TIMEOUT_MS.least} to ${TIMEOUT_MS.most}`,
  (value) =>
    (isText(value) || typeof value === "number") && Number(value) >= TIMEOUT_MS.least && Number(value) <= TIMEOUT_MS.most,
);
const site = must(
  'the name or address of a Maxio site, such as "acme"',
  (value) => isText(value) && /^\s*(https?:\/\/)?[a-z\d][a-z\d-]*(\.|\s*$)/i.test(value),
);
const endpoint = must("an https address, or http on localhost, without a login in it", (value) => isText(value) && isSafe(value));
const server = must(
  "an absolute https address, or http on localhost, without a login in it",
  (value) => isText(value) && URL.canParse(value) && isSafe(value),
);
const sections = must(
  "an object of sections, { title?, body? } or null each",
  (value) =>
    isObject(value) &&
    Object.values(value).every(
      (section: unknown) => section === null || (isObject(section) && Object.values(section).every(isText)),
    ),
);
const looks = must("an object of CSS colours, lengths and fonts", isAppearance);
const texts = must("an object of strings", (value) => isObject(value) && Object.values(value).every(isText));
const tiles = must(
  "a list with at least one { platformKey, name, description?, logo? }",
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (tile) =>
        isObject(tile) &&
        Object.values(tile).every(isText) &&
        "platformKey" in tile &&
        "name" in tile &&
        (!("logo" in tile) || isPicture(tile.logo)),
    ),
);
const headers = must("an object of header names and values", (value) => {
  try {
    return isObject(value) && new Headers(value as HeadersInit) !== undefined;
  } catch {
    // The exception quotes the value, which may be a secret.
    return false;
  }
});

/** Those that can be written as attributes. */
const ATTRIBUTE_OPTIONS = {
  endpoint,
  credentials: oneOf("omit", "same-origin", "include"),
  idempotency: flag,
  companyName: text,
  logo: picture,
  platformKey: text,
  skipSelect: flag,
  site,
  environment: oneOf("US", "EU"),
  siteField: oneOf("auto", "show", "hide"),
  connectionId: text,
  supportUrl: link,
  privacyUrl: link,
  termsUrl: link,
  locale: must('"auto" or a BCP 47 tag, such as "en"', isLocale),
  theme: oneOf("auto", "light", "dark"),
  timeoutMs: milliseconds,
  mode: oneOf("inline", "modal", "isolated"),
  hostedUrl: server,
} satisfies Partial<Record<Name, Check>>;

/** Secrets, functions and objects. They are properties only. */
const PROPERTY_OPTIONS = {
  token: must(
    "a string without spaces, or a function that returns one or a promise of one",
    (value) => isFunction(value) || (isText(value) && /^[!-~]*$/.test(value)),
  ),
  headers,
  integrations: tiles,
  permissions: sections,
  text: texts,
  appearance: looks,
  nonce: text,
  colleagueLink: callback,
  onLoad: callback,
  onSuccess: callback,
  onExit: callback,
  onEvent: callback,
  onConnection: callback,
  onConsent: callback,
  onFinish: callback,
  onClose: callback,
  onError: callback,
} satisfies Partial<Record<Name, Check>>;

const CHECKS: Record<Name, Check> = { ...ATTRIBUTE_OPTIONS, ...PROPERTY_OPTIONS };

export const OPTIONS = Object.keys(CHECKS) as Name[];

/** `company-name` → `companyName`. */
export const ATTRIBUTES: ReadonlyMap<string, Name> = new Map(
  (Object.keys(ATTRIBUTE_OPTIONS) as Name[]).map((name) => [
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    name,
  ]),
);

/** What is wrong, by name; with `whole`, also what is missing. */
export function mistakes(options: Partial<LinkOptions>, whole = true): string[] {
  const wrong = OPTIONS.flatMap((name) => {
    const value = options[name];
    const wants = isAbsent(value) ? undefined : CHECKS[name](value);
    return wants ? [`option \`${name}\` must be ${wants}`] : [];
  });
  if (!whole) {
    return wrong;
  }
  const required: [Name, string][] =
    options.mode === "isolated"
      ? [
          ["hostedUrl", "the address of the server that hosts Link"],
          ["token", "a company token of that server, or a function that returns one"],
        ]
      : [["endpoint", "the address that the credentials are posted to"]];
  for (const [name, what] of required) {
    if (isAbsent(options[name])) {
      wrong.push(`option \`${name}\` must be ${what} (required)`);
    }
  }
  if (!isSecureContext) {
    wrong.push("the page must be served over https");
  }
  return wrong;
}

/** Names that are no option's. A page may have given no options at all. */
export function strangers(options?: object | null): string[] {
  return Object.keys(options ?? {}).filter((name) => !Object.hasOwn(CHECKS, name));
}

/** An empty text counts as absent: that is what a template writes for no value. */
export function isAbsent(value: unknown): value is undefined | null | "" {
  return value === undefined || value === null || (isText(value) && value.trim() === "");
}

/** An attribute without a value is a flag that is set. */
export function isSet(value: unknown, otherwise: boolean): boolean {
  return value === undefined || value === null ? otherwise : value !== false && value !== "false";
}

/** Not the document's base: a `<base>` of the page's must not lead the key elsewhere. */
export function addressOf(value: unknown): URL | undefined {
  try {
    return isText(value) ? new URL(value, location.href) : undefined;
  } catch {
    return undefined;
  }
}

function isSafe(address: string): boolean {
  const url = addressOf(address);
  const local = /^(localhost|(.+\.)?localhost|127\.[\d.]+|\[::1\])$/.test(url?.hostname ?? "");
  return !url?.username && !url?.password && (url?.protocol === "https:" || (url?.protocol === "http:" && local));
}

function isPicture(value: unknown): boolean {
  const url = addressOf(value);
  return url?.protocol === "https:" || (url?.protocol === "data:" && url.pathname.startsWith("image/"));
}

function isAppearance(value: unknown): boolean {
  // A property that takes what is wanted of each.
  const property = (name: string) => (name === "font" ? "font-family" : /radius|spacing|size/i.test(name) ? "padding" : "color");
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([name, value]: [string, unknown]) => isAbsent(value) || (isText(value) && CSS.supports(property(name), value)),
    )
  );
}

function isLocale(value: unknown): boolean {
  try {
    return value === "auto" || Intl.getCanonicalLocales(value as string).length > 0;
  } catch {
    return false;
  }
}
