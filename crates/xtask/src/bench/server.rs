//! What the server costs: its static files beside nginx, its connection endpoint beside a bare handler that asks the same
//! of Maxio. All in one run, one after the other, with the same load.

use crate::process;
use crate::tools::Packages;
use crate::workspace::Workspace;
use crate::{build, demo};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PACKAGES: Packages = Packages {
    program: "nginx and wrk",
    needed_for: "the benchmark of the server",
    names: &["nginx-light", "wrk"],
    otherwise: "put both on PATH",
};
/// One thread on one core, so that the servers have the others.
const LOAD: [&str; 5] = ["-t1", "-c16", "-d8s", "--latency", "--timeout=10s"];
const COMPANIES: usize = 16;
/// What a page loads.
const FILES: [&str; 2] = ["maxio-link.wasm", "maxio-link.js"];

/// One line of the table.
struct Measured {
    name: &'static str,
    per_second: f64,
    p50: String,
    p99: String,
}

/// A program that is killed when this is dropped.
struct Running {
    child: Child,
    address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Killed, it would leave its workers behind: it is told to stop, and waited for.
struct Nginx {
    running: Running,
    stop: Command,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        if self.stop.status().is_ok_and(|status| status.success()) {
            let _ = self.running.child.wait();
        }
    }
}

impl Running {
    /// Reads the address from the line that all of our programs print.
    fn start(command: &mut Command) -> Result<Self> {
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child =
            spawned.with_context(|| format!("could not start `{}`", process::describe(command)))?;
        let output = child.stdout.take().context("it has no output")?;
        let mut running = Self { child, address: String::new() };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on ");
        running.address =
            address.with_context(|| format!("`{}` did not start", process::describe(command)))?.to_owned();
        Ok(running)
    }

    /// Of its memory, in MB: now, and the most that it ever was.
    fn memory(&self) -> Result<(u64, u64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            kilobytes.map(|number| number / 1024).with_context(|| format!("the system does not tell {name}"))
        };
        Ok((megabytes("VmRSS:")?, megabytes("VmHWM:")?))
    }
}

pub fn run(workspace: &mut Workspace) -> Result<()> {
    let (nginx, wrk) = PACKAGES.ensure(workspace, || Some((program("nginx")?, program("wrk")?)))?;
    if !FILES.iter().all(|file| workspace.dist().join(file).with_added_extension("br").is_file()) {
        build::release_within_budget(workspace)?;
    }
    let package = ["build", "--release", "--package", "maxio-link-server"];
    let programs = ["--bin", "maxio-link-server", "--example", "bare"];
    process::run(&mut workspace.cargo(package.into_iter().chain(programs)))?;
    let release = workspace.target.join("release");
    let bare = release.join("examples/bare");

    let folder = std::env::temp_dir().join(format!("maxio-link-bench-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let measured = measure(workspace, &release.join("maxio-link-server"), &bare, &nginx, &wrk, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

fn measure(
    workspace: &Workspace,
    server: &Path,
    bare: &Path,
    nginx: &Path,
    wrk: &Path,
    folder: &Path,
) -> Result<()> {
    let upstream = Running::start(Command::new(bare).arg("upstream"))?;
    let template = format!("{}/{{environment}}/{{site}}", upstream.address);
    let program = || {
        let mut command = Command::new(server);
        command.current_dir(folder).env("MAXIO_LINK_LOG", "warn");
        command
    };
    process::output(program().args(["master-key", "generate", "--out", "key"]))?;
    let api_key = process::output(program().args(["api-key", "create", "--name", "bench"]))?;
    let serving = Running::start(
        program()
            .args(["serve", "--listen", "127.0.0.1:0", "--master-key-file", "key", "--assets"])
            .arg(workspace.dist())
            .args(["--maxio-base-url", &template]),
    )?;
    let at_rest = serving.memory()?.0;
    let api = demo::Api::new(serving.address.clone(), api_key.trim());
    api.enable_integration()?;
    let companies: Vec<String> = (0..COMPANIES)
        .map(|number| api.create_company(&format!("Company {number}"), None).map(|company| company.id))
        .collect::<Result<_>>()?;

    let version = env!("CARGO_PKG_VERSION");
    let accept = ["-H", "accept-encoding: br"];
    let embed = format!("{}/embed/{version}", serving.address);
    let ours = FILES.map(|file| load(wrk, "maxio-link-server", &format!("{embed}/{file}"), &accept));
    let nginx = start_nginx(nginx, folder, &workspace.dist())?;
    let theirs = FILES.map(|file| load(wrk, "nginx", &format!("{}/{file}", nginx.running.address), &accept));
    drop(nginx);

    let script = folder.join("post.lua");
    std::fs::write(&script, post(&companies, api_key.trim()))?;
    let script = ["-s", script.to_str().context("the folder's name is not UTF-8")?];
    let links = load(wrk, "maxio-link-server", &serving.address, &script)?;
    let handler = Running::start(Command::new(bare).arg(&template))?;
    let baseline = load(wrk, "bare handler", &handler.address, &script)?;

    println!("Cores: {}, of which wrk has one", std::thread::available_parallelism()?);
    for (file, (ours, theirs)) in FILES.into_iter().zip(ours.into_iter().zip(theirs)) {
        println!("\nStatic file ({file}, brotli), 16 connections:");
        table(&ours?, &theirs?);
    }
    println!("\nConnection endpoint (five requests to Maxio each, SQLite), 16 connections:");
    table(&links, &baseline);
    println!("\nMemory of the server: {at_rest} MB at rest, {} MB at most under load", serving.memory()?.1);
    Ok(())
}

/// On a free port, in the foreground, with a folder of its own, and a process for each core, as it is installed.
fn start_nginx(nginx: &Path, folder: &Path, dist: &Path) -> Result<Nginx> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    // What it serves must be readable by the user that its workers run as.
    let root = folder.join("files");
    std::fs::create_dir(&root)?;
    for file in FILES {
        std::fs::copy(dist.join(file).with_added_extension("br"), root.join(file))?;
    }
    let at = folder.display();
    let configuration = folder.join("nginx.conf");
    let text = format!(
        "daemon off; master_process on; worker_processes auto; pid {at}/nginx.pid; error_log {at}/nginx.log;
         events {{ worker_connections 256; }}
         http {{
           access_log off; sendfile on; client_body_temp_path {at}/a; proxy_temp_path {at}/b;
           fastcgi_temp_path {at}/c; scgi_temp_path {at}/d; uwsgi_temp_path {at}/e;
           types {{ application/wasm wasm; text/javascript js; }}
           server {{
             listen 127.0.0.1:{port}; root {at}/files;
             add_header Content-Encoding br; add_header Cache-Control \"public, max-age=31536000, immutable\";
           }}
         }}"
    );
    std::fs::write(&configuration, text)?;
    let command = || {
        let mut command = Command::new(nginx);
        command.arg("-c").arg(&configuration).stderr(Stdio::null());
        command
    };
    let child = command().spawn()?;
    let mut stop = command();
    stop.args(["-s", "stop"]);
    let running = Nginx { running: Running { child, address: format!("http://127.0.0.1:{port}") }, stop };
    let begun = std::time::Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        if begun.elapsed().as_secs() > 10 {
            bail!(
                "nginx did not start: {}",
                std::fs::read_to_string(folder.join("nginx.log")).unwrap_or_default()
            );
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Ok(running)
}

/// A script for wrk: posts a good key for one company after the other.
fn post(companies: &[String], api_key: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let ids = companies.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(",");
    let key = STANDARD.encode(api_key);
    format!(
        r#"local ids, turn = {{{ids}}}, 0
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Basic {key}"
wrk.body = '{{"platformKey":"mxio","apiKey":"a-key-of-the-benchmark","subdomain":"bench","environment":"US"}}'
request = function()
  turn = turn % #ids + 1
  return wrk.format(nil, "/companies/" .. ids[turn] .. "/connections")
end
"#
    )
}

fn load(wrk: &Path, name: &'static str, url: &str, more: &[&str]) -> Result<Measured> {
    let text = process::output(Command::new(wrk).args(LOAD).args(more).arg(url))?;
    if let Some(refused) =
        text.lines().find(|line| line.contains("Non-2xx") || line.contains("Socket errors"))
    {
        bail!("{name}: {refused}");
    }
    parse(name, &text).with_context(|| format!("wrk said something else than expected: {text}"))
}

fn parse(name: &'static str, text: &str) -> Option<Measured> {
    let after = |word: &str| {
        let line = text.lines().map(str::trim).find(|line| line.starts_with(word))?;
        line.split_whitespace().nth(1).map(str::to_owned)
    };
    let per_second = after("Requests/sec:")?.parse().ok()?;
    Some(Measured { name, per_second, p50: after("50%")?, p99: after("99%")? })
}

fn table(ours: &Measured, other: &Measured) {
    for line in [ours, other] {
        let Measured { name, per_second, p50, p99 } = line;
        println!("  {name:<20} {per_second:>9.0} a second   p50 {p50:>8}   p99 {p99:>8}");
    }
    println!("  ratio                {:>9.2}", ours.per_second / other.per_second);
}

/// Debian has nginx where ordinary users do not look.
fn program(name: &str) -> Option<PathBuf> {
    which::which(name).ok().or_else(|| Some(Path::new("/usr/sbin").join(name)).filter(|path| path.is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_says_is_read() {
        let text = "  Latency Distribution\n     50%    2.75ms\n     75%    3.28ms\n     99%    8.51ms\n\
                    \n  46321 requests in 8.01s\nRequests/sec:   5785.83\nTransfer/sec:      1.17GB\n";
        let measured = parse("x", text).unwrap();
        assert_eq!((measured.per_second, &*measured.p50, &*measured.p99), (5785.83, "2.75ms", "8.51ms"));
        assert!(parse("x", "nothing").is_none());
    }
}
