// What the partner's own server does for Link, here as a plugin of Vite's dev and preview servers.
//
//   LINK_ORIGIN      the server that serves Link, e.g. https://link.example.com
//   LINK_API_KEY     the partner's API key; it stays on this server
//   LINK_COMPANY_ID  the company that the signed-in merchant belongs to (a real app looks it up)

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";

export function linkRoutes(): Plugin {
  return {
    name: "link-routes",
    configureServer: ({ middlewares }) => void middlewares.use(routes()),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(routes()),
  };
}

function routes() {
  const company = `${setting("LINK_ORIGIN")}/companies/${encodeURIComponent(setting("LINK_COMPANY_ID"))}`;
  const authorization = `Basic ${Buffer.from(setting("LINK_API_KEY")).toString("base64")}`;

  /** A company token lets a page connect this one company, and nothing else. */
  async function companyToken(): Promise<string> {
    const response = await fetch(`${company}/accessToken`, { headers: { authorization } });
    if (!response.ok) {
      throw new Error(`the Link server answered ${response.status}`);
    }
    const { accessToken } = (await response.json()) as { accessToken: string };
    return accessToken;
  }

  return async (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const send = (text: string) =>
      void response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end(text);
    if (request.method === "GET" && request.url === "/link-endpoint") {
      send(`${company}/connections`);
    } else if (request.method === "POST" && request.url === "/link-token") {
      try {
        send(await companyToken());
      } catch (error) {
        console.error("POST /link-token:", error);
        response.writeHead(502).end();
      }
    } else {
      next();
    }
  };
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`Set ${name}; see the top of link-routes.ts.`);
  }
  return value;
}
