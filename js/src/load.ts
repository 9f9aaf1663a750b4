// Fetches and compiles the WebAssembly once, however many Links a page has. A failed load is forgotten, so that the
// next one tries again.

import init, { Instance } from "maxio-link-glue";

/** Of the wasm that was built together with this file: the integrity of the script tag thereby reaches all that runs. */
declare const WASM_INTEGRITY: string;

/** Longer, and a merchant is better told so. */
const TIMEOUT_MS = 60_000;

let loading: Promise<typeof Instance> | undefined;

export function load(): Promise<typeof Instance> {
  loading ??= start().catch((reason: unknown) => {
    loading = undefined;
    throw reason;
  });
  return loading;
}

async function start(): Promise<typeof Instance> {
  const url = new URL("maxio-link.wasm", import.meta.url);
  // `same-origin` is the mode of a page's preload with `crossorigin`; another mode would download it twice.
  const response = await fetch(url, {
    integrity: WASM_INTEGRITY,
    credentials: "same-origin",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) {
    throw new Error(`${url.href} answered ${response.status}`);
  }
  await init({ module_or_path: await WebAssembly.compile(await response.arrayBuffer()) });
  return Instance;
}
