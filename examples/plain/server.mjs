// A partner's web app, as small as it can be: one page, and one route that gets a token for it.
//
//   LINK_ORIGIN      the server that serves Link, e.g. https://link.example.com
//   LINK_API_KEY     the partner's API key; it stays on this server
//   LINK_COMPANY_ID  the company that the signed-in merchant belongs to (a real app looks it up)
//   PORT             where to listen, default 8789

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";

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
const port = Number(setting("PORT", "8789"));

const page = (await readFile(new URL("index.html", import.meta.url), "utf8"))
  .replaceAll("{{LINK_ORIGIN}}", origin)
  .replaceAll("{{COMPANY_ID}}", encodeURIComponent(companyId));

/** A company token lets a page connect this one company, and nothing else. */
async function companyToken() {
  const response = await fetch(`${origin}/companies/${encodeURIComponent(companyId)}/accessToken`, {
    headers: { authorization: `Basic ${Buffer.from(apiKey).toString("base64")}` },
  });
  if (!response.ok) {
    throw new Error(`the Link server answered ${response.status}`);
  }
  return (await response.json()).accessToken;
}

const server = createServer(async (request, response) => {
  try {
    if (request.method === "GET" && request.url === "/") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    } else if (request.method === "POST" && request.url === "/link-token") {
      const token = await companyToken();
      response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end(token);
    } else {
      response.writeHead(404).end();
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
