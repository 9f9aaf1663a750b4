// Collects all that Link tells a partner's page, in order, in `window.seen`: callbacks, DOM events, errors, and what
// violates the page's policy.

const CALLBACKS = ["onLoad", "onSuccess", "onExit", "onEvent"];
const EVENTS = ["link-load", "link-success", "link-exit", "link-event"];

window.seen = [];

export function watch() {
  for (const name of EVENTS) {
    document.addEventListener(name, (event) => see("event", name, [event.detail]));
  }
  window.addEventListener("error", (event) => see("error", "error", [event.message]));
  window.addEventListener("unhandledrejection", (event) => see("error", "rejection", [String(event.reason)]));
  document.addEventListener("securitypolicyviolation", (event) => see("violation", event.effectiveDirective, [event.blockedURI]));
}

export function callbacks() {
  return Object.fromEntries(CALLBACKS.map((name) => [name, (...values) => see("callback", name, values)]));
}

// The page's button opens it.
export function offer(link) {
  // For the tests alone: what a partner's own code would hold.
  window.link = link;
  const connect = document.getElementById("connect");
  connect.addEventListener("click", () => link.open());
  connect.disabled = false;
}

export async function setup() {
  return (await fetch(new URL("setup.json", import.meta.url).href)).json();
}

export async function token() {
  return (await fetch(new URL("token", import.meta.url).href, { method: "POST" })).text();
}

function see(kind, name, values) {
  // A copy: what is seen must be what was told at that moment.
  window.seen.push(structuredClone({ kind, name, values }));
}
