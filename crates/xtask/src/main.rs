//! Every developer command of this repository: `cargo xtask --help` lists them.
//!
//! - `doctor` says which tools are there; [`tools`] installs what a command needs.
//! - `dev` is the development loop: it shows the widget, and rebuilds and reloads it after each change.
//! - `build` makes `dist/`, `npm` the package of it; `lint` and `test` check everything; `demo` runs it all, `gallery`
//!   shows it.

mod bench;
mod build;
mod demo;
mod dev;
mod doctor;
mod fuzz;
mod fuzz_api;
mod gallery;
mod lint;
mod npm;
mod process;
mod soak;
mod surface;
mod test;
mod tools;
mod workspace;

use clap::Parser;
use std::process::ExitCode;
use workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Builds, checks and runs maxio-link",
    version
)]
#[command(after_help = "Tools that a command needs are installed when missing, into MAXIO_LINK_TOOLS \
    (default: the user's cache directory), never twice.")]
enum Cli {
    /// Say which tools are there, which are missing, and how to get those
    #[command(
        long_about = "Lists every tool with the version found and the version wanted, and how to get what is \
        missing. Installs nothing. Exit code 1 if something is missing."
    )]
    Doctor,
    Build(build::Args),
    Bench(bench::Args),
    Fuzz(fuzz::Args),
    FuzzApi(fuzz_api::Args),
    /// Check format, lints, types, documentation and licences
    #[command(
        long_about = "Runs rustfmt, prettier, clippy (native and WebAssembly), the TypeScript compiler, rustdoc \
        and, where it is installed, cargo-deny. Warnings count as errors. All checks run, even after one failed."
    )]
    Lint,
    Npm(npm::Args),
    Soak(soak::Args),
    Surface(surface::Args),
    Test(test::Args),
    Demo(demo::Args),
    Dev(dev::Args),
    Gallery(gallery::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut workspace = Workspace::locate()?;
    match cli {
        Cli::Doctor => doctor::run(&workspace),
        Cli::Build(args) => build::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Fuzz(args) => fuzz::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::FuzzApi(args) => fuzz_api::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Bench(args) => bench::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Lint => lint::run(&mut workspace),
        Cli::Npm(args) => npm::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Soak(args) => soak::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Surface(args) => surface::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Test(args) => test::run(&mut workspace, &args),
        Cli::Demo(args) => demo::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Dev(args) => dev::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
        Cli::Gallery(args) => gallery::run(&mut workspace, &args).map(|()| ExitCode::SUCCESS),
    }
}
