// The payloads of Codat's Link, for code that was written for it.

import type { CodatCallbacks, LinkConnection, LinkError, LinkErrorCode, LinkExitMetadata } from "../maxio-link";

type Payload<Name extends keyof CodatCallbacks> = Parameters<NonNullable<CodatCallbacks[Name]>>[0];

/** `detailedErrorCode` of the server's envelope. */
const NUMBERS: Partial<Record<LinkErrorCode, number>> = {
  INVALID_FIELD: 1000,
  INVALID_CREDENTIALS: 1001,
  INSUFFICIENT_PERMISSIONS: 1002,
  SITE_REQUIRED: 1003,
  SITE_NOT_FOUND: 1003,
  ACCOUNT_BLOCKED: 1004,
  RATE_LIMIT_EXCEEDED: 1005,
  PROVIDER_DOWN: 1006,
  ALREADY_LINKED: 1007,
  INTEGRATION_DISABLED: 1008,
  UNKNOWN_INTEGRATION: 1009,
  UNKNOWN_COMPANY: 1010,
  INVALID_LINK_TOKEN: 1011,
  ORIGIN_NOT_ALLOWED: 1012,
  REQUEST_CONFLICT: 1013,
  SITE_MISMATCH: 1015,
};

export function connection(linked: LinkConnection): Payload<"onConnection"> {
  return {
    connectionId: linked.id,
    integrationId: linked.integrationId ?? "",
    integrationKey: linked.integrationKey ?? "",
    platformName: linked.platformName ?? "Maxio",
    sourceId: linked.sourceId ?? "",
    sourceType: linked.sourceType ?? "Commerce",
  };
}

export function error(problem: LinkError): Payload<"onError"> {
  return {
    correlationId: problem.request_id ?? undefined,
    message: problem.error_message,
    errorCode: NUMBERS[problem.error_code],
    userRecoverable: problem.user_recoverable,
  };
}

export function isFinished({ status }: LinkExitMetadata): boolean {
  return status === "connected" || status === "already_connected";
}
