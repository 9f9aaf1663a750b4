// Whatever a page gives as options: `node tests/fuzz/options.mjs [cases]`. Called by `cargo xtask lint` and, for longer, by
// `cargo xtask fuzz`.

import fc from "fast-check";
import assert from "node:assert/strict";
import { anything, bundled, hold } from "./whatever.mjs";

// What the options know of their page.
globalThis.location = new URL("https://partner.example/app/");
globalThis.isSecureContext = true;
// A browser's is handed texts, and knows some of them.
globalThis.CSS = { supports: (name, text) => `${name}${text}`.length % 2 === 0 };

const { OPTIONS, appear, mistakes, settings, strangers, text } = await bundled(`
  export { OPTIONS, mistakes, strangers } from "./js/src/options";
  export { appear } from "./js/src/appearance";
  export { settings } from "./js/src/settings";
  export { text } from "./js/src/text";
`);
const ENGLISH = { tag: "en", sentences: [] };

const odd = fc.oneof(
  fc.constantFrom(Symbol("s"), () => 7, class {}, /x/, new Proxy({}, {}), Object.create(null), NaN, -0, Infinity),
  anything,
);
/** What is nearly right is where mistakes are. */
const addresses = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.constantFrom(
    ...[
      "/connect",
      "",
      " ",
      "//e.example",
      "http://localhost:1",
      "http://[::1]/",
      "http://127.0.0.1.e.example",
      "https://a:b@e.example",
    ],
    ...[
      "javascript:alert(1)",
      "data:image/svg+xml,<svg/>",
      "data:text/html,x",
      "https:e.example",
      "http://localhost.e.example",
      "HTTPS://E.EXAMPLE",
    ],
    ...["http://e.example", "blob:https://e.example/1", "https://\u0000", "http://a.localhost", "file:///etc/passwd"],
  ),
);
const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("", "acme", "true", "US", "dark", "1000", "{partner}", "$&", "en-US", "x-y-z"),
);
const record = fc.dictionary(words, fc.oneof(words, fc.constant(null), odd));
const tile = fc.record({ platformKey: words, name: words, description: words, logo: addresses }, { requiredKeys: [] });
const value = fc.oneof(
  { weight: 4, arbitrary: words },
  { weight: 4, arbitrary: addresses },
  { weight: 2, arbitrary: odd },
  fc.integer(),
  fc.boolean(),
  record,
  fc.dictionary(words, fc.record({ title: words, body: words }, { requiredKeys: [] })),
  fc.array(fc.oneof(tile, odd), { maxLength: 3 }),
);
const wild = fc.dictionary(fc.oneof(fc.constantFrom(...OPTIONS), words), value, { maxKeys: 8, noNullPrototype: false });
const nearly = fc.record(
  {
    endpoint: addresses,
    logo: addresses,
    supportUrl: addresses,
    site: words,
    timeoutMs: fc.integer(),
    mode: words,
    integrations: fc.array(tile),
    companyName: words,
  },
  { requiredKeys: ["endpoint"] },
);
const options = fc.oneof(wild, nearly).map((given) => Object.assign(Object.create(null), given));

hold({
  "whatever is given, something can be said of it, and it is not quoted": fc.property(options, fc.boolean(), (given, whole) => {
    const secret = "a-secret-that-is-quoted-nowhere";
    for (const token of [given.token, secret.concat(" "), { secret }]) {
      const said = mistakes({ ...given, token, headers: { ...given.headers, [secret]: `${secret}\n` } }, whole);
      assert(said.every((sentence) => typeof sentence === "string" && !sentence.includes(secret)));
    }
    [given, null, undefined].forEach((options) => strangers(options));
  }),
  "what is accepted is safe to use": fc.property(options, (given) => {
    const { ok, endpoint, links, timeoutMs, integrations, headers, logo } = settings(given);
    if (ok) {
      const url = new URL(endpoint || "https://isolated.example");
      const isLocal = /(^|\.)localhost$|^127\.|^\[::1\]$/.test(url.hostname);
      assert(url.protocol === "https:" || (url.protocol === "http:" && isLocal), endpoint);
      assert(!url.username && !url.password, endpoint);
      assert(links.every((link) => link === undefined || new URL(link, location.href).protocol === "https:"));
      assert(timeoutMs >= 1_000 && timeoutMs <= 600_000);
      assert(integrations.every(({ platformKey, name }) => typeof platformKey === "string" && typeof name === "string"));
      assert(headers.every((header) => header.length === 2 && header.every((part) => typeof part === "string")));
      assert(logo === undefined || /^(https:|data:image\/)/.test(new URL(logo, location.href).href));
    }
  }),
  "whatever it is to look like, it looks like something": fc.property(value, value, (now, before) => {
    // As a browser's: what it is given is made a text.
    appear({ style: { setProperty: (name, text) => assert.equal(`${text}`, text, name) } }, now, before);
  }),
  "a sentence can be said with any of them": fc.property(options, (given) => {
    assert.equal(typeof text("configBody", given, ENGLISH), "string");
    assert.equal(typeof text("consentLead", given, { tag: "ar", sentences: [] }), "string");
  }),
});
