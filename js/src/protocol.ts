// What the page and the frame of `isolated` say to each other. The page speaks first, to the server's exact origin, and
// hands over one end of a channel; the frame takes it from an allowed origin alone. All else goes over the channel.

import type { LinkConnection, LinkError, LinkEventName, LinkExitMetadata, LinkMetadata, LinkOptions } from "../maxio-link";
import { isText } from "./options";

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

/** What follows the name of a message: of these kinds, and whatever a later version may add. */
type Shape = ((value: unknown) => boolean)[];

const isNumber = (value: unknown) => typeof value === "number";
const isObject = (value: unknown) => typeof value === "object" && value !== null;
const isAny = () => true;

const FROM_PAGE: Record<FromPage[0], Shape> = {
  open: [isObject],
  close: [],
  token: [isNumber, (token) => token === undefined || isText(token)],
};
const FROM_FRAME: Record<FromFrame[0], Shape> = {
  ready: [],
  token: [isNumber],
  height: [isNumber],
  event: [isText, isObject],
  error: [isObject, isObject],
  consent: [isText],
  success: [isObject, isObject],
  exit: [isAny, isObject],
};

/** A message of the page, if it is one. The page's other scripts may have got hold of its end. */
export function fromPage(data: unknown): FromPage | undefined {
  return has(FROM_PAGE, data) ? (data as FromPage) : undefined;
}

/** A message of the frame, if it is one: it may come from a server of another version. */
export function fromFrame(data: unknown): FromFrame | undefined {
  return has(FROM_FRAME, data) ? (data as FromFrame) : undefined;
}

function has(shapes: Record<string, Shape>, data: unknown): boolean {
  if (!Array.isArray(data) || !isText(data[0]) || !Object.hasOwn(shapes, data[0])) {
    return false;
  }
  return shapes[data[0]]?.every((fits, index) => fits(data[index + 1])) ?? false;
}
