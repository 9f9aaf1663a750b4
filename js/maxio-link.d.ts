/**
 * maxio-link: lets a merchant connect their Maxio billing account.
 *
 * Everything that a partner may rely on is declared here; what is not here may change without notice.
 */

/** How the partner's page and Link stand to each other. A secret is never an attribute. */
export interface LinkOptions extends LinkCallbacks, CodatCallbacks {
  /**
   * Where the credentials are posted to: https, or http on localhost. Required, but for `isolated`, where the hosted
   * server decides.
   */
  endpoint?: string;
  /** A company token, or a function that gets one: called right before use, and once more after a 401. Property only. */
  token?: string | (() => string | Promise<string>);
  /** Headers to send besides Link's own, which they cannot replace. Property only: they may hold secrets. */
  headers?: Record<string, string>;
  /** Fetch credentials mode of the requests. Default `omit`. */
  credentials?: "omit" | "same-origin" | "include";
  /** Send the `Idempotency-Key` header. Default true. A cross-origin endpoint must allow it in its preflight. */
  idempotency?: boolean;
  /** The partner's name, shown to the merchant. Default: neutral words. */
  companyName?: string;
  /** The partner's logo, shown at 36 px: https, or a `data:image/…` address. Default: a monogram. */
  logo?: string;
  /** Goes into the request. Default `mxio`. */
  platformKey?: string;
  /** The tiles of the first screen. Default: Maxio alone. Property only. */
  integrations?: LinkIntegration[];
  /** Begin with the permissions: only with a single integration. Default false. */
  skipSelect?: boolean;
  /** The Maxio site, where the partner knows it: `acme` or `acme.chargify.com`. The merchant cannot change it. */
  site?: string;
  /** Region of `site`. Default `US`. */
  environment?: "US" | "EU";
  /** Whether the merchant is asked for the site: when the server asks, from the start, or never. Default `auto`. */
  siteField?: "auto" | "show" | "hide";
  /** Reconnect this connection: Link starts at the credentials. */
  connectionId?: string;
  /**
   * Sections of the permissions by id: other words for one of Link's own, `null` to leave it out, a new id to add one
   * at the end. Property only.
   */
  permissions?: Record<string, LinkPermission | null>;
  /** Sentences of Link by key, in place of its own. `{partner}` and the like are filled in. Property only. */
  text?: Partial<Record<LinkTextKey, string>>;
  /** https address where merchants get help from the partner. Shown where Link cannot go on. */
  supportUrl?: string;
  /** https address of the partner's privacy policy. */
  privacyUrl?: string;
  /** https address of the partner's terms. */
  termsUrl?: string;
  /**
   * BCP 47 tag, or `auto`, the default: the language of the page around the element, else the browser's. Link speaks ar, de,
   * en, es, fr, he, it, ja, ko, nl, pl, pt-BR, sv, zh-Hans; anything else is English.
   */
  locale?: string;
  /** `auto` follows the merchant's system. Default `auto`. */
  theme?: "auto" | "light" | "dark";
  /** Colours and shapes. Property only. */
  appearance?: LinkAppearance;
  /**
   * Gets a link with which somebody else can connect the same company, for a merchant who is no admin. The merchant can
   * then copy it; without this, a message that asks a colleague is copied. Property only.
   */
  colleagueLink?: () => string | Promise<string>;
  /** Milliseconds for one attempt, 1000 to 600000. Default 30000. */
  timeoutMs?: number;
  /**
   * Where the element is, in a native dialog, or in a frame of `hostedUrl` (in a dialog for `create`). Fixed once the
   * element is in the page. Default `inline`, for `create` `modal`.
   */
  mode?: "inline" | "modal" | "isolated";
  /**
   * The server that hosts Link, such as `https://link.example.com`: for `isolated`, and to fall back to where the page
   * blocks WebAssembly.
   */
  hostedUrl?: string;
  /** For browsers without constructed style sheets, on pages whose `style-src` asks for a nonce. The element has HTML's own. */
  nonce?: string;
}

/** One tile of the first screen. */
export interface LinkIntegration {
  /** Maxio's is the option `platformKey`; choosing any other one exits with the status `handoff`. */
  platformKey: string;
  name: string;
  description?: string;
  /** https, or a `data:image/…` address. Default: a monogram. */
  logo?: string;
}

/** One section of the permissions. Plain text, but for links as in `[our policy](https://example.com/privacy)`. */
export interface LinkPermission {
  title?: string;
  body?: string;
}

/**
 * CSS colours and lengths, as custom properties of the element. What is not given stays as it is. A colour that has too
 * little contrast where it stands (4.5:1 for text, 3:1 for controls) is used lighter or darker there; `accent` as the
 * ground of the main button stays as it is.
 */
export interface LinkAppearance {
  /** The main button; and, with enough contrast, links, marks, and what has the focus. */
  accent?: string;
  /** Text on the main button. Put right where it cannot be read. */
  onAccent?: string;
  /** The card. */
  surface?: string;
  /** Boxes on the card, and buttons while one points at them. */
  raised?: string;
  /** Text. */
  text?: string;
  /** Text of lesser weight. */
  muted?: string;
  /** Lines and edges. */
  border?: string;
  /** The edge of a field; 3:1 against `surface`. */
  control?: string;
  /** Errors. */
  danger?: string;
  /** Behind errors. */
  dangerSurface?: string;
  /** Success. */
  good?: string;
  /** Behind success. */
  goodSurface?: string;
  /** Hints, and the badge of a test site. */
  warning?: string;
  /** Of the card's corners, such as `16px`. */
  radius?: string;
  /** Of the corners of fields, buttons and boxes, such as `10px`. */
  controlRadius?: string;
  /** What every distance is a multiple of, such as `4px`. */
  spacing?: string;
  /** Of the text that all sizes follow, such as `16px`. Fields never have less than 16 px. */
  fontSize?: string;
  /** A list of fonts; none is loaded. */
  font?: string;
}

/** The latest one is called; what it throws is reported and changes nothing. */
export interface LinkCallbacks {
  /** Link can be opened. */
  onLoad?: () => void;
  /** Once, when the connection succeeds (not at Finish). */
  onSuccess?: (connection: LinkConnection, metadata: LinkMetadata) => void;
  /** Once per opening, however Link goes away. */
  onExit?: (error: LinkError | null, metadata: LinkExitMetadata) => void;
  /** Every step. */
  onEvent?: (eventName: LinkEventName, metadata: LinkMetadata) => void;
}

/** For code that was written for Codat's Link: its names and payloads. */
export interface CodatCallbacks {
  /** With `onSuccess`. */
  onConnection?: (connection: {
    connectionId: string;
    integrationId: string;
    integrationKey: string;
    platformName: string;
    sourceId: string;
    sourceType: string;
  }) => void;
  /** When the merchant accepts the permissions, with the text as shown. */
  onConsent?: (consent: { text: string }) => void;
  /** At the end of an opening that connected. */
  onFinish?: () => void;
  /** At the end of any other opening. */
  onClose?: () => void;
  /** With each error that the merchant sees. `errorCode` is the server's number, if it gave one. */
  onError?: (error: { correlationId?: string; message?: string; errorCode?: number; userRecoverable: boolean }) => void;
}

/** The keys of `text`: the sentences are in crates/locale/sentences/en.json of the sources. */
export type LinkTextKey =
  | "next"
  | "back"
  | "continue"
  | "finish"
  | "cancel"
  | "close"
  | "tryAgain"
  | "tryAgainIn"
  | "step"
  | "opensInNewTab"
  | "maxio"
  | "selectTitle"
  | "selectLead"
  | "selectLegend"
  | "formerlyChargify"
  | "selectFilter"
  | "selectNone"
  | "beforeTitle"
  | "beforeRole"
  | "beforeTime"
  | "beforeSafe"
  | "consentTitle"
  | "consentLead"
  | "consentAgree"
  | "credentialsTitle"
  | "credentialsLead"
  | "keyLabel"
  | "keyShow"
  | "keyHide"
  | "keyShowLabel"
  | "keyHideLabel"
  | "keyAssurance"
  | "hintShortened"
  | "hintUuid"
  | "hintPublicKey"
  | "hintLogin"
  | "hintSpaces"
  | "siteLabel"
  | "siteHint"
  | "siteLocked"
  | "regionLegend"
  | "regionUs"
  | "regionEu"
  | "stepsTitle"
  | "stepOpen"
  | "stepOpenLink"
  | "stepMenu"
  | "stepNew"
  | "stepPaste"
  | "helpLink"
  | "noAdminQuestion"
  | "copyMessage"
  | "copied"
  | "copyLink"
  | "linkCopied"
  | "linkFailed"
  | "copyFailed"
  | "colleagueMessage"
  | "connectingTitle"
  | "connectingFresh"
  | "connectingSlow"
  | "connectingVerySlow"
  | "connectedTitle"
  | "connectedSite"
  | "testSite"
  | "connectedNext"
  | "alreadyConnected"
  | "leaveTitle"
  | "leaveBody"
  | "leaveStay"
  | "leaveExit"
  | "keyMissing"
  | "keyRefused"
  | "keyMalformed"
  | "siteRequired"
  | "siteMalformed"
  | "siteReserved"
  | "siteNotMaxio"
  | "siteNotFound"
  | "adminTitle"
  | "adminBody"
  | "adminAnother"
  | "mismatchTitle"
  | "mismatchBody"
  | "mismatchBodyExpected"
  | "mismatchBodyNoSite"
  | "rateTitle"
  | "rateBody"
  | "providerTitle"
  | "providerBody"
  | "offlineTitle"
  | "offlineBody"
  | "onlineTitle"
  | "onlineBody"
  | "timeoutTitle"
  | "timeoutBody"
  | "networkTitle"
  | "networkBody"
  | "serverTitle"
  | "serverBody"
  | "responseTitle"
  | "responseBody"
  | "reference"
  | "detail"
  | "expiredTitle"
  | "expiredBody"
  | "disabledTitle"
  | "disabledBody"
  | "unknownCompanyTitle"
  | "unknownCompanyBody"
  | "blockedTitle"
  | "blockedBody"
  | "originTitle"
  | "originBody"
  | "configTitle"
  | "configBody"
  | "siteStoppedTitle"
  | "siteStoppedBody"
  | "support"
  | "privacy"
  | "terms"
  | "loadTitle"
  | "loadBody"
  | "blockedHereBody"
  | "brokenTitle"
  | "brokenBody"
  | "reload";

/** A connection. Only `id` and `status` are sure: a partner's endpoint may answer with less. */
export interface LinkConnection {
  id: string;
  status: "Linked";
  integrationId?: string;
  integrationKey?: string;
  sourceId?: string;
  platformName?: string;
  sourceType?: string;
  /** ISO 8601. */
  created?: string;
  connectionInfo: {
    siteId?: string;
    siteName?: string;
    subdomain?: string;
    environment?: string;
    /** `"true"` for a test site. */
    test?: string;
  };
}

export type LinkEventName =
  | "OPEN"
  | "TRANSITION_VIEW"
  | "SELECT_INTEGRATION"
  | "ACCEPT_CONSENT"
  | "DECLINE_CONSENT"
  | "VIEW_HELP"
  | "SUBMIT_CREDENTIALS"
  | "ERROR"
  | "RETRY"
  | "SUCCESS"
  | "HANDOFF"
  | "EXIT";

export type LinkViewName = "SELECT_INTEGRATION" | "CONSENT" | "CREDENTIAL" | "LOADING" | "CONNECTED" | "ERROR";

export interface LinkMetadata {
  /** One opening of Link. */
  link_session_id: string;
  /** The last request, if there was one. */
  request_id: string | null;
  /** ISO 8601 in UTC. */
  timestamp: string;
  /** The platform key; of the integration chosen, for `HANDOFF` and the exit after it. */
  integration_id: string;
  view_name: LinkViewName | null;
  error_type?: LinkError["error_type"];
  error_code?: LinkErrorCode;
  error_message?: string;
}

export interface LinkExitMetadata extends LinkMetadata {
  status:
    | "connected"
    | "already_connected"
    | "requires_selection"
    | "requires_consent"
    | "requires_credentials"
    | "connecting"
    | "handoff"
    | "failed";
}

export type LinkErrorCode =
  | "INVALID_FIELD"
  | "INVALID_CREDENTIALS"
  | "INSUFFICIENT_PERMISSIONS"
  | "SITE_REQUIRED"
  | "SITE_NOT_FOUND"
  | "SITE_MISMATCH"
  | "ACCOUNT_BLOCKED"
  | "PROVIDER_DOWN"
  | "ALREADY_LINKED"
  | "INTEGRATION_DISABLED"
  | "UNKNOWN_INTEGRATION"
  | "UNKNOWN_COMPANY"
  | "INVALID_LINK_TOKEN"
  | "ORIGIN_NOT_ALLOWED"
  | "RATE_LIMIT_EXCEEDED"
  | "REQUEST_CONFLICT"
  | "INVALID_RESPONSE"
  | "INTERNAL_SERVER_ERROR"
  | "NETWORK_OFFLINE"
  | "NETWORK_FAILED"
  | "TIMEOUT"
  | "INVALID_CONFIG"
  | "LOAD_FAILED";

export interface LinkError {
  error_type: "INPUT_ERROR" | "PROVIDER_ERROR" | "LINK_ERROR" | "SERVER_ERROR" | "NETWORK_ERROR" | "CONFIG_ERROR";
  error_code: LinkErrorCode;
  /** For the developer; the server's own sentence where there is one. */
  error_message: string;
  /** What the merchant read. */
  display_message: string;
  /** Found again in a log. */
  request_id: string | null;
  /** Whether the merchant can do something about it. */
  user_recoverable: boolean;
}

/** What can be done with a Link. After `destroy` every method does nothing. */
export interface Link {
  /** Opens it; does nothing if it is open. */
  open(): void;
  /** Closes it: asks the merchant first where something would be lost, unless forced. */
  exit(options?: { force?: boolean }): void;
  /** New options. Callbacks, `token`, `theme` and `appearance` count at once (in a frame the last two do not), the rest from the next opening on. */
  update(options: Partial<LinkOptions>): void;
  /** Closes without a question and removes everything. */
  destroy(): void;
  /** From the first screen until `onExit`. */
  readonly isOpen: boolean;
}

/** Makes a Link, modal unless `mode` says otherwise. It opens when `open()` is called. */
export function create(options: LinkOptions): Link;

/**
 * `<maxio-link>`. Options are attributes in kebab-case (`company-name`), or properties in camelCase; `token` and the
 * callbacks are properties only. Inline, it opens as soon as it is in the page.
 *
 * @fires link-load - Link can be opened.
 * @fires link-success - As `onSuccess`. Detail: `{ connection, metadata }`.
 * @fires link-exit - As `onExit`. Detail: `{ error, metadata }`.
 * @fires link-event - As `onEvent`. Detail: `{ eventName, metadata }`.
 *
 * @csspart link - The card.
 * @csspart close - The button that closes Link.
 * @csspart primary - The one button that leads on.
 * @csspart secondary - Any other button.
 * @csspart progress - How far it is, under the head.
 * @csspart title - The title of the screen.
 * @csspart field - The box around what is typed.
 * @csspart aside - What helps, beside or under it: the steps to the key.
 */
export interface MaxioLinkElement extends HTMLElement, Link, Omit<LinkOptions, "nonce"> {}

/** The version of this file: `1.0.0`. */
export const version: string;

export interface MaxioLinkGlobal {
  create: typeof create;
  readonly version: string;
}

declare global {
  var MaxioLink: MaxioLinkGlobal;
  interface HTMLElementTagNameMap {
    "maxio-link": MaxioLinkElement;
  }
  // They bubble: the document hears them as well.
  interface GlobalEventHandlersEventMap {
    "link-load": CustomEvent<null>;
    "link-success": CustomEvent<{ connection: LinkConnection; metadata: LinkMetadata }>;
    "link-exit": CustomEvent<{ error: LinkError | null; metadata: LinkExitMetadata }>;
    "link-event": CustomEvent<{ eventName: LinkEventName; metadata: LinkMetadata }>;
  }
}
