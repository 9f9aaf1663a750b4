//! Link: a Leptos component with which a merchant connects their Maxio billing account to your app.
//!
//! ```
//! use leptos::prelude::*;
//! use maxio_link::{LinkStatus, LinkedConnection, MaxioLink};
//!
//! #[component]
//! fn Billing() -> impl IntoView {
//!     let status = RwSignal::new(LinkStatus::default());
//!     view! {
//!         <MaxioLink
//!             endpoint="https://link.example.com/companies/42/connections"
//!             company_name="Northwind Lending"
//!             open=true
//!             status
//!             on_success=move |connection: LinkedConnection| leptos::logging::log!("{}", connection.id)
//!         />
//!         <p>
//!             {move || {
//!                 status.get().lacks_admin_permission().then_some("Ask an Owner or Admin to create the key.")
//!             }}
//!         </p>
//!     }
//! }
//! ```
//!
//! Switch on the feature that your app has of Leptos' own: `csr`, `hydrate` or `ssr`. The endpoint is the reference server
//! of this project or one of yours; README.md has its contract.
//!
//! The crate is the `<maxio-link>` element of the same project as well, behind the feature `element`. What follows is for
//! those who work on it.
//!
//! | module | its one reason to change |
//! |---|---|
//! | [`component`], [`app_host`], [`style`] | Link in a Leptos app |
//! | `element` (feature) | Link in a page: what JavaScript sees |
//! | [`view`] | what each state looks like |
//! | [`runtime`] | how effects of the flow are performed; the only writer of the state signal |
//! | [`client`] | how a request is made and its answer read |
//! | [`locale`] | the sentences |
//! | [`host`], [`options`] | what Link is embedded in, and how the partner wants it |
//!
//! Each uses only those below it, but for [`locale`] and [`host`], which know each other. [`status`] is what an app reads of the
//! state. What happens next is decided in `crates/flow`, which knows none of this.

pub mod app_host;
pub mod client;
pub mod component;
#[cfg(feature = "element")]
pub mod element;
pub mod host;
pub mod ids;
pub mod locale;
pub mod options;
pub mod runtime;
pub mod status;
pub mod style;
pub mod view;

#[cfg(feature = "element")]
pub use element::{Instance, on_panic};

pub use app_host::{ShareLinkSource, Token};
pub use component::{MaxioLink, Mode};
pub use maxio_link_flow::{ExitStatus, LinkedConnection, SiteField};
pub use maxio_link_wire::{Environment, consent::Change as PermissionChange};
pub use options::{Credentials, Integration};
pub use status::{LinkError, LinkExit, LinkStatus, LinkStep};
pub use style::Theme;
