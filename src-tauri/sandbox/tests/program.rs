//! The program `keyrack-sandbox`.

#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use support::*;

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyrack-sandbox"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

struct Running(Child, Value);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn run(arguments: &[&str]) -> Running {
    let mut child = program(arguments).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    Running(child, serde_json::from_str(&line).unwrap())
}

impl Running {
    fn list(&self) -> Answer {
        let token = text(&self.1["providers"]["kalshi"]["credentials"]["bearer_token"]);
        let headers = [("Authorization".to_owned(), format!("Bearer {token}"))];
        send(text(&self.1["listening"]).parse().unwrap(), "GET", KEYS, &headers, None)
    }
}

fn refused(output: &Output, code: i32, sentence: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.trim_end(), output.stdout.len()), (Some(code), sentence, 0));
}

#[test]
fn its_line_holds_credentials_that_work() {
    let it = run(&[]);
    let base_url = format!("http://{}{BASE}", text(&it.1["listening"]));
    assert_eq!(text(&it.1["providers"]["kalshi"]["base_url"]), base_url);
    assert_eq!(it.list().status, Some(200));
}

#[test]
fn its_line_has_every_provider() {
    let it = run(&[]);
    let fields = |name: &str| {
        let offer = &it.1["providers"][name];
        let credentials: Vec<String> = names(&offer["credentials"]).into_iter().map(str::to_owned).collect();
        (text(&offer["base_url"]).split_once("127.0.0.1").unwrap().1.split_once('/').unwrap().1.to_owned(), credentials)
    };
    let expected = |path: &str, names: &str| (path.to_owned(), names.split(' ').map(str::to_owned).collect());
    assert_eq!(fields("kalshi"), expected("trade-api/v2", "bearer_token key_id private_key"));
    let pair = "api_key api_secret created_at id label scopes without_manage";
    assert_eq!(fields("buildmarkets"), expected("buildmarkets/v1", pair));
    assert_eq!(fields("openfish"), expected("openfish", "address api_key passphrase secret"));
    assert_eq!(fields("blockmind"), expected("blockmind/api/agent", "key key_id"));
}

#[test]
fn its_faults_hold() {
    let it = run(&["--fault", "status=500"]);
    assert_eq!([it.list().status, it.list().status], [Some(500), Some(500)]);
}

#[test]
fn its_state_survives_being_killed() {
    let file = new_dir().join("state.json");
    let first = run(&["--state", path(&file)]);
    let id = text(&first.1["providers"]["kalshi"]["credentials"]["key_id"]);
    drop(first);
    let second = run(&["--state", path(&file)]);
    assert_eq!(second.list().json()["api_keys"][0]["api_key_id"], id);
}

#[test]
fn an_address_that_others_reach_is_refused() {
    let sentence = "0.0.0.0:0 is not a loopback address: the practice server listens on this computer only.";
    refused(&program(&["--listen", "0.0.0.0:0"]).output().unwrap(), 2, sentence);
}

#[test]
fn an_unknown_option_is_refused() {
    refused(&program(&["--verbose"]).output().unwrap(), 2, "'--verbose' is not an option; see --help.");
}

#[test]
fn an_unknown_fault_is_refused() {
    refused(&program(&["--fault", "gremlin"]).output().unwrap(), 2, "There is no fault named 'gremlin'.");
}

#[test]
fn a_missing_value_is_refused() {
    refused(&program(&["--state"]).output().unwrap(), 2, "--state needs a value after it.");
}

#[test]
fn help_names_the_options() {
    let output = program(&["--help"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.contains("--listen") && said.contains("slow-revoke"), "{said}");
}
