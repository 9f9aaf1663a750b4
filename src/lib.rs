//! The Link widget: a Leptos component, compiled to WebAssembly, behind the `<maxio-link>` element.
//!
//! | module | its one reason to change |
//! |---|---|
//! | [`embed`] | what JavaScript sees: options, instances, events |
//! | [`runtime`] | how effects of the flow are performed; the only writer of the state signal |
//! | [`client`] | how a request is made and its answer read |
//! | [`view`] | what each state looks like |
//! | [`locale`] | the sentences |
//!
//! What happens next is decided in `crates/flow`, which knows none of this.

pub mod client;
pub mod embed;
pub mod locale;
pub mod runtime;
pub mod view;

pub use embed::{Instance, on_panic};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
