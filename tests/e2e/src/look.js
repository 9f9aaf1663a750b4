// Put before every script of `browser.rs`: looks at the page and into every shadow root. Into closed ones only where the
// test's page keeps them in `window.closedRoots`. Not into the hosted page's first screen, which is Link's double.

const under = (root) => [
  root,
  ...[...root.querySelectorAll("*:not(#shell)")].flatMap((element) => (element.shadowRoot ? under(element.shadowRoot) : [])),
];
const roots = () => [document, ...(window.closedRoots ?? [])].flatMap(under);
const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
// Through shadow roots: what is around the element makes it inert as well.
const isInert = (element) =>
  element !== undefined && (element.closest("[inert]") !== null || isInert(element.getRootNode().host));
const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && !isInert(element);
const shown = (selector) => all(selector).find(visible);
const squeeze = (text) => text.replace(/\s+/g, " ").trim();
const nameOf = (element) => squeeze(element.getAttribute("aria-label") ?? element.innerText);
const named = (name) => all("button, a, label").find((element) => visible(element) && nameOf(element) === name) ?? null;
const textOf = (selector) => {
  const element = shown(selector);
  return element ? squeeze(element.innerText) : null;
};
// What describes a field that is marked as wrong.
const errorOf = (selector) => {
  const field = shown(selector);
  return field?.ariaInvalid === "true" ? textOf(`#${field.getAttribute("aria-describedby").split(" ")[0]}`) : null;
};
