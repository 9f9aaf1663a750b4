// maxio-link/vue: <maxio-link> in Vue's templates. Import it once for its types: `import type {} from "maxio-link/vue"`.

import type { HTMLAttributes } from "vue";
import type { ElementEvents, ElementOptions, MaxioLinkElement } from "./element.js";

type ElementListeners = {
  [Name in keyof ElementEvents as `on${Capitalize<Camel<Name>>}`]?: (event: ElementEvents[Name]) => void;
};

type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Name;

declare module "vue" {
  interface GlobalComponents {
    "maxio-link": new () => MaxioLinkElement & { $props: HTMLAttributes & ElementOptions & ElementListeners };
  }
}
