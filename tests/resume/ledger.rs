//! Where there is a ledger, and where none.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use mailshot::sink::Options;

use crate::support::program::Program;
use crate::{ALL_ONCE, Project};

#[test]
fn a_trial_and_a_run_without_a_ledger_leave_none() {
    let project = Project::new();
    project.send(&["--send-to", "me@example.com", "--limit", "1"]).assert_code(0);
    project.send(&["--send-to", "me@example.com", "--limit", "1"]).assert_code(0);
    assert_eq!(project.ledgers(), [""; 0]);
    project.send(&["--ledger", "none"]).assert_code(0);
    assert_eq!(project.ledgers(), [""; 0]);
    assert_eq!(project.report().len(), 4, "the report is whole without a ledger");
    // Neither is the batch.
    project.send(&[]).assert_code(0);
    project.assert_copies(&[("anna", 2), ("bert", 2), ("carl", 2), ("dora", 2), ("me", 2)]);
}

#[test]
fn a_check_or_a_fault_leaves_no_ledger() {
    let project = Project::new();
    Program::new(project.dir.path()).args(["check", "list.csv", "-t", "template.txt"]).run().assert_code(0);
    project.list(&["nobody,Nobody,0"]);
    project.send(&[]).assert_code(2);
    assert_eq!(project.ledgers(), [""; 0]);
}

#[test]
fn a_second_process_is_refused_while_the_first_runs() {
    let project = Project::with(Options { latency: Duration::from_millis(200), ..Options::default() });
    let mut first =
        project.program("list.csv", &["--sessions", "1"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    while project.sink.counts().messages == 0 {
        assert!(first.try_wait().expect("it was started").is_none());
        std::thread::yield_now();
    }
    for args in [&[][..], &["--again"], &["--retry", "in-doubt"]] {
        let second = project.send(args);
        second.assert_code(2);
        second.assert_says(&["list.template.ledger", "another mailshot is using this ledger"]);
    }
    assert_eq!(first.wait().expect("it was started").code(), Some(0));
    project.assert_copies(ALL_ONCE);
    assert_eq!(project.ledgers(), ["list.template.ledger"]);
}

#[test]
fn a_ledger_that_cannot_be_used_stops_before_anything_is_sent() {
    let project = Project::new();
    project.write("text.ledger", "this is somebody's diary\n");
    for (ledger, says) in
        [("text.ledger", "is not a ledger"), ("missing/a.ledger", "cannot be made"), (".", "it is no file")]
    {
        let finished = project.send(&["--ledger", ledger]);
        finished.assert_code(2);
        finished.assert_says(&[says, "--ledger"]);
    }
    assert_eq!(project.sink.counts().connections, 0);
    assert_eq!(fs::read_to_string(project.file("text.ledger")).expect("it is there"), "this is somebody's diary\n");
}
