// The public surface as text, read from the declarations. `node tests/surface/surface.mjs` compares it with surface.txt;
// with `--accept` it writes that file. Either way all of it must be in docs/EMBEDDING.md. The tests in tests/e2e/tests/frameworks/package.rs and crates/flow/tests/surface
// compare what was built, and what Rust says, with the same file.

import { readFile, writeFile } from "node:fs/promises";
import { SymbolFlags } from "typescript/unstable/sync";
import { kebab, withDeclarations } from "../../js/npm/declarations.mjs";
import { customElements } from "../../js/npm/manifest.mjs";

const LINK = "../maxio-link.d.ts";
const REACT = "react.ts";
const INTERFACES = [
  "MaxioLinkGlobal",
  "LinkIntegration",
  "LinkPermission",
  "LinkAppearance",
  "LinkConnection",
  "LinkMetadata",
  "LinkExitMetadata",
  "LinkError",
];
const DOCUMENTATION = new URL("../../docs/EMBEDDING.md", import.meta.url);
/** Of these, the documentation says where to find them: they are many. */
const ELSEWHERE = ["Exports of", "Props of", "Types of", "Text keys", "CSS custom properties", "LinkAppearance"];
/** The Rust interface: what the crate's front page names, and the component's props. */
const CRATE = new URL("../../src/lib.rs", import.meta.url);
const COMPONENT = new URL("../../src/component.rs", import.meta.url);
const SNAPSHOT = new URL("surface.txt", import.meta.url);
const ACCEPT = "cargo xtask surface --accept";

const surface = await sections();
const text = render(surface);
const missing = undocumented(surface, await readFile(DOCUMENTATION, "utf8"));
if (missing.length > 0) {
  console.error(`docs/EMBEDDING.md does not say what these are:\n\n${missing.join("\n")}\n`);
  process.exitCode = 1;
}
if (process.argv.includes("--accept")) {
  await writeFile(SNAPSHOT, text);
} else {
  const accepted = await readFile(SNAPSHOT, "utf8").catch(() => "");
  const differences = difference(accepted.split("\n"), text.split("\n"));
  if (differences.length > 0) {
    console.error(`The public surface is not the one in tests/surface/surface.txt:\n\n${differences.join("\n")}\n
Partners rely on it. If that is meant, \`${ACCEPT}\`, and say so in CHANGELOG.md.`);
    process.exitCode = 1;
  }
}

async function sections() {
  const rust = await rustSections();
  const manifest = await customElements();
  const [element] = manifest.modules[0].declarations;
  return withDeclarations((declarations) => {
    const type = (name) => declarations.type(LINK, name);
    const members = (name) => declarations.members(type(name));
    const exported = (file, isValue) =>
      declarations
        .exports(file)
        .filter(({ flags }) => Boolean(flags & SymbolFlags.Value) === isValue)
        .map(({ name }) => [name]);
    const callbacks = [...members("LinkCallbacks"), ...members("CodatCallbacks")];
    const isCallback = ({ name }) => callbacks.some((callback) => callback.name === name);
    const attributes = new Map(element.attributes.map(({ name, fieldName }) => [fieldName, name]));
    const literals = (type) => declarations.literals(type).map((value) => [value]);
    const typeOf = (name, member) => members(name).find((found) => found.name === member).type;
    return {
      "Exports of maxio-link": exported(LINK, true),
      "Exports of maxio-link/react": exported(REACT, true),
      "Types of maxio-link": exported(LINK, false),
      "Types of maxio-link/react": exported(REACT, false),
      "Options that are attributes": members("LinkOptions")
        .filter(({ name }) => attributes.has(name))
        .map(({ name, text }) => [name, attributes.get(name), text]),
      "Options that are properties only": members("LinkOptions")
        .filter((option) => !attributes.has(option.name) && !isCallback(option))
        .map(({ name, text }) => [name, text]),
      Callbacks: callbacks.map(({ name, text }) => [name, text]),
      Link: members("Link").map(shape),
      "DOM events": element.events.map(({ name, type }) => [name, type.text]),
      "Event names": literals(type("LinkEventName")),
      "View names": literals(type("LinkViewName")),
      "Exit statuses": literals(typeOf("LinkExitMetadata", "status")),
      "Error types": literals(typeOf("LinkError", "error_type")),
      "Error codes": literals(type("LinkErrorCode")),
      "Text keys": literals(type("LinkTextKey")),
      ...Object.fromEntries(INTERFACES.map((name) => [name, members(name).map(shape)])),
      "CSS parts": element.cssParts.map(({ name }) => [name]),
      "CSS custom properties": element.cssProperties.map(({ name }) => [name]),
      ...rust,
    };
  });
}

/** By the text of two files, which rustfmt keeps in one form. */
async function rustSections() {
  const crate = await readFile(CRATE, "utf8");
  const uses = [...crate.matchAll(/^pub use (?!element::)([^;]+);/gm)].map(([, path]) => path.replace(/\w+ as /g, ""));
  const names = uses.flatMap((path) => path.match(/[A-Z]\w+/g) ?? []);
  const [, props] = /pub fn MaxioLink\(([^]*?)\n\) ->/.exec(await readFile(COMPONENT, "utf8")) ?? [];
  const found = [...(props ?? "").matchAll(/(#\[prop\((.*)\)\]\s+)?^ {4}(\w+): (.*),$/gm)];
  if (names.length === 0 || found.length === 0) {
    throw new Error("src/lib.rs or src/component.rs is not written as expected");
  }
  return {
    "Exports of the crate maxio-link": names.map((name) => [name]),
    "Props of MaxioLink in Rust": found.map(([, , how = "", name, type]) => [
      /optional|default/.test(how) ? `${name}?` : name,
      type,
    ]),
  };
}

function shape({ name, text, optional }) {
  return [optional ? `${name}?` : name, text];
}

function render(sections) {
  const lines = [`Everything that partners may rely on. To change it on purpose: ${ACCEPT}`];
  for (const [title, rows] of Object.entries(sections)) {
    lines.push("", `## ${title}`);
    const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    rows.sort(([one], [other]) => (one < other ? -1 : 1));
    lines.push(
      ...rows.map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join("  ")
          .trimEnd(),
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** The names that are nowhere in the documentation as code. */
function undocumented(sections, documentation) {
  const code = [...documentation.matchAll(/`([^`\n]+)`/g)].map(([, words]) => words).join(" ");
  const words = new Set(code.match(/[\w-]+/g));
  return Object.entries(sections)
    .filter(([title]) => !ELSEWHERE.some((start) => title.startsWith(start)))
    .flatMap(([title, rows]) => rows.map(([name]) => [title, name.replace("?", "")]))
    .filter(([, name]) => !words.has(name))
    .map((entry) => entry.join(": "));
}

/** The lines that one has and the other has not, under the title of their section. */
function difference(before, after) {
  const lines = [];
  for (const title of new Set([...before, ...after].filter((line) => line.startsWith("## ")))) {
    const [old, now] = [before, after].map((text) => section(text, title));
    const changes = [
      ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
      ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
    ];
    lines.push(...(changes.length > 0 ? [title, ...changes] : []));
  }
  return lines;
}

function section(lines, title) {
  const start = lines.indexOf(title);
  const rest = start < 0 ? [] : lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith("## "));
  return rest.slice(0, end < 0 ? rest.length : end).filter((line) => line !== "");
}
