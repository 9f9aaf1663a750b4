// Fetches and compiles the WebAssembly once, however many Links a page has. A failed load is forgotten, so that the
// next one tries again.

import init, { Instance, onPanic } from "maxio-link-glue";

/** Of the wasm that was built together with this file: the integrity of the script tag thereby reaches all that runs. */
declare const WASM_INTEGRITY: string;

/** Longer, and a merchant is better told so. */
const TIMEOUT_MS = 60_000;

/** The page or the browser does not allow WebAssembly: trying again is of no use. */
export class Blocked extends Error {}

/** The module broke down: only loading the page again brings it back. */
export class Broken extends Error {}

let loading: Promise<typeof Instance> | undefined;

/** Called once, when the module breaks down. */
const mourners = new Set<(reason: Broken) => void>();

export function load(): Promise<typeof Instance> {
  loading ??= start().catch((reason: unknown) => {
    loading = undefined;
    throw reason;
  });
  return loading;
}

/** Returns how to be told no more. */
export function onBroken(mourner: (reason: Broken) => void): () => void {
  mourners.add(mourner);
  return () => void mourners.delete(mourner);
}

async function start(): Promise<typeof Instance> {
  if (typeof WebAssembly !== "object") {
    throw new Blocked("this browser has no WebAssembly");
  }
  // Spelled so that bundlers find the file and put it beside their own.
  const { href } = new URL("./maxio-link.wasm", import.meta.url);
  // `same-origin` is the mode of a page's preload with `crossorigin`; another mode would download it twice.
  const response = await fetch(href, {
    integrity: WASM_INTEGRITY,
    credentials: "same-origin",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    throw new Error(`${href} answered ${response.status}`);
  }
  const bytes = await response.arrayBuffer();
  try {
    // Most refuse to compile it, WebKit to make an instance of it.
    await init(await WebAssembly.compile(bytes));
  } catch (reason) {
    if (reason instanceof WebAssembly.RuntimeError) {
      throw reason;
    }
    // The bytes are those that were built: what refuses them is the page's Content-Security-Policy.
    throw new Blocked(`the page's script-src must allow 'wasm-unsafe-eval' (${(reason as Error).message})`);
  }
  onPanic(broke);
  return Instance;
}

/** Runs inside the module, which must not be entered again. */
function broke(where: string): void {
  const reason = new Broken(`maxio-link broke down at ${where}; the page must be loaded again`);
  loading = Promise.reject(reason);
  loading.catch(() => undefined);
  const all = [...mourners];
  mourners.clear();
  queueMicrotask(() => all.forEach((mourner) => mourner(reason)));
}
