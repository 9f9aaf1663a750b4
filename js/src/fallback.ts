// What stands in for the widget while it cannot be loaded: it says so, offers to try again, and reports like the
// widget would. It is plain on purpose; the styles are in what could not be loaded.

import type { LinkError, LinkExitMetadata, LinkOptions } from "../maxio-link";

const MESSAGE = "Connecting to Maxio could not be started. Try again, or come back later.";

const ERROR: LinkError = {
  error_type: "CONFIG_ERROR",
  error_code: "LOAD_FAILED",
  error_message: "maxio-link.wasm could not be loaded or compiled; the console has the reason.",
  display_message: MESSAGE,
  request_id: null,
  user_recoverable: true,
};

export class Fallback {
  #box: HTMLElement | undefined;
  readonly #session = crypto.randomUUID?.() ?? String(Date.now());

  constructor(
    private readonly host: HTMLElement,
    private readonly root: ShadowRoot,
    private readonly options: () => Partial<LinkOptions>,
  ) {}

  get isOpen(): boolean {
    return this.#box !== undefined;
  }

  show(modal: boolean, retry: () => void): void {
    this.remove();
    const box = document.createElement(modal ? "dialog" : "div");
    box.setAttribute("role", modal ? "alertdialog" : "alert");
    box.setAttribute("aria-label", MESSAGE);
    const text = document.createElement("p");
    text.textContent = MESSAGE;
    box.append(text, button("Try again", retry), button("Close", () => this.exit()));
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.exit();
    });
    this.root.append(box);
    this.#box = box;
    if (box instanceof HTMLDialogElement) {
      box.showModal();
    }
    this.#report("ERROR");
  }

  remove(): void {
    if (this.#box instanceof HTMLDialogElement) {
      // Closed, it gives the focus back; removed, it would not.
      this.#box.close();
    }
    this.#box?.remove();
    this.#box = undefined;
  }

  exit(): void {
    if (!this.#box) {
      return;
    }
    this.remove();
    const metadata = this.#report("EXIT");
    this.#tell("onExit", "link-exit", { error: ERROR, metadata }, ERROR, metadata);
  }

  #report(eventName: "ERROR" | "EXIT"): LinkExitMetadata {
    const metadata: LinkExitMetadata = {
      link_session_id: this.#session,
      request_id: null,
      timestamp: new Date().toISOString(),
      integration_id: this.options().platformKey ?? "mxio",
      view_name: "ERROR",
      error_type: ERROR.error_type,
      error_code: ERROR.error_code,
      error_message: ERROR.error_message,
      status: "failed",
    };
    this.#tell("onEvent", "link-event", { eventName, metadata }, eventName, metadata);
    return metadata;
  }

  #tell(callback: "onExit" | "onEvent", event: string, detail: object, ...values: unknown[]): void {
    try {
      (this.options()[callback] as ((...values: unknown[]) => void) | undefined)?.(...values);
    } catch (reason) {
      console.error(`maxio-link: ${callback} threw`, reason);
    }
    this.host.dispatchEvent(new CustomEvent(event, { bubbles: true, composed: true, detail }));
  }
}

function button(label: string, clicked: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", clicked);
  return element;
}
