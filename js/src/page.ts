// The hosted Link page. It spends the one-time password of the Link URL, and then uses <maxio-link> exactly as a
// partner's page does.

import type { LinkError, LinkExitMetadata, LinkOptions } from "../maxio-link";
import { type Action, type Message, type PartnerLinks, card, loading, speak } from "./card";
import { ENGLISH, learn, spoken } from "./language";
import { type Host, type Linked, showLinked } from "./linked";
import { type Outcome, filled, registered } from "./redirect";
import { follow, overtake } from "./shell";

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
  /** What this session has linked. */
  connection?: Linked;
  /** All that is linked, whenever it was. */
  linked?: Linked[];
}

interface LinkExit {
  error: LinkError | null;
  metadata: LinkExitMetadata;
}

const PASSWORD = "link.otp";

/** Milliseconds that this server may take to answer. */
const PATIENCE_MS = 30_000;

const main = document.getElementById("page") as HTMLElement;
const config = JSON.parse(document.getElementById("link-config")?.textContent ?? "{}") as PageConfig;

const isOff = config.state === "integrationDisabled";

let say = speak(ENGLISH, config.partnerName);
/** The browser's, in good time. <maxio-link> speaks the language of the page around it. */
const learnt = learn(spoken(navigator.languages)).then((language) => {
  say = speak(language, config.partnerName);
});

void start();

async function start(): Promise<void> {
  main.dataset["taken"] = "";
  if (config.companyId && config.state === "ready") {
    // Link's script comes before this one, or it does not come; the password is not spent then.
    await (customElements.get("maxio-link") ? enter() : unavailable());
    return;
  }
  if (config.state === "unknownCompany") {
    forgetPassword();
  }
  await learnt;
  if (!config.companyId) {
    show({ title: say("pageIncompleteTitle"), paragraphs: [say("pageIncompleteBody")] });
  } else if (isOff) {
    // What is connected can be withdrawn all the same; but a password is not spent to see that there is nothing.
    switchedOff({ label: say("pageShowLinked"), act: () => void enter() });
  } else {
    show({ title: say("unknownCompanyTitle"), paragraphs: [say("unknownCompanyBody")] });
  }
}

/** Takes the password out of the address. Until it is spent, or of no more use, a reload must find it there. */
function forgetPassword(): void {
  const address = new URL(location.href);
  address.searchParams.delete(PASSWORD);
  history.replaceState(null, "", address);
}

/** Asks for a session, with the password of the address or with the cookie of an earlier visit. */
async function ask(): Promise<{ status: number; session: Session }> {
  const oneTimePassword = new URL(location.href).searchParams.get(PASSWORD);
  const response = await (oneTimePassword ? post(config.session, { oneTimePassword }) : request(config.session));
  // What is no JSON does not come from our server, and has spent nothing.
  const session = (await response.json()) as Session;
  if (!response.ok && response.status !== 401) {
    throw new Error(`status ${response.status}`);
  }
  return { status: response.status, session };
}

function request(address: string | URL, init: RequestInit = {}): Promise<Response> {
  return fetch(address, { ...init, redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
}

function post(address: string | URL, body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return request(address, { method: "POST", headers, body: JSON.stringify(body) });
}

let isEntering = false;
/** Once at a time: a button may be clicked twice. */
async function enter(): Promise<void> {
  if (!isEntering) {
    isEntering = true;
    try {
      await goIn();
    } finally {
      isEntering = false;
    }
  }
}

async function goIn(): Promise<void> {
  const [asked] = await Promise.allSettled([ask(), learnt]);
  if (asked.status === "rejected") {
    unreachable();
    return;
  }
  const { status, session } = asked.value;
  forgetPassword();
  if (status === 401) {
    expired();
    return;
  }
  const linked = session.linked ?? [];
  if (linked.length > 0) {
    showLinked(hostOf(session), linked, session.connection !== undefined);
  } else if (isOff) {
    switchedOff();
  } else {
    link(session);
  }
}

/** What is linked can be looked at, withdrawn, handed over and linked again. */
function hostOf(session: Session): Host {
  const connect = isOff ? undefined : () => link(session);
  return { say, show, connect, colleagueLink, withdraw, expired };
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
  let made: Linked | undefined;
  element.addEventListener("link-success", ({ detail: { connection } }) => {
    made = connection;
  });
  element.addEventListener("link-exit", ({ detail }) => {
    if (!goBack(detail, made?.id ?? "")) {
      left(detail, session, made);
    }
  });
  document.title = `${say("pageTitle")} · ${config.partnerName}`;
  const shell = document.getElementById("shell");
  if (shell?.shadowRoot) {
    overtake(shell, shell.shadowRoot, element);
    return;
  }
  const waiting = loading(say);
  // Whoever pressed a button to get here goes on from there.
  const hadFocus = main.contains(document.activeElement);
  main.replaceChildren(waiting);
  follow(waiting, element, (find) => hadFocus && find("#title")?.focus());
}

/** A fresh Link URL for the same company: the merchant's own is spent. */
async function colleagueLink(): Promise<string> {
  const response = await post(new URL("link", config.endpoint), {});
  if (!response.ok) {
    throw new Error(`no link: ${response.status}`);
  }
  return ((await response.json()) as { redirect: string }).redirect;
}

async function withdraw(connectionId: string): Promise<number> {
  try {
    return (await post(new URL("withdraw", config.session), { connectionId })).status;
  } catch {
    return 0;
  }
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

function left({ error, metadata: { status } }: LinkExit, session: Session, made: Linked | undefined): void {
  if (status === "connected" || status === "already_connected") {
    showLinked(hostOf(session), made ? [made] : [], true);
  } else if (error && !error.user_recoverable) {
    show({ title: say("pageStoppedTitle"), paragraphs: [say("pageStoppedBody")] });
  } else if (session.linked?.length) {
    // Asked again: it may have been withdrawn in between.
    void enter();
  } else {
    show({
      title: say("pageLeftTitle"),
      paragraphs: [say("pageLeftBody")],
      actions: [{ label: say("pageGoOn"), act: () => void enter() }],
    });
  }
}

function switchedOff(...actions: Action[]): void {
  show({ title: say("disabledTitle"), paragraphs: [say("disabledBody")], actions });
}

function expired(): void {
  show({ title: say("expiredTitle"), paragraphs: [say("expiredBody"), say("pageExpiredHint")] });
}

async function unavailable(): Promise<void> {
  await learnt;
  show({
    title: say("loadTitle"),
    paragraphs: [say("loadBody")],
    actions: [{ label: say("reload"), act: () => location.reload() }],
  });
}

function unreachable(): void {
  show({
    title: say("networkTitle"),
    paragraphs: [say("pageNetworkBody")],
    actions: [{ label: say("tryAgain"), act: () => void enter() }],
  });
}

/** One message of the page itself: before Link, or after it. */
function show(message: Message): HTMLElement {
  const { element, heading } = card(message, config, say);
  main.replaceChildren(element);
  document.title = `${message.title} · ${config.partnerName ?? "Maxio"}`;
  heading.focus();
  return element;
}
