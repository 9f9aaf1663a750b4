//! What the end-to-end tests in `tests/` stand on.
//!
//! | file | what it is |
//! |---|---|
//! | `scenario` | what one test gets: all of the below, started for it alone, and checked for leaks when it ends |
//! | `stack` | the server and the sandbox, as programs |
//! | `database` | what the server keeps, and all that is in there |
//! | `api` | what a partner's own server calls |
//! | `partner_page` | a partner's web page, on another origin |
//! | `pseudo` | a language that nobody speaks, in which one sees what is not translated |
//! | `example` | a partner's app from `examples/` |
//! | `endpoint` | a partner's own endpoint, which misbehaves as told |
//! | `monkey` | random sequences of what merchants, pages and networks do; played in the page, from `tests/pages/monkey` |
//! | `browser` | a browser under WebDriver, of any of three engines |
//! | `merchant` | what a merchant sees and does |
//! | `operator` | what an operator sees and does in the portal |
//! | `leaks` | where a secret must not be, and the search for it there |
//! | `limits` | what an engine cannot do |
//! | `states` | every state of Link, one after the other, in one page |
//! | `evidence` | what is shown when a test fails |
//! | `runtime` | what runs asynchronous code |
//! | `durations` | how long the parts of a test took |
//!
//! Tests share nothing but the machine, so they run side by side.

pub mod api;
pub mod browser;
mod database;
mod durations;
pub mod endpoint;
mod evidence;
pub mod example;
pub mod leaks;
pub mod limits;
pub mod merchant;
pub mod monkey;
pub mod operator;
pub mod partner_page;
mod process;
pub mod programs;
mod pseudo;
pub mod runtime;
pub mod scenario;
pub mod stack;
mod states;
pub mod wait;

pub use browser::Complaint;
pub use endpoint::{Answer, Endpoint, Gate};
pub use merchant::Merchant;
pub use partner_page::{OwnCopy, Page};
pub use scenario::{Scenario, in_chromium, in_chromium_on_postgres, in_every_engine, without_browser};
