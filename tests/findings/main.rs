//! What `check` warns of: every kind, in the right row, in one run.

mod beside;
mod cells;
mod files;
mod kinds;
mod letter;
mod lists;
mod one_run;
mod persons;
mod recipients;
mod relations;
mod repeats;
mod server;
mod sound;
#[path = "../support/mod.rs"]
mod support;
mod tags;

use std::path::Path;

use support::program::{Finished, Program};
use tempfile::TempDir;

const TEMPLATE: &str = "\
From: Teacher <teacher@school.example>
To: {{ name }} <{{ email }}>
Subject: {% if class != \"3A\" %}Marks{% endif %}
Attachment: {{ report }}

<p>Dear {{ name }} ({{ student_no }}), your mark is {{ mark }}: <a href=\"{{ link }}\">all marks</a></p>
<img src=\"http://school.example/logo.png\"> <a href=\"http://school.example\">school</a>
";

const SHORT: &str = "From: Teacher <teacher@school.example>\nTo: {{ email }}\nSubject: Hello\n\nDear {{ name }}\n";

const SHORT_TO_ALL: &str = "From: t@a.example\nTo: {{ email }}\nSubject: Hi\n\nHello\n";

fn folder(list: &str, template: &str) -> TempDir {
    let template = template.replace("student_no", "student no");
    let files = [
        "report-emma-wilson.pdf", "report-张三.pdf", "10004.pdf", "10005.pdf", "10006.exe", "10007.pdf", "10009.pdf",
        "10009b.pdf",
    ];
    let files = files.into_iter().map(|name| (name, name));
    let all: Vec<_> =
        [("list.csv", list), ("letter.html", template.as_str()), ("empty.pdf", "")].into_iter().chain(files).collect();
    support::folder(&all)
}

fn check(dir: &Path, more: &[&str]) -> Finished {
    Program::new(dir).args(["check", "list.csv", "-t", "letter.html"]).args(more).run()
}

/// What `check --json` finds in a list of its own: kind, line, column, and what is suggested is in `what`.
fn found(list: &str, name: &str, template: &str, files: &[&str], more: &[&str]) -> Vec<(String, u64, String)> {
    let all: Vec<_> =
        [("list.csv", list), (name, template)].into_iter().chain(files.iter().map(|file| (*file, *file))).collect();
    let dir = support::folder(&all);
    let run = Program::new(dir.path()).args(["check", "list.csv", "-t", name, "--json"]).args(more).run();
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let text = |item: &serde_json::Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    let item = |item: &serde_json::Value| {
        let line = item["line"].as_u64().unwrap_or_default();
        (text(item, "kind"), line, format!("{}|{}", text(item, "column"), text(item, "what")))
    };
    document["findings"].as_array().expect("a list").iter().map(item).collect()
}

/// Of findings, those of a kind: their lines and columns.
fn of_kind<'a>(found: &'a [(String, u64, String)], kind: &str) -> Vec<(u64, &'a str)> {
    let column = |what: &'a str| what.split('|').next().unwrap_or_default();
    found.iter().filter(|(name, ..)| name == kind).map(|(_, line, what)| (*line, column(what))).collect()
}

fn document(run: &Finished) -> serde_json::Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("it is one JSON document: {error}\n{}", run.stdout))
}

/// Severity, kind, line and column of each item.
fn items(run: &Finished) -> Vec<(String, String, Option<u64>, String)> {
    let document = document(run);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = document["findings"].as_array().expect("a list").iter();
    items
        .map(|item| (text(&item["severity"]), text(&item["kind"]), item["line"].as_u64(), text(&item["column"])))
        .collect()
}

/// The findings of a kind: severity, line, what.
fn items_of(run: &Finished, kind: &str) -> Vec<(String, Option<u64>, String)> {
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    let items = document["findings"].as_array().expect("a list").iter().filter(|item| item["kind"] == kind);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    items.map(|item| (text(&item["severity"]), item["line"].as_u64(), text(&item["what"]))).collect()
}

/// Rows of a class: numbers, days, addresses, as they are in most of them.
fn class(rows: std::ops::Range<u32>) -> String {
    let row = |n: u32| {
        let mark = 55 + n * 17 % 46;
        let letters: String = [n / 26, n].iter().map(|n| char::from(b'a' + (n % 26) as u8)).collect();
        format!(
            "Pupil {letters},p{n}x@school.edu.cn,{},{mark},2026-12-{:02},well done\n",
            2_023_100 + n * 37 % 400,
            1 + n % 20
        )
    };
    rows.map(row).collect()
}

const OF_A_CLASS: &str = "name,email,id,mark,day,note\n";

const TO_A_CLASS: &str =
    "From: t@school.edu.cn\nTo: {{ name }} <{{ email }}>\nSubject: Hi\n\n{{ id }} {{ mark }} {{ day }} {{ note }}\n";
