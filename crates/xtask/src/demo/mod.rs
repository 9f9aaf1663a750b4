//! `cargo xtask demo`: server, sandbox and a partner's page, ready to click through.

mod api;
mod backend;
mod data;
mod keys;
mod servers;

use crate::workspace::Workspace;
use crate::{build, process};
use anyhow::{Context, Result, bail};
pub use api::Api;
use api::Company;
pub use backend::{Backend, Furnished};
use data::Data;
use keys::Keys;
pub use servers::{Servers, Stop};
use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Start the whole of it: a Link URL, a partner's page, demo keys
#[derive(clap::Args)]
#[command(
    long_about = "Builds everything and starts a server (on --port), a sandbox that stands in for Maxio (the next \
    port) and a partner's page (the one after). Prints what to open and which keys to enter; runs until Ctrl-C."
)]
pub struct Args {
    /// Only print the Link URL, do not open it in the browser
    #[arg(long)]
    no_open: bool,
    /// The port of the server; the two ports after it are used as well
    #[arg(long, default_value_t = 8787, value_parser = clap::value_parser!(u16).range(1..=65533))]
    port: u16,
    /// Keep the database here, over several demos; without it each demo starts afresh
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// The site of the sandbox that the demo keys belong to.
const SITE: &str = "acme";

/// Who listens where.
pub struct Ports {
    server: u16,
    sandbox: u16,
    partner: u16,
}

impl Ports {
    /// The server's, and the two after it.
    pub fn from(server: u16) -> Self {
        Self { server, sandbox: server.saturating_add(1), partner: server.saturating_add(2) }
    }

    /// Found out before anything is built: the build may take minutes.
    pub fn check(&self) -> Result<()> {
        for (port, who) in
            [(self.server, "server"), (self.sandbox, "sandbox"), (self.partner, "partner's page")]
        {
            check_port(port, who)?;
        }
        Ok(())
    }

    fn server_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.server)
    }

    /// Another host name than the server's: to a browser that is another origin and another site.
    fn partner_url(&self) -> String {
        format!("http://localhost:{}", self.partner)
    }
}

/// Whether something can listen there at this moment.
pub fn check_port(port: u16, who: &str) -> Result<()> {
    if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        bail!("port {port}, for the {who}, cannot be used ({error}): choose another with --port");
    }
    Ok(())
}

pub fn run(workspace: &mut Workspace, args: &Args) -> Result<()> {
    let ports = Ports::from(args.port);
    ports.check()?;
    build::release(workspace)?;
    let programs = build::programs(workspace)?;
    // From here on Ctrl-C must stop the servers too.
    let stop = Stop::on_signals()?;
    let demo = Demo::start(workspace, &programs, ports, args.data.as_deref(), &stop)?;
    demo.print_summary();
    println!("Everything is running: press Ctrl-C to stop.");
    if !args.no_open && open::that_detached(&demo.known.link_url).is_err() {
        // Not the error itself, which repeats the address with its one-time password.
        println!("No browser can be opened from here: open the Link URL yourself.");
    }
    demo.servers.run_until(&stop)?;
    println!("\nStopped.");
    Ok(())
}

/// Server, sandbox and a partner's page, running until this is dropped.
pub struct Demo {
    pub servers: Servers,
    ports: Ports,
    data: Data,
    keys: Keys,
    /// Its site is known.
    known: Company,
    /// Its merchant is asked for the site.
    unknown: Company,
}

impl Demo {
    /// `programs`: server and sandbox. `folder` is where the database is kept; without it, it is made afresh.
    pub fn start(
        workspace: &Workspace,
        [server, sandbox]: &[PathBuf; 2],
        ports: Ports,
        folder: Option<&Path>,
        stop: &Stop,
    ) -> Result<Self> {
        let keys = Keys::of_sandbox(workspace, sandbox)?;
        let data = Data::prepare(workspace, server, folder, ports.server)?;
        let mut servers = Servers::new(data.logs());
        servers.start("sandbox", sandbox_command(workspace, sandbox, &ports), stop)?;
        servers.start("server", server_command(workspace, server, &ports, &data), stop)?;

        let api = Api::new(ports.server_url(), &data.api_key);
        api.enable_integration()?;
        let known = api.create_company("Acme Coffee", Some(SITE))?;
        let unknown = api.create_company("Acme Bakery", None)?;
        servers.start("partner-page", partner_command(workspace, &ports, &data, &unknown), stop)?;
        Ok(Self { servers, ports, data, keys, known, unknown })
    }

    /// Each on a line of its own, for people and for scripts.
    pub fn print_summary(&self) {
        let Self { ports, data, keys, known, unknown, .. } = self;
        println!();
        println!("Link URL: {}", known.link_url);
        println!("Link URL (asks for the site): {}", unknown.link_url);
        println!("Partner page: {}/", ports.partner_url());
        println!("API: {}", ports.server_url());
        println!("API key: {}", data.api_key);
        println!("Company: {}", known.id);
        println!("Company (partner page): {}", unknown.id);
        println!("Key (admin): {}", keys.admin);
        println!("Key (no admin): {}", keys.no_admin);
        println!("Key (wrong): {}", keys.wrong);
        println!("Site: {SITE}");
        println!();
        println!("Open the Link URL and enter the admin key. Logs are in {}", data.logs().display());
    }
}

fn sandbox_command(workspace: &Workspace, sandbox: &Path, ports: &Ports) -> Command {
    let mut command = workspace.command(sandbox);
    command.args(["serve", "--listen", &format!("127.0.0.1:{}", ports.sandbox)]);
    command
}

fn server_command(workspace: &Workspace, server: &Path, ports: &Ports, data: &Data) -> Command {
    let mut command = workspace.command(server);
    for name in settings_of_the_environment() {
        command.env_remove(name);
    }
    command
        .args(["serve", "--listen", &format!("127.0.0.1:{}", ports.server)])
        .args(["--public-url", &ports.server_url()])
        .args(["--database", &data.database_url()])
        .arg("--assets")
        .arg(workspace.dist())
        .arg("--reload-assets")
        .args(["--partner-name", "Northwind Lending"])
        .args(["--allow-origin", &ports.partner_url()])
        .arg("--master-key-file")
        .arg(data.master_key())
        .arg("--maxio-base-url")
        .arg(format!("http://127.0.0.1:{}/{{environment}}/{{site}}", ports.sandbox));
    command
}

/// The server reads these too; settings meant for another server have no place in the demo. The log's detail may stay.
fn settings_of_the_environment() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        name.to_str().is_some_and(|name| name.starts_with("MAXIO_LINK_") && name != "MAXIO_LINK_LOG")
    })
}

fn partner_command(workspace: &Workspace, ports: &Ports, data: &Data, company: &Company) -> Command {
    let mut command = workspace.command("node");
    command
        .arg("examples/plain/server.mjs")
        .env("PORT", ports.partner.to_string())
        .env("LINK_ORIGIN", ports.server_url())
        .env("LINK_API_KEY", &data.api_key)
        .env("LINK_COMPANY_ID", &company.id);
    command
}

/// The first line of what a program prints.
fn only_line(command: &mut Command) -> Result<String> {
    let output = process::output(command)?;
    let line = output.lines().map(str::trim).find(|line| !line.is_empty());
    line.map(str::to_owned).with_context(|| format!("`{}` printed nothing", process::describe(command)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = Ports { server: port, sandbox: port, partner: port }.check().unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(&port.to_string()) && text.contains("server") && text.contains("--port"),
            "{text}"
        );
    }
}
