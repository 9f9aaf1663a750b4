// Runs after Trunk's own steps: joins wasm-bindgen's glue and the loader into the one script that a partner's page
// executes, pins the wasm that it fetches, and adds script and style of the hosted page and of the frame.

import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ENGLISH, english, translations } from "./sentences.mjs";
import { firstScreen } from "./shell.mjs";
import { slim } from "./slim.mjs";

const dist = process.env.TRUNK_STAGING_DIR;
if (!dist) {
  throw new Error("TRUNK_STAGING_DIR is not set: Trunk calls this script, see Trunk.toml");
}
const release = process.env.TRUNK_PROFILE !== "debug";
const cargo = await readFile("Cargo.toml", "utf8");
const version = /^version = "([^"]+)"/m.exec(cargo)?.[1];

const glue = join(dist, "glue.js");
const wasm = join(dist, "maxio-link.wasm");
await rename(join(dist, "maxio-link.js"), glue);
await rename(join(dist, "maxio-link_bg.wasm"), wasm);
await writeFile(glue, await slim(await readFile(glue, "utf8"), wasm, release));
const hash = (algorithm, content) => `${algorithm}-${createHash(algorithm).update(content).digest("base64")}`;

// Each language, pinned like the wasm. The shorter hash: there are many, in a script that everybody downloads.
const languages = {};
await mkdir(join(dist, "locale"));
for (const [tag, sentences] of await translations()) {
  const content = JSON.stringify(sentences);
  await writeFile(join(dist, "locale", `${tag}.json`), content);
  languages[tag] = hash("sha256", content);
}

// For styles it means prefixes.
const target = ["es2022", "safari16.4"];

async function style(...names) {
  const sheets = await Promise.all(names.map((name) => readFile(`style/${name}.css`, "utf8")));
  return JSON.stringify((await transform(sheets.join("\n"), { loader: "css", minify: release, target })).code);
}

/** English, as the script says it that is built: see sentences.mjs. */
const sentences = (page) => ({
  name: "sentences",
  setup: ({ onLoad }) =>
    onLoad({ filter: /sentences\/en\.json$/ }, () => ({ contents: JSON.stringify(english({ page })), loader: "json" })),
});

/** `cargo xtask dev` sets the variable. */
const reloads = !release && Boolean(process.env.MAXIO_LINK_RELOAD);
/** Only the page reloads: its frames then do as well. */
const RELOAD = 'window === top && import("./reload.js").catch(() => {});';

const shared = { DARK: await style("dark"), LANGUAGES: JSON.stringify(languages) };
const common = { bundle: true, minify: release, target, legalComments: "none" };
await build({
  ...common,
  entryPoints: ["js/src/index.ts"],
  outfile: join(dist, "maxio-link.js"),
  format: "esm",
  alias: { "maxio-link-glue": glue },
  banner: reloads ? { js: RELOAD } : {},
  plugins: [sentences(false)],
  define: {
    WASM_INTEGRITY: JSON.stringify(hash("sha384", await readFile(wasm))),
    STYLE: await style("tokens", "link"),
    ...shared,
    VERSION: JSON.stringify(version),
  },
});
for (const page of ["page", "frame"]) {
  const script = join(dist, `${page}.js`);
  await build({
    ...common,
    entryPoints: [`js/src/${page}.ts`],
    outfile: script,
    format: "esm",
    plugins: [sentences(true)],
    define: shared,
  });
  await build({ ...common, entryPoints: [`style/${page}.css`], outfile: join(dist, `${page}.css`) });
}
const first = await firstScreen({ glue, wasm, dist, options: { ...common, plugins: [sentences(false)], define: shared } });
const inline = async (file, options) => {
  const { outputFiles } = await build({ ...common, entryPoints: [file], write: false, ...options });
  return outputFiles[0].text.trim();
};
const sheet = await inline("style/shell.css");
const clicks = await inline("js/src/clicks.ts", { format: "iife" });
const index = join(dist, "index.html");
const html = await readFile(index, "utf8");
// As card.ts writes it; beside the first screen it is not seen.
const failed = `<section class="card"><h1 tabindex="-1">${ENGLISH.loadTitle}</h1><p>${ENGLISH.loadBody}</p><div class="actions"><button type="button">${ENGLISH.reload}</button></div></section>`;
// So spelled also for the server, which takes it out, fills it in, and names the hashes of style and script.
const shell = `<script>${clicks}</script><template shadowrootmode="open"><style>${sheet}</style>${first}</template>${failed}`;
await writeFile(
  index,
  html.replace("<!-- shell -->", () => shell),
);
await copyFile("js/maxio-link.d.ts", join(dist, "maxio-link.d.ts"));
await rm(glue);
if (reloads) {
  await copyFile("js/reload.js", join(dist, "reload.js"));
  await writeFile(join(dist, "manifest.json"), await manifest());
}

/** The same as crates/xtask/src/build/manifest.rs writes after Trunk has ended. While it watches, Trunk does not end. */
async function manifest() {
  const files = {};
  // Sorted, so that the same build has the same manifest.
  for (const name of (await readdir(dist, { recursive: true })).sort()) {
    const path = join(dist, name);
    if ((await stat(path)).isFile()) {
      const content = await readFile(path);
      files[name.replaceAll("\\", "/")] = { integrity: hash("sha384", content), bytes: content.length };
    }
  }
  return JSON.stringify({ version, files });
}
