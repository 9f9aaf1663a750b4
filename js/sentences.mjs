// The sentences in the order in which they are numbered: those of the widget as build.rs sorts them, then those of the
// hosted page alone, whose keys begin with `page`.

import { readFile, readdir } from "node:fs/promises";

const FOLDER = "crates/locale/sentences";
const ofThePage = (key) => key.startsWith("page");

export const ENGLISH = await sentences("en");
const KEYS = Object.keys(ENGLISH).sort((a, b) => ofThePage(a) - ofThePage(b) || (a < b ? -1 : 1));

/** English by key, in order; `page`: with those of the hosted page. */
export function english({ page }) {
  return Object.fromEntries(KEYS.filter((key) => page || !ofThePage(key)).map((key) => [key, ENGLISH[key]]));
}

/** Every other language, by its tag: the sentences alone, in order. */
export async function translations() {
  const tags = (await readdir(FOLDER)).flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
  const others = tags.filter((tag) => tag !== "en").sort();
  return Promise.all(others.map(async (tag) => [tag, inOrder(tag, await sentences(tag))]));
}

function inOrder(tag, said) {
  const missing = KEYS.filter((key) => !said[key]);
  if (missing.length > 0) {
    throw new Error(`${FOLDER}/${tag}.json has no ${missing.join(", ")}`);
  }
  return KEYS.map((key) => said[key]);
}

async function sentences(tag) {
  return JSON.parse(await readFile(`${FOLDER}/${tag}.json`, "utf8"));
}
