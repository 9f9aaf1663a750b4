// The app's server: what Trunk built, and two routes.
//
//   LINK_ORIGIN      the server that serves Link, e.g. https://link.example.com
//   LINK_API_KEY     the partner's API key; it stays on this server
//   LINK_COMPANY_ID  the company that the signed-in merchant belongs to (a real app looks it up)
//   PORT             where to listen, default 8792

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";

const setting = (name, fallback) => {
  const value = process.env[name] ?? fallback;
  if (!value) {
    console.error(`Set ${name}; see the top of this file.`);
    process.exit(2);
  }
  return value;
};
const origin = setting("LINK_ORIGIN");
const apiKey = setting("LINK_API_KEY");
const companyId = setting("LINK_COMPANY_ID");
const port = Number(setting("PORT", "8792"));

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };
const company = `${origin}/companies/${encodeURIComponent(companyId)}`;

/** A company token lets a page connect this one company, and nothing else. */
async function companyToken() {
  const headers = { authorization: `Basic ${Buffer.from(apiKey).toString("base64")}` };
  const response = await fetch(`${company}/accessToken`, { headers });
  if (!response.ok) {
    throw new Error(`the Link server answered ${response.status}`);
  }
  return (await response.json()).accessToken;
}

const text = (response, words) =>
  response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end(words);

const server = createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/link-endpoint") {
      text(response, `${company}/connections`);
    } else if (pathname === "/link-token") {
      text(response, await companyToken());
    } else {
      // All that Trunk builds is in one folder.
      const file = basename(pathname) || "index.html";
      const content = await readFile(new URL(`dist/${file}`, import.meta.url)).catch(() => undefined);
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      response.writeHead(content ? 200 : 404, { "content-type": type }).end(content);
    }
  } catch (error) {
    console.error(`${request.method} ${request.url}: ${error.message}`);
    response.writeHead(502).end();
  }
});
server.listen(port, "localhost", () => console.log(`listening on http://localhost:${server.address().port}`));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => process.exit(0));
}
