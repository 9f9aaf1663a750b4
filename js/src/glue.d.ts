// What wasm-bindgen generates for src/embed/instance.rs, as far as it is used here.
declare module "maxio-link-glue" {
  export class Instance {
    constructor(host: HTMLElement, root: ShadowRoot, options: object);
    open(): void;
    exit(force: boolean): void;
    update(options: object): void;
    destroy(): void;
    free(): void;
    readonly isOpen: boolean;
  }
  export default function init(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
}
