// What wasm-bindgen and its dependencies leave over is taken off the glue and the wasm, and the names between the two are
// shortened: each has a hash of sixteen digits, which no compression shrinks, in both files.
// Measured in November 2026, in brotli: 4.9 kB of the two files together.

import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Of what wasm-bindgen's glue exports, all that js/src imports. */
const CLASS = "Instance";

/**
 * How it begins an instance: from bytes, a response, an address, a promise of these; with a warning here and a second
 * way there. js/src/load.ts has compiled a module.
 */
const START = `let wasm;
export default async function (module) {
  ({ exports: wasm } = await WebAssembly.instantiate(module, __wbg_get_imports()));
  wasm.__wbindgen_start();
}
`;

/** Optimises the file `wasm`, unless it is to be debugged, and returns the glue that belongs to it. */
export async function slim(glue, wasm, release) {
  const text = cut(glue);
  if (!release) {
    return text;
  }
  const used = [...new Set([...text.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name))];
  await exportOnly(used, wasm);
  await run("wasm-opt", [
    // Flat first, all functions are written alike; in the order of their names, they stand beside those like them.
    // Compression likes both.
    ...["--flatten", "--rereloop", "-Oz", "-Oz", "--converge", "--reorder-functions-by-name"],
    ...["--strip-debug", "--strip-producers", wasm, "-o", wasm],
  ]);
  // By itself: among passes that converge it would rename what it has renamed.
  const { stdout } = await run("wasm-opt", ["--minify-imports-and-exports-and-modules", wasm, "-o", wasm]);
  return renamed(text, JSON.parse(stdout));
}

/** Without what nothing here uses. */
function cut(glue) {
  const start = /^let wasmModule, wasmInstance, wasm;$[\s\S]*/m;
  expect(start.test(glue), "its end, which START replaces, does not begin as it did");
  const others = [...glue.matchAll(/^export class (\w+) \{/gm)].map(([, name]) => name).filter((name) => name !== CLASS);
  const text = others.reduce(
    (text, name) =>
      text
        .replace(new RegExp(`^export class ${name} \\{[\\s\\S]*?^\\}\\n`, "m"), "")
        .replace(new RegExp(`^if \\(Symbol\\.dispose\\) ${name}\\..*\\n`, "m"), "")
        .replace(new RegExp(`^const ${name}Finalization = [\\s\\S]*?;\\n`, "m"), ""),
    glue.replace(start, START),
  );
  const left = others.find((name) => new RegExp(`\\b${name}(Finalization)?\\b`).test(text));
  expect(left === undefined, `the class ${left} is no longer written as cut() expects`);
  expect(text.includes(`export class ${CLASS} {`), `there is no class ${CLASS}`);
  return text;
}

/** An update of wasm-bindgen may write its glue in another way. */
function expect(holds, otherwise) {
  if (!holds) {
    throw new Error(`js/slim.mjs does not understand wasm-bindgen's glue: ${otherwise}`);
  }
}

/** What is not exported and not reached from there goes. */
async function exportOnly(names, wasm) {
  const graph = `${wasm}.graph.json`;
  const outside = { name: "outside", root: true, reaches: names };
  await writeFile(graph, JSON.stringify([outside, ...names.map((name) => ({ name, export: name }))]));
  await run("wasm-metadce", [wasm, "--graph-file", graph, "-o", wasm]);
  await rm(graph);
}

/** `imports`: module, old name, new name; `exports`: old name, new name. The modules are one, `a`. */
function renamed(glue, { imports, exports }) {
  const inside = new Map(imports.map(([, before, after]) => [before, after]));
  const outside = new Map(exports);
  const defined = new Set();
  const text = glue
    // Only where the object of imports defines them: a function of the glue may have the name of an import.
    .replace(/^ {8}(\w+): /gm, (all, name) => {
      if (!inside.has(name)) {
        return all;
      }
      defined.add(name);
      return `        ${JSON.stringify(inside.get(name))}: `;
    })
    .replace(/\bwasm\.(\w+)/g, (all, name) => {
      expect(outside.has(name), `the wasm exports no ${name}`);
      return `wasm[${JSON.stringify(outside.get(name))}]`;
    });
  const missing = [...inside.keys()].filter((name) => !defined.has(name));
  expect(missing.length === 0, `it does not define ${missing.join(", ")}`);
  const modules = /^ {8}"[^"]+": import0,/m;
  expect(modules.test(text), "it does not name the module of the imports");
  return text.replace(modules, "        a: import0,");
}
