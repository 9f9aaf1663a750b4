// The partner's page, as Link sees it: what it says, and what it is told.

import type { LinkConnection, LinkError, LinkEventName, LinkExitMetadata, LinkMetadata, LinkOptions } from "../maxio-link";
import * as codat from "./codat";
import { DEFAULTS } from "./constants";
import { ENGLISH, type Language } from "./language";
import { isAbsent } from "./options";
import { KEYS, type TextKey, fill, plain, text } from "./text";

type Callback = keyof LinkOptions & `on${string}`;

export class Partner {
  /** Whether Link is open, as far as the page was told. */
  isOpen = false;
  /** The `link_session_id` of this opening, or of the last one. */
  session = "";
  /** What Link speaks in this opening. */
  speaks: Language = ENGLISH;
  /** The options of this opening, for its words: the merchant agrees to what names one partner throughout. */
  words: Partial<LinkOptions> = {};
  /** What the page is being told, and what it will be told after that. */
  #news: (() => void)[] | undefined;

  constructor(
    private readonly host: HTMLElement,
    /** The latest ones: callbacks count at once. */
    private readonly options: () => Partial<LinkOptions>,
  ) {}

  /** The sentence of this number, with one more thing filled in. */
  text(message: number, name: string, value: string): string {
    const key = KEYS[message];
    return key ? fill(this.say(key), name || "{}", value, this.speaks) : "";
  }

  /** The sentence of this number as it is in its language. */
  plain(message: number): string {
    const key = KEYS[message];
    return key ? plain(key, this.speaks) : "";
  }

  /** A sentence, for what is said without the widget. */
  say(key: TextKey): string {
    return text(key, this.words, this.speaks);
  }

  /** BCP 47. */
  get language(): string {
    return this.speaks.tag;
  }

  /** Whether a token that is refused may be replaced by a fresh one. */
  get renewsToken(): boolean {
    return typeof this.options().token === "function";
  }

  /** The latest one: a page may have got it when Link was open already. `undefined`: there is none to send. */
  async token(): Promise<unknown> {
    const { token } = this.options();
    if (typeof token === "function") {
      return (await token()) ?? null;
    }
    return isAbsent(token) ? undefined : token;
  }

  /**
   * A page may have put its own `fetch` in place. Whatever that throws or returns, this is a promise; and most such know
   * an address, but not a `Request`.
   */
  async fetch(address: string, init: RequestInit): Promise<Response> {
    return fetch(address, init);
  }

  /** Whether nothing is to be seen of an open dialog, although the page is. It would block the page. */
  hides(dialog: HTMLDialogElement): boolean {
    const hidden = dialog.open && dialog.offsetWidth === 0 && dialog.ownerDocument.body.offsetWidth > 0;
    if (hidden) {
      this.complain("cannot open: something around the element is not displayed (display: none)");
    }
    return hidden;
  }

  get colleagueLink(): LinkOptions["colleagueLink"] {
    return this.options().colleagueLink;
  }

  /** For the developer. */
  complain(sentence: string, ...reason: unknown[]): void {
    console.error(`maxio-link: ${sentence}`, ...reason.filter((value) => value !== undefined));
  }

  /** A browser does not say why a request got no answer. `headers`: those that the endpoint must allow. */
  unanswered(requestId: string, address: string, headers: string[]): void {
    // In a frame that was taken away, this is how a request ends.
    if (window.closed) {
      return;
    }
    this.complain(
      `no answer from ${new URL(address).origin} (request ${requestId}). If the endpoint is up, it must answer ` +
        `without a redirect, allow the origin ${location.origin} and, in a preflight, the method POST and the headers ` +
        `${headers.join(", ")}; and the page's connect-src must list it.`,
    );
  }

  load(): void {
    this.#call("onLoad");
    this.#dispatch("link-load", null);
  }

  event(eventName: LinkEventName, metadata: LinkMetadata): void {
    this.#tell(() => this.#event(eventName, metadata));
  }

  #event(eventName: LinkEventName, metadata: LinkMetadata): void {
    this.isOpen = eventName === "OPEN" || (this.isOpen && eventName !== "EXIT");
    this.session = metadata.link_session_id;
    this.#call("onEvent", eventName, metadata);
    this.#dispatch("link-event", { eventName, metadata });
  }

  error(error: LinkError, { ...metadata }: LinkMetadata): void {
    const { error_type, error_code, error_message } = error;
    this.#tell(() => {
      this.#event("ERROR", Object.assign(metadata, { error_type, error_code, error_message }));
      this.#call("onError", codat.error(error));
    });
  }

  /** The text is what the merchant read. */
  consent(text: string): void {
    this.#call("onConsent", { text });
  }

  success(connection: LinkConnection, metadata: LinkMetadata): void {
    this.#tell(() => {
      this.#event("SUCCESS", metadata);
      this.#call("onSuccess", connection, metadata);
      this.#call("onConnection", codat.connection(connection));
      this.#dispatch("link-success", { connection, metadata });
    });
  }

  exit(error: LinkError | null, metadata: LinkExitMetadata): void {
    this.#tell(() => {
      this.#event("EXIT", metadata);
      this.#call("onExit", error, metadata);
      this.#call(codat.isFinished(metadata) ? "onFinish" : "onClose");
      this.#dispatch("link-exit", { error, metadata });
    });
  }

  /** Before Link was there. */
  left({ platformKey = DEFAULTS.platformKey, connectionId }: Partial<LinkOptions>): void {
    this.exit(null, {
      link_session_id: crypto.randomUUID?.() ?? "",
      request_id: null,
      timestamp: new Date().toISOString(),
      integration_id: platformKey,
      view_name: null,
      status: connectionId ? "requires_credentials" : "requires_selection",
    });
  }

  /** One after the other: a page that makes Link exit when it is told of an error is told all of the error first. */
  #tell(news: () => void): void {
    if (this.#news) {
      this.#news.push(news);
      return;
    }
    this.#news = [news];
    // It may become longer meanwhile.
    for (const next of this.#news) {
      next();
    }
    this.#news = undefined;
  }

  /** What a callback throws is reported, and changes nothing here. */
  #call(name: Callback, ...values: unknown[]): void {
    const callback: unknown = this.options()[name];
    try {
      if (typeof callback === "function") {
        callback(...values);
      }
    } catch (reason) {
      this.complain(`${name} threw`, reason);
    }
  }

  #dispatch(name: string, detail: object | null): void {
    this.host.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}
