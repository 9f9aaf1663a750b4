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
    /// A file is not what its integrity promises.
    Integrity,
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

impl Complaint {
    /// What an engine says of it: each of these must be in the console. Nothing, where it stays silent.
    pub fn words(&self, engine: Engine) -> Vec<String> {
        if let Self::Says(words) = self {
            return vec![words.clone()];
        }
        let words = match engine {
            Engine::Chromium => self.in_chromium(),
            Engine::Firefox => self.in_firefox(),
            Engine::WebKit => self.in_webkit(),
        };
        words.into_iter().map(|words| words.replace("{status}", &self.status())).collect()
    }

    fn in_chromium(&self) -> Vec<&'static str> {
        match self {
            Self::Says(_) => vec![],
            Self::Status(_) => vec!["status of {status}"],
            Self::CutOff => vec!["net::ERR_CONTENT_LENGTH_MISMATCH"],
            Self::Broken => vec!["net::ERR_"],
            Self::Redirected => vec!["net::ERR_FAILED"],
            Self::Offline => vec!["net::ERR_INTERNET_DISCONNECTED"],
            Self::Cors => vec!["blocked by CORS policy", "net::ERR_FAILED"],
            Self::Policy => {
                vec!["violates the following Content Security Policy directive", "Fetch API cannot load"]
            }
            Self::Integrity => {
                vec!["valid digest in the 'integrity' attribute", "SRI's integrity checks failed"]
            }
        }
    }

    fn in_firefox(&self) -> Vec<&'static str> {
        match self {
            // What becomes of requests is in its network panel, unless it could be a matter of another origin's permission.
            Self::Says(_) | Self::Status(_) | Self::CutOff | Self::Redirected => vec![],
            Self::Broken | Self::Offline => vec!["CORS request did not succeed"],
            Self::Cors => vec!["Cross-Origin Request Blocked"],
            Self::Policy => vec!["Content-Security-Policy"],
            Self::Integrity => vec!["integrity"],
        }
    }

    fn in_webkit(&self) -> Vec<&'static str> {
        match self {
            Self::Says(_) => vec![],
            Self::Status(_) => vec!["status of {status}"],
            Self::CutOff
            | Self::Broken
            | Self::Redirected
            | Self::Offline
            | Self::Cors
            | Self::Policy
            | Self::Integrity => vec![],
        }
    }

    fn status(&self) -> String {
        if let Self::Status(status) = self { status.to_string() } else { String::new() }
    }
}
