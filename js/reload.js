// Only the builds of `cargo xtask dev` contain this script: it reloads the page when there is a new build. It polls a file next
// to itself, because that works on every page that loads Link: the gallery, the hosted page with its strict
// Content-Security-Policy, and a partner's page on another origin.

/** It contains the hash of every file. */
const MANIFEST = new URL("manifest.json", import.meta.url);
const EVERY_MS = 300;

let shown;

async function look() {
  try {
    const response = await fetch(MANIFEST, { cache: "no-store" });
    if (response.ok) {
      const current = await response.text();
      shown ??= current;
      if (current !== shown) {
        location.reload();
      }
    }
  } catch {
    // Nothing is served at this moment.
  }
}

void look();
// The gallery replaces setTimeout, but not this.
setInterval(look, EVERY_MS);
