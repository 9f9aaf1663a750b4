// What the hosted page shows of connections that exist, and what a merchant may do about them: connect again, hand
// over to a colleague, withdraw.

import type { Action, Message } from "./card";

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
  partnerName: string;
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
  const sites = connections.map(nameOf).filter((name) => name !== undefined);
  const disconnect = connections.map((connection) => ({
    label: connections.length > 1 ? `Disconnect ${nameOf(connection) ?? "Maxio"}` : "Disconnect",
    act: () => ask(host, connections, connection, fresh),
    secondary: true,
  }));
  const element = host.show({
    title: "Maxio is connected",
    paragraphs: [
      ...(sites.length > 0 ? [`${sites.length > 1 ? "Sites" : "Site"}: ${sites.join(", ")}`] : []),
      `${host.partnerName} can read your billing and subscription data. You can close this page.`,
    ],
    actions: [
      ...(fresh ? [] : again(host)),
      { label: "Copy a link for a colleague", act: () => void copy(host, said), secondary: true },
      ...disconnect,
    ],
    mood: "good",
  });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  element.querySelector(".actions")?.after(said);
}

function ask(host: Host, connections: Linked[], connection: Linked, fresh: boolean): void {
  const name = nameOf(connection);
  host.show({
    title: `Disconnect ${name ?? "Maxio"}?`,
    paragraphs: [
      `${host.partnerName} can then read nothing more, and your API key is erased from their server. What they read ` +
        "before stays with them, as they said when you connected.",
    ],
    actions: [
      { label: "Disconnect", act: () => void disconnect(host, connections, connection, fresh) },
      { label: "Stay connected", act: () => showLinked(host, connections, fresh), secondary: true },
    ],
  });
}

async function disconnect(host: Host, connections: Linked[], connection: Linked, fresh: boolean): Promise<void> {
  const status = await host.withdraw(connection.id);
  if (status === 401) {
    host.expired();
  } else if (status !== 204 && status !== 404) {
    host.show({
      title: "Maxio is still connected",
      paragraphs: [`We could not reach ${host.partnerName}. Check your network and try again.`],
      actions: [
        { label: "Try again", act: () => void disconnect(host, connections, connection, fresh) },
        { label: "Stay connected", act: () => showLinked(host, connections, fresh), secondary: true },
      ],
    });
  } else {
    host.show({
      title: `${nameOf(connection) ?? "Maxio"} is disconnected`,
      paragraphs: [
        `Your API key is erased from ${host.partnerName}'s server. You can delete it in Maxio too: Config, Integrations, ` +
          "API Keys. You can close this page.",
      ],
      actions: again(host),
    });
  }
}

function again({ connect }: Host): Action[] {
  return connect ? [{ label: "Connect again", act: connect, secondary: true }] : [];
}

async function copy(host: Host, said: HTMLElement): Promise<void> {
  let link: string;
  try {
    link = await host.colleagueLink();
  } catch {
    said.textContent = `No link could be made: there are a few a day. Try again later, or ask ${host.partnerName}.`;
    return;
  }
  try {
    await navigator.clipboard.writeText(link);
    said.textContent = "Copied. The link works once, within a day.";
  } catch {
    // The browser refuses: to be copied by hand.
    said.textContent = link;
  }
}

function nameOf({ connectionInfo: site }: Linked): string | undefined {
  const name = site?.siteName ?? site?.subdomain;
  return name && (site?.test === "true" ? `${name} (test site)` : name);
}
