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

const fn firefox(test: &'static str, reason: &'static str) -> Limit {
    Limit { engine: Engine::Firefox, test, reason }
}

const fn webkit(test: &'static str, reason: &'static str) -> Limit {
    Limit { engine: Engine::WebKit, test, reason }
}

const DEVTOOLS: &str = "there are no developer tools with which a test could make a phone of it, turn the system dark, or ask what screen readers are given";
const SLOW_NETWORK: &str = "there are no developer tools that make the network slow, or keep a file back";

/// All of them. A test of this name must exist, which a test sees to.
pub const LIMITS: &[Limit] = &[
    firefox("first_screen::link_takes_the_place_of_the_first_screen_without_anything_moving", SLOW_NETWORK),
    webkit("first_screen::link_takes_the_place_of_the_first_screen_without_anything_moving", SLOW_NETWORK),
    firefox("first_screen::a_click_before_link_is_there_counts", SLOW_NETWORK),
    webkit("first_screen::a_click_before_link_is_there_counts", SLOW_NETWORK),
    firefox("first_screen::who_closes_before_link_is_there_has_left", SLOW_NETWORK),
    webkit("first_screen::who_closes_before_link_is_there_has_left", SLOW_NETWORK),
    firefox("first_screen::a_script_that_does_not_come_is_told_of_and_the_link_is_still_good", SLOW_NETWORK),
    webkit("first_screen::a_script_that_does_not_come_is_told_of_and_the_link_is_still_good", SLOW_NETWORK),
    firefox("loading::the_hosted_page_asks_for_all_that_it_needs_at_once", SLOW_NETWORK),
    webkit("loading::the_hosted_page_asks_for_all_that_it_needs_at_once", SLOW_NETWORK),
    firefox("accessibility_tree::each_screen_is_what_it_was_to_assistive_technology", DEVTOOLS),
    webkit("accessibility_tree::each_screen_is_what_it_was_to_assistive_technology", DEVTOOLS),
    firefox("fitting::every_state_fits_a_window_of_320_px", DEVTOOLS),
    webkit("fitting::every_state_fits_a_window_of_320_px", DEVTOOLS),
    firefox("fitting::every_state_of_every_language_fits_a_window_of_320_by_256_px", DEVTOOLS),
    webkit("fitting::every_state_of_every_language_fits_a_window_of_320_by_256_px", DEVTOOLS),
    firefox("fitting::motion_stops_where_it_is_not_wanted", DEVTOOLS),
    webkit("fitting::motion_stops_where_it_is_not_wanted", DEVTOOLS),
    firefox("phones::above_the_keyboard_field_and_button_in_a_page_stay_in_sight", DEVTOOLS),
    firefox("phones::above_the_keyboard_field_and_button_of_a_modal_stay_in_sight", DEVTOOLS),
    webkit("phones::above_the_keyboard_field_and_button_in_a_page_stay_in_sight", DEVTOOLS),
    webkit("phones::above_the_keyboard_field_and_button_of_a_modal_stay_in_sight", DEVTOOLS),
    firefox("phones::on_a_phone_the_dialog_is_a_sheet_of_the_whole_screen", DEVTOOLS),
    webkit("phones::on_a_phone_the_dialog_is_a_sheet_of_the_whole_screen", DEVTOOLS),
    firefox("phones::touching_a_field_does_not_zoom_and_brings_the_right_keys", DEVTOOLS),
    webkit("phones::touching_a_field_does_not_zoom_and_brings_the_right_keys", DEVTOOLS),
    webkit(
        "hostile_scripts::link_works_where_promise_is_nothing_but_a_thenable",
        "WebKitWebDriver's own scripts run among those of the page, and need the promises of the language",
    ),
    webkit(
        "isolated::in_the_frame_the_focus_is_on_the_title",
        "WebKit lets no script put the focus into a frame of another origin before a person has touched it",
    ),
    webkit(
        "strict::where_no_script_may_be_without_integrity_link_is_one_script_to_pin",
        "under such a policy WebKitGTK runs none of the scripts of this test's page, those that its import map pins included",
    ),
    webkit("lifecycle::a_key_that_was_made_visible_is_not_printed", "WebKitWebDriver cannot print"),
    webkit(
        "lifecycle::link_loads_and_opens_in_a_window_that_is_minimised",
        "there is no window manager that would minimise it",
    ),
    firefox(
        "languages::what_is_written_from_right_to_left_is_the_mirror_image",
        "the texts of the made-up language differ in width between the directions; what they begin at is mirrored",
    ),
    firefox("looks::where_the_system_forces_its_colours_they_are_all_that_is_seen", DEVTOOLS),
    webkit("looks::where_the_system_forces_its_colours_they_are_all_that_is_seen", DEVTOOLS),
    firefox("looks::where_the_system_turns_dark_the_colours_are_looked_at_again", DEVTOOLS),
    webkit("looks::where_the_system_turns_dark_the_colours_are_looked_at_again", DEVTOOLS),
    firefox(
        "lifecycle::a_key_that_was_made_visible_is_not_printed",
        "two prints of one page in Firefox are not the same bytes, so that there is nothing to compare",
    ),
];

/// Why a test cannot run in this engine, if it cannot.
pub fn of(engine: Engine, test: &str) -> Option<&'static Limit> {
    LIMITS.iter().find(|limit| limit.engine == engine && limit.test == test)
}
