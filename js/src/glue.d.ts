// What wasm-bindgen generates for src/embed, as js/slim.mjs leaves it.
declare module "maxio-link-glue" {
  export class Instance {
    constructor(partner: object, root: ShadowRoot, settings: object);
    open(): void;
    exit(force: boolean): void;
    update(settings: object): void;
    destroy(): void;
    free(): void;
  }
  export function onPanic(broke: (where: string) => void): void;
  export default function init(module: WebAssembly.Module): Promise<void>;
}
