// The hosted Link page. It spends the one-time password of the Link URL, and then uses <maxio-link> exactly as a
// partner's page does.

import type { LinkError, LinkExitMetadata, LinkOptions } from "../maxio-link";
import { type Action, type Message, type PartnerLinks, card, loading } from "./card";
import { type Outcome, filled, registered } from "./redirect";

/** Written into the page by the server; never taken from the address, which anyone can make up. */
interface PageConfig extends PartnerLinks {
  companyId?: string;
  endpoint: string;
  session: string;
  partnerName: string;
  platformKey: string;
  permissions?: LinkOptions["permissions"];
  redirectUrls: string[];
  state: "ready" | "unknownCompany" | "integrationDisabled";
}

interface Session {
  companyName: string;
  subdomain?: string;
  environment?: string;
  connection?: { connectionInfo?: Site };
}

interface LinkExit {
  error: LinkError | null;
  metadata: LinkExitMetadata;
}

interface Site {
  siteName?: string;
  subdomain?: string;
  test?: string;
}

const PASSWORD = "link.otp";

const main = document.getElementById("page") as HTMLElement;
const config = JSON.parse(document.getElementById("link-config")?.textContent ?? "{}") as PageConfig;

void start();

async function start(): Promise<void> {
  if (!config.companyId) {
    show("This page needs a Link URL", ["Open the whole link that you were given."]);
  } else if (config.state === "unknownCompany") {
    forgetPassword();
    show("We do not know this company", [
      `The link does not lead to a company that ${config.partnerName} knows. Ask them for a new link.`,
    ]);
  } else if (config.state === "integrationDisabled") {
    show("Maxio is switched off here", [
      `At the moment, ${config.partnerName} does not offer connecting to Maxio. Ask them when it will be back.`,
    ]);
  } else {
    await enter();
  }
}

/** Takes the password out of the address. Until it is spent, or of no more use, a reload must find it there. */
function forgetPassword(): void {
  const address = new URL(location.href);
  address.searchParams.delete(PASSWORD);
  history.replaceState(null, "", address);
}

/** Gets a session, with the password of the address or with the cookie of an earlier visit. */
async function enter(): Promise<void> {
  const oneTimePassword = new URL(location.href).searchParams.get(PASSWORD);
  let response: Response;
  try {
    response = await (oneTimePassword
      ? fetch(config.session, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ oneTimePassword }),
          redirect: "error",
        })
      : fetch(config.session, { redirect: "error" }));
  } catch {
    unreachable();
    return;
  }
  let session: Session;
  try {
    // What is no JSON does not come from our server, and has spent nothing.
    session = (await response.json()) as Session;
  } catch {
    unreachable();
    return;
  }
  if (!response.ok && response.status !== 401) {
    unreachable();
    return;
  }
  forgetPassword();
  if (response.status === 401) {
    expired();
    return;
  }
  if (session.connection) {
    connected(session.connection.connectionInfo ?? {});
  } else {
    link(session);
  }
}

function link(session: Session): void {
  const element = document.createElement("maxio-link");
  Object.assign(element, {
    endpoint: config.endpoint,
    credentials: "same-origin",
    companyName: config.partnerName,
    platformKey: config.platformKey,
    siteField: "show",
    site: session.subdomain,
    environment: session.environment,
    supportUrl: config.supportUrl,
    privacyUrl: config.privacyUrl,
    termsUrl: config.termsUrl,
    permissions: config.permissions,
    colleagueLink,
  });
  let site: Site = {};
  let connectionId = "";
  element.addEventListener("link-success", ({ detail: { connection } }) => {
    site = connection.connectionInfo;
    connectionId = connection.id;
  });
  element.addEventListener("link-exit", ({ detail }) => {
    if (!goBack(detail, connectionId)) {
      left(detail, site);
    }
  });
  // "Loading…" stays until there is something else to see.
  for (const name of ["link-load", "link-event"] as const) {
    element.addEventListener(name, () => document.querySelector(".loading")?.remove(), { once: true });
  }
  document.title = `Connect Maxio · ${config.partnerName}`;
  main.replaceChildren(loading(), element);
}

/** A fresh Link URL for the same company: the merchant's own is spent. */
async function colleagueLink(): Promise<string> {
  const response = await fetch(new URL("link", config.endpoint), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
    redirect: "error",
  });
  if (!response.ok) {
    throw new Error(`no link: ${response.status}`);
  }
  return ((await response.json()) as { redirect: string }).redirect;
}

/** Back to the partner's own pages, where the operator registered an address of theirs. */
function goBack({ error, metadata: { status } }: LinkExit, connectionId: string): boolean {
  const address = registered(config.redirectUrls, new URL(location.href).searchParams.get("redirect"));
  if (!address) {
    return false;
  }
  const [statusCode, statusText, errorMessage]: [Outcome["statusCode"], string, string] =
    status === "connected"
      ? [200, "Connected", ""]
      : status === "already_connected"
        ? [201, "Nothing new", ""]
        : error?.error_code === "INTEGRATION_DISABLED"
          ? [501, "Not supported", "Not supported."]
          : error && !error.user_recoverable
            ? [500, "Error", "Unknown error occurred."]
            : [403, "Cancelled", "User cancelled."];
  const { companyId = "", platformKey: platform } = config;
  location.assign(filled(address, { companyId, connectionId, platform, statusCode, statusText, errorMessage }));
  return true;
}

function left({ error, metadata: { status } }: LinkExit, site: Site): void {
  if (status === "connected" || status === "already_connected") {
    connected(site);
  } else if (error && !error.user_recoverable) {
    show("Maxio is not connected", [`Ask ${config.partnerName} what to do next. You can close this page.`]);
  } else {
    show(
      "Maxio is not connected yet",
      [`You can go on connecting to ${config.partnerName} now, or come back to this page within the hour.`],
      { label: "Go on", act: () => void enter() },
    );
  }
}

function connected(site: Site): void {
  const name = site.siteName ?? site.subdomain;
  const kind = site.test === "true" ? " (test site)" : "";
  show("Maxio is connected", [
    ...(name ? [`Site: ${name}${kind}`] : []),
    `${config.partnerName} can read your billing and subscription data. You can close this page.`,
  ], undefined, "good");
}

function expired(): void {
  show("This link has expired", [`It was used before, or is too old. Ask ${config.partnerName} for a new link.`]);
}

function unreachable(): void {
  show(
    `We could not reach ${config.partnerName}`,
    ["Check your network and try again."],
    { label: "Try again", act: () => void enter() },
  );
}

/** One message of the page itself: before Link, or after it. */
function show(title: string, paragraphs: string[], action?: Action, mood?: Message["mood"]): void {
  const { element, heading } = card({ title, paragraphs, actions: action && [action], mood }, config);
  main.replaceChildren(element);
  document.title = `${title} · ${config.partnerName ?? "Maxio"}`;
  heading.focus();
}
