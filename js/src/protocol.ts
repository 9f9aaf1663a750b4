// What the page and the frame of `isolated` say to each other. The page speaks first, to the server's exact origin, and
// hands over one end of a channel; the frame takes it from an allowed origin alone. All else goes over the channel.

import type {
  LinkConnection,
  LinkError,
  LinkEventName,
  LinkExitMetadata,
  LinkMetadata,
  LinkOptions,
} from "../maxio-link";

/** Posted with one port. The number changes when the rest of this file does: both ends are of a version of their own. */
export const CONNECT = "maxio-link:connect:1";

/** All that the frame takes from the page, besides the company token. */
export const TAKEN = ["connectionId", "locale", "theme", "appearance"] as const;

export type Taken = Pick<LinkOptions, (typeof TAKEN)[number]>;

export type FromPage =
  | ["open", options: Taken, inDialog: boolean]
  /** Asks the merchant first where something would be lost. */
  | ["close"]
  /** The answer to the question of this number; none where the page has none. */
  | ["token", question: number, token?: string];

export type FromFrame =
  | ["ready"]
  | ["token", question: number]
  /** In CSS pixels. */
  | ["height", height: number]
  | ["event", name: LinkEventName, metadata: LinkMetadata]
  | ["error", error: LinkError, metadata: LinkMetadata]
  | ["consent", text: string]
  | ["success", connection: LinkConnection, metadata: LinkMetadata]
  | ["exit", error: LinkError | null, metadata: LinkExitMetadata];
