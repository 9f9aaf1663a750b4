//! Ids within the shadow root: what the runtime moves the focus to, and what describes what.

/// The modal.
pub const DIALOG: &str = "dialog";
/// The screen's title.
pub const TITLE: &str = "title";
/// "Step 2 of 3".
pub const STEP: &str = "step";
/// The tiles of the first screen.
pub const TILES: &str = "tiles";
/// The API key field.
pub const KEY: &str = "key";
/// What is wrong with the key.
pub const KEY_ERROR: &str = "key-error";
/// What the key looks like, if not like one.
pub const KEY_HINT: &str = "key-hint";
/// What the key can do, and what happens to it.
pub const KEY_ASSURANCE: &str = "key-assurance";
/// The site field.
pub const SITE: &str = "site";
/// What is said about the site: hint or error.
pub const SITE_NOTE: &str = "site-note";
/// The panel above the fields.
pub const PANEL: &str = "panel";
/// Its heading.
pub const PANEL_TITLE: &str = "panel-title";
/// What happened and what to do.
pub const PANEL_BODY: &str = "panel-body";
/// The question before leaving.
pub const LEAVE: &str = "leave";
/// Its heading.
pub const LEAVE_TITLE: &str = "leave-title";
/// What leaving loses.
pub const LEAVE_BODY: &str = "leave-body";
