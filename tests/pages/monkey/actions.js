// What a monkey does: a weight, and what is done. Each gets a random source of its own, so that leaving out others changes
// nothing about it.

import { LINKED, PENDING, fault } from "./faults.js";

const LOCALES = ["auto", "en", "de", "fr", "ja", "ar", "he", "zh-Hans", "pt-BR", "xx"];
const SITES = [
  ...["acme", "acme", "acme", "acme.chargify.com", "https://acme-eu.ebilling.maxio.com/x?y#z", "globex", "renamed"],
  ...["redirects", "html", "blocked", "clearing", "app", "", " ", "a b", "-", "<b>x</b>", "x".repeat(5000), "🦊", "https://"],
];
/** Keys of no account, and what else is pasted by mistake. */
const ODD_KEYS = [
  "",
  " ",
  "abcdef...",
  "123e4567-e89b-12d3-a456-426614174000",
  "chjs_monkeymonkey",
  "a@b.example",
  "two words",
  "\u200b\ufeff",
  "🦊🦊",
  "k".repeat(100_000),
];

const click = (element, detail = 1) =>
  element.dispatchEvent(
    new element.ownerDocument.defaultView.MouseEvent("click", { bubbles: true, cancelable: true, composed: true, detail }),
  );
const key = (element, name) =>
  element.dispatchEvent(
    new element.ownerDocument.defaultView.KeyboardEvent("keydown", {
      key: name,
      bubbles: true,
      cancelable: true,
      composed: true,
    }),
  );

export function fill(input, value) {
  if (!input) {
    return;
  }
  input.value = value;
  input.dispatchEvent(new input.ownerDocument.defaultView.InputEvent("input", { bubbles: true, composed: true }));
}

export function forward({ link }) {
  const button = link.find(".leave .primary") ?? link.find(".primary");
  if (button) {
    click(button);
  }
}

const ACTIONS = {
  forward: [30, (run) => forward(run)],
  // What a monkey alone would take for ever to do.
  send: [
    24,
    (run, random) => {
      const { world, link } = run;
      if (link.screen === "CREDENTIAL" && !link.find(".leave")) {
        const value = run.key(random);
        run.keys.add(value);
        fill(link.find("#key"), value);
        fill(link.find("#site"), "acme");
        world.faults.push(fault(random));
      }
      forward(run);
    },
  ],
  click: [12, ({ link }, random) => link.buttons.length > 0 && click(random.one(link.buttons))],
  doubleClick: [
    4,
    ({ link }, random) => {
      const button = random.chance(50) ? link.find(".primary") : link.buttons.length > 0 && random.one(link.buttons);
      if (button) {
        click(button);
        // On whatever is there by then.
        click(link.find(".primary") ?? button, 2);
      }
    },
  ],
  back: [4, ({ link }) => link.find(".secondary") && click(link.find(".secondary"))],
  key: [
    16,
    (run, random) => {
      const value = random.chance(75) ? run.key(random) : random.one(ODD_KEYS);
      run.keys.add(value.trim());
      fill(run.link.find("#key"), random.chance(20) ? `\ufeff ${value}\r\n` : value);
    },
  ],
  typing: [
    3,
    (run, random) => {
      const [value, input] = [run.key(random), run.link.find("#key")];
      run.keys.add(value);
      for (let length = 1; input?.isConnected && length <= value.length; length += 1 + random.below(9)) {
        fill(input, value.slice(0, length));
      }
      fill(input, value);
    },
  ],
  silentKey: [
    1,
    // As a password manager may.
    (run, random) => {
      const [value, input] = [run.key(random), run.link.find("#key")];
      run.keys.add(value);
      if (input) {
        input.value = value;
      }
    },
  ],
  site: [12, ({ link }, random) => fill(link.find("#site"), random.one(SITES))],
  filter: [1, ({ link }, random) => fill(link.find("[type=search]"), random.one(["", "max", "zzz"]))],
  enter: [
    3,
    ({ link }) => {
      const form = link.host.isConnected && link.find("form");
      form?.requestSubmit?.(form.querySelector("[type=submit]"));
    },
  ],
  escape: [3, ({ link }) => key(link.root.activeElement ?? link.find("dialog, .link") ?? link.host, "Escape")],
  // A browser does so where a gesture asks for it.
  closeDialog: [
    1,
    async ({ world, link }) => {
      const dialog = link.find("dialog[open]");
      let told = !dialog;
      dialog?.addEventListener("close", () => (told = true), { once: true });
      dialog?.close();
      // With the next frame that is drawn, in some browsers.
      await world.until("the event of a closed dialog", () => told);
    },
  ],
  cancelDialog: [1, ({ link }) => link.root.querySelector("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true }))],

  open: [8, ({ link }) => link.api.open()],
  exit: [2, ({ link }) => link.api.exit()],
  leave: [2, ({ link }) => link.api.exit({ force: true })],
  destroy: [1, (run) => run.destroy()],
  again: [2, (run) => run.isDestroyed && run.make()],
  remove: [1, ({ link }) => link.host.remove()],
  attach: [3, (run) => run.attach("here")],
  move: [2, (run, random) => run.attach(random.one(["here", "there"]))],
  away: [1, (run) => (run.link.host.remove(), run.attach("there"))],
  adopt: [1, (run) => run.adopt()],

  option: [5, (run, random) => run.update(random)],
  attribute: [
    2,
    ({ link }, random) => {
      link.host.setAttribute("theme", random.one(["light", "dark", "auto"]));
      link.host.setAttribute("locale", random.one(LOCALES));
    },
  ],
  around: [1, ({ world }, random) => (world.document.documentElement.lang = random.one(["en", "de", "ar", ""]))],

  fault: [10, ({ world }, random) => world.faults.push(fault(random))],
  pending: [3, ({ world }, random) => world.faults.push(...Array(1 + random.below(3)).fill(PENDING), LINKED)],
  hold: [3, ({ world }) => (world.holdsRequests = true)],
  release: [5, ({ world }) => world.release()],
  offline: [2, ({ world }) => world.setOnline(false)],
  online: [3, ({ world }) => world.setOnline(true)],
  wait: [
    12,
    ({ world }, random) => {
      if (world.holdsAssets) {
        world.expected.push(/could not load \(LOAD_FAILED\)/, /Link speaks English, because/);
      }
      return world.clock.pass(random.one([1_000, 1_000, 3_000, 10_000, 31_000, 130_000]), () => world.settle());
    },
  ],
  broken: [1, ({ world }) => (world.brokenAssets = 1)],
  token: [3, (run, random) => run.giveTokens(random.one(["good", "good", "refused", "none", "number", "thrown", "never"]))],
  mood: [3, (run, random) => run.callBack(random)],
};

export const NAMES = Object.keys(ACTIONS);

/** A name of one. */
export function any(random) {
  return random.weighted(NAMES.map((name) => [ACTIONS[name][0], name]));
}

export function act(name, run, random) {
  return ACTIONS[name][1](run, random);
}

/** Options that a page may set at any time. The second value: what Link then rightly complains of. */
export function option(random) {
  const wrong = [/must be/];
  return random.weighted([
    [4, () => [{ locale: random.one(LOCALES) }]],
    [3, () => [{ theme: random.one(["auto", "light", "dark"]) }]],
    [2, () => [{ appearance: random.one([{ accent: "#063", radius: "2px" }, { font: "serif" }, {}]) }]],
    [2, () => [{ companyName: random.one(["Northwind", "<b>N</b>", "", "شركة", "N".repeat(300)]) }]],
    [2, () => [{ siteField: random.one(["auto", "show", "hide"]) }]],
    [2, () => [{ integrations: tiles(random) }]],
    [1, () => [{ skipSelect: random.chance(50) }]],
    [
      1,
      () => [
        {
          permissions: random.one([
            { purpose: null },
            { extra: { title: "More", body: "[x](https://e.example) [y](javascript:1)" } },
            {},
          ]),
        },
      ],
    ],
    [1, () => [{ text: random.one([{ consentTitle: "Agree" }, {}]) }]],
    [1, () => [{ connectionId: random.one(["", "0190f5a4-0000-7000-8000-000000000000"]) }]],
    [1, () => [{ site: random.one(["", "acme", "globex"]) }]],
    [1, () => [{ timeoutMs: random.one([1_000, 30_000, 600_000]) }]],
    [
      1,
      () => [
        { colleagueLink: random.one([undefined, () => "https://example.com/link", () => Promise.reject(new Error("none"))]) },
      ],
    ],
    [1, () => [{ idempotency: random.chance(50) }]],
    [1, () => [{ headers: random.one([undefined, { "x-partner": "1" }]) }]],
    [1, () => [{ timeoutMs: random.one([1, "soon", -5]) }, wrong]],
    [1, () => [{ endpoint: random.one(["http://example.com/", "javascript:alert(1)", "", 7]) }, wrong]],
    [1, () => [{ theme: "blue" }, wrong]],
    [1, () => [{ integrations: [] }, wrong]],
    [1, () => [{ nonsense: 1 }, [/there is no option/]]],
  ])();
}

function tiles(random) {
  const others = Array.from({ length: random.one([0, 1, 8]) }, (_, n) => ({ platformKey: `p${n}`, name: `Other ${n}` }));
  return [{ platformKey: "mxio", name: "Maxio" }, ...others];
}
