// <maxio-link> in the templates of Vue and Svelte, as their checkers see it.

import type {} from "maxio-link/svelte";
import type {} from "maxio-link/vue";
import type { SvelteHTMLElements } from "svelte/elements";
import type { GlobalComponents } from "vue";

type Vue = InstanceType<GlobalComponents["maxio-link"]>["$props"];
type Svelte = SvelteHTMLElements["maxio-link"];

const endpoint = "https://api.example.com/maxio";
const token = async () => "token";

const inVue: Vue[] = [
  { endpoint, token, "company-name": "Northwind Lending", class: "wide" },
  { endpoint, mode: "modal", onLinkSuccess: ({ detail }) => detail.connection.id },
  // @ts-expect-error: no such mode.
  { endpoint, mode: "popup" },
  // @ts-expect-error: a token is text.
  { endpoint, token: 42 },
  // @ts-expect-error: no such option.
  { endpoint, companyId: "42" },
  // @ts-expect-error: no such choice.
  { endpoint, "site-field": "sometimes" },
  // @ts-expect-error: no such detail.
  { endpoint, onLinkExit: ({ detail }) => detail.connection.id },
];

const inSvelte: Svelte[] = [
  { endpoint, token, "company-name": "Northwind Lending", class: "wide" },
  { endpoint, mode: "modal", "onlink-success": ({ detail }) => detail.connection.id },
  // @ts-expect-error: no such mode.
  { endpoint, mode: "popup" },
  // @ts-expect-error: a token is text.
  { endpoint, token: 42 },
  // @ts-expect-error: no such option.
  { endpoint, companyId: "42" },
  // @ts-expect-error: no such choice.
  { endpoint, "site-field": "sometimes" },
  // @ts-expect-error: no such detail.
  { endpoint, "onlink-exit": ({ detail }) => detail.connection.id },
];
