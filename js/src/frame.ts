// The hosted Link in a frame of a partner's page. It listens to one page, of an allowed origin, over one channel, and
// takes little from it: what the merchant is asked for, and where it goes, is between the merchant and this server.

import type { CodatCallbacks, LinkError, LinkExitMetadata, LinkMetadata, LinkOptions, MaxioLinkElement } from "../maxio-link";
import { type PartnerLinks, type Say, button, card, loading, speak } from "./card";
import { type Session, SessionError, session } from "./frame-session";
import { ENGLISH, learn, spoken } from "./language";
import { isAbsent, isText } from "./options";
import { CONNECT, type FromFrame, type FromPage, TAKEN, type Taken, fromPage } from "./protocol";

/** style/dark.css. */
declare const DARK: string;

/** Written into the page by the server. */
interface FrameConfig extends PartnerLinks {
  session: string;
  allowedOrigins: string[];
  partnerName: string;
  platformKey: string;
  permissions?: LinkOptions["permissions"];
}

const main = document.getElementById("page") as HTMLElement;
const config = JSON.parse(document.getElementById("link-config")?.textContent ?? "{}") as FrameConfig;

warmUp();
if (window.parent === window) {
  void standAlone();
}

window.addEventListener("message", function connect({ source, origin, data, ports: [port] }) {
  if (source !== window.parent || source === window || data !== CONNECT || !port) {
    return;
  }
  if (!customElements.get("maxio-link")) {
    // Link's script comes before this one, or it does not come. The page does not wait for an answer for ever.
    console.error("maxio-link: maxio-link.js did not load");
    return;
  }
  if (!config.allowedOrigins.includes(origin)) {
    console.error(`maxio-link: ${origin} is not on the server's list of allowed origins`);
    return;
  }
  window.removeEventListener("message", connect);
  new Frame(port);
});

/**
 * Has the WebAssembly loaded, once and for all. Until the merchant opens Link there is time for it; and of a preload that
 * nothing uses meanwhile, a browser complains in the partner's console.
 */
function warmUp(): void {
  const link = document.createElement("maxio-link");
  main.append(link);
  link.remove();
}

/** Not in a frame, this page is of no use. */
async function standAlone(): Promise<void> {
  const say = speak(await learn(spoken(navigator.languages)), config.partnerName);
  const message = { title: say("pageIncompleteTitle"), paragraphs: [say("pageFrameBody")] };
  dress("auto");
  main.replaceChildren(card(message, config, say).element);
}

class Frame {
  readonly #questions = new Map<number, (token: string | undefined) => void>();
  #asked = 0;
  #taken: Taken = {};
  #inDialog = false;
  #isOpen = false;
  #hasLink = false;
  #say: Say = speak(ENGLISH, config.partnerName);
  /** Closes what is on the screen. */
  #close: () => void = () => this.#exit();

  constructor(private readonly port: MessagePort) {
    port.onmessage = ({ data }) => {
      const message = fromPage(data);
      if (message) {
        this.#hear(message);
      } else {
        const [name]: unknown[] = Array.isArray(data) ? data : [];
        ignored(isText(name) ? name : "a message");
      }
    };
    this.#post(["ready"]);
  }

  #post(message: FromFrame): void {
    this.port.postMessage(message);
  }

  #hear(message: FromPage): void {
    switch (message[0]) {
      case "open":
        // A page that opens Link once more has a new frame for it.
        if (this.#isOpen) {
          ignored(message[0]);
        } else {
          this.#open(message[1], message[2]);
        }
        break;
      case "close":
        this.#close();
        break;
      case "token":
        this.#questions.get(message[1])?.(message[2]);
    }
  }

  #open(options: object, inDialog: boolean): void {
    const given = Object.entries(options);
    given.filter((option) => !isTaken(option)).forEach(([name]) => ignored(name));
    this.#isOpen = true;
    this.#taken = Object.fromEntries(given.filter(isTaken));
    this.#inDialog = inDialog;
    dress(this.#taken.theme);
    document.documentElement.dataset["in"] = inDialog ? "dialog" : "page";
    if (inDialog) {
      // Link's own dialog does so by itself.
      document.addEventListener("keydown", ({ key }) => void (key === "Escape" && !this.#hasLink && this.#close()));
    } else {
      new ResizeObserver(() => this.#post(["height", Math.ceil(main.getBoundingClientRect().height)])).observe(main);
    }
    void this.#enter();
  }

  async #enter(): Promise<void> {
    const asked = session(config.session, () => this.#token(), this.#taken.connectionId);
    // It is looked at below.
    asked.catch(() => undefined);
    this.#say = speak(await learn(spoken([this.#taken.locale ?? "", ...navigator.languages])), config.partnerName);
    const waiting = loading(this.#say);
    if (this.#inDialog) {
      waiting.append(button({ label: this.#say("close"), act: () => this.#close() }));
    }
    main.replaceChildren(waiting);
    try {
      this.#link(await asked);
    } catch (reason) {
      this.#stop(reason as SessionError);
    }
  }

  /** Right before it is used; the page may have one made. */
  #token(): Promise<string> {
    const question = ++this.#asked;
    this.#post(["token", question]);
    return new Promise((resolve, reject) => {
      this.#questions.set(question, (token) => {
        this.#questions.delete(question);
        if (token) {
          resolve(token);
        } else {
          reject(new Error("the page gave no token"));
        }
      });
    });
  }

  #link({ endpoint, subdomain, environment }: Session): void {
    const link = document.createElement("maxio-link");
    let told: LinkMetadata | undefined;
    Object.assign(link, {
      permissions: config.permissions,
      ...this.#taken,
      locale: document.documentElement.lang,
      mode: this.#inDialog ? "modal" : "inline",
      endpoint,
      token: () => this.#token(),
      companyName: config.partnerName,
      platformKey: config.platformKey,
      siteField: "show",
      site: subdomain,
      environment,
      supportUrl: config.supportUrl,
      privacyUrl: config.privacyUrl,
      termsUrl: config.termsUrl,
      onConsent: (consent) => this.#post(["consent", consent.text]),
      // It comes right after the event, and knows more.
      onError: (error) => told && this.#post(["error", errorOf(told, error), told]),
    } satisfies Partial<MaxioLinkElement>);
    link.addEventListener("link-event", ({ detail: { eventName, metadata } }) => {
      if (eventName === "ERROR") {
        told = metadata;
      } else if (eventName !== "SUCCESS" && eventName !== "EXIT") {
        this.#post(["event", eventName, metadata]);
      }
    });
    link.addEventListener("link-success", ({ detail }) => this.#post(["success", detail.connection, detail.metadata]));
    link.addEventListener("link-exit", ({ detail }) => this.#end(detail.error, detail.metadata));
    this.#close = () => link.exit();
    this.#hasLink = true;
    main.replaceChildren(link);
    link.open();
  }

  /** Link cannot begin. */
  #stop({ failure, message, requestId }: SessionError): void {
    const error: LinkError = {
      error_type: failure.type,
      error_code: failure.code,
      error_message: message,
      display_message: this.#say(failure.body),
      request_id: requestId,
      user_recoverable: failure.again,
    };
    this.#close = () => this.#exit(error);
    const actions = [{ label: this.#say("close"), act: this.#close }];
    if (failure.again) {
      actions.push({ label: this.#say("tryAgain"), act: () => void this.#enter() });
    }
    const { element, heading } = card(
      { title: this.#say(failure.title), paragraphs: [error.display_message], actions },
      config,
      this.#say,
    );
    main.replaceChildren(element);
    if (this.#inDialog) {
      heading.focus();
    }
    this.#post(["error", error, metadataOf(error)]);
  }

  /** Link is left without having been open. */
  #exit(error: LinkError | null = null): void {
    const status = this.#taken.connectionId ? "requires_credentials" : "requires_selection";
    this.#end(error, { ...metadataOf(error), status: error ? "failed" : status });
  }

  /** The page takes the frame away, and with it whatever still runs here: so not before this is done. */
  #end(error: LinkError | null, metadata: LinkExitMetadata): void {
    setTimeout(() => this.#post(["exit", error, metadata]));
  }
}

/** For what stands in for Link; Link itself has a style sheet of its own. */
function dress(theme: Taken["theme"]): void {
  const dark = new CSSStyleSheet({ media: theme === "dark" ? "" : "(prefers-color-scheme: dark)" });
  dark.replaceSync(DARK);
  document.adoptedStyleSheets = theme === "light" ? [] : [dark];
}

/** All of them are texts but one, which Link looks at by itself. */
function isTaken([name, value]: [string, unknown]): boolean {
  return (TAKEN as readonly string[]).includes(name) && (isAbsent(value) || isText(value) || name === "appearance");
}

/** A script in the page could otherwise send the key elsewhere, or put other words under the merchant's consent. */
function ignored(name: string): void {
  console.warn(`maxio-link: \`${name}\` from the page is ignored: this server decides it`);
}

/** The whole of an error, from the two halves that a page is told. */
function errorOf(told: LinkMetadata, error: Parameters<NonNullable<CodatCallbacks["onError"]>>[0]): LinkError {
  const { error_type = "SERVER_ERROR", error_code = "INVALID_RESPONSE", error_message = "" } = told;
  return {
    error_type,
    error_code,
    error_message,
    display_message: error.message ?? error_message,
    request_id: error.correlationId ?? null,
    user_recoverable: error.userRecoverable,
  };
}

const LINK_SESSION = crypto.randomUUID();

function metadataOf(error: LinkError | null): LinkMetadata {
  const metadata: LinkMetadata = {
    link_session_id: LINK_SESSION,
    request_id: error?.request_id ?? null,
    timestamp: new Date().toISOString(),
    integration_id: config.platformKey,
    view_name: error && "ERROR",
  };
  return error
    ? { ...metadata, error_type: error.error_type, error_code: error.error_code, error_message: error.error_message }
    : metadata;
}
