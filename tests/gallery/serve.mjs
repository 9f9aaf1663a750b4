// Serves the gallery, the built files and the documentation, each at the place that it has in the repository, to this
// machine alone: `node tests/gallery/serve.mjs --port 8790`. With `--reload`, pages reload after a build.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What of an address is where. Nothing else of the repository is served. */
const FOLDERS = { gallery: "tests/gallery", dist: "dist", docs: "docs", style: "style" };
const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Link loads js/reload.js itself, but the gallery's own page does not load Link. */
const RELOAD = '<script type="module" src="/dist/reload.js"></script></head>';

/** Resolves with the origin once it takes requests; port 0 is any that is free. `reload`: with RELOAD in each page. */
export function serve(port, { reload = false } = {}) {
  const server = createServer((request, response) => void answer(request, response, reload));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve({ server, origin: `http://127.0.0.1:${server.address().port}` }));
  });
}

async function answer({ method, url }, response, reload) {
  if (method !== "GET" && method !== "HEAD") {
    response.writeHead(405).end();
    return;
  }
  const { pathname } = new URL(url, "http://localhost");
  if (pathname === "/") {
    response.writeHead(302, { location: "/gallery/index.html" }).end();
    return;
  }
  try {
    const path = pathOf(pathname);
    const file = await readFile(path);
    const body = reload && extname(path) === ".html" ? file.toString().replace("</head>", RELOAD) : file;
    // Never stored: who changes a file and reloads wants to see it.
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain; charset=utf-8", "cache-control": "no-store" });
    response.end(body);
  } catch {
    response.writeHead(404, { "content-type": "text/plain" }).end("There is no such file. The gallery is at /\n");
  }
}

function pathOf(pathname) {
  // Without `..`, wherever it was hidden.
  const [, folder, ...rest] = normalize(decodeURIComponent(pathname)).split("/");
  if (!Object.hasOwn(FOLDERS, folder)) {
    throw new Error("not served");
  }
  return join(ROOT, FOLDERS[folder], ...rest);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = { port: { type: "string", default: "8790" }, reload: { type: "boolean", default: false } };
  const { port, reload } = parseArgs({ options }).values;
  try {
    const { origin } = await serve(Number(port), { reload });
    console.log(`listening on ${origin}`);
  } catch (reason) {
    console.error(reason.code === "EADDRINUSE" ? `port ${port} is taken: choose another with --port` : reason.message);
    process.exitCode = 1;
  }
}
