// What the hosted page says where Link is not there to say it. Its script runs anew for each state, as in a page that
// was just loaded.

import * as played from "./played.js";
import { PARTNER, Walker } from "./walker.js";

const { ENDPOINT, ORIGIN, answer, json, unreachable, until } = played;

/** Where the built files are: `?dist=/own/whole/`. */
export const DIST = new URL(new URLSearchParams(location.search).get("dist") ?? "/dist/", ORIGIN).href;

let loads = 0;
/** A script's address from which nothing was loaded yet, so that it runs anew. */
export const fresh = (name) => `${DIST}${name}?load=${++loads}`;

let sheet;
async function dressed() {
  sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${DIST}page.css` });
  document.head.append(sheet);
  await new Promise((loaded) => sheet.addEventListener("load", loaded));
}
/** The page's colours are the system's; here, those that are asked for. */
export function paint(theme) {
  const media = { light: "not all", dark: "all" }[theme] ?? "(prefers-color-scheme: dark)";
  const colours = [...(sheet?.sheet?.cssRules ?? [])].filter((rule) => rule.media && rule.cssText.includes("--link-"));
  colours.forEach((rule) => (rule.media.mediaText = media));
}
/** Nothing of the page is left. */
export function undress() {
  sheet?.remove();
  sheet = undefined;
  document.documentElement.lang = "en";
  document.documentElement.dir = "";
}

const linkedTo = (siteName, test = "false") => ({ id: siteName, connectionInfo: { siteName, test } });
const session = (...linked) => json(200, { companyName: "Acme", linked });
const LINKED = session(linkedTo("Acme"));

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
    await dressed();
    paint(theme);
    const main = Object.assign(document.createElement("main"), { id: "page" });
    const settings = Object.assign(document.createElement("script"), { id: "link-config", type: "application/json" });
    settings.textContent = JSON.stringify({
      companyId: "c",
      endpoint: ENDPOINT,
      session: `${ORIGIN}/played/session`,
      partnerName: PARTNER,
      platformKey: "mxio",
      supportUrl: "https://example.com",
      redirectUrls: [],
      state: "ready",
      ...config,
    });
    box.replaceChildren(main, settings);
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
