// What the hosted page shows of connections that exist, and what a merchant may do about them: connect again, hand
// over to a colleague, withdraw.

import type { Action, Message, Say } from "./card";

/** A connection, as the server and `link-success` give it. */
export interface Linked {
  id: string;
  connectionInfo?: Site;
}

interface Site {
  siteName?: string;
  subdomain?: string;
  test?: string;
}

/** The page that all of this is on. */
export interface Host {
  say: Say;
  /** Shows one message, and gives its card. */
  show(message: Message): HTMLElement;
  /** Opens Link, where it is offered. */
  connect: (() => void) | undefined;
  /** A fresh Link URL. */
  colleagueLink(): Promise<string>;
  /** Takes back what the merchant allowed; the answer's status, 0 without one. */
  withdraw(connection: string): Promise<number>;
  /** There is no session any more. */
  expired(): void;
}

/** `fresh`: it has just been connected, and there is nothing left to do here. */
export function showLinked(host: Host, connections: Linked[], fresh: boolean): void {
  const sites = connections.map((connection) => nameOf(connection, host.say)).filter((name) => name !== undefined);
  const disconnect = connections.map((connection) => ({
    label:
      connections.length > 1
        ? host.say("pageDisconnectSite", nameOf(connection, host.say) ?? "Maxio")
        : host.say("pageDisconnect"),
    act: () => ask(host, connections, connection, fresh),
    secondary: true,
  }));
  const element = host.show({
    title: host.say("connectedTitle"),
    paragraphs: [
      ...(sites.length > 0 ? [host.say(sites.length > 1 ? "pageSites" : "pageSite", listed(sites))] : []),
      host.say("pageConnectedBody"),
    ],
    actions: [
      ...(fresh ? [] : again(host)),
      { label: host.say("copyLink"), act: () => void copy(host, said), secondary: true },
      ...disconnect,
    ],
    mood: "good",
  });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  element.querySelector(".actions")?.after(said);
}

function ask(host: Host, connections: Linked[], connection: Linked, fresh: boolean): void {
  host.show({
    title: host.say("pageDisconnectTitle", nameOf(connection, host.say) ?? "Maxio"),
    paragraphs: [host.say("pageDisconnectBody")],
    actions: [
      { label: host.say("pageDisconnect"), act: () => void disconnect(host, connections, connection, fresh) },
      { label: host.say("pageStay"), act: () => showLinked(host, connections, fresh), secondary: true },
    ],
  });
}

async function disconnect(host: Host, connections: Linked[], connection: Linked, fresh: boolean): Promise<void> {
  const status = await host.withdraw(connection.id);
  if (status === 401) {
    host.expired();
  } else if (status !== 204 && status !== 404) {
    host.show({
      title: host.say("pageStillTitle"),
      paragraphs: [host.say("networkTitle"), host.say("pageNetworkBody")],
      actions: [
        { label: host.say("tryAgain"), act: () => void disconnect(host, connections, connection, fresh) },
        { label: host.say("pageStay"), act: () => showLinked(host, connections, fresh), secondary: true },
      ],
    });
  } else {
    host.show({
      title: host.say("pageDisconnectedTitle", nameOf(connection, host.say) ?? "Maxio"),
      paragraphs: [host.say("pageDisconnectedBody")],
      actions: again(host),
    });
  }
}

function again({ connect, say }: Host): Action[] {
  return connect ? [{ label: say("pageConnectAgain"), act: connect, secondary: true }] : [];
}

async function copy(host: Host, said: HTMLElement): Promise<void> {
  let link: string;
  try {
    link = await host.colleagueLink();
  } catch {
    said.textContent = host.say("pageNoLink");
    return;
  }
  try {
    await navigator.clipboard.writeText(link);
    said.textContent = host.say("linkCopied");
  } catch {
    // The browser refuses: to be copied by hand.
    said.textContent = link;
  }
}

function nameOf({ connectionInfo: site }: Linked, say: Say): string | undefined {
  const name = site?.siteName ?? site?.subdomain;
  return name && (site?.test === "true" ? say("pageTestSite", name) : name);
}

/** As the language of the page puts things in a row. */
function listed(names: string[]): string {
  return new Intl.ListFormat(document.documentElement.lang, { type: "unit" }).format(names);
}
