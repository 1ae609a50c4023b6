//! What a run says of the server, in every report alike; and that one which did not finish says nothing.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;

use mailshot::sink::Options;
use nix::sys::signal::Signal;
use serde_json::Value;

use crate::ends::{assert_accounted, hangs, number};
use crate::support::port::closed_port;
use crate::support::program::{Program, signal};
use crate::{folder, patterns, start};

const FORMATS: [&str; 4] = ["r.json", "r.csv", "r.txt", "r.html"];

/// Each report says that there is no verdict, and how the run ended.
fn assert_no_verdict(dir: &Path, end: &str) {
    let [json, csv, text, page] =
        FORMATS.map(|file| fs::read_to_string(dir.join(file)).unwrap_or_else(|error| panic!("{file}: {error}")));
    let report: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!((report["end"].as_str(), &report["verdict"]), (Some(end), &Value::Null));
    for line in [format!("end,{end},"), "verdict,none,,".to_owned(), "condition,none,,p99>3600s: ".to_owned()] {
        assert!(csv.lines().any(|other| other.starts_with(&line)), "no {line:?} in:\n{csv}");
    }
    assert!(text.contains("No verdict: the run did not finish.") && text.contains(end), "{text}");
    assert!(page.contains("<h2>No verdict: the run did not finish</h2>"), "{page}");
    assert!(![csv, text].iter().any(|told| told.contains("passed")) && !page.contains("Verdict: "), "{page}");
}

fn with_reports(dir: &Path, server: SocketAddr, condition: &str, more: &[&str]) -> Program {
    let reports = FORMATS.iter().flat_map(|file| ["--report", file]);
    let args = ["load", "--server", &server.to_string(), "--tls", "none", "--fail-if", condition];
    Program::new(dir).args(args).args(more).args(reports)
}

#[test]
fn a_run_that_is_stopped_has_no_verdict() {
    let dir = folder();
    let finished = with_reports(dir.path(), closed_port(), "p99>3600s", &["--count", "5"]).run();
    finished.assert_code(75);
    assert!(!finished.stderr.contains("--fail-if") && finished.stdout.contains("No verdict"), "{finished:?}");
    assert_no_verdict(dir.path(), "stopped");
}

/// The server has the messages and says nothing of them.
#[cfg(unix)]
#[test]
fn a_run_that_is_cut_off_has_no_verdict() {
    let (server, has_all) = hangs(3);
    let dir = folder();
    let mut child = with_reports(dir.path(), server, "p99>3600s", &["--duration", "1h", "--sessions", "3"]).spawn();
    let mut told = BufReader::new(child.stderr.take().expect("it is a pipe"));
    let mut line = String::new();
    has_all.recv().expect("the server runs");
    signal(&child, Signal::SIGINT);
    told.read_line(&mut line).expect("a pipe can be read");
    assert!(line.starts_with("Stopping"), "{line}");
    signal(&child, Signal::SIGINT);
    told.read_to_string(&mut line).expect("a pipe can be read");
    assert_eq!(child.wait().expect("it was started").code(), Some(130), "{line}");
    assert_no_verdict(dir.path(), "interrupted");
    let report = fs::read_to_string(dir.path().join("r.json")).expect("it was written");
    let report: Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(number(&report, "cut_off"), 3);
    assert_accounted(&report, 3);
}

#[test]
fn a_verdict_is_the_same_wherever_it_is_told() {
    let sink = start(Options { refuse: patterns(&["user3@*"]), ..Options::default() });
    for (condition, verdict) in [("errors>50%", "passed"), ("errors>5%", "failed"), ("rate<0.001", "failed")] {
        let dir = folder();
        let finished = with_reports(dir.path(), sink.address(), condition, &["--count", "10"]).run();
        finished.assert_code(i32::from(verdict == "failed"));
        let [json, csv, text, page] = FORMATS.map(|file| fs::read_to_string(dir.path().join(file)).expect("written"));
        let report: Value = serde_json::from_str(&json).expect("it is JSON");
        assert_eq!(report["verdict"], verdict, "{condition}");
        assert!(csv.contains(&format!("\nverdict,{verdict},,\n")), "{condition}: {csv}");
        assert!(text.contains(&format!("\nVerdict: {verdict}\n")), "{condition}: {text}");
        assert!(page.contains(&format!("<h2>Verdict: {verdict}</h2>")), "{condition}");
        // Where no condition speaks of errors, they fail the run, and it is said why.
        let is_said = text.contains("1 not accepted, and no --fail-if says how many may be");
        assert_eq!(is_said, condition.starts_with("rate"), "{text}");
    }
}
