// What the frame asks its server before Link opens: whose token it was given, and what is known of the company's site.

import type { LinkError, LinkErrorCode } from "../maxio-link";
import type { TextKey } from "./text";

export interface Session {
  endpoint: string;
  subdomain?: string;
  environment?: "US" | "EU";
}

/** Why there is none, as the merchant and the partner's page are told. */
export interface Failure {
  type: LinkError["error_type"];
  code: LinkErrorCode;
  title: TextKey;
  body: TextKey;
  /** Whether it may be better the next time. */
  again: boolean;
}

export class SessionError extends Error {
  constructor(
    readonly failure: Failure,
    message: string,
    readonly requestId: string | null = null,
  ) {
    super(message);
  }
}

/** Milliseconds for token and answer together, as for one attempt of Link. */
const PATIENCE_MS = 30_000;

const stopped = (type: LinkError["error_type"], code: LinkErrorCode, words: string): Failure => ({
  type,
  code,
  title: `${words}Title` as TextKey,
  body: `${words}Body` as TextKey,
  again: false,
});
const passing = (type: LinkError["error_type"], code: LinkErrorCode, words: string): Failure => ({
  ...stopped(type, code, words),
  again: true,
});

/** By `detailedErrorCode` of the server's envelope. */
const BY_CODE: Record<number, Failure> = {
  1000: stopped("INPUT_ERROR", "INVALID_FIELD", "config"),
  1008: stopped("LINK_ERROR", "INTEGRATION_DISABLED", "disabled"),
  1010: stopped("LINK_ERROR", "UNKNOWN_COMPANY", "unknownCompany"),
  1011: stopped("LINK_ERROR", "INVALID_LINK_TOKEN", "expired"),
  1012: stopped("LINK_ERROR", "ORIGIN_NOT_ALLOWED", "origin"),
};
const UNREACHABLE = passing("NETWORK_ERROR", "NETWORK_FAILED", "network");
const OFFLINE = passing("NETWORK_ERROR", "NETWORK_OFFLINE", "offline");
const LATE = passing("NETWORK_ERROR", "TIMEOUT", "timeout");
const BROKEN = passing("SERVER_ERROR", "INTERNAL_SERVER_ERROR", "server");
const UNCLEAR = passing("SERVER_ERROR", "INVALID_RESPONSE", "response");

/** Asks for a token right before it is used, and once more after a 401. Throws a [`SessionError`] and nothing else. */
export async function session(address: string, token: () => Promise<string>, connectionId: string | undefined): Promise<Session> {
  const url = new URL(address);
  if (connectionId) {
    url.searchParams.set("connectionId", connectionId);
  }
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const ask = async () => {
    const authorization = `Bearer ${await inTime(token(), signal)}`;
    return fetch(url, { headers: { authorization }, credentials: "omit", redirect: "error", signal });
  };
  let response: Response;
  try {
    response = await ask();
    if (response.status === 401) {
      response = await ask();
    }
  } catch (reason) {
    throw new SessionError(signal.aborted ? LATE : navigator.onLine ? UNREACHABLE : OFFLINE, String(reason));
  }
  return read(response);
}

async function read(response: Response): Promise<Session> {
  const requestId = response.headers.get("x-correlation-id");
  let answer: Session & { detailedErrorCode?: number; error?: string };
  try {
    answer = (await response.json()) as typeof answer;
  } catch {
    throw new SessionError(UNCLEAR, `the answer (${response.status}) is not JSON`, requestId);
  }
  if (response.ok) {
    return answer;
  }
  const otherwise = response.status >= 500 ? BROKEN : UNCLEAR;
  const failure = BY_CODE[answer.detailedErrorCode ?? 0] ?? otherwise;
  throw new SessionError(failure, answer.error ?? `status ${response.status}`, requestId);
}

/** A page that never gives a token must not leave the merchant waiting for ever. */
async function inTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
  ]);
}
