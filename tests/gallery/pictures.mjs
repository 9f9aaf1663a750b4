// Writes the pictures of the documentation: `CHROME=… node tests/gallery/pictures.mjs FOLDER`. The same build, browser and
// fonts make the same bytes.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { PICTURES } from "./compositions.mjs";
import { serve } from "./serve.mjs";

const [folder] = process.argv.slice(2);
const THEMES = ["light", "dark"];
/** Root, as in a container, cannot use the browser's sandbox. The others are for the same pixels each time. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-partial-raster",
  "--disable-skia-runtime-opts",
  "--force-color-profile=srgb",
];

const { server, origin } = await serve(0);
const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ARGUMENTS });
try {
  await mkdir(folder, { recursive: true });
  for (const name of Object.keys(PICTURES)) {
    for (const theme of THEMES) {
      const path = join(folder, `${name}-${theme}.png`);
      await writeFile(path, await picture(name, theme));
      console.log(path);
    }
  }
} finally {
  await browser.close();
  server.close();
}

async function picture(name, theme) {
  // What moves stands still, and is where it was going.
  const settings = { viewport: { width: 1800, height: 1400 }, deviceScaleFactor: 1, colorScheme: theme, reducedMotion: "reduce" };
  const page = await browser.newPage({ ...settings, locale: "en-US", timezoneId: "UTC" });
  await page.goto(`${origin}/gallery/picture.html?${new URLSearchParams({ name, theme })}`);
  const main = page.locator("main:is([data-shown], [data-failed])");
  await main.waitFor();
  const failed = await main.getAttribute("data-failed");
  if (failed) {
    throw new Error(failed);
  }
  const image = await main.screenshot({ animations: "disabled", caret: "hide" });
  await page.close();
  return image;
}
