"use client";
// maxio-link/react: Link as a hook and as a component.

import {
  createElement,
  forwardRef,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type DetailedHTMLProps,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
} from "react";
import type { ElementEvents, ElementOptions, MaxioLinkElement } from "./element.js";
import { create, type Link, type LinkOptions } from "./maxio-link.js";

/** What one can do with a mounted Link. Unmounting the component is the way to destroy it. */
export type MaxioLinkHandle = Pick<Link, "open" | "exit" | "isOpen">;

/** What `useMaxioLink` gives. `open` and `exit` are the same functions in every render. */
export interface UseMaxioLink extends MaxioLinkHandle {
  /**
   * Link has loaded. There is no need to wait for it: `open` works before, and tells the merchant where loading
   * fails.
   */
  readonly ready: boolean;
}

/** The options of Link, and the usual ones of an element. */
export interface MaxioLinkProps extends LinkOptions {
  id?: string;
  className?: string;
  style?: CSSProperties;
}

/**
 * One Link for as long as the component is mounted, modal unless `mode` says otherwise. Options may be new objects and
 * functions in each render: the latest callbacks are called, and changed values count from the next opening on.
 */
export function useMaxioLink(options: LinkOptions): UseMaxioLink {
  const { open, exit, isOpen, isReady, subscribe } = useLink(options, create);
  return {
    open,
    exit,
    isOpen: useSyncExternalStore(subscribe, isOpen, no),
    ready: useSyncExternalStore(subscribe, isReady, no),
  };
}

/**
 * Link where the component is: inline unless `mode` says otherwise. Open as soon as it is mounted, in every mode, and
 * gone when it is unmounted.
 */
export const MaxioLink: ForwardRefExoticComponent<MaxioLinkProps & RefAttributes<MaxioLinkHandle>> = forwardRef(
  ({ id, className, style, ...options }, ref) => {
    const place = useRef<HTMLDivElement>(null);
    const link = useLink(options, (bound) => {
      // Not rendered by React, which would put it into the page before it has its options.
      const element = document.createElement(TAG);
      if (!("update" in element)) {
        throw new Error(`maxio-link: another script has defined <${TAG}>. useMaxioLink works beside it.`);
      }
      element.update(bound);
      place.current?.append(element);
      element.open();
      return element;
    });
    useImperativeHandle(
      ref,
      () => ({
        open: link.open,
        exit: link.exit,
        get isOpen() {
          return link.isOpen();
        },
      }),
      [link],
    );
    return createElement("div", { ref: place, id, className, style });
  },
);
MaxioLink.displayName = "MaxioLink";

const TAG = "maxio-link";

const no = () => false;

function useLink(options: LinkOptions, make: (options: LinkOptions) => Link): MountedLink {
  const [link] = useState(() => new MountedLink());
  useEffect(() => link.take(options));
  useEffect(() => link.mount(make), [link]);
  return link;
}

/** The Link of one component, made when the component is in the page. Its methods need no `this`. */
class MountedLink {
  #link: Link | undefined;
  #options: LinkOptions | undefined;
  #bound: LinkOptions = {};
  #mounted = false;
  #wanted = false;
  #ready = false;
  readonly #listeners = new Set<() => void>();

  /** An effect of a child may open Link before the effect here has made it. */
  readonly open = (): void => {
    if (this.#link) {
      this.#link.open();
    } else {
      this.#wanted = true;
    }
  };

  readonly exit = (how?: { force?: boolean }): void => {
    this.#wanted = false;
    this.#link?.exit(how);
  };

  readonly isOpen = (): boolean => this.#link?.isOpen ?? false;

  readonly isReady = (): boolean => this.#ready;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The options of the latest render. Link itself hears of them only where more than a function has changed. */
  take(options: LinkOptions): void {
    const changed = !same(this.#options, options);
    this.#options = options;
    if (!changed) {
      return;
    }
    const gone = Object.keys(this.#bound).map((name) => [name, undefined]);
    this.#bound = { ...Object.fromEntries(gone), ...this.#bind(options) };
    this.#link?.update(this.#bound);
  }

  /** StrictMode, and an edit during development, unmount and mount again in one go: that is still the same Link. */
  mount(make: (options: LinkOptions) => Link): () => void {
    this.#mounted = true;
    this.#link ??= make(this.#bound);
    if (this.#wanted) {
      this.#wanted = false;
      this.#link.open();
    }
    return () => {
      this.#mounted = false;
      queueMicrotask(() => {
        if (!this.#mounted) {
          this.#link?.destroy();
          this.#link = undefined;
          this.#ready = false;
        }
      });
    };
  }

  /** Each function calls that of the latest render. */
  #bind(options: LinkOptions): LinkOptions {
    const latest =
      (name: string) =>
      (...values: unknown[]): unknown => {
        const callback: unknown = Reflect.get(this.#options ?? {}, name);
        return typeof callback === "function" ? callback(...values) : undefined;
      };
    const changing =
      (name: string) =>
      (...values: unknown[]): unknown => {
        this.#ready ||= name === "onLoad";
        this.#listeners.forEach((listener) => listener());
        return latest(name)(...values);
      };
    const bound = Object.entries(options).map(([name, value]) => [name, typeof value === "function" ? latest(name) : value]);
    return {
      ...Object.fromEntries(bound),
      onLoad: changing("onLoad"),
      onEvent: changing("onEvent"),
      onExit: changing("onExit"),
    };
  }
}

/** Options nest no deeper. A limit, as a wrong option may hold anything, itself included. */
const DEPTH = 3;

/** Whether both hold the same values. Any two functions count as the same: the latest one is called. */
function same(one: unknown, other: unknown, depth = DEPTH): boolean {
  if (Object.is(one, other) || (typeof one === "function" && typeof other === "function")) {
    return true;
  }
  if (depth === 0 || !isObject(one) || !isObject(other)) {
    return false;
  }
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => same(one[name], other[name], depth - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

type ElementListeners = { [Name in keyof ElementEvents as `on${Name}`]?: (event: ElementEvents[Name]) => void };

type ElementProps = DetailedHTMLProps<HTMLAttributes<MaxioLinkElement>, MaxioLinkElement> & ElementOptions & ElementListeners;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      /** With React 19 or newer; before, options are attributes alone. `MaxioLink` works with both, and has callbacks. */
      "maxio-link": ElementProps;
    }
  }
}
