// Every sentence has a key that is declared, and every key a sentence.

import type { LinkTextKey } from "maxio-link";
import type English from "../../src/locale/en.json";

type Without<All, Some> = [Exclude<All, Some>] extends [never] ? true : Exclude<All, Some>;

true satisfies Without<keyof typeof English, LinkTextKey>;
true satisfies Without<LinkTextKey, keyof typeof English>;
