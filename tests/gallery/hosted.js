// What the hosted page and the frame say where Link is not there to say it. Their scripts run anew for each state, as in
// a page that was just loaded.

import * as played from "./played.js";
import { PARTNER, Walker } from "./walker.js";

const { ENDPOINT, ORIGIN, answer, json, unreachable, until } = played;

/** Where the built files are: `?dist=/own/whole/`. */
export const DIST = new URL(new URLSearchParams(location.search).get("dist") ?? "/dist/", ORIGIN).href;

let loads = 0;
/** A script's address from which nothing was loaded yet, so that it runs anew. */
export const fresh = (name) => `${DIST}${name}?load=${++loads}`;

let sheet;
async function dressed(name) {
  sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${DIST}${name}` });
  document.head.append(sheet);
  await new Promise((loaded) => sheet.addEventListener("load", loaded));
}
/** The page's colours are the system's; here, those that are asked for. */
export function paint(theme) {
  const media = { light: "not all", dark: "all" }[theme] ?? "(prefers-color-scheme: dark)";
  const colours = [...(sheet?.sheet?.cssRules ?? [])].filter((rule) => rule.media && rule.cssText.includes("--link-"));
  [...colours, ...inFrame].forEach((rule) => (rule.media.mediaText = media));
}
/** The frame's own sheets, which are the document's. */
let inFrame = [];
/** Nothing of the page is left. */
export function undress() {
  sheet?.remove();
  sheet = undefined;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !inFrame.includes(sheet));
  inFrame = [];
  delete document.documentElement.dataset.in;
  document.documentElement.lang = "en";
  document.documentElement.dir = "";
}

const linkedTo = (siteName, test = "false") => ({ id: siteName, connectionInfo: { siteName, test } });
const session = (...linked) => json(200, { companyName: "Acme", linked });
const LINKED = session(linkedTo("Acme"));

/** What the server writes into both. */
function put(box, config) {
  const main = Object.assign(document.createElement("main"), { id: "page" });
  const settings = Object.assign(document.createElement("script"), { id: "link-config", type: "application/json" });
  settings.textContent = JSON.stringify({
    session: `${ORIGIN}/played/session`,
    partnerName: PARTNER,
    platformKey: "mxio",
    supportUrl: "https://example.com",
    ...config,
  });
  box.replaceChildren(main, settings);
  return main;
}

/** `reach` goes on from the page's first message. */
const message = (name, { asked = LINKED, reach = () => {}, comes = ".card", ...config }) => ({
  name: `page: ${name}`,
  async open(box, { theme, locale }) {
    answer({ "/played/session": asked });
    if (comes === ".loading") {
      played.withholdLink();
    }
    if (locale) {
      played.browserSpeaks(locale);
    }
    await dressed("page.css");
    paint(theme);
    const main = put(box, { companyId: "c", endpoint: ENDPOINT, redirectUrls: [], state: "ready", ...config });
    await import(fresh("page.js"));
    await until("the page to say something", () => main.querySelector(".card, .loading, maxio-link"));
    await reach(new Host(main));
    await until(comes, () => main.querySelector(comes));
    return main;
  },
});

class Host {
  constructor(main) {
    this.main = main;
  }
  /** Presses a button of the card, the last one for -1, and waits for what comes of it. */
  async press(index, comes = (card) => card !== this.main.querySelector(".card")) {
    const card = this.main.querySelector(".card");
    [...card.querySelectorAll("button")].at(index).click();
    await until("what comes of it", () => comes(card));
  }
  async link() {
    const { shadowRoot } = await until("Link", () => this.main.querySelector("maxio-link"));
    await until("its screen", () => shadowRoot.querySelector(".link[data-screen]"));
    return new Walker(shadowRoot);
  }
}

const says = (card) => card.querySelector("[role=status]").textContent !== "";
/** Copies a link for a colleague. */
const copy = (how) => async (host) => {
  answer({ "/played/link": how });
  await host.press(1, says);
};
const link = json(200, { redirect: "https://example.com/link" });
/** Disconnects, which is answered so. */
const withdraw = (how) => async (host) => {
  answer({ "/played/withdraw": how });
  await host.press(-1);
  await host.press(0);
};

export const HOSTED = [
  message("loading", { asked: session(), comes: ".loading" }),
  message("no whole link", { companyId: undefined }),
  message("switched off", { state: "integrationDisabled" }),
  message("switched off, and connected", { state: "integrationDisabled", reach: (host) => host.press(0) }),
  message("unknown company", { state: "unknownCompany" }),
  message("expired", { asked: json(401, {}) }),
  message("unreachable", { asked: unreachable }),
  message("connected", {}),
  message("several connected", { asked: session(linkedTo("Acme"), linkedTo("Acme", "true")) }),
  message("link copied", { reach: copy(link) }),
  message("link to copy by hand", { reach: (host) => (played.clipboard(unreachable), copy(link)(host)) }),
  message("no link", { reach: copy(json(429, {})) }),
  message("disconnect?", { reach: (host) => host.press(-1) }),
  message("disconnected", { reach: withdraw(json(204)) }),
  message("still connected", { reach: withdraw(json(500, {})) }),
  message("left", {
    asked: session(),
    reach: async (host) => (await host.link()).press(".close"),
  }),
  message("stopped", {
    asked: session(),
    reach: async (host) => {
      const link = await host.link();
      await link.send(json(404, { detailedErrorCode: 1010 }));
      await link.at("ERROR");
      await link.press(".primary");
    },
  }),
];

/** Without `asked`, nobody embeds it: it stands alone. */
const framed = (name, asked, { inDialog, comes = ".card" } = {}) => ({
  name: `frame: ${name}`,
  async open(box, { theme, locale, mode }) {
    if (locale) {
      played.browserSpeaks(locale);
    }
    await dressed("frame.css");
    const main = put(box, { allowedOrigins: [ORIGIN] });
    if (asked) {
      let hasAsked = false;
      answer({ "/played/session": (init) => ((hasAsked = true), asked(init)) });
      await embedded(main, { locale }, inDialog ?? mode === "modal");
      await until("its question", () => hasAsked);
    } else {
      played.isIn(window);
      await framesScript();
    }
    await until(comes, () => main.querySelector(comes));
    paint(theme);
    return main;
  },
});

/** Runs it; what it would listen to the page's first message with. */
async function framesScript() {
  let connect;
  const { addEventListener } = window;
  // Of all that were run in this window none would hear what is not for it.
  window.addEventListener = (name, listener, ...more) =>
    name === "message" ? (connect = listener) : addEventListener.call(window, name, listener, ...more);
  await import(fresh("frame.js"));
  window.addEventListener = addEventListener;
  return connect;
}

/** The page around it. */
async function embedded(main, options, inDialog) {
  const { port1: page, port2: frame } = new MessageChannel();
  played.isIn(page);
  page.onmessage = ({ data: [name, question] }) => {
    if (name === "ready") {
      page.postMessage(["open", options, inDialog]);
    } else if (name === "token") {
      page.postMessage(["token", question, "a-token"]);
    }
  };
  const connect = await framesScript();
  const own = document.adoptedStyleSheets;
  connect({ source: page, origin: ORIGIN, data: "maxio-link:connect:1", ports: [frame] });
  await until("the frame to say something", () => main.querySelector(".card, .loading"));
  // It takes the place of whatever the document had.
  inFrame = document.adoptedStyleSheets.filter((sheet) => !own.includes(sheet));
  document.adoptedStyleSheets = [...own, ...inFrame];
}

export const FRAMED = [
  framed("stands alone"),
  framed("loading", played.never, { inDialog: true, comes: ".loading" }),
  framed("refused", json(401, { detailedErrorCode: 1011 })),
  framed("unreachable", unreachable),
];
