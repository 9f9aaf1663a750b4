// One sequence: a page, a Link in it, what a monkey does to them, and what must hold after each of its acts and in the end.

import { act, fill, forward, option } from "./actions.js";
import { Link } from "./link.js";
import { Random } from "./random.js";

/** So often does a merchant who does everything right have to press something, at most. */
const ENOUGH = 40;
const OFTEN = 6;

export class Run {
  /** All keys that were typed. */
  keys = new Set();
  isDestroyed = false;
  /** Whether an honest merchant could connect: no option of the page stands in the way. */
  #isPlain = true;
  #links = [];
  #tokens = "good";
  #mood = () => undefined;

  constructor(world, plan, keys, company) {
    Object.assign(this, { world, plan, company });
    this.keyList = keys;
    this.options = {
      endpoint: world.proxy + company.path,
      token: () => this.#token(),
      companyName: "Northwind Lending",
      siteField: plan.siteField,
      onEvent: (name) => this.#mood(name),
    };
    world.company = company;
    world.problems = [];
    world.expected = [];
    this.#before = this.#left();
    this.make();
  }

  #before;

  /** Does it all. */
  async play(note) {
    await this.world.settle();
    for (const [name, seed] of this.plan.acts) {
      note(name);
      await act(name, this, new Random(seed));
      await this.world.settle();
      this.#check();
    }
    note("the end");
    await this.#restore();
    await this.#end();
    await this.#leave();
  }

  // For the acts

  key(random) {
    return random.chance(60) ? this.keyList.admin : random.one(Object.values(this.keyList));
  }

  make() {
    this.isDestroyed = false;
    this.link = new Link(this.world, this.plan.how, this.options);
    this.#links.push(this.link);
  }

  destroy() {
    this.isDestroyed = true;
    this.link.api.destroy();
  }

  attach(id) {
    this.world.document.getElementById(id).append(this.link.host);
  }

  adopt() {
    this.world.document.getElementById("other").contentDocument.body.append(this.link.host);
  }

  update(random) {
    const [options, complaints = []] = option(random);
    this.world.expected.push(...complaints);
    this.#set(options);
    this.#isPlain &&= Object.keys(options).every((name) => ["locale", "theme", "appearance", "companyName"].includes(name));
  }

  giveTokens(kind) {
    this.#tokens = kind;
    this.world.expected.push(/option `token` gave no token/);
  }

  /** A page may do anything in a callback. */
  callBack(random) {
    const [on, what] = [
      random.one(["OPEN", "TRANSITION_VIEW", "ERROR", "SUCCESS", "EXIT", "SUBMIT_CREDENTIALS"]),
      random.below(7),
    ];
    let budget = 3;
    this.#mood = (name) => {
      if (name !== on || budget-- <= 0) {
        return;
      }
      const { api, host } = this.link;
      if (what === 0) {
        this.world.expected.push(/onEvent threw/);
        throw new Error("a page's own mistake");
      }
      [
        () => api.open(),
        () => api.exit(),
        () => api.exit({ force: true }),
        () => this.destroy(),
        () => host.remove(),
        () => api.update({ theme: "dark" }),
      ][what - 1]();
    };
  }

  #set(options) {
    Object.assign(this.options, options);
    this.link.api.update(options);
  }

  #token() {
    const [kind, { token }] = [this.#tokens, this.company];
    switch (kind) {
      case "refused":
        return "nobodys-token";
      case "none":
        return undefined;
      case "number":
        return 7;
      case "thrown":
        throw new Error("the page has no token");
      case "never":
        return new Promise(() => undefined);
      default:
        return Promise.resolve(token);
    }
  }

  // What must hold

  #check() {
    const { world, link } = this;
    // Tried again, what could not be loaded is loaded once more.
    const isLoading = link.isOwing && world.holdsAssets;
    if (link.isOpen && link.host.isConnected && !link.screen && !isLoading) {
      world.problems.push("Link is open, and nothing of it can be seen");
    } else if (link.isOpen && link.host.isConnected && !isLoading && link.buttons.length === 0) {
      world.problems.push(`there is nothing to press on ${link.screen}`);
    }
    if (link.screen !== "FALLBACK" && link.isOpen !== link.api.isOpen && !link.isOwing) {
      world.problems.push(`isOpen is ${link.api.isOpen}, and the events say ${link.isOpen}`);
    }
    const dialog = link.root.querySelector("dialog");
    if (dialog && link.host.isConnected && !link.isShell && dialog.matches(":modal") !== link.isOpen) {
      world.problems.push(`the dialog is ${dialog.open ? "open" : "closed"}, and Link is not`);
    }
    this.#findKeys({ markup: `${world.document.documentElement.outerHTML} ${link.root.innerHTML}`, fields: this.#fields() });
    if (world.problems.length > 0) {
      throw new Error(world.problems.join("; "));
    }
  }

  #fields() {
    const all = this.#links.flatMap(({ root, isOpen, isShell }) =>
      [...root.querySelectorAll("input")].filter(({ id }) => id !== "key" || !(isOpen || isShell)),
    );
    return all.map(({ value }) => value).join(" ");
  }

  #findKeys(places) {
    const keys = [...this.keys].map((key) => key.slice(0, 64)).filter((key) => key.length >= 8 && !/[.@ -]/.test(key));
    for (const [place, text] of Object.entries(places)) {
      if (keys.some((key) => text.includes(key))) {
        this.world.problems.push(`a key is in: ${place}`);
      }
    }
  }

  // The end

  /** Everything works again from now on. */
  async #restore() {
    const { world } = this;
    this.#mood = () => undefined;
    this.#tokens = "good";
    world.faults = [];
    world.brokenAssets = 0;
    world.setOnline(true);
    world.release();
    await world.settle();
    this.#check();
  }

  /** A merchant goes on to the end, or leaves: each has to work, from wherever they are. */
  async #end() {
    if (this.plan.end === "connect") {
      if (this.isDestroyed) {
        this.make();
      }
      if (!this.link.host.isConnected || this.link.host.ownerDocument !== this.world.document) {
        this.attach("here");
      }
      await this.world.settle();
      this.link.api.open();
      await this.#connect();
    } else if (this.plan.end === "close") {
      for (let turn = 0; this.link.isOpen && turn < 4; turn++) {
        (this.link.find(".leave .secondary") ?? this.link.find(".close, .secondary"))?.click();
        await this.world.settle();
      }
      this.#closed("closing");
    } else if (this.plan.end === "remove") {
      this.link.host.remove();
      await this.world.settle();
      this.#closed("removing it");
    }
    this.#check();
  }

  async #connect() {
    const { world, link } = this;
    await world.settle();
    let [sent, screen] = [0, undefined];
    const { openings, exits } = link;
    for (let turn = 0; turn < ENOUGH && (link.isOpen || turn === 0); turn++) {
      screen = link.screen;
      if (screen === "LOADING") {
        await world.clock.pass(1_000, () => world.settle());
        continue;
      }
      if (screen === "CREDENTIAL" && !link.find(".leave")) {
        if (++sent > OFTEN) {
          break;
        }
        await this.#enterCredentials();
      }
      forward(this);
      await world.settle();
    }
    if (sent > OFTEN && !this.#isPlain) {
      link.api.exit({ force: true });
      await world.settle();
    }
    if (openings > exits || sent > 0) {
      this.#closed(`going on from ${screen}`);
    }
    const last = link.told.findLast(([name]) => name === "link-exit")?.[1].metadata.status;
    if (this.#isPlain && sent > 0 && last !== "connected") {
      throw new Error(`an honest merchant ended with "${last}", after ${sent} attempts, on ${screen}`);
    }
  }

  async #enterCredentials() {
    const { world, link } = this;
    const waits = () => link.find(".primary")?.ariaDisabled === "true";
    for (let hour = 0; hour < 5 && waits(); hour++) {
      await world.clock.pass(1_000_000, () => world.settle());
    }
    // The server itself counts what failed, and makes a company wait for longer than anybody here has time.
    this.company = world.company = await this.plan.freshCompany();
    const eu = link.find("input[value=EU]")?.checked;
    fill(link.find("#site"), eu ? "acme.chargify.com" : "acme");
    this.keys.add(this.keyList.admin);
    fill(link.find("#key"), this.keyList.admin);
    await world.settle();
  }

  #closed(how) {
    const { isOpen, screen, exits, openings } = this.link;
    if (isOpen || exits !== openings) {
      throw new Error(
        `stuck: ${how} leaves Link ${isOpen ? "open" : "closed"} on ${screen}, ${exits} exits of ${openings} openings`,
      );
    }
  }

  /** Nothing is left of it. */
  async #leave() {
    const { world } = this;
    this.#links.forEach(({ api }) => api.destroy());
    this.#links.forEach(({ host }) => host.remove());
    await world.settle();
    this.#links.forEach((link) => {
      if (link.exits !== link.openings || link.isOpen) {
        world.problems.push(`${link.exits} exits of ${link.openings} openings`);
      }
      if (link.root.childNodes.length > 0) {
        world.problems.push("something is left in the element");
      }
    });
    const left = this.#left();
    for (const [what, count] of Object.entries(this.#before)) {
      if (left[what] !== count) {
        world.problems.push(`${what}: ${left[what]}, and there were ${count}`);
      }
    }
    const { document, performance, location, localStorage, sessionStorage } = world.window;
    this.#findKeys({
      events: JSON.stringify(this.#links.map(({ told }) => told)),
      console: world.said.splice(0).join(" "),
      addresses: [location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)].join(" "),
      storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    });
    performance.clearResourceTimings();
    world.setOnline(true);
    document.documentElement.lang = "en";
    if (world.problems.length > 0) {
      throw new Error(world.problems.join("; "));
    }
  }

  #left() {
    const { document } = this.world;
    return {
      "elements of the page": document.querySelectorAll("*").length,
      "elements of the other document": document.getElementById("other").contentDocument.querySelectorAll("*").length,
      "listeners at the page": this.world.listeners,
      timers: this.world.clock.running,
      "requests in flight": this.world.inFlight,
      "styles of the page": document.documentElement.style.cssText + document.body.style.cssText,
    };
  }
}
