// What stands in for the widget where that cannot be: it says so, offers a way on, and reports like the widget would.

import type { LinkError, LinkExitMetadata, LinkOptions } from "../maxio-link";
import { DEFAULTS } from "./constants";
import type { Body } from "./body";
import { Blocked, Broken } from "./load";
import type { Partner } from "./partner";
import { button, make, standIn } from "./stand-in";
import type { TextKey } from "./text";

export class Fallback implements Body {
  readonly #error: LinkError;
  #session = "";
  #box: HTMLElement | undefined;

  constructor(
    private readonly partner: Partner,
    private readonly root: ShadowRoot,
    private options: Partial<LinkOptions>,
    private readonly inDialog: boolean,
    private readonly reason: Error,
    private readonly retry: () => void,
  ) {
    this.#error = {
      error_type: "CONFIG_ERROR",
      error_code: "LOAD_FAILED",
      error_message: reason.message,
      display_message: this.#say(this.#words[1]),
      request_id: null,
      user_recoverable: !(reason instanceof Blocked),
    };
  }

  get isOpen(): boolean {
    return this.#box !== undefined;
  }

  open(): void {
    if (this.#box) {
      return;
    }
    const { box, card, sheet } = standIn(this.root, this.partner, this.inDialog, () => this.exit());
    card.setAttribute("role", this.inDialog ? "group" : "alert");
    const title = make("h2", "title", this.#say(this.#words[0]));
    title.tabIndex = -1;
    const actions = make("div", "actions");
    actions.append(button("secondary", this.#say("close"), () => this.exit()));
    if (this.#error.user_recoverable) {
      const [label, act] =
        this.reason instanceof Broken ? (["reload", () => location.reload()] as const) : (["tryAgain", this.retry] as const);
      actions.append(button("primary", this.#say(label), act));
    }
    const screen = make("div", "screen");
    screen.append(make("p", "lead", this.#error.display_message), actions);
    sheet.append(title, screen);
    this.#box = box;
    if (box instanceof HTMLDialogElement) {
      box.setAttribute("aria-label", title.textContent ?? "");
      box.showModal();
      title.focus();
    }
    this.report();
    if (box instanceof HTMLDialogElement && this.partner.hides(box)) {
      this.exit();
    }
  }

  /** The page hears of it; the merchant need not. */
  report(): void {
    // That of the Link which it takes the place of, or of an opening of its own.
    this.#session = this.partner.isOpen ? this.partner.session : (crypto.randomUUID?.() ?? "");
    this.partner.error(this.#error, this.#metadata());
  }

  exit(): void {
    if (this.#box) {
      this.#remove();
      this.partner.exit(this.#error, { ...this.#metadata(), status: "failed" });
    }
  }

  update(options: Partial<LinkOptions>): void {
    this.options = options;
  }

  destroy(): void {
    this.exit();
  }

  #remove(): void {
    if (this.#box instanceof HTMLDialogElement) {
      // Closed, it gives the focus back; removed, it would not.
      this.#box.close();
    }
    this.#box?.remove();
    this.#box = undefined;
  }

  get #words(): [title: TextKey, body: TextKey] {
    if (this.reason instanceof Broken) {
      return ["brokenTitle", "brokenBody"];
    }
    return ["loadTitle", this.reason instanceof Blocked ? "blockedHereBody" : "loadBody"];
  }

  #say(key: TextKey): string {
    return this.partner.say(key);
  }

  #metadata(): Omit<LinkExitMetadata, "status"> {
    const { error_type, error_code, error_message } = this.#error;
    return {
      link_session_id: this.#session,
      request_id: null,
      timestamp: new Date().toISOString(),
      integration_id: this.options.platformKey ?? DEFAULTS.platformKey,
      view_name: "ERROR",
      error_type,
      error_code,
      error_message,
    };
  }
}
