//! What Rust and TypeScript must agree on is decided in Rust. `js/src/constants.ts` is made of it here: after a change, run
//! `MAXIO_LINK_WRITE=1 cargo test --test constants`.

use maxio_link_flow::{
    Kind,
    config::{DEFAULT_TIMEOUT_MS, TIMEOUT_MS},
};
use maxio_link_locale::{ENGLISH, LANGUAGES, RIGHT_TO_LEFT};
use maxio_link_wire::{DEFAULT_PLATFORM_KEY, Environment, ErrorCode};
use serde_json::json;
use std::{collections::BTreeSet, env, fs, path::Path};

const FILE: &str = "js/src/constants.ts";

fn constants() -> String {
    let mut text = "// Made by tests/constants/main.rs of the Rust sources. Change it there.\n\n".to_owned();
    let mut constant = |comment: &str, name: &str, value: String| {
        text += &format!("/** {comment} */\nexport const {name} = {value};\n\n");
    };
    constant(
        "What is used where the page gives nothing.",
        "DEFAULTS",
        format!(
            "{{\n  platformKey: {},\n  environment: {},\n  timeoutMs: {DEFAULT_TIMEOUT_MS},\n}} as const",
            json!(DEFAULT_PLATFORM_KEY),
            json!(Environment::default().as_str()),
        ),
    );
    constant(
        "Milliseconds that `timeoutMs` may be.",
        "TIMEOUT_MS",
        format!("{{ least: {}, most: {} }} as const", TIMEOUT_MS.start(), TIMEOUT_MS.end()),
    );
    constant(
        "Languages that are written from right to left.",
        "RIGHT_TO_LEFT: readonly string[]",
        json!(RIGHT_TO_LEFT).to_string().replace(',', ", "),
    );
    let numbers: String = numbers().iter().map(|(name, number)| format!("  {name}: {number},\n")).collect();
    constant(
        "`detailedErrorCode` of the server's answer, by `error_code`.",
        "DETAILED_ERROR_CODES: Readonly<Record<string, number>>",
        format!("{{\n{numbers}}}"),
    );
    let mut files = String::new();
    for language in LANGUAGES.iter().filter(|language| language.tag != ENGLISH) {
        let tag = language.tag;
        let name = if tag.contains('-') { format!("{tag:?}") } else { tag.to_owned() };
        files += &format!("  {name}: () => new URL(\"./locale/{tag}.json\", import.meta.url),\n");
    }
    constant(
        "Spelled out, so that bundlers find the files and put them beside their own.",
        "LANGUAGE_FILES: Readonly<Record<string, () => URL>>",
        format!("{{\n{files}}}"),
    );
    text.trim_end().to_owned() + "\n"
}

/// By public name. A number that stands for two names has both.
fn numbers() -> Vec<(&'static str, u16)> {
    let public = |kind: Kind| kind.public().1;
    let mut numbers = Vec::new();
    for code in ErrorCode::ALL {
        if code == ErrorCode::SiteNotFound {
            numbers.push((public(Kind::SiteRequired), code.number()));
        }
        if code == ErrorCode::AlreadyLinked {
            numbers.push((ALREADY_LINKED, code.number()));
        }
        numbers.extend(Kind::of_code(code).map(|kind| (public(kind), code.number())));
    }
    numbers
}

/// The one code that is no [`Kind`]: nothing failed.
const ALREADY_LINKED: &str = "ALREADY_LINKED";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_constants_in_typescript_are_those_of_rust() {
    let made = constants();
    if env::var_os("MAXIO_LINK_WRITE").is_some() {
        fs::write(root().join(FILE), &made).unwrap();
    }
    let kept = fs::read_to_string(root().join(FILE)).unwrap();
    assert!(kept == made, "{FILE} is out of date: run `MAXIO_LINK_WRITE=1 cargo test --test constants`");
}

#[test]
fn every_code_that_a_server_can_cause_is_in_the_published_types() {
    let declarations = fs::read_to_string(root().join("js/maxio-link.d.ts")).unwrap();
    let (_, codes) = declarations.split_once("export type LinkErrorCode =").unwrap();
    let (codes, _) = codes.split_once(';').unwrap();
    let published: BTreeSet<&str> = codes.split('"').skip(1).step_by(2).collect();
    for (name, _) in numbers() {
        assert!(published.contains(name), "{name}");
    }
}
