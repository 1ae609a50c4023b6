//! The same command again: what is sent, what is not, what is said about it.

mod again;
mod beside;
mod files;
mod finished;
mod ledger;
mod letter;
mod list;
mod reading;
#[path = "../support/mod.rs"]
mod support;
mod told;
mod unwritable;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use mailshot::sink::{Options, Sink};
use support::program::{Finished, Program, ReportLine, read_report};
use tempfile::TempDir;

const TEMPLATE: &str =
    "From: office@example.org\nTo: {{ email }}\nSubject: Marks\n\nDear {{ name }}, you have {{ mark }}.\n";

const LIST: &[&str] =
    &["anna@example.com,Anna,1", "bert@example.com,Bert,2", "carl@example.com,Carl,3", "dora@example.com,Dora,4"];

/// A list, a template, and a server that keeps what it gets.
struct Project {
    dir: TempDir,
    sink: Sink,
}

impl Project {
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let mail = Some(dir.path().join("mail"));
        let sink = Sink::start(Options { dir: mail, ..options }).expect("loopback has a free port");
        let project = Self { dir, sink };
        project.list(LIST);
        project.write("template.txt", TEMPLATE);
        project
    }

    /// Another server, for the same list: it has learnt something.
    fn serve(&mut self, options: Options) {
        let mail = Some(self.dir.path().join("mail"));
        self.sink = Sink::start(Options { dir: mail, ..options }).expect("loopback has a free port");
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).expect("the folder is there");
    }

    fn list(&self, rows: &[&str]) {
        self.write("list.csv", &format!("email,name,mark\n{}\n", rows.join("\n")));
    }

    fn program(&self, list: &str, args: &[&str]) -> Program {
        Program::new(self.dir.path())
            .args(["send", list, "-t", "template.txt", "--tls", "none", "--yes", "--report", "report.jsonl"])
            .args(["--server", &self.sink.address().to_string(), "--retry-wait", "10ms"])
            .args(args)
    }

    fn send(&self, args: &[&str]) -> Finished {
        self.program("list.csv", args).run()
    }

    fn report(&self) -> Vec<ReportLine> {
        read_report(&self.file("report.jsonl"))
    }

    /// What each recipient has got so far: the Message-IDs.
    fn got(&self) -> BTreeMap<String, Vec<String>> {
        let mut got: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in fs::read_dir(self.file("mail/new")).expect("the server made it") {
            let text = fs::read_to_string(entry.expect("it can be listed").path()).expect("it is ASCII");
            let field = |name: &str| {
                text.lines().find_map(|line| line.strip_prefix(name)).expect("it is there").trim().to_owned()
            };
            got.entry(field("Delivered-To:")).or_default().push(field("Message-ID:"));
        }
        got
    }

    /// How many copies each has got, `anna` standing for `anna@example.com`.
    fn assert_copies(&self, expected: &[(&str, usize)]) {
        let got = self.got();
        let got: BTreeMap<_, _> =
            got.iter().map(|(to, ids)| (to.trim_end_matches("@example.com"), ids.len())).collect();
        assert_eq!(got, expected.iter().copied().collect());
    }

    fn ledgers(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).expect("it is there");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("it can be listed").file_name().into_string().expect("ASCII")).collect();
        names.retain(|name| name.contains("ledger"));
        names.sort();
        names
    }
}

const ALL_ONCE: &[(&str, usize)] = &[("anna", 1), ("bert", 1), ("carl", 1), ("dora", 1)];
