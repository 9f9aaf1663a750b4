//! The demo keys.

use super::Site;

/// A demo API key. It opens nothing but this sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// How tests, help and the request log call it, e.g. `no-admin`.
    pub name: &'static str,
    /// What goes into the user name of Basic auth.
    pub value: &'static str,
    /// What happens when it is used, for people.
    pub meaning: &'static str,
    pub(crate) valid: Valid,
    pub(crate) answer: KeyAnswer,
}

/// The sites that a key belongs to; at any other it is refused with 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Valid {
    Everywhere,
    /// Real keys belong to one site. These also work at the sites made for faults, which have no key of their own.
    EverywhereBut(&'static str),
    Only(&'static str),
    Nowhere,
}

/// What a request with a key gets once the site accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyAnswer {
    /// Everything.
    Admin,
    /// 403 where settings-level access is needed.
    NoAdmin,
    /// 403 on every list.
    ReadNone,
    /// 429, with `Retry-After` in seconds if given.
    RateLimited(Option<u32>),
    /// 502, HTML.
    Down,
    /// 503, HTML.
    Unavailable,
    /// `site.json` takes four seconds.
    Slow,
    /// No answer, ever.
    Stuck,
    /// Half of the announced body, then the connection closes.
    CutOff,
    /// 200, `application/json`, but no JSON.
    Garbage,
    /// 200 and 10 MB of valid JSON.
    Huge,
    /// 503 once, then everything.
    Flaky,
}

impl Key {
    pub(crate) fn is_valid_at(&self, site: &Site) -> bool {
        match self.valid {
            Valid::Everywhere => true,
            Valid::EverywhereBut(name) => site.name != name,
            Valid::Only(name) => site.name == name,
            Valid::Nowhere => false,
        }
    }
}

/// All demo keys.
pub const KEYS: &[Key] = &[
    Key {
        name: "admin",
        value: "sandboxAdminGpOyQNcdOyZbkBFTFoOxtzHq8STZ",
        meaning: "Admin permissions at every site but globex.",
        valid: Valid::EverywhereBut("globex"),
        answer: KeyAnswer::Admin,
    },
    Key {
        name: "admin2",
        value: "sandboxAdmin2E6svi34zWH8xMS9BMoXOJrLo8F2",
        meaning: "A second admin key of the same sites, for reconnecting.",
        valid: Valid::EverywhereBut("globex"),
        answer: KeyAnswer::Admin,
    },
    Key {
        name: "globex-admin",
        value: "sandboxGlobexAdminXMzqQdgCWwDllJtWR6",
        meaning: "Admin permissions at globex; refused with 401 anywhere else.",
        valid: Valid::Only("globex"),
        answer: KeyAnswer::Admin,
    },
    Key {
        name: "pre-2020",
        value: "sandboxPre2020qlIKiUBKnCfK2vuAiSDMK2xT",
        meaning: "An account-level key from before 2020: admin permissions at every site, so it does not prove which.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Admin,
    },
    Key {
        name: "no-admin",
        value: "sandboxNoAdminA6bznBRkirAgsXOhyl9F6sn2",
        meaning: "site.json and the lists answer, but webhooks.json, which needs settings-level access, is 403.",
        valid: Valid::EverywhereBut("globex"),
        answer: KeyAnswer::NoAdmin,
    },
    Key {
        name: "read-none",
        value: "sandboxReadNoneSp8kVzjliKE1QufhQNB9reo",
        meaning: "site.json answers, every list is 403.",
        valid: Valid::EverywhereBut("globex"),
        answer: KeyAnswer::ReadNone,
    },
    Key {
        name: "wrong",
        value: "sandboxWrongfhypnXLDn8S9wPNWkPLR347A7T",
        meaning: "Refused with 401 at every site.",
        valid: Valid::Nowhere,
        answer: KeyAnswer::Admin,
    },
    Key {
        name: "rate-limited",
        value: "sandboxRateLimiteddoE2u6Qe1NBPBTrbEpvpDb",
        meaning: "429 with Retry-After: 2.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::RateLimited(Some(2)),
    },
    Key {
        name: "rate-limited-no-header",
        value: "sandboxRateLimitedNoHeaderIIAp00zKLM",
        meaning: "429 without Retry-After.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::RateLimited(None),
    },
    Key {
        name: "down",
        value: "sandboxDownyKHKi7M07QbbStdd8AgdmX2sa",
        meaning: "502 with an HTML page.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Down,
    },
    Key {
        name: "unavailable",
        value: "sandboxUnavailable4rEE7naW8mHDKw3OaWDy",
        meaning: "503 with an HTML page.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Unavailable,
    },
    Key {
        name: "slow",
        value: "sandboxSlowIdYxWDsU78E9kcE3oEJJ8X1o958",
        meaning: "site.json takes 4 s, the rest answers at once: a check succeeds, slowly.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Slow,
    },
    Key {
        name: "stuck",
        value: "sandboxStuckMa6Fv4ngcVnSOgsR8uQYuY8Cst",
        meaning: "Never answers.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Stuck,
    },
    Key {
        name: "cut-off",
        value: "sandboxCutOffTuNzuNGrTFhxhavBToSo2IeJKfL",
        meaning: "200, but the connection closes half-way through the announced body.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::CutOff,
    },
    Key {
        name: "garbage",
        value: "sandboxGarbageG7A0nIQoCWVGPqbQTh4DPc",
        meaning: "200, labelled JSON, but the body is not.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Garbage,
    },
    Key {
        name: "huge",
        value: "sandboxHuge850bhhhpwdmnu4LEqCI9jsl6OUmbX",
        meaning: "200 and a valid JSON body of 10 MB.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Huge,
    },
    Key {
        name: "flaky",
        value: "sandboxFlakyY3eXwYD9bG56ToaA2iiI4QQHGJ",
        meaning: "503 for the first request since start or reset, then admin permissions.",
        valid: Valid::Everywhere,
        answer: KeyAnswer::Flaky,
    },
];
