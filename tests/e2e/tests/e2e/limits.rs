//! The list of what engines cannot do is about tests that exist.

use maxio_link_e2e::limits::LIMITS;
use std::{collections::BTreeSet, env, process::Command};

#[test]
fn every_limit_is_one_of_a_test_that_exists() {
    let this = env::current_exe().unwrap();
    let output = Command::new(this).args(["--list", "--format", "terse"]).output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let tests: BTreeSet<_> = list.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    assert!(tests.contains("limits::every_limit_is_one_of_a_test_that_exists"), "{list}");
    let unknown: Vec<_> =
        LIMITS.iter().map(|limit| limit.test).filter(|test| !tests.contains(test)).collect();
    assert!(unknown.is_empty(), "there are no such tests: {unknown:?}");
}
