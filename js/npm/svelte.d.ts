// maxio-link/svelte: <maxio-link> in Svelte's templates. Import it once for its types:
// `import type {} from "maxio-link/svelte"`.

import type { HTMLAttributes } from "svelte/elements";
import type { ElementEvents, ElementOptions, MaxioLinkElement } from "./element.js";

type ElementListeners = { [Name in keyof ElementEvents as `on${Name}`]?: (event: ElementEvents[Name]) => void };

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "maxio-link": HTMLAttributes<MaxioLinkElement> & ElementOptions & ElementListeners;
  }
}
