//! What an engine, or its driver, cannot do, and what is not settled in it yet: the tests that therefore do not run in
//! it. Everything else runs everywhere.

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

/// And the server's page is in a frame of another origin.
const CLICK_IN_FRAME: &str =
    "WebKitWebDriver takes the place of an element in a frame for its place in the window: clicks go astray";

/// Not what the engine cannot do, but what is owed: it has failed there, and nobody knows yet why.
const NOT_YET: &str = "has failed in this engine, and it is not known yet why";

const fn firefox(test: &'static str, reason: &'static str) -> Limit {
    Limit { engine: Engine::Firefox, test, reason }
}

const fn webkit(test: &'static str, reason: &'static str) -> Limit {
    Limit { engine: Engine::WebKit, test, reason }
}

/// All of them. A test of this name must exist, which a test sees to.
pub const LIMITS: &[Limit] = &[
    webkit("hostile_scripts::a_modal_works_among_extended_prototypes", DRIVER_IN_PAGE),
    webkit("hostile_scripts::an_element_works_among_extended_prototypes", DRIVER_IN_PAGE),
    webkit("hostile_scripts::link_works_where_promise_is_nothing_but_a_thenable", DRIVER_IN_PAGE),
    webkit("lifecycle::a_key_that_was_made_visible_is_not_printed", "WebKitWebDriver cannot print"),
    webkit("isolated::a_connection_of_another_company_cannot_be_reconnected", CLICK_IN_FRAME),
    webkit("isolated::a_frame_that_is_loaded_anew_begins_again", CLICK_IN_FRAME),
    webkit("isolated::a_merchant_whose_site_the_server_knows_enters_the_key_alone", CLICK_IN_FRAME),
    webkit("isolated::a_page_of_an_origin_that_is_not_allowed_gets_no_frame", CLICK_IN_FRAME),
    webkit("isolated::a_page_that_has_no_token_is_told_so", CLICK_IN_FRAME),
    webkit("isolated::a_page_that_is_isolated_from_other_origins_takes_the_frame", CLICK_IN_FRAME),
    webkit("isolated::a_page_that_tries_to_redirect_the_key_gets_warnings_and_the_key_stays", CLICK_IN_FRAME),
    webkit("isolated::a_page_whose_policy_blocks_the_frame_says_so_and_trying_again_works", CLICK_IN_FRAME),
    webkit("isolated::a_page_with_a_client_of_its_own_decides_no_more_than_link_would", CLICK_IN_FRAME),
    webkit("isolated::a_server_that_is_down_is_said_and_trying_again_works_when_it_is_back", CLICK_IN_FRAME),
    webkit("isolated::a_theme_passes_through_and_the_page_shines_through", CLICK_IN_FRAME),
    webkit("isolated::a_token_that_stays_refused_is_said_before_anything_is_typed", CLICK_IN_FRAME),
    webkit("isolated::a_token_that_was_refused_is_asked_for_once_more", CLICK_IN_FRAME),
    webkit("isolated::by_force_link_ends_at_once_wherever_it_is", CLICK_IN_FRAME),
    webkit("isolated::closing_in_the_frame_asks_and_exits_once", CLICK_IN_FRAME),
    webkit("isolated::in_a_frame_over_the_page_a_merchant_connects", CLICK_IN_FRAME),
    webkit("isolated::in_a_frame_within_the_page_a_merchant_connects", CLICK_IN_FRAME),
    webkit("isolated::leaving_while_there_is_nothing_to_see_is_an_exit_too", CLICK_IN_FRAME),
    webkit("isolated::opened_by_itself_the_frames_page_says_where_it_belongs", CLICK_IN_FRAME),
    webkit("isolated::over_the_page_the_frame_has_no_scroll_bars", CLICK_IN_FRAME),
    webkit("isolated::reconnecting_shows_the_site_and_keeps_the_connection", CLICK_IN_FRAME),
    webkit("isolated::the_focus_goes_into_the_frame_and_comes_back", CLICK_IN_FRAME),
    webkit("isolated::the_frame_grows_with_link_and_has_no_scroll_bars", CLICK_IN_FRAME),
    webkit("isolated::the_page_is_told_the_same_as_by_an_element_of_its_own", CLICK_IN_FRAME),
    webkit("isolated::under_a_policy_of_nothing_but_what_it_needs_the_frame_works", CLICK_IN_FRAME),
    webkit("isolated::within_the_page_the_frame_takes_no_focus_by_itself", CLICK_IN_FRAME),
    webkit("hostile_css::the_check_for_differences_does_find_one", NOT_YET),
    webkit("lifecycle::leaving_the_page_and_coming_back_finds_it_in_working_order", NOT_YET),
    firefox(
        "lifecycle::a_key_that_was_made_visible_is_not_printed",
        "two prints of one page in Firefox are not the same bytes, so that there is nothing to compare",
    ),
    firefox("hostile_scripts::a_modal_works_among_extended_prototypes", NOT_YET),
    firefox("hostile_scripts::an_element_works_among_extended_prototypes", NOT_YET),
    firefox("hostile_scripts::two_versions_in_a_page_do_not_disturb_each_other", NOT_YET),
    firefox("peers::the_whole_way_works_by_keyboard_alone_and_is_announced", NOT_YET),
    firefox("versions::a_pinned_page_survives_an_upgrade_of_the_server", NOT_YET),
];

/// Why a test cannot run in this engine, if it cannot.
pub fn of(engine: Engine, test: &str) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| limit.engine == engine && limit.test == test)
}
