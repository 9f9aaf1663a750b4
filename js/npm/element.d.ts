// <maxio-link> as it is written in a template: shared by the typings of React, Vue and Svelte.

import type { CodatCallbacks, LinkCallbacks, LinkOptions, MaxioLinkElement } from "./maxio-link.js";

/**
 * What can be set on the element. Not the callbacks: frameworks take whatever begins with `on` for a listener. Nor
 * `nonce`, which every element has.
 */
export type ElementProperties = Omit<LinkOptions, keyof LinkCallbacks | keyof CodatCallbacks | "nonce">;

/** The same options spelled as attributes, such as `company-name`; only those that text can express. */
export type ElementAttributes = {
  [Name in keyof ElementProperties as Plain<ElementProperties[Name]> extends never ? never : Kebab<Name>]?:
    ElementProperties[Name] | Plain<ElementProperties[Name]>;
};

/** Properties and attributes. Where both have the same name, the property's type counts. */
export type ElementOptions = ElementProperties & Omit<ElementAttributes, keyof ElementProperties>;

/** The element's own events, by name. */
export type ElementEvents = Pick<HTMLElementEventMap, "link-load" | "link-success" | "link-exit" | "link-event">;

export type { MaxioLinkElement };

/** How an attribute can spell a value of this type; `never` where it cannot. */
type Plain<Value> =
  NonNullable<Value> extends string
    ? NonNullable<Value>
    : NonNullable<Value> extends number
      ? `${number}`
      : NonNullable<Value> extends boolean
        ? "" | "true" | "false"
        : never;

type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? Rest extends Uncapitalize<Rest>
    ? `${Lowercase<First>}${Kebab<Rest>}`
    : `${Lowercase<First>}-${Kebab<Rest>}`
  : Name;
