// One page of a partner, in a frame: everything that Link has from its page goes through here, and is watched. The code
// of Link, the browser and the network are the real ones.

import { Clock } from "./clock.js";
import { LINKED, PASS } from "./faults.js";

/** Milliseconds of the machine's own time: longer, and whatever was waited for does not come. */
const PATIENCE_MS = 20_000;

const browsersTimeout = window.setTimeout.bind(window);
const performanceNow = performance.now.bind(performance);

export class World {
  /** What went wrong, in words. */
  problems = [];
  /** What Link may say in the console from now on. */
  expected = [];
  /** All that Link said to the developer, for the search for keys. */
  said = [];
  /** The faults of the next requests. */
  faults = [];
  /** Whether requests to the endpoint, and what Link loads, wait until they are let go. */
  holdsRequests = false;
  holdsAssets = false;
  /** How often what Link loads is still to fail. */
  brokenAssets = 0;
  online = true;
  listeners = 0;
  requests = 0;
  #busy = 0;
  #held = [];
  /** The requests whose answers Link still reads or awaits. */
  #open = new Set();

  constructor(proxy) {
    this.proxy = proxy;
  }

  /** A fresh page; resolves when its scripts may run. */
  async enter() {
    this.frame = document.createElement("iframe");
    Object.assign(this.frame, { title: "a partner's page", src: new URL("world.html", import.meta.url).href });
    // In sight: of what nobody sees, browsers draw no frames.
    Object.assign(this.frame.style, {
      position: "fixed",
      inset: "0",
      width: "100%",
      height: "100%",
      border: "0",
      background: "white",
    });
    const loaded = new Promise((resolve) => this.frame.addEventListener("load", resolve, { once: true }));
    document.body.append(this.frame);
    await loaded;
  }

  leave() {
    this.frame.remove();
  }

  get document() {
    return this.window.document;
  }

  /** Called by the page, before any script of Link. */
  watch(window) {
    this.window = window;
    this.clock = new Clock(window);
    this.#watchNetwork(window);
    for (const level of ["error", "warn"]) {
      window.console[level] = (...what) => this.#hear(level, what);
    }
    window.addEventListener("error", ({ message, error }) => this.#accuse("an error", error ?? message));
    window.addEventListener("unhandledrejection", ({ reason }) => this.#accuse("an unhandled rejection", reason));
    Object.defineProperty(window.navigator, "onLine", { configurable: true, get: () => this.online });
    for (const target of [window, window.document, window.visualViewport]) {
      this.#count(target);
    }
    const { matchMedia } = window;
    window.matchMedia = (query) => this.#count(matchMedia.call(window, query));
  }

  /** Knows how many listen to this target. */
  #count(target) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = (...given) => (this.listeners++, addEventListener.apply(target, given));
    target.removeEventListener = (...given) => (this.listeners--, removeEventListener.apply(target, given));
    return target;
  }

  setOnline(online) {
    if (this.online !== online) {
      this.online = online;
      this.window.dispatchEvent(new this.window.Event(online ? "online" : "offline"));
    }
  }

  /** Everything that was held back goes on. */
  release() {
    this.holdsRequests = false;
    this.holdsAssets = false;
    this.#held.splice(0).forEach((go) => go());
  }

  /** Waits until nothing goes on any more that does not wait for the clock, for us, or for ever. */
  async settle() {
    for (let calm = 0; calm < 2;) {
      await turn();
      const isCalm = () => this.#busy === 0 && this.clock.soon === 0;
      calm = isCalm() ? calm + 1 : 0;
      if (calm === 0) {
        await this.until("a pause", isCalm);
      }
    }
  }

  /** Waits for a condition. */
  async until(what, holds) {
    const start = performanceNow();
    while (!holds()) {
      if (performanceNow() - start > PATIENCE_MS) {
        throw new Error(`waited in vain for ${what}`);
      }
      await new Promise((resolve) => browsersTimeout(resolve, 1));
    }
  }

  /** Every answer that Link gets was asked for, and is over or given up. */
  get inFlight() {
    return [...this.#open].filter(({ signal }) => !signal?.aborted).length;
  }

  #watchNetwork(window) {
    const { fetch } = window;
    // What the browser does beside the page's own thread.
    this.#follow(window.crypto.subtle, "digest");
    this.#follow(window.WebAssembly, "compile", "compileStreaming", "instantiate", "instantiateStreaming");
    window.fetch = (address, init = {}) => {
      const url = new URL(address, window.location.href);
      return url.origin === this.proxy ? this.#request(fetch, url, init) : this.#asset(fetch, url, init);
    };
  }

  /** A question to the endpoint. */
  async #request(fetch, url, init) {
    const request = { signal: init.signal };
    if (this.inFlight > 0) {
      this.problems.push("two requests at once");
    }
    this.#open.add(request);
    this.requests++;
    const answer = this.faults.shift() ?? (init.method === "GET" ? LINKED : PASS);
    // Of some statuses browsers make no answer.
    const isUsual = answer.pass || [200, 201, 202].includes(answer.status);
    if (!isUsual || answer.ending || answer.cors === false || !this.online) {
      this.expected.push(/no answer from/);
    }
    if (answer.status === 401 || answer.body?.includes("1011") || answer.pass) {
      this.expected.push(/asks for a company token/);
    }
    url.searchParams.set("as", JSON.stringify(answer));
    url.searchParams.set("company", this.company?.path ?? "");
    const over = () => this.#open.delete(request);
    try {
      await this.#gate(this.holdsRequests, init.signal);
      if (!this.online) {
        throw new this.window.TypeError("there is no network");
      }
      const asked = fetch.call(this.window, url.href, init);
      const response = await (answer.ending === "never" ? asked : this.#during(asked));
      if (response.status === 401) {
        // Nobody may care for its body: with another token it is asked again at once.
        over();
      }
      this.#followBody(response, over);
      return response;
    } catch (reason) {
      over();
      throw reason;
    }
  }

  /** The answer is over when its last byte was read. */
  #followBody({ body }, over) {
    if (!body) {
      over();
      return;
    }
    const getReader = body.getReader.bind(body);
    body.getReader = () => {
      const reader = getReader();
      const [read, cancel] = [reader.read.bind(reader), reader.cancel.bind(reader)];
      reader.read = () =>
        this.#during(read()).then(
          (part) => {
            if (part.done) {
              over();
            }
            return part;
          },
          (reason) => {
            over();
            throw reason;
          },
        );
      reader.cancel = (why) => {
        over();
        return cancel(why);
      };
      return reader;
    };
  }

  /** The widget's own files. */
  async #asset(fetch, url, init) {
    if (this.brokenAssets > 0) {
      this.brokenAssets--;
      this.expected.push(/could not load \(LOAD_FAILED\)/, /Link speaks English, because/);
      throw new this.window.TypeError("there is no such file");
    }
    await this.#gate(this.holdsAssets, init.signal);
    const response = await this.#during(fetch.call(this.window, url.href, init));
    this.#follow(response, "arrayBuffer", "json");
    return response;
  }

  /** Knows when these methods are at work. */
  #follow(object, ...methods) {
    for (const method of methods.filter((method) => method in object)) {
      const original = object[method].bind(object);
      object[method] = (...given) => this.#during(original(...given));
    }
  }

  #gate(isHeld, signal) {
    if (!isHeld) {
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#held.push(resolve);
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }

  async #during(promise) {
    this.#busy++;
    try {
      return await promise;
    } finally {
      this.#busy--;
    }
  }

  #hear(level, what) {
    const words = what.map(inWords).join(" ");
    this.said.push(words);
    if (!this.expected.some((pattern) => pattern.test(words))) {
      this.problems.push(`console.${level}: ${words}`);
    }
  }

  #accuse(what, reason) {
    this.said.push(inWords(reason));
    this.problems.push(`${what}: ${inWords(reason)}`);
  }
}

function inWords(what) {
  return what?.stack ? `${what} ${what.stack}` : typeof what === "object" ? JSON.stringify(what) : String(what);
}

/** Lets the browser do what it has to do. Timers in a row wait for four milliseconds each; messages do not. */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
