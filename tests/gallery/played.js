// What Link meets in these pages: a network that answers as told, time that passes when told, and a browser in whatever
// mood.

if (window.isPlayed) {
  throw new Error("a second play would take the first for the browser, and wait for time that does not pass");
}
window.isPlayed = true;

export const ORIGIN = location.origin;
/** Where Link posts the credentials. */
export const ENDPOINT = `${ORIGIN}/played/connections`;

const browsers = {
  fetch: window.fetch,
  setTimeout: window.setTimeout,
  clearTimeout: window.clearTimeout,
  compile: WebAssembly.compile,
  createElement: document.createElement,
  parent: window.parent,
};

/** By the end of an address: what is answered there. */
let answers = {};
window.fetch = (address, init) => {
  const played = Object.keys(answers).find((end) => String(address).endsWith(end));
  return played ? answers[played](init) : browsers.fetch.call(window, address, init);
};
export function answer(more) {
  answers = { ...answers, ...more };
}

export const json = (status, body, headers) => async () =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
export const never = ({ signal }) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
let giveUp = () => {};
/** Does not come before the next state, and then not at all. */
export const held = () => new Promise((_, reject) => (giveUp = () => reject(new TypeError("given up"))));
export const unreachable = () => Promise.reject(new TypeError("unreachable"));

/** What waits for time to pass, which it does not by itself: so a state stays as it is. */
const waiting = new Map();
let now = 0;
/** Apart from the browser's own numbers. */
let last = 1e9;
window.setTimeout = (act, milliseconds = 0, ...more) => {
  if (milliseconds <= 0) {
    return browsers.setTimeout.call(window, act, 0, ...more);
  }
  last += 1;
  waiting.set(last, { act: () => act(...more), due: now + milliseconds });
  return last;
};
window.clearTimeout = (id) => void (waiting.delete(id) || browsers.clearTimeout.call(window, id));
window.AbortSignal.timeout = (milliseconds) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("too late", "TimeoutError")), milliseconds);
  return controller.signal;
};
/** So many milliseconds go by at once. */
export function pass(milliseconds) {
  now += milliseconds;
  const over = [...waiting].filter(([, { due }]) => due <= now).sort(([, one], [, other]) => one.due - other.due);
  for (const [id, { act }] of over) {
    // One may have ended another.
    if (waiting.delete(id)) {
      act();
    }
  }
}

const pretend = (name, value) => Object.defineProperty(navigator, name, { configurable: true, get: () => value });
export function goOffline() {
  pretend("onLine", false);
}
export function comeBack() {
  pretend("onLine", true);
  window.dispatchEvent(new Event("online"));
}
export function clipboard(writeText) {
  pretend("clipboard", { writeText });
}
export function browserSpeaks(...languages) {
  pretend("languages", languages);
}
/** As where a page's policy has no 'wasm-unsafe-eval'. */
export function forbidWebAssembly() {
  WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError("blocked by the policy"));
}

/** As long as the element's script has not come. */
export function withholdLink() {
  document.createElement = (tag) => browsers.createElement.call(document, tag === "maxio-link" ? "maxio-link-to-come" : tag);
}

/** What is around this window, for scripts that ask: a page, or the window itself where there is none. */
export function isIn(page) {
  Object.defineProperty(window, "parent", { configurable: true, value: page });
}

// What is random elsewhere is the same each time, so that a picture or a snapshot is.
crypto.randomUUID = () => "0b7c6e5a-2f1d-4c3b-9a8e-7d6c5b4a3f2e";

/** Everything as it is in a good hour. */
export function reset() {
  waiting.clear();
  giveUp();
  answers = { "/played/connections": unreachable };
  pretend("onLine", true);
  clipboard(async () => {});
  WebAssembly.compile = browsers.compile;
  document.createElement = browsers.createElement;
  isIn(browsers.parent);
}

/** Waits, at the browser's own pace, until there is something. */
export async function until(what, holds) {
  for (let turn = 0; turn < 2500; turn++) {
    const found = holds();
    if (found) {
      return found;
    }
    await pause(turn < 10 ? 0 : 10);
  }
  throw new Error(`waited in vain for ${what}`);
}

export function pause(milliseconds = 0) {
  return new Promise((resolve) => browsers.setTimeout.call(window, resolve, milliseconds));
}
