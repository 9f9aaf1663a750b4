// Every screen and state of Link, and of the page that hosts it: one list, for the gallery and for the tests. A state is
// reached as a merchant would, in the built element, with an endpoint that is played.

import { FRAMED, HOSTED, fresh, paint, undress } from "./hosted.js";
import * as played from "./played.js";
import { PARTNER, Walker } from "./walker.js";

const { answer, held, json, never, unreachable, until } = played;

const SITE = "Acme";
const LONG = "Northwind-Donaudampfschifffahrtsgesellschaft & Co. Lending International Holdings";
const DETAIL = "The server’s own sentence.";
/** A partner's own words: about something that Link knows, and something that it does not know. */
const OWN = {
  retention: {
    title: "As long as the loan runs",
    body: "Then it is erased, as our [privacy policy](https://example.com/privacy) says.",
  },
  scoring: { title: "Scoring", body: "No person looks at single invoices." },
};
const OWN_WORDS = Object.values(OWN).flatMap(({ title, body }) => [title, ...body.replaceAll(/\(.*?\)/g, "").split(/[[\]]/)]);
/** What may be read in any language: names that are filled in. */
export const NAMES = [PARTNER, SITE, LONG, "Maxio", "Shopify", "Other", DETAIL, ...OWN_WORDS];
const LINKS = { supportUrl: "https://example.com", privacyUrl: "https://example.com", termsUrl: "https://example.com" };

const problem = (status, detailedErrorCode, itemId, validatorName) =>
  json(status, {
    statusCode: status,
    error: DETAIL,
    detailedErrorCode,
    validation: { errors: itemId ? [{ itemId, validatorName, message: DETAIL }] : [], warnings: [] },
  });
const linked = (siteName = SITE) => json(201, { id: "c", status: "Linked", connectionInfo: { siteName, test: "true" } });

/** `reach` walks from the first screen to the state. */
const state = (name, reach = () => {}, options = {}) => ({ name, reach, options });
/** With a key in the field that is not one. */
const hint = (what, typed) =>
  state(`hint: ${what}`, async (link) => {
    await link.toCredentials();
    await link.fill("#key", typed);
  });
/** At the field that it concerns. */
const atField = (name, how, options) =>
  state(name, async (link) => (await link.send(how), link.there("[aria-invalid]")), options);
/** Above the fields. */
const panel = (name, how, options) => state(name, async (link) => (await link.send(how), link.there("#panel")), options);
/** On a screen of its own. */
const stopped = (name, how, options) => state(name, async (link) => (await link.send(how), link.at("ERROR")), options);
const site = (name, typed) =>
  state(
    name,
    async (link) => {
      await link.toCredentials();
      await link.fill("#key", "aKey123");
      await link.fill("#site", typed);
      await link.press(".primary");
      await link.there("#site[aria-invalid]");
    },
    { siteField: "show" },
  );
/** So many seconds without an answer. */
const waiting = (name, seconds) =>
  state(name, async (link) => {
    await link.send(never);
    const said = await link.there(".connecting [role=status]");
    const before = said.textContent;
    played.pass(seconds * 1000);
    await until("more patience", () => seconds === 0 || said.textContent !== before);
  });
const refuse = () => played.clipboard(unreachable);
const copy = async (link) => {
  await link.toCredentials();
  await link.press(".inline-action");
  await link.there(".copied:not(:empty)");
};

const CIRCLE =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 2'><circle cx='1' cy='1' r='1' fill='%23456'/></svg>";
const wait = { "retry-after": "90" };
const tiles = Array.from({ length: 8 }, (_, n) => ({ platformKey: `p${n}`, name: "Shopify" }));

export const GROUPS = {
  Platform: [
    state("select"),
    state("many platforms", undefined, { integrations: tiles }),
    state("no platform", (link) => link.fill("[type=search]", "nothing of that name"), { integrations: tiles }),
    state("logo", (link) => until("the logo", () => link.find("img")?.complete), { logo: CIRCLE }),
    state("long names", undefined, { companyName: LONG, integrations: [{ platformKey: "mxio", name: LONG }] }),
  ],
  Permissions: [
    state("consent", (link) => link.toConsent()),
    state("consent of a long name", (link) => link.toConsent(), { companyName: LONG }),
    state("permissions of the partner’s own", (link) => link.toConsent(), { permissions: { ...OWN, account: null } }),
    state("skip select", undefined, { skipSelect: true }),
  ],
  Credentials: [
    state("credentials", (link) => link.toCredentials()),
    state("credentials with site", (link) => link.toCredentials(), { siteField: "show" }),
    state("key entered", async (link) => {
      await link.toCredentials();
      await link.fill("#key", "aKey1234567890aKey1234567890");
    }),
    state("key shown", async (link) => {
      await link.toCredentials();
      await link.fill("#key", "aKey1234567890aKey1234567890");
      await link.press(".show");
    }),
    state("no key", async (link) => {
      await link.toCredentials();
      await link.press(".primary");
    }),
    hint("shortened", "abc..."),
    hint("id", "123e4567-e89b-12d3-a456-426614174000"),
    hint("public key", "chjs_1234"),
    hint("login", "a@b.example"),
    hint("spaces", "two words"),
    site("no site", ""),
    site("no site name", "not a site"),
    site("site of Maxio’s own", "app"),
    site("site elsewhere", "https://example.com"),
    state("locked site", undefined, { site: "acme", connectionId: "c" }),
    state("leaving", async (link) => {
      await link.toCredentials();
      await link.press(".close");
      await link.there(".leave");
    }),
  ],
  Colleague: [
    state("message copied", copy),
    state("message to copy by hand", (link) => (refuse(), copy(link))),
    state("link copied", copy, { colleagueLink: () => "https://example.com/link" }),
    state("link to copy by hand", (link) => (refuse(), copy(link)), { colleagueLink: () => "https://example.com/link" }),
    state("no link", copy, { colleagueLink: () => Promise.reject(new Error("none")) }),
  ],
  Connecting: [waiting("connecting", 0), waiting("connecting slowly", 3), waiting("connecting very slowly", 10)],
  "Refused at a field": [
    atField("key refused", problem(400, 1001, "apiKey", "MaxioInvalidApiKey")),
    atField("key malformed", problem(400, 1000, "apiKey", "RequiredOrFormat")),
    atField("site required", problem(400, 1003, "subdomain", "MaxioSiteRequired")),
    atField("site not found", problem(400, 1003, "subdomain", "MaxioSiteNotFound"), { siteField: "show" }),
  ],
  "Refused above the fields": [
    panel("no admin", problem(403, 1002, "apiKey", "MaxioAdminPermissionRequired")),
    panel("other site than expected", problem(409, 1015, "subdomain", "SiteMismatch")),
    panel("other site, reconnecting", problem(409, 1015, "subdomain", "SiteMismatch"), { connectionId: "c" }),
    panel("other site, locked", problem(409, 1015, "subdomain", "SiteMismatch"), { connectionId: "c", site: "acme" }),
    panel("too many", json(429, {}, wait)),
    panel("too many for minutes", json(429, {}, { "retry-after": "600" })),
    panel("provider down", json(503, {}, wait)),
    panel("unreachable", unreachable),
    panel("server error", problem(500, 0)),
    panel("conflict", problem(422, 1013)),
    panel("no answer that can be read", async () => new Response("<html>", { status: 200 })),
    state("too late", async (link) => {
      await link.send(never);
      await link.at("LOADING");
      played.pass(30_000);
      await link.there("#panel");
    }),
    state("offline", async (link) => {
      played.goOffline();
      await link.send(unreachable);
      await link.there("#panel");
    }),
    state("online again", async (link) => {
      played.goOffline();
      await link.send(unreachable);
      await link.there("#panel");
      played.comeBack();
      await until("being back", () => link.find("#panel[data-mood=good]"));
    }),
  ],
  Stopped: [
    stopped("expired", problem(401, 1011), { token: "t" }),
    stopped("disabled", problem(403, 1008)),
    stopped("unknown company", problem(404, 1010), LINKS),
    stopped("account blocked", problem(403, 1004)),
    stopped("origin", problem(403, 1012)),
    stopped("wrong site of the partner’s", problem(400, 1003, "subdomain", "MaxioSiteNotFound"), { site: "acme" }),
    state("not set up", undefined, { timeoutMs: 1 }),
  ],
  Connected: [
    state("connected", async (link) => (await link.send(linked()), link.at("CONNECTED"))),
    state("connected, long name", async (link) => (await link.send(linked(LONG)), link.at("CONNECTED"))),
    state("connected before", async (link) => (await link.send(problem(409, 1007)), link.at("CONNECTED"))),
  ],
  "In place of Link": [
    inPlace("loading", () => answer({ "/maxio-link.wasm": held }), ".spinner"),
    inPlace("not loaded", () => answer({ "/maxio-link.wasm": unreachable })),
    inPlace("not allowed by the page", () => played.forbidWebAssembly()),
  ],
  "Hosted page": HOSTED,
  "The frame of isolated": FRAMED,
};

export const STATES = Object.values(GROUPS).flat();

/** Another copy of the script, which finds no widget. One for all: each defines a class more. */
let other;
function inPlace(name, prevent, comes = ".title") {
  const open = async (box, options) => {
    prevent();
    const { create } = await (other ??= import(fresh("maxio-link.js")));
    create({ mode: "inline", endpoint: played.ENDPOINT, companyName: PARTNER, ...options }).open();
    const link = document.body.lastElementChild;
    box.replaceChildren(link);
    await until(name, () => link.shadowRoot.querySelector(comes));
    return link.shadowRoot;
  };
  return { name, open };
}

/** Puts one state into this box; the root to look into. It stays as it is until the next one is asked for. */
export async function show({ name, open, reach, options: own }, box, options = {}) {
  played.reset();
  undress();
  try {
    if (open) {
      return await open(box, options);
    }
    const link = await Walker.open(box, { ...options, ...own });
    await reach(link);
    // The focus comes after the screen.
    await played.pause(0);
    await played.pause(0);
    return link.root;
  } catch (reason) {
    throw new Error(`the state "${name}" cannot be reached: ${reason}`, { cause: reason });
  }
}

/** The same state in other colours. */
export function repaint(root, theme) {
  if (root instanceof ShadowRoot) {
    root.host.theme = theme;
  } else {
    paint(theme);
  }
}

/** Each state with its name, on the screen while the caller looks. */
export async function* states(box, { every = 1, from = 0, ...options } = {}) {
  for (const state of STATES.filter((_, index) => index % every === from % every)) {
    yield [state.name, await show(state, box, options)];
  }
  box.replaceChildren();
}
