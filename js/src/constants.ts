// Made by tests/constants/main.rs of the Rust sources. Change it there.

/** What is used where the page gives nothing. */
export const DEFAULTS = {
  platformKey: "mxio",
  environment: "US",
  timeoutMs: 30000,
} as const;

/** Milliseconds that `timeoutMs` may be. */
export const TIMEOUT_MS = { least: 1000, most: 600000 } as const;

/** Languages that are written from right to left. */
export const RIGHT_TO_LEFT: readonly string[] = ["ar", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];

/** `detailedErrorCode` of the server's answer, by `error_code`. */
export const DETAILED_ERROR_CODES: Readonly<Record<string, number>> = {
  INVALID_FIELD: 1000,
  INVALID_CREDENTIALS: 1001,
  INSUFFICIENT_PERMISSIONS: 1002,
  SITE_REQUIRED: 1003,
  SITE_NOT_FOUND: 1003,
  ACCOUNT_BLOCKED: 1004,
  RATE_LIMIT_EXCEEDED: 1005,
  PROVIDER_DOWN: 1006,
  ALREADY_LINKED: 1007,
  INTEGRATION_DISABLED: 1008,
  UNKNOWN_INTEGRATION: 1009,
  UNKNOWN_COMPANY: 1010,
  INVALID_LINK_TOKEN: 1011,
  ORIGIN_NOT_ALLOWED: 1012,
  REQUEST_CONFLICT: 1013,
  SITE_MISMATCH: 1015,
};

/** Spelled out, so that bundlers find the files and put them beside their own. */
export const LANGUAGE_FILES: Readonly<Record<string, () => URL>> = {
  ar: () => new URL("./locale/ar.json", import.meta.url),
  de: () => new URL("./locale/de.json", import.meta.url),
  es: () => new URL("./locale/es.json", import.meta.url),
  fr: () => new URL("./locale/fr.json", import.meta.url),
  he: () => new URL("./locale/he.json", import.meta.url),
  it: () => new URL("./locale/it.json", import.meta.url),
  ja: () => new URL("./locale/ja.json", import.meta.url),
  ko: () => new URL("./locale/ko.json", import.meta.url),
  nl: () => new URL("./locale/nl.json", import.meta.url),
  pl: () => new URL("./locale/pl.json", import.meta.url),
  "pt-BR": () => new URL("./locale/pt-BR.json", import.meta.url),
  sv: () => new URL("./locale/sv.json", import.meta.url),
  "zh-Hans": () => new URL("./locale/zh-Hans.json", import.meta.url),
};
