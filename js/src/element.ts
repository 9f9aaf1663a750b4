// The custom element. Its class has to be JavaScript; all it does is to hold one body and forward to it.

import type { Link, LinkOptions } from "../maxio-link";
import { appear, correct } from "./appearance";
import type { Body } from "./body";
import { Fallback } from "./fallback";
import { Isolated } from "./isolated";
import { watchKeyboard } from "./keyboard";
import { ENGLISH, learn, wanted } from "./language";
import { Blocked, load, onBroken } from "./load";
import { ATTRIBUTES, OPTIONS, mistakes, strangers } from "./options";
import { Partner } from "./partner";
import { wait } from "./stand-in";
import { SYSTEM_IS_DARK, adopt } from "./style";
import { Widget } from "./widget";

/** Those that `create` made: they open when they are told to, and `isolated` is a dialog. */
export const created = new WeakSet<LinkElement>();

/** Where there is no DOM, this file can still be imported. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

export class LinkElement extends Base implements Link {
  static readonly observedAttributes = [...ATTRIBUTES.keys()];

  /** Every option is a property, but for the one that HTML has already. */
  static {
    for (const name of OPTIONS.filter((name) => name !== "nonce")) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        enumerable: true,
        get(this: LinkElement): unknown {
          return this.#options[name];
        },
        set(this: LinkElement, value: unknown): void {
          this.update({ [name]: value });
        },
      });
    }
  }

  // A second attachShadow throws, and connectedCallback runs on every move.
  readonly #root = this.attachShadow({ mode: "open" });
  readonly #partner = new Partner(this, () => this.#options);
  #options: Partial<LinkOptions> = merged({});
  #body: Body | undefined;
  #starting = false;
  /** What Link speaks from the next opening on, and the tag for which that was found. */
  #language = ENGLISH;
  #tag = "";
  #wanted = false;
  #isEnding = false;
  /** Whether the page lets no WebAssembly run. */
  #isBlocked = false;
  /** What is wrong with the options, as far as it was said. */
  #said: string[] = [];
  /** Has reported, and owes the page an exit if Link does not open after all. */
  #owing: Fallback | undefined;
  #unsubscribe: (() => void) | undefined;
  /** Where the colours follow the system, so does what is put right of them. */
  #system: MediaQueryList | undefined;
  readonly #dressAgain = (): void => this.#dress();

  connectedCallback(): void {
    this.#system = this.ownerDocument.defaultView?.matchMedia(SYSTEM_IS_DARK);
    this.#system?.addEventListener("change", this.#dressAgain);
    this.#upgradeProperties();
    this.#dress();
    this.#raise();
    this.#wanted ||= this.#options.mode !== "modal" && !created.has(this);
    void this.#start();
  }

  disconnectedCallback(): void {
    this.#system?.removeEventListener("change", this.#dressAgain);
    // A move disconnects and connects again in one go.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#end();
      }
    });
  }

  adoptedCallback(): void {
    this.#dress();
  }

  attributeChangedCallback(attribute: string, _old: string | null, value: string | null): void {
    const name = ATTRIBUTES.get(attribute);
    if (name) {
      this.update({ [name]: value ?? undefined });
    }
  }

  open(): void {
    this.#wanted = true;
    this.#show();
    if (!this.#body && this.isConnected) {
      void this.#start();
    }
  }

  exit(options?: { force?: boolean }): void {
    this.#wanted = false;
    this.#body?.exit(options?.force === true);
    this.#settle();
  }

  update(options: Partial<LinkOptions>): void {
    const { appearance } = this.#options;
    this.#options = merged(this.#options, options);
    if (created.has(this)) {
      this.#options.mode ??= "modal";
    }
    strangers(options).forEach((name) => console.warn(`maxio-link: there is no option \`${name}\``));
    this.#review();
    appear(this, this.#options.appearance, appearance);
    this.#dress();
    this.#body?.update(this.#options);
  }

  destroy(): void {
    this.#end();
    this.remove();
  }

  get isOpen(): boolean {
    return this.#body?.isOpen ?? this.#isWaiting;
  }

  async #start(): Promise<void> {
    if (this.#body || this.#starting) {
      return;
    }
    this.#starting = true;
    let isThere = false;
    try {
      if (this.#options.mode === "isolated" && this.#isFramed) {
        this.#isolate();
        // Of this page there is but the frame's name, which can come late.
        void this.#learn().then(() => {
          this.#speak();
          this.#body?.update(this.#options);
        });
      } else {
        // Together: neither waits for the other, and Link says nothing before both are there.
        // (`Promise.allSettled` is not in every page that has its own promises.)
        const learnt = this.#learn();
        void learnt.then(() => setTimeout(() => this.#wait()));
        let Class;
        try {
          Class = await load();
        } finally {
          await learnt;
        }
        if (this.isConnected) {
          isThere = this.#isWaiting;
          this.#take(() => new Widget(Class, this.#partner, this.#root, this.#options));
          this.#review();
          const ends = [onBroken((reason) => this.#fail(reason)), watchKeyboard(this.#root)];
          this.#unsubscribe = () => ends.forEach((end) => end());
        }
      }
    } catch (reason) {
      this.#fail(reason as Error);
    } finally {
      this.#starting = false;
    }
    if (this.#wanted && this.isConnected) {
      this.#show(isThere);
    }
  }

  /** `isThere`: it takes the place of what is seen already, and need not arrive once more. */
  #show(isThere = false): void {
    const body = this.#body;
    if (!body) {
      this.#wait();
      return;
    }
    // A page that asks for it as it is told of the end gets another.
    if (body.isOpen || this.#isEnding) {
      return;
    }
    if (!(body instanceof Fallback) && body instanceof Isolated !== this.#isFramed) {
      // Made for other options.
      body.destroy();
      this.#take();
      void this.#start();
      return;
    }
    if (!(body instanceof Isolated) && this.#tag !== wanted(this.#options.locale, this)) {
      // Asked for since Link was loaded.
      void this.#learn().then(() => this.#wanted && this.isConnected && this.#show());
      return;
    }
    this.#owing = undefined;
    this.#speak();
    // The page may have got its own colours meanwhile.
    this.#dress();
    this.style.setProperty("--_arrive", isThere ? "0s" : "");
    body.open();
  }

  /** Until Link is there something else is, which can be left. */
  #wait(): void {
    const isNeeded = this.#starting && this.#wanted && this.isConnected && !this.#body && !this.#isFramed;
    const canSpeak = this.#tag === wanted(this.#options.locale, this);
    if (isNeeded && canSpeak && !this.#root.querySelector(".link")) {
      this.#speak();
      wait(this.#root, this.#partner, this.#inDialog, () => this.exit());
    }
  }

  get #isWaiting(): boolean {
    return !this.#body && this.#root.querySelector(".waiting") !== null;
  }

  /** What is said from now on, and in which language. */
  #speak(): void {
    this.#partner.speaks = this.#language;
    this.#partner.words = this.#options;
  }

  /** Says what is wrong at once, and once. That something is missing counts when Link is there: a page sets one by one. */
  #review(): void {
    const wrong = mistakes(this.#options, this.#body !== undefined);
    wrong.filter((mistake) => !this.#said.includes(mistake)).forEach((mistake) => console.error(`maxio-link: ${mistake}`));
    this.#said = wrong;
  }

  /** Sees to it that Link can speak the language asked for; English, where that cannot be had. */
  async #learn(): Promise<void> {
    const tag = wanted(this.#options.locale, this);
    const language = await learn(tag);
    this.#language = language;
    this.#tag = tag;
  }

  /** A body takes the place of whatever was shown before. */
  #take(make?: () => Body): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    empty(this.#root);
    this.#dress();
    this.#body = make?.();
  }

  get #inDialog(): boolean {
    const { mode } = this.#options;
    return mode === "modal" || (mode === "isolated" && created.has(this));
  }

  /** Whether Link is to be in a frame: because the page says so, or lets nothing else run. And it must be possible. */
  get #isFramed(): boolean {
    const isWanted = this.#options.mode === "isolated" || this.#isBlocked;
    return isWanted && mistakes(merged(this.#options, { mode: "isolated" })).length === 0;
  }

  #isolate(): void {
    const failed = (reason: Error) => this.#fail(reason);
    this.#take(() => new Isolated(this.#root, this.#partner, this.#options, this.#inDialog, failed));
  }

  /** What should have been there is not, and cannot say so itself. */
  #fail(reason: Error): void {
    console.error("maxio-link: could not load (LOAD_FAILED)", reason);
    const isShown = this.isConnected && (this.#wanted || this.#partner.isOpen);
    this.#isBlocked = reason instanceof Blocked;
    this.#speak();
    this.#take();
    if (!isShown) {
      return;
    }
    const fallback = new Fallback(this.#partner, this.#root, this.#options, this.#inDialog, reason, () => {
      this.#take();
      this.#owing = fallback;
      this.#wanted = true;
      void this.#start();
    });
    if (this.#isBlocked && this.#isFramed) {
      fallback.report();
      this.#isolate();
    } else {
      this.#body = fallback;
    }
    this.#show();
  }

  #end(): void {
    this.#wanted = false;
    this.#isEnding = true;
    this.#body?.destroy();
    this.#isEnding = false;
    this.#settle();
    this.#take();
    if (this.#wanted && this.isConnected) {
      void this.#start();
    }
  }

  /** Where Link was on its way, perhaps not for the first time, and is not wanted any more. */
  #settle(): void {
    const [owing, isWaiting] = [this.#owing, this.#isWaiting];
    this.#owing = undefined;
    if (isWaiting) {
      this.#take();
    }
    if (owing) {
      owing.exit();
    } else if (isWaiting) {
      this.#partner.left(this.#options);
    }
  }

  #dress(): void {
    adopt(this.#root, this.#options, this.#inDialog);
    correct(this.#root);
  }

  /** Moved, a dialog stays open, but not as a modal. */
  #raise(): void {
    for (const dialog of this.#root.querySelectorAll<HTMLDialogElement>("dialog[open]:not(:modal)")) {
      dialog.close();
      // Where no window shows the document there is nothing to be above.
      if (this.ownerDocument.defaultView) {
        dialog.showModal();
      }
    }
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

/** Without a prototype: a page may have extended that of all objects, with names like those of options. */
function merged(...parts: Partial<LinkOptions>[]): Partial<LinkOptions> {
  return Object.assign(Object.create(null) as object, ...parts) as Partial<LinkOptions>;
}

/** Closes what is open: closed, a dialog gives the focus back; removed, it would not. */
function empty(root: ShadowRoot): void {
  for (const dialog of root.querySelectorAll("dialog")) {
    // Its own listener may be in a module that must not be entered any more.
    dialog.addEventListener("close", (event) => event.stopImmediatePropagation(), { capture: true });
    dialog.close();
  }
  root.replaceChildren();
}
