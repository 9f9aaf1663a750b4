// The custom element. Its class has to be JavaScript; all it does is to hold one instance of the widget and forward
// to it.

import type { Instance } from "maxio-link-glue";
import type { Link, LinkOptions } from "../maxio-link";
import { Fallback } from "./fallback";
import { load } from "./load";
import { ATTRIBUTES, OPTIONS } from "./options";
import { adopt } from "./style";

export class LinkElement extends HTMLElement implements Link {
  static readonly observedAttributes = [...ATTRIBUTES.keys()];

  // A second attachShadow throws, and connectedCallback runs on every move.
  readonly #root = this.attachShadow({ mode: "open" });
  #options: Partial<LinkOptions> = {};
  #instance: Instance | undefined;
  #fallback: Fallback | undefined;
  #starting = false;
  #wanted = false;

  constructor() {
    super();
    adopt(this.#root);
  }

  connectedCallback(): void {
    this.#upgradeProperties();
    this.#wanted ||= !this.#isModal;
    void this.#start();
  }

  disconnectedCallback(): void {
    // A move disconnects and connects again in one go.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#end();
      }
    });
  }

  attributeChangedCallback(attribute: string, _old: string | null, value: string | null): void {
    const name = ATTRIBUTES.get(attribute);
    if (name) {
      this.update({ [name]: value ?? undefined });
    }
  }

  open(): void {
    this.#wanted = true;
    this.#instance?.open();
    if (!this.#instance && this.isConnected) {
      void this.#start();
    }
  }

  exit(options?: { force?: boolean }): void {
    this.#wanted = false;
    this.#instance?.exit(options?.force === true);
    this.#fallback?.exit();
  }

  update(options: Partial<LinkOptions>): void {
    this.#options = { ...this.#options, ...options };
    this.#instance?.update(this.#options);
  }

  destroy(): void {
    this.#end();
    this.remove();
  }

  get isOpen(): boolean {
    return this.#instance?.isOpen ?? this.#fallback?.isOpen ?? false;
  }

  /** For the accessors below. */
  option(name: keyof LinkOptions): unknown {
    return this.#options[name];
  }

  get #isModal(): boolean {
    return this.#options.mode === "modal";
  }

  async #start(): Promise<void> {
    if (this.#instance || this.#starting) {
      return;
    }
    this.#starting = true;
    try {
      const Widget = await load();
      if (this.isConnected) {
        this.#fallback?.remove();
        this.#fallback = undefined;
        this.#instance = new Widget(this, this.#root, this.#options);
      }
    } catch (reason) {
      this.#fail(reason);
    } finally {
      this.#starting = false;
    }
    if (this.#wanted) {
      this.#instance?.open();
    }
  }

  /** The widget is not there to say anything, so that this has to. */
  #fail(reason: unknown): void {
    console.error("maxio-link: could not load (LOAD_FAILED)", reason);
    if (!this.#wanted || !this.isConnected) {
      return;
    }
    this.#fallback ??= new Fallback(this, this.#root, () => this.#options);
    this.#fallback.show(this.#isModal, () => void this.#start());
  }

  #end(): void {
    this.#wanted = false;
    this.#fallback?.exit();
    this.#fallback = undefined;
    const instance = this.#instance;
    this.#instance = undefined;
    instance?.destroy();
    // Not at once: it may be running, if a callback of the page got us here.
    queueMicrotask(() => instance?.free());
  }

  /** Options that a page set as properties before the class was there hide the accessors; set them again. */
  #upgradeProperties(): void {
    for (const name of OPTIONS) {
      if (Object.hasOwn(this, name)) {
        const value: unknown = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    }
  }
}

for (const name of OPTIONS) {
  Object.defineProperty(LinkElement.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: LinkElement): unknown {
      return this.option(name);
    },
    set(this: LinkElement, value: unknown): void {
      this.update({ [name]: value });
    },
  });
}
