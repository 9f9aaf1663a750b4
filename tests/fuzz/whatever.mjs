// What the others here have in common: any value, the widget's own source, and properties that hold of so many cases.

import { build } from "esbuild";
import fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CASES = Number(process.argv[2] ?? 2_000);
/** The same cases each time, so that a test is one; `random` for others. */
const SEED = process.argv[3] === "random" ? undefined : 1;

export const anything = fc.anything({
  maxDepth: 3,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** Properties, by what they say. */
export function hold(properties) {
  for (const [name, property] of Object.entries(properties)) {
    fc.assert(property, { numRuns: CASES, seed: SEED });
    console.log(`${name}: ${CASES} cases`);
  }
}

/** A module made of the widget's own source. */
export async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ".", loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
    // Nothing is loaded here.
    define: { LANGUAGES: "{}" },
  });
  const folder = await mkdtemp(join(tmpdir(), "fuzz-"));
  try {
    const file = join(folder, "source.mjs");
    await writeFile(file, outputFiles[0].text);
    return await import(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
