// Put before every script of `browser.rs`: looks at the page and into every open shadow root.

const roots = (root = document) => [
  root,
  ...[...root.querySelectorAll("*")].flatMap((element) => (element.shadowRoot ? roots(element.shadowRoot) : [])),
];
const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
const visible = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
const shown = (selector) => all(selector).find(visible);
const squeeze = (text) => text.replace(/\s+/g, " ").trim();
const nameOf = (element) => squeeze(element.getAttribute("aria-label") ?? element.innerText);
const named = (name) =>
  all("button, a, label").find((element) => visible(element) && nameOf(element) === name) ?? null;
const textOf = (selector) => {
  const element = shown(selector);
  return element ? squeeze(element.innerText) : null;
};
// What describes a field that is marked as wrong.
const errorOf = (selector) => {
  const field = shown(selector);
  return field?.ariaInvalid === "true" ? textOf(`#${field.getAttribute("aria-describedby").split(" ")[0]}`) : null;
};
