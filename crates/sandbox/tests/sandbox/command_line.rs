use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
};

use maxio_sandbox::demo::{KEYS, SITES};
use serde_json::Value;

use crate::client::{basic, value};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maxio-sandbox"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    let output = command(arguments).output().expect("runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn help_lists_every_key_and_site_however_it_is_asked_for() {
    for arguments in [&[][..], &["--help"], &["-h"], &["demo"]] {
        let output = run(arguments);
        let help = String::from_utf8(output.stdout).unwrap();
        for key in KEYS {
            for part in [key.name, key.value, key.meaning] {
                assert!(help.contains(part), "{arguments:?} lacks {part}");
            }
        }
        for site in SITES {
            for part in [&site.base_path(), site.meaning] {
                assert!(help.contains(part), "{arguments:?} lacks {part}");
            }
        }
    }
}

#[test]
fn demo_json_lists_every_key_and_site_for_tools() {
    let demo: Value = serde_json::from_slice(&run(&["demo", "--json"]).stdout).unwrap();
    assert_eq!(demo["keys"].as_array().unwrap().len(), KEYS.len());
    assert_eq!(demo["sites"].as_array().unwrap().len(), SITES.len());
    for (shown, key) in demo["keys"].as_array().unwrap().iter().zip(KEYS) {
        assert_eq!((&shown["name"], &shown["value"]), (&Value::from(key.name), &Value::from(key.value)));
        assert_eq!(shown["meaning"], key.meaning);
    }
    for (shown, site) in demo["sites"].as_array().unwrap().iter().zip(SITES) {
        assert_eq!((&shown["name"], &shown["value"]), (&Value::from(site.name), &Value::from(site.name)));
        assert_eq!(shown["test"], site.test);
    }
    assert_eq!(demo["sites"][2]["environment"], "EU");
}

/// Ends the server whatever becomes of the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn serve_says_when_it_is_ready_logs_no_key_and_ends_on_ctrl_c() {
    let mut command = command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut serving = Serving(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts"));
    let mut stdout = BufReader::new(serving.0.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("listening on http://").expect("the address").to_owned();

    let key = value("admin");
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /us/{key}/site.json?{key} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: {}\r\n\r\n",
        basic(key, "x")
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");

    let interrupt = Command::new("kill").args(["-INT", &serving.0.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    assert!(serving.0.wait().unwrap().success());
    let (mut rest, mut logged) = (String::new(), String::new());
    stdout.read_to_string(&mut rest).unwrap();
    serving.0.stderr.take().unwrap().read_to_string(&mut logged).unwrap();
    assert_eq!(rest, "", "more than one line on stdout");
    assert!(logged.contains("<key admin>"), "{logged}");
    assert!(!logged.contains(key) && !logged.contains(&basic(key, "x")), "{logged}");
}

#[test]
fn an_address_in_use_is_an_error_that_says_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = command(&["serve", "--listen", &address]).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(message.contains(&address) && message.contains("--listen"), "{message}");
}
