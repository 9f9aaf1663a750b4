//! What is in a browser's console, and what it says there by itself, in its engine's own words.

use super::Engine;
use std::fmt;

/// One line of the console.
#[derive(Clone, Debug)]
pub struct Line {
    /// How bad it is.
    pub level: Level,
    /// All that it says, and the address that it is about.
    pub text: String,
}

/// How bad a line of the console is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something failed.
    Error,
    /// Something will.
    Warning,
    /// Anything else.
    Info,
}

impl Line {
    /// Whether a developer who reads the console would look into it.
    pub fn is_complaint(&self) -> bool {
        self.level != Level::Info
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info => "INFO",
        };
        write!(formatter, "{level} {}", self.text)
    }
}

/// Something that a test expects in the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// Words of Link itself, or of a test: they are the same everywhere.
    Says(String),
    /// The same in a frame of another origin, from which some drivers hear nothing.
    SaysInFrame(&'static str),
    /// A response had this status, at which nothing is wrong but that the browser thinks so.
    Status(u16),
    /// A response ended before its time.
    CutOff,
    /// A connection broke before there was a response.
    Broken,
    /// A redirect was not to be followed.
    Redirected,
    /// There is no network.
    Offline,
    /// The server does not allow the page's origin, method or headers.
    Cors,
    /// The page's content security policy does not list the address.
    Policy,
    /// A file that a script asked for is not what its integrity promises.
    Integrity,
    /// A script is not what the integrity in its tag promises.
    ScriptIntegrity,
    /// The page's content security policy does not allow WebAssembly.
    WebAssembly,
    /// Text was made into markup where the page has Trusted Types.
    TrustedTypes,
    /// A frame may not be there: by the policy of the page around it, or by its own.
    Frame,
    /// The page is in a sandbox that its own scripts could leave.
    Sandbox,
    /// A frame was taken away while a script ran in it.
    TakenAway,
    /// WebAssembly gave up in the middle of a call.
    Trap,
}

impl From<&str> for Complaint {
    fn from(words: &str) -> Self {
        Self::Says(words.to_owned())
    }
}

impl From<String> for Complaint {
    fn from(words: String) -> Self {
        Self::Says(words)
    }
}

/// How an engine puts a complaint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// Each of these must be in the console. None, where the engine stays silent.
    pub always: Vec<String>,
    /// These may be there too, depending on the details.
    pub at_times: Vec<String>,
}

impl Wording {
    /// Whether a line of the console is one of its.
    pub fn covers(&self, line: &Line) -> bool {
        self.always.iter().chain(&self.at_times).any(|words| line.text.contains(words))
    }
}

impl Complaint {
    /// What an engine says of it.
    pub fn wording(&self, engine: Engine) -> Wording {
        let (always, at_times) = match (self, engine) {
            (Self::Says(words), _) => return Wording { always: vec![words.clone()], ..Wording::default() },
            (Self::SaysInFrame(words), _) => (&[][..], std::slice::from_ref(words)),
            (Self::Status(status), Engine::Chromium) => {
                return Wording { always: vec![format!("status of {status}")], ..Wording::default() };
            }
            (_, Engine::Chromium) => self.in_chromium(),
            (_, Engine::Firefox) => self.in_firefox(),
            (_, Engine::WebKit) => self.in_webkit(),
        };
        let owned = |words: &[&str]| words.iter().map(|&words| words.to_owned()).collect();
        Wording { always: owned(always), at_times: owned(at_times) }
    }

    const fn in_chromium(&self) -> (&[&str], &[&str]) {
        match self {
            Self::Says(_) | Self::SaysInFrame(_) | Self::Status(_) | Self::TakenAway => (&[], &[]),
            Self::CutOff => (&["net::ERR_CONTENT_LENGTH_MISMATCH"], &[]),
            Self::Broken => (&["net::ERR_"], &[]),
            Self::Redirected => (&["net::ERR_FAILED"], &[]),
            Self::Offline => (&["net::ERR_INTERNET_DISCONNECTED"], &[]),
            Self::Cors => (&["blocked by CORS policy", "net::ERR_FAILED"], &[]),
            Self::Policy => {
                (&["violates the following Content Security Policy directive", "Fetch API cannot load"], &[])
            }
            Self::Integrity => {
                (&["valid digest in the 'integrity' attribute", "SRI's integrity checks failed"], &[])
            }
            Self::Frame => (
                &["violates the following Content Security Policy directive"],
                // What stands in its place is of no origin that the page would hand its channel to.
                &["does not match the recipient window's origin"],
            ),
            Self::Trap => (&["RuntimeError: unreachable"], &[]),
            Self::ScriptIntegrity => (&["valid digest in the 'integrity' attribute"], &[]),
            Self::WebAssembly => (&["'wasm-unsafe-eval'"], &[]),
            Self::TrustedTypes => (&["TrustedHTML"], &[]),
            Self::Sandbox => (&["can escape its sandboxing"], &[]),
        }
    }

    /// What becomes of requests is in its network panel, unless it could be a matter of permissions.
    const fn in_firefox(&self) -> (&[&str], &[&str]) {
        match self {
            Self::Says(_)
            | Self::SaysInFrame(_)
            | Self::Status(_)
            | Self::CutOff
            | Self::Redirected
            | Self::Sandbox => (&[], &[]),
            Self::Broken | Self::Offline => (&["CORS request did not succeed"], &[]),
            Self::Cors => (&["Cross-Origin Request Blocked"], &[]),
            Self::Policy => (&["Content-Security-Policy"], &[]),
            Self::Integrity => (&["integrity"], &[]),
            Self::Frame => (&["Content-Security-Policy"], &["does not match the recipient window"]),
            Self::Trap => (&["unreachable executed"], &[]),
            Self::ScriptIntegrity => (&["integrity"], &[]),
            Self::WebAssembly => (&["wasm-unsafe-eval"], &[]),
            Self::TrustedTypes => (&["require-trusted-types-for"], &[]),
            Self::TakenAway => (&[], &["Script terminated by timeout"]),
        }
    }

    /// As Firefox: what becomes of requests is shown elsewhere.
    const fn in_webkit(&self) -> (&[&str], &[&str]) {
        match self {
            Self::Says(_)
            | Self::SaysInFrame(_)
            | Self::Status(_)
            | Self::CutOff
            | Self::Broken
            | Self::Sandbox
            | Self::TakenAway => (&[], &[]),
            Self::Offline => (&["Could not connect to proxy server"], &["due to access control checks"]),
            Self::Redirected => {
                (&["Not allowed to follow a redirection", "due to access control checks"], &[])
            }
            Self::Cors => (
                &["due to access control checks"],
                &["Access-Control-Allow-", "Preflight response is not successful"],
            ),
            Self::Policy => (&["in the connect-src directive of the Content Security Policy"], &[]),
            Self::Integrity => (&["Failed integrity metadata check", "due to access control checks"], &[]),
            Self::Frame => (&["Content Security Policy"], &["Unable to post message"]),
            Self::Trap => (&["Unreachable code should not be executed"], &[]),
            Self::ScriptIntegrity => (&["integrity"], &[]),
            Self::WebAssembly => (&["wasm-unsafe-eval"], &[]),
            Self::TrustedTypes => (&["TrustedHTML"], &[]),
        }
    }
}
