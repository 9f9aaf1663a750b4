// `isolated`: Link in a frame of the server that hosts it. The key is typed there, where the page's scripts cannot look;
// the token goes in, and only results come out.

import type { LinkError, LinkExitMetadata, LinkMetadata, LinkOptions } from "../maxio-link";
import { DEFAULTS } from "./constants";
import type { Body } from "./body";
import { wanted } from "./language";
import { isAbsent } from "./options";
import type { Partner } from "./partner";
import { CONNECT, type FromFrame, type FromPage, TAKEN, fromFrame } from "./protocol";

/** Milliseconds that a server may take to send the frame. */
const LOAD_MS = 20_000;
/** Milliseconds that the frame may take to answer, once it is there. */
const ANSWER_MS = 5_000;

/** Options that the frame has nothing to do with, besides the callbacks. */
const PAGES_OWN = ["mode", "hostedUrl", "token", "nonce"];

export class Isolated implements Body {
  isOpen = false;
  readonly #box: HTMLElement;
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  #isReady = false;
  #isShown = false;
  #hasLoaded = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the frame told last in this opening. */
  #last: LinkMetadata | undefined;
  #error: LinkError | null = null;
  #isConnected = false;

  constructor(
    private readonly root: ShadowRoot,
    private readonly partner: Partner,
    private options: Partial<LinkOptions>,
    inDialog: boolean,
    private readonly failed: (reason: Error) => void,
  ) {
    this.#box = document.createElement(inDialog ? "dialog" : "div");
    this.#box.className = inDialog ? "over" : "";
    // These two are for when the focus is not in the frame.
    this.#box.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.exit(false);
    });
    this.#box.addEventListener("close", () => {
      // After we closed it ourselves it comes late: Link may have been opened again.
      if (this.#isShown && !this.#dialog?.open) {
        this.exit(true);
      }
    });
    root.append(this.#box);
    this.#load();
  }

  open(): void {
    if (this.isOpen) {
      return;
    }
    this.isOpen = true;
    this.#last = undefined;
    this.#error = null;
    this.#isConnected = false;
    if (!this.#frame) {
      this.#load();
    } else if (this.#isReady) {
      this.#start();
    }
  }

  exit(force: boolean): void {
    // Before the frame has shown anything there is nothing to lose.
    if (this.isOpen && !force && this.#last) {
      this.#post(["close"]);
    } else if (this.isOpen) {
      this.#leave();
    }
  }

  update(options: Partial<LinkOptions>): void {
    if (!this.isOpen && options.hostedUrl !== this.options.hostedUrl) {
      this.#unload();
    }
    this.options = options;
    this.#name();
  }

  destroy(): void {
    this.exit(true);
    this.#unload();
    this.#box.remove();
  }

  get #dialog(): HTMLDialogElement | undefined {
    return this.#box instanceof HTMLDialogElement ? this.#box : undefined;
  }

  #load(): void {
    const { hostedUrl = "", theme = "auto" } = this.options;
    const url = new URL("frame", `${hostedUrl}/`);
    url.pathname = url.pathname.replace(/\/+/g, "/");
    const frame = document.createElement("iframe");
    // Others than Chromium, which has this, ask for no permission, and complain of one that they do not know.
    if ("featurePolicy" in document) {
      frame.allow = "clipboard-write";
    }
    frame.referrerPolicy = "no-referrer";
    // It may do all that Link does, and not lead the page elsewhere.
    frame.setAttribute("sandbox", "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts");
    // Of another colour scheme than its element, a frame is not transparent.
    frame.style.setProperty("color-scheme", theme === "auto" ? "light dark" : theme);
    const wait = (milliseconds: number) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#fail(url), milliseconds);
    };
    // Again, if the merchant or a move in the page loads it anew.
    frame.addEventListener("load", () => {
      wait(ANSWER_MS);
      this.#port?.close();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => this.#hear(fromFrame(data));
      this.#port = port1;
      frame.contentWindow?.postMessage(CONNECT, url.origin, [port2]);
    });
    frame.src = url.href;
    this.#frame = frame;
    this.#name();
    this.#box.append(frame);
    wait(LOAD_MS);
  }

  /** Its name, once the language is there. */
  #name(): void {
    if (this.#frame) {
      this.#frame.title = this.partner.say("consentTitle");
      this.#frame.lang = this.partner.language;
    }
  }

  /** Nothing is left of it: no key, no request, no listener. */
  #unload(): void {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#frame?.remove();
    this.#frame = undefined;
    this.#isReady = false;
    this.#isShown = false;
    // Closed, it gives the focus back; removed, it would not.
    this.#dialog?.close();
  }

  #post(message: FromPage): void {
    this.#port?.postMessage(message);
  }

  #start(): void {
    const taken: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(this.options)) {
      if ((TAKEN as readonly string[]).includes(name)) {
        taken[name] = value;
      } else if (!isAbsent(value) && !PAGES_OWN.includes(name) && !name.startsWith("on")) {
        console.warn(`maxio-link: option \`${name}\` is ignored, as the hosted server decides`);
      }
    }
    // What is around the element, the frame cannot see.
    taken["locale"] = wanted(this.options.locale, this.root.host);
    this.#post(["open", taken, this.#dialog !== undefined]);
    // Not before there is something to see in it.
    if (this.#dialog && !this.#dialog.open) {
      this.#dialog.showModal();
    }
    if (this.#dialog && this.partner.hides(this.#dialog)) {
      this.#leave();
    } else if (this.#dialog) {
      this.#isShown = true;
      this.#frame?.focus();
    }
  }

  #hear(message: FromFrame | undefined): void {
    switch (message?.[0]) {
      case "ready":
        clearTimeout(this.#timer);
        this.#isReady = true;
        if (!this.#hasLoaded) {
          this.#hasLoaded = true;
          this.partner.load();
        }
        if (this.isOpen) {
          this.#start();
        }
        break;
      case "token":
        void this.#giveToken(message[1]);
        break;
      case "height":
        this.#frame?.style.setProperty("height", `${message[1]}px`);
        break;
      case "event":
        this.#last = message[2];
        if (["OPEN", "SUBMIT_CREDENTIALS", "RETRY"].includes(message[1])) {
          this.#error = null;
        }
        this.partner.event(message[1], message[2]);
        break;
      case "error":
        [, this.#error, this.#last] = message;
        this.partner.error(message[1], message[2]);
        break;
      case "consent":
        this.partner.consent(message[1]);
        break;
      case "success":
        this.#last = message[2];
        this.#isConnected = true;
        this.partner.success(message[1], message[2]);
        break;
      case "exit":
        this.#end(message[1], message[2]);
    }
  }

  async #giveToken(question: number): Promise<void> {
    let given: unknown;
    let reason: unknown = "it must be a string";
    try {
      given = await this.partner.token();
    } catch (thrown) {
      reason = thrown;
    }
    if (typeof given === "string") {
      this.#post(["token", question, given]);
    } else {
      console.error("maxio-link: option `token` gave no token:", reason);
      this.#post(["token", question]);
    }
  }

  /** Without asking the frame, which may be gone. */
  #leave(): void {
    const { view_name: view, ...last } = this.#last ?? {
      link_session_id: crypto.randomUUID(),
      request_id: null,
      integration_id: DEFAULTS.platformKey,
      view_name: null,
    };
    const metadata = { ...last, timestamp: new Date().toISOString(), view_name: null };
    if (view === "CONSENT") {
      this.partner.event("DECLINE_CONSENT", metadata);
    }
    this.#end(this.#error, { ...metadata, status: this.#status(view) });
  }

  #status(view: LinkMetadata["view_name"]): LinkExitMetadata["status"] {
    switch (view) {
      case "CONSENT":
        return "requires_consent";
      case "CREDENTIAL":
        return "requires_credentials";
      case "LOADING":
        return "connecting";
      case "CONNECTED":
        return this.#isConnected ? "connected" : "already_connected";
      case "ERROR":
        return "failed";
      default:
        return isAbsent(this.options.connectionId) ? "requires_selection" : "requires_credentials";
    }
  }

  #end(error: LinkError | null, metadata: LinkExitMetadata): void {
    this.isOpen = false;
    this.#unload();
    this.partner.exit(error, metadata);
  }

  #fail(url: URL): void {
    this.isOpen = false;
    this.#unload();
    const causes = `the server must run and allow ${location.origin}, and the page's frame-src must allow ${url.origin}`;
    this.failed(new Error(`option \`hostedUrl\`: no answer from ${url.href} (${causes})`));
  }
}
