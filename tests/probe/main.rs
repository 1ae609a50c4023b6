//! `mailshot probe` and `mailshot providers`: against the sink, against servers that misbehave, and with a name server of its
//! own.

#[path = "../support/mod.rs"]
mod support;

mod dns;
mod names;
mod providers;
mod server;

use std::path::Path;

use serde_json::Value;
use support::program::{Finished, Program};

const PASSWORD: &str = "white chalk";

/// Runs a probe with the password of the sinks here.
fn probe(dir: &Path, args: &[&str]) -> Finished {
    let finished = Program::new(dir).env("MAILSHOT_PASSWORD", PASSWORD).arg_list("probe", args).run();
    assert!(!finished.stdout.contains(PASSWORD) && !finished.stderr.contains(PASSWORD), "the password is told");
    finished
}

/// The same as JSON: the whole, and its steps.
fn probe_json(dir: &Path, args: &[&str]) -> (Finished, Value) {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    let finished = probe(dir, &args);
    let json = serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("{error}: {finished:?}"));
    (finished, json)
}

/// `dns ok, tcp ok, tls failed`.
fn outcomes(json: &Value) -> String {
    let steps = json["steps"].as_array().expect("steps is a list");
    let told =
        |step: &Value| format!("{} {}", step["step"].as_str().unwrap_or("?"), step["outcome"].as_str().unwrap_or("?"));
    steps.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// A step by its name.
fn step<'a>(json: &'a Value, name: &str) -> &'a Value {
    let steps = json["steps"].as_array().expect("steps is a list");
    steps.iter().find(|step| step["step"] == name).unwrap_or_else(|| panic!("no step {name}: {json}"))
}

trait ArgList {
    fn arg_list(self, command: &str, args: &[&str]) -> Self;
}

impl ArgList for Program {
    fn arg_list(self, command: &str, args: &[&str]) -> Self {
        self.args([command]).args(args)
    }
}
