// The payloads of Codat's Link, for code that was written for it.

import type { CodatCallbacks, LinkConnection, LinkError, LinkExitMetadata } from "../maxio-link";
import { DETAILED_ERROR_CODES } from "./constants";

type Payload<Name extends keyof CodatCallbacks> = Parameters<NonNullable<CodatCallbacks[Name]>>[0];

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
    errorCode: DETAILED_ERROR_CODES[problem.error_code],
    userRecoverable: problem.user_recoverable,
  };
}

export function isFinished({ status }: LinkExitMetadata): boolean {
  return status === "connected" || status === "already_connected";
}
