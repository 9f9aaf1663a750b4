// Every sentence has a key that is declared, and every key a sentence.

import type { LinkTextKey } from "maxio-link";
import type English from "../../crates/locale/sentences/en.json";

type Without<All, Some> = [Exclude<All, Some>] extends [never] ? true : Exclude<All, Some>;

// The permissions are the option `permissions`, the partner's name is `companyName`; the hosted page is the server's.
type Key = Exclude<keyof typeof English, `permission${string}` | `page${string}` | "neutralPartner">;

true satisfies Without<Key, LinkTextKey>;
true satisfies Without<LinkTextKey, Key>;
