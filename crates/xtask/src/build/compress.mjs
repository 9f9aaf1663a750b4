// Writes FILE.br beside each FILE given: quality 11 and a 16 MB window, the smallest that every browser reads.
// Node.js has the reference encoder built in; one compiled in cargo's dev profile takes a minute for the same.
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

await Promise.all(
  process.argv.slice(2).map(async (file) => {
    const content = await readFile(file);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    await writeFile(`${file}.br`, await compress(content, { params }));
  }),
);
