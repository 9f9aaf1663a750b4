// Collects all that Link tells a partner's page, in order, in `window.seen`: callbacks, DOM events and errors.

const CALLBACKS = ["onLoad", "onSuccess", "onExit", "onEvent"];
const EVENTS = ["link-load", "link-success", "link-exit", "link-event"];

window.seen = [];

export function watch() {
  for (const name of EVENTS) {
    document.addEventListener(name, (event) => see("event", name, [event.detail]));
  }
  window.addEventListener("error", (event) => see("error", "error", [event.message]));
  window.addEventListener("unhandledrejection", (event) => see("error", "rejection", [String(event.reason)]));
}

export function callbacks() {
  return Object.fromEntries(CALLBACKS.map((name) => [name, (...values) => see("callback", name, values)]));
}

export async function setup() {
  return (await fetch("setup.json")).json();
}

export async function token() {
  return (await fetch("token", { method: "POST" })).text();
}

function see(kind, name, values) {
  // A copy: what is seen must be what was told at that moment.
  window.seen.push(JSON.parse(JSON.stringify({ kind, name, values })));
}
