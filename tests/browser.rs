//! What the pages of the program do in a real browser: `tests/browser/*.mjs`, each run with pages that are made here.
//!
//! They need chromium, node and, once, `npm ci` in `tests/browser`: `tests/run` sees to all of it.

mod support;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mailshot::sink::{Options, Pattern, Sink};
use support::program::Program;
use tempfile::TempDir;

/// Runs a file of `tests/browser` with these arguments, and shows what it said where it fails.
fn spec(name: &str, args: &[&OsStr]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    assert!(
        folder.join("node_modules").is_dir(),
        "tests/browser: its packages are not there. Run tests/run, or npm ci in that folder."
    );
    let ran = Command::new("node").arg(folder.join(name).with_extension("mjs")).args(args).output();
    let ran = ran.unwrap_or_else(|error| panic!("node: cannot be run: {error}. Run tests/run, or install nodejs."));
    assert!(
        ran.status.success(),
        "{name}: {}\n{}{}",
        ran.status,
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

#[test]
fn harness() {
    let dir = folder();
    spec("harness", &[dir.path().as_os_str()]);
}

#[test]
fn load() {
    let refuse = vec![Pattern::parse("user7@*", false).expect("it is a pattern")];
    let sink = Sink::start(Options { refuse, ..Options::default() }).expect("loopback has a free port");
    let dir = folder();
    Program::new(dir.path())
        .args(["load", "--server", &sink.address().to_string(), "--tls", "none", "--count", "200", "--quiet"])
        .args(["--recipient", "user{n}@example.com", "--report", "load.html"])
        .run()
        .assert_code(1);
    spec("load", &[dir.path().join("load.html").as_os_str()]);
}

#[test]
fn preview() {
    let dir = folder();
    for file in fs::read_dir("tests/browser/hostile").expect("it is committed") {
        let file = file.expect("readable").path();
        fs::copy(&file, dir.path().join(file.file_name().expect("it has a name"))).expect("it can be copied");
    }
    fs::copy("templates/logo.png", dir.path().join("logo.png")).expect("it is committed");
    let mut long = "name,email\n".to_owned();
    for number in 1..=2_345 {
        long.push_str(&format!("Reader {number},reader{number}@example.com\n"));
    }
    fs::write(dir.path().join("long.csv"), long).expect("it can be written");
    fs::write(dir.path().join("note.txt"), "From: a@example.org\nTo: {{ email }}\nSubject: Note\n\nDear {{ name }}.\n")
        .expect("it can be written");
    let preview = |list: &str, template: &str, output: &str| {
        Program::new(dir.path()).args(["preview", list, "-t", template, "-o", output]).run()
    };
    preview("list.csv", "letter.html", "hostile").assert_code(2);
    preview("long.csv", "note.txt", "long").assert_code(0);
    let page = |folder: &str| dir.path().join(folder).join("index.html").into_os_string();
    spec("preview", &[&page("hostile"), &page("long")]);
}

/// A file that no test names would never be run.
#[test]
fn every_spec_is_run() {
    let named = fs::read_to_string("tests/browser.rs").expect("this file is there");
    let files =
        fs::read_dir("tests/browser").expect("the folder is there").map(|entry| entry.expect("readable").path());
    let specs: Vec<PathBuf> = files.filter(|file| file.extension() == Some(OsStr::new("mjs"))).collect();
    assert!(!specs.is_empty());
    for spec in specs {
        let name = spec.file_stem().expect("it has a name").to_string_lossy().into_owned();
        assert!(named.contains(&format!("spec(\"{name}\"")), "{name}: no test runs it");
    }
}
