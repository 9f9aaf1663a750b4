// What partners may write, and what the compiler must refuse: a line after `@ts-expect-error` that compiles is an error.

import { create, type Link, type LinkError, type LinkOptions } from "maxio-link";

const endpoint = "https://api.example.com/maxio";

// The least.
const link: Link = create({ endpoint });
create({ mode: "isolated", hostedUrl: "https://link.example.com" });

// Everything.
create({
  endpoint,
  token: async () => "token",
  headers: { "x-tenant": "acme" },
  credentials: "include",
  idempotency: false,
  companyName: "Northwind Lending",
  logo: "https://example.com/logo.svg",
  platformKey: "mxio",
  integrations: [{ platformKey: "mxio", name: "Maxio" }],
  skipSelect: true,
  site: "acme",
  environment: "EU",
  siteField: "show",
  connectionId: "42",
  permissions: { purpose: { body: "To make you an offer." }, retention: null },
  supportUrl: "https://example.com/support",
  privacyUrl: "https://example.com/privacy",
  termsUrl: "https://example.com/terms",
  locale: "auto",
  theme: "dark",
  appearance: { accent: "#2450d8", radius: "8px" },
  colleagueLink: () => "https://link.example.com/company/1",
  timeoutMs: 20_000,
  mode: "modal",
  hostedUrl: "https://link.example.com",
  nonce: "abc",
  onLoad: () => undefined,
  onSuccess: (connection, metadata) => {
    const id: string = connection.id;
    const site: string | undefined = connection.connectionInfo.siteName;
    const session: string = metadata.link_session_id;
    // @ts-expect-error: a partner's endpoint may answer with less.
    const created: string = connection.created;
    // @ts-expect-error: what only exits have.
    metadata.status;
  },
  onExit: (error, { status }) => {
    // @ts-expect-error: there may be none.
    error.error_code;
    if (error?.error_code === "INVALID_LINK_TOKEN") return;
    // @ts-expect-error: no such code.
    if (error?.error_code === "ITEM_LOGIN_REQUIRED") return;
    // @ts-expect-error: no such status.
    if (status === "institution_not_found") return;
  },
  onEvent: (name) => {
    switch (name) {
      case "OPEN":
      case "EXIT":
        break;
      // @ts-expect-error: no such event.
      case "SELECT_INSTITUTION":
        break;
    }
  },
  // As Codat's Link calls them.
  onConnection: ({ connectionId, sourceType }) => `${connectionId} ${sourceType}`,
  onConsent: ({ text }) => text,
  onFinish: () => undefined,
  onClose: () => undefined,
  onError: ({ errorCode, userRecoverable }) => (userRecoverable ? errorCode : undefined),
});

// @ts-expect-error: no options.
create();
// @ts-expect-error: no such option.
create({ endpoint, companyId: "42" });
// @ts-expect-error: an attribute's spelling.
create({ endpoint, "company-name": "Northwind Lending" });
// @ts-expect-error: no such mode.
create({ endpoint, mode: "popup" });
// @ts-expect-error: a token is text.
create({ endpoint, token: 42 });
// @ts-expect-error: a function must return one.
create({ endpoint, token: () => 42 });
// @ts-expect-error: milliseconds are a number.
create({ endpoint, timeoutMs: "20000" });
// @ts-expect-error: no such region.
create({ endpoint, environment: "UK" });
// @ts-expect-error: headers are text.
create({ endpoint, headers: { "x-tenant": 42 } });
// @ts-expect-error: no such colour.
create({ endpoint, appearance: { primary: "#fff" } });
// @ts-expect-error: no such sentence.
create({ endpoint, text: { "landing.title": "Welcome" } });
// @ts-expect-error: Plaid's first value is a string.
create({ endpoint, onSuccess: (publicToken: string) => publicToken });

link.open();
link.exit();
link.exit({ force: true });
link.update({ locale: "de" });
link.destroy();
// @ts-expect-error: it is asked, not set.
link.isOpen = true;
// @ts-expect-error: an object, since it says what is forced.
link.exit(true);
// @ts-expect-error: no such method.
link.submit({ phone_number: "+1" });
// @ts-expect-error: no such option.
link.update({ language: "de" });

// By script tag, and by element.
const fromPage: Link = window.MaxioLink.create({ endpoint });
const version: string = window.MaxioLink.version;
const element = document.createElement("maxio-link");
element.token = () => "token";
element.companyName = "Northwind Lending";
element.open();
element.addEventListener("link-success", ({ detail }) => detail.connection.id);
element.addEventListener("link-exit", ({ detail }) => detail.metadata.status);
element.addEventListener("link-event", ({ detail }) => detail.eventName);
document.addEventListener("link-load", ({ detail }) => detail satisfies null);
// @ts-expect-error: no such member.
element.addEventListener("link-success", ({ detail }) => detail.publicToken);
// @ts-expect-error: no such mode.
element.mode = "popup";

declare const error: LinkError;
const recoverable: boolean = error.user_recoverable;
declare const options: LinkOptions;
// @ts-expect-error: it may be left out.
const text: string = options.companyName;
