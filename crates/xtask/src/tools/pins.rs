//! The versions of every tool, in one place. npm packages are pinned in package-lock.json.

/// 0.22 needs a newer Rust than the workspace's.
pub const TRUNK: &str = "0.21.14";

/// Must be the version of the `wasm-bindgen` crate in Cargo.lock: the two speak an unversioned format.
pub const WASM_BINDGEN: &str = "0.2.126";

/// Drives whatever Firefox is installed.
pub const GECKODRIVER: &str = "0.37.1";

/// The version that the hosted workflow installs; any other will do for a check on one's own machine.
pub const CARGO_DENY: &str = "0.20.2";

/// Runs the targets in fuzz/.
pub const CARGO_FUZZ: &str = "0.13.2";

/// Asks the API for everything that its description allows; what it needs is pinned in schemathesis.txt.
pub const SCHEMATHESIS: &str = "4.32.5";

/// The oldest Node.js that the npm packages run on.
pub const NODE_MAJOR: u32 = 20;

/// What the widget is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";
