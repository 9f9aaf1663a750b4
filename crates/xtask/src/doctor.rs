//! `cargo xtask doctor`: what is there, what is missing, and how to get it.

use crate::tools::{self, Requirement, State};
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::ExitCode;

pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let requirements = tools::check_all(workspace);
    for requirement in &requirements {
        println!("{}", line(requirement));
        if !requirement.is_met() {
            println!("      get it: {}", requirement.remedy);
        }
    }
    let missing =
        requirements.iter().filter(|requirement| !requirement.is_met() && !requirement.optional).count();
    println!();
    match missing {
        0 => println!("Everything that cargo xtask needs is there."),
        1 => println!("One tool is missing."),
        _ => println!("{missing} tools are missing."),
    }
    Ok(if missing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn line(requirement: &Requirement) -> String {
    let Requirement { name, state, wanted, needed_for, optional, .. } = requirement;
    let (mark, found) = match state {
        State::Present(found) => ("ok  ", found.as_str()),
        State::Unfit(found) if *optional => ("skip", found.as_str()),
        State::Unfit(found) => ("BAD ", found.as_str()),
        State::Missing if *optional => ("skip", "not installed"),
        State::Missing => ("MISS", "missing"),
    };
    format!("{mark}  {name:<24} {found:<18} wanted: {wanted:<26} {needed_for}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requirement(state: State, optional: bool) -> Requirement {
        Requirement {
            name: "trunk",
            state,
            wanted: "0.21.14".into(),
            needed_for: "builds",
            remedy: String::new(),
            optional,
        }
    }

    #[test]
    fn a_wrong_version_shows_both_versions() {
        let text = line(&requirement(State::Unfit("0.20.1".into()), false));
        assert!(
            text.starts_with("BAD") && text.contains("0.20.1") && text.contains("wanted: 0.21.14"),
            "{text}"
        );
    }

    #[test]
    fn only_what_is_required_counts_as_missing() {
        assert!(line(&requirement(State::Missing, false)).starts_with("MISS"));
        assert!(line(&requirement(State::Missing, true)).starts_with("skip"));
    }
}
