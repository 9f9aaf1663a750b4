//! What an engine, or its driver, cannot do: the tests that therefore do not run in it. Everything else runs everywhere.

use crate::browser::Engine;

/// A test that is left out, and why.
pub struct Limit {
    /// The engine that it is left out in.
    pub engine: Engine,
    /// Its name, as `cargo test` prints it.
    pub test: &'static str,
    /// What cannot be done, for whoever reads the output.
    pub reason: &'static str,
}

/// Its scripts run among those of the page.
const DRIVER_IN_PAGE: &str = "WebKitWebDriver's own scripts do not bear what this page does to the language";

const fn webkit(test: &'static str, reason: &'static str) -> Limit {
    Limit { engine: Engine::WebKit, test, reason }
}

/// All of them. A test of this name must exist, which a test sees to.
pub const LIMITS: &[Limit] = &[
    webkit("hostile_scripts::a_modal_works_among_extended_prototypes", DRIVER_IN_PAGE),
    webkit("hostile_scripts::an_element_works_among_extended_prototypes", DRIVER_IN_PAGE),
    webkit("hostile_scripts::link_works_where_promise_is_nothing_but_a_thenable", DRIVER_IN_PAGE),
    webkit("lifecycle::a_key_that_was_made_visible_is_not_printed", "WebKitWebDriver cannot print"),
];

/// Why a test cannot run in this engine, if it cannot.
pub fn of(engine: Engine, test: &str) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| limit.engine == engine && limit.test == test)
}
