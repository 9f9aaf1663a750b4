// The names of the options: which of them can be attributes, and how an attribute is spelled.

import type { LinkOptions } from "../maxio-link";

/** Text options. They can be written as attributes. */
const ATTRIBUTE_OPTIONS = [
  "endpoint",
  "credentials",
  "companyName",
  "platformKey",
  "site",
  "environment",
  "siteField",
  "connectionId",
  "locale",
  "timeoutMs",
  "mode",
] as const satisfies readonly (keyof LinkOptions)[];

/** Secrets and functions. They are properties only. */
const PROPERTY_OPTIONS = [
  "token",
  "colleagueLink",
  "onLoad",
  "onSuccess",
  "onExit",
  "onEvent",
] as const satisfies readonly (keyof LinkOptions)[];

export const OPTIONS = [...ATTRIBUTE_OPTIONS, ...PROPERTY_OPTIONS];

/** `company-name` → `companyName`. */
export const ATTRIBUTES: ReadonlyMap<string, keyof LinkOptions> = new Map(
  ATTRIBUTE_OPTIONS.map((name) => [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), name]),
);
