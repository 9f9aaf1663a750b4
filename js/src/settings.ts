// The options as the widget wants them: checked, and with every default in its place.

import type { LinkOptions } from "../maxio-link";
import { DEFAULTS } from "./constants";
import { addressOf, isSet, isText, mistakes } from "./options";

/** Read by src/element/settings.rs, getter by getter. */
export interface Settings {
  /** Whether Link can work with them; otherwise it says that it cannot. */
  readonly ok: boolean;
  readonly endpoint: string;
  readonly headers: [name: string, value: string][];
  readonly credentials: RequestCredentials;
  readonly idempotency: boolean;
  readonly companyName: string | undefined;
  readonly logo: string | undefined;
  readonly platformKey: string;
  readonly integrations: NonNullable<LinkOptions["integrations"]>;
  readonly skipSelect: boolean;
  readonly site: string | undefined;
  readonly environment: string;
  readonly siteField: string;
  readonly connectionId: string | undefined;
  readonly permissions: [id: string, title: string | undefined, body: string | undefined][];
  readonly links: (string | undefined)[];
  readonly timeoutMs: number;
  readonly modal: boolean;
}

export function settings(given: Partial<LinkOptions>): Settings {
  const ok = mistakes(given).length === 0;
  // With one wrong option no other is used, but for those that it takes to say so.
  const options: Partial<LinkOptions> = ok ? given : { companyName: given.companyName, mode: given.mode };
  const text = (value: unknown) => (isText(value) && value.trim()) || undefined;
  return {
    ok,
    endpoint: addressOf(options.endpoint)?.href ?? "",
    headers: [...new Headers(options.headers)],
    credentials: options.credentials || "omit",
    idempotency: isSet(options.idempotency, true),
    companyName: text(options.companyName),
    logo: text(options.logo),
    platformKey: text(options.platformKey) ?? DEFAULTS.platformKey,
    integrations: options.integrations ?? [],
    skipSelect: isSet(options.skipSelect, false),
    site: text(options.site),
    environment: options.environment || DEFAULTS.environment,
    siteField: options.siteField || "auto",
    connectionId: text(options.connectionId),
    permissions: Object.entries(options.permissions ?? {}).map(([id, section]) => [
      id,
      section ? section.title : "",
      section ? section.body : "",
    ]),
    links: [options.supportUrl, options.privacyUrl, options.termsUrl].map(text),
    timeoutMs: Number(options.timeoutMs || DEFAULTS.timeoutMs),
    modal: options.mode === "modal",
  };
}
