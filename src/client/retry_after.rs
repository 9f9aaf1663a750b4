//! `Retry-After`: seconds, or a date.

use js_sys::Date;

/// Seconds from now, rounded up; `None` if it is neither. A date that has passed is 0.
pub fn seconds(header: &str) -> Option<u32> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(seconds);
    }
    let milliseconds = Date::parse(header) - Date::now();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and is not negative"
    )]
    (!milliseconds.is_nan()).then(|| (milliseconds / 1_000.0).ceil().max(0.0) as u32)
}
