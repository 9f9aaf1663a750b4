// What a merchant sees before the widget has arrived: its first screen, drawn by the widget itself while it is built, into
// as little of a document as it asks for. So the two cannot differ.

import { build } from "esbuild";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Stands for the partner's name, which the server fills in. In nobody's use. */
const PARTNER = "\u{e000}";

/** The first screen as HTML, with `{partner}` and `{letter}`, the first of that, where the server writes them. */
export async function firstScreen({ glue, wasm, dist, options }) {
  const script = join(dist, "shell.mjs");
  const entry = `
    export { Partner } from "./js/src/partner";
    export { settings } from "./js/src/settings";
    export { default as init, Instance } from ${JSON.stringify(glue)};`;
  await build({
    ...options,
    stdin: { contents: entry, resolveDir: ".", loader: "ts" },
    outfile: script,
    minify: false,
    platform: "neutral",
  });
  inBrowser();
  const { Partner, settings, init, Instance } = await import(pathToFileURL(script).href);
  await rm(script);
  await init(await WebAssembly.compile(await readFile(wasm)));
  const given = { endpoint: "https://link.invalid/", companyName: PARTNER };
  const partner = new Partner({ dispatchEvent: () => true }, () => given);
  partner.words = given;
  const root = new Element("root");
  new Instance(partner, root, settings(given)).open();
  // What follows the state is drawn in microtasks.
  await new Promise((resolve) => setTimeout(resolve));
  const html = root.html();
  if (!html.includes('type="submit"')) {
    throw new Error(`the first screen has nothing to press: ${html}`);
  }
  return html;
}

class Node {
  children = [];
  parent = null;

  insertBefore(child, before) {
    child.remove();
    this.children.splice(before ? this.children.indexOf(before) : this.children.length, 0, child);
    child.parent = this;
    return child;
  }

  get parentNode() {
    return this.parent;
  }

  appendChild(child) {
    return this.insertBefore(child, null);
  }

  removeChild(child) {
    child.remove();
    return child;
  }

  remove() {
    this.parent?.children.splice(this.parent.children.indexOf(this), 1);
    this.parent = null;
  }

  html() {
    return this.children.map((child) => child.html()).join("");
  }
}

/** Marks a place for Leptos. The server's HTML needs none: it is replaced as a whole. */
class Comment extends Node {
  cloneNode() {
    return new Comment();
  }

  html() {
    return "";
  }
}

class Text extends Node {
  constructor(data) {
    super();
    this.data = data;
  }

  set nodeValue(data) {
    this.data = data;
  }

  html() {
    const isLetter = this.parent.attributes.get("data-whose") === "partner";
    return escaped(this.data).replaceAll(PARTNER, isLetter ? "{letter}" : "{partner}");
  }
}

class Element extends Node {
  attributes = new Map();
  checked = false;

  constructor(tag) {
    super();
    this.tag = tag;
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  getElementById(id) {
    const inside = this.children.filter((child) => child instanceof Element);
    return (
      inside.find((child) => child.attributes.get("id") === id) ??
      inside.map((child) => child.getElementById(id)).find(Boolean) ??
      null
    );
  }

  addEventListener() {}
  removeEventListener() {}
  focus() {}
  blur() {}

  html() {
    if (this.tag === "root") {
      return super.html();
    }
    const attributes = [...this.attributes, ...(this.checked ? [["checked", ""]] : [])];
    const start = [
      this.tag,
      ...attributes.map(([name, value]) => `${name}="${escaped(value).replaceAll(PARTNER, "{partner}")}"`),
    ];
    return `<${start.join(" ")}>${this.tag === "input" ? "" : `${super.html()}</${this.tag}>`}`;
  }
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** As much of a browser as the first screen asks for. */
function inBrowser() {
  globalThis.Window = class {
    static [Symbol.hasInstance](value) {
      return value === globalThis;
    }
  };
  globalThis.window = globalThis;
  globalThis.addEventListener = () => {};
  Object.assign(globalThis, { Node, Text, Comment, Element, HTMLElement: Element });
  globalThis.isSecureContext = true;
  globalThis.location = new URL("https://link.invalid/");
  globalThis.document = {
    createElement: (tag) => new Element(tag),
    createTextNode: (data) => new Text(data),
    createComment: () => new Comment(),
  };
}
