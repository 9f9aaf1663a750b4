// Makes custom-elements.json, from which editors complete <maxio-link>, out of the declarations and the style tokens.
// Not with @custom-elements-manifest/analyzer: it reads classes, and here the interface is declared apart from them.

import { readFile } from "node:fs/promises";
import { kebab, withDeclarations } from "./declarations.mjs";

const LINK = "../maxio-link.d.ts";
const MODULE = "maxio-link.js";
const TAG = "maxio-link";
const ELEMENT = "MaxioLinkElement";

export async function customElements() {
  const tokens = await readFile(new URL("../../style/tokens.css", import.meta.url), "utf8");
  return withDeclarations((declarations) => {
    const reference = { name: ELEMENT, module: MODULE };
    return {
      schemaVersion: "1.0.0",
      modules: [
        {
          kind: "javascript-module",
          path: MODULE,
          declarations: [element(declarations, tokens), factory(declarations)],
          exports: [
            { kind: "custom-element-definition", name: TAG, declaration: reference },
            { kind: "js", name: "create", declaration: { name: "create", module: MODULE } },
          ],
        },
      ],
    };
  });
}

function element(declarations, tokens) {
  const { description, tags } = exported(declarations, ELEMENT);
  const options = declarations.members(declarations.type(LINK, "LinkOptions"));
  const attributes = declarations.members(declarations.type("element.d.ts", "ElementAttributes"));
  return {
    kind: "class",
    name: ELEMENT,
    customElement: true,
    tagName: TAG,
    superclass: { name: "HTMLElement", package: "global:" },
    description,
    attributes: attributes.map(({ name }) => {
      const option = options.find((option) => kebab(option.name) === name);
      return { name, fieldName: option.name, type: { text: option.text }, ...explained(option) };
    }),
    members: [
      ...options.map((option) => ({
        kind: "field",
        name: option.name,
        type: { text: option.text },
        ...(attributes.some(({ name }) => name === kebab(option.name)) && { attribute: kebab(option.name) }),
        ...explained(option),
      })),
      ...declarations.members(declarations.type(LINK, "Link")).map(methodOrState),
    ],
    events: declarations.members(declarations.type("element.d.ts", "ElementEvents")).map(({ name, text }) => ({
      name,
      type: { text },
      description: tagged(tags, "fires").find((tag) => tag.name === name)?.description,
    })),
    cssParts: tagged(tags, "csspart"),
    cssProperties: properties(declarations, tokens),
  };
}

function methodOrState({ name, text, description }) {
  const signature = /^\((.*)\) => (.*)$/.exec(text);
  if (!signature) {
    return { kind: "field", name, type: { text }, readonly: true, description };
  }
  const [, parameters, result] = signature;
  const parameter = /^(\w+)(\??): (.*)$/.exec(parameters);
  return {
    kind: "method",
    name,
    description,
    return: { type: { text: result } },
    ...(parameter && {
      parameters: [{ name: parameter[1], optional: parameter[2] === "?", type: { text: parameter[3] } }],
    }),
  };
}

function factory(declarations) {
  return { ...methodOrState(exported(declarations, "create")), kind: "function" };
}

/** The custom properties that `appearance` sets, with the values of the light theme. */
function properties(declarations, tokens) {
  const descriptions = declarations.members(declarations.type(LINK, "LinkAppearance"));
  return [...tokens.matchAll(/(--link-([\w-]+)):\s*([^;]+);/g)].map(([, name, short, value]) => ({
    name,
    default: value,
    description: descriptions.find((member) => kebab(member.name) === short)?.description,
  }));
}

function exported(declarations, name) {
  return declarations.describe(declarations.exports(LINK).find((symbol) => symbol.name === name));
}

/** What a description says of the default: `Default `omit`.`, `Default 30000.`. */
function explained({ description }) {
  const value = /Default `?([\w-]+)`?[.,]/.exec(description)?.[1];
  return { description, ...(value && { default: /^(true|false|\d+)$/.test(value) ? value : JSON.stringify(value) }) };
}

/** `@csspart primary - the button…` as name and description. */
function tagged(tags, kind) {
  return tags
    .filter((tag) => tag.name === kind)
    .map((tag) => /^(\S+)(?:\s+-\s+(.*))?$/s.exec(tag.text))
    .map(([, name, description]) => ({ name, ...(description && { description: description.replaceAll("\n", " ") }) }));
}
