// What wasm-bindgen generates for src/embed, as far as it is used here.
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
  export default function init(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
}
