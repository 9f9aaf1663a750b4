// Puts the npm package together: node js/npm/assemble.mjs DIST PACKAGE
// DIST is what `cargo xtask build` made; PACKAGE is emptied first. Run in the root, by `cargo xtask npm`.

import Ajv from "ajv";
import { execFileSync } from "node:child_process";
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { customElements } from "./manifest.mjs";

const [dist, out] = process.argv.slice(2);
if (!dist || !out) {
  throw new Error("usage: node js/npm/assemble.mjs DIST PACKAGE");
}
const built = ["maxio-link.js", "maxio-link.wasm", "maxio-link.d.ts"].map((name) => join(dist, name));
const written = ["element.d.ts", "vue.d.ts", "svelte.d.ts", "README.md"].map((name) => join("js/npm", name));
const ofTheProject = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const file of [...built, ...written, ...ofTheProject]) {
  await copyFile(file, join(out, basename(file)));
}
await cp(join(dist, "locale"), join(out, "locale"), { recursive: true });
execFileSync("node_modules/.bin/tsc", ["--project", "js/npm", "--outDir", out], { stdio: "inherit" });

const manifest = await customElements();
const schema = createRequire(import.meta.url)("custom-elements-manifest/schema.json");
const ajv = new Ajv({ strict: false, allErrors: true });
if (!ajv.validate(schema, manifest)) {
  throw new Error(`custom-elements.json is not as its schema says: ${ajv.errorsText()}`);
}
await json("custom-elements.json", manifest);

const version = /^version = "([^"]+)"/m.exec(await readFile("Cargo.toml", "utf8"))[1];
const { name, ...rest } = JSON.parse(await readFile("js/npm/package.json", "utf8"));
await json("package.json", { name, version, ...rest });

async function json(file, content) {
  await writeFile(join(out, file), `${JSON.stringify(content, null, 2)}\n`);
}
