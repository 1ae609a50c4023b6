//! What is done is not done again, unless it is asked for.

use std::fs;

use mailshot::sink::{Options, Pattern};

use crate::support::program::Program;
use crate::{ALL_ONCE, LIST, Project};

#[test]
fn a_finished_batch_is_not_sent_again_and_that_is_said() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    let first = project.report();
    let connections = project.sink.counts().connections;
    let again = project.send(&[]);
    again.assert_code(0);
    again.assert_says(&["Nothing to send", "--again"]);
    project.assert_copies(ALL_ONCE);
    assert_eq!(project.sink.counts().connections, connections, "the server was asked for nothing");
    let second = project.report();
    assert_eq!(second.len(), 4);
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(
            (one.row, &one.address, &one.outcome, &one.message_id),
            (other.row, &other.address, &other.outcome, &other.message_id)
        );
    }
    // The page of the same command tells the same of the batch.
    project.send(&["--report", "again.html"]).assert_code(0);
    let page = fs::read_to_string(project.file("again.html")).expect("it was written");
    assert!(page.contains(&format!("<td>{}</td>", project.sink.address())), "it names no server");
    assert_eq!(project.ledgers(), ["list.template.ledger"]);
}

#[test]
fn a_batch_is_finished_that_has_faulty_rows_left_alone() {
    let project = Project::new();
    project.list(&[LIST, &["nowhere,Emil,5"]].concat());
    let args = ["--skip-faulty", "--failed", "failed.csv"];
    let first = project.send(&args);
    first.assert_code(1);
    let outcomes = |project: &Project| project.report().into_iter().map(|line| line.outcome).collect::<Vec<_>>();
    let told = outcomes(&project);
    for file in ["report.jsonl", "failed.csv"] {
        fs::remove_file(project.file(file)).expect("it was written");
    }
    let again = project.send(&args);
    again.assert_code(1);
    again.assert_says(&[
        "Earlier runs have settled 4 recipients",
        "Nothing to send",
        "Written: report.jsonl, failed.csv",
    ]);
    assert!(again.stdout.contains("faulty    1") && again.stdout.contains("total     5"), "{}", again.stdout);
    assert_eq!(outcomes(&project), told);
    assert!(fs::read_to_string(project.file("failed.csv")).expect("it was written").contains("nowhere,Emil,5,faulty"));
    let without = project.send(&[]);
    without.assert_code(2);
    without.assert_says(&["Earlier runs have settled 4 recipients", "Nothing was sent"]);
    project.assert_copies(ALL_ONCE);
}

/// Neither command leaves a row out of the file silently, nor forgets what is to be mended in one.
#[test]
fn rows_that_cannot_be_sent_are_in_the_file_or_told_of() {
    const UNREADABLE: &str = "1 row that cannot be read could not be written there";
    let project = Project::new();
    project.list(&[LIST, &["bob@@example.com,Bob,5", "emil@example.com,Emil,5,6,7"]].concat());
    let sent = project.send(&["--skip-faulty", "--failed", "failed.csv"]);
    sent.assert_code(1);
    sent.assert_says(&[UNREADABLE]);
    let told = Program::new(project.dir.path()).args(["report", "list.template.ledger", "--failed", "rest.csv"]).run();
    assert!(told.stdout.contains(UNREADABLE), "{}", told.stdout);
    for file in ["failed.csv", "rest.csv"] {
        let rows = fs::read_to_string(project.file(file)).expect("it was written");
        assert!(rows.contains("bob@@example.com,Bob,5,faulty,"), "{file}:\n{rows}");
    }
}

#[test]
fn rows_are_written_as_what_their_file_is_called() {
    let project = Project::new();
    let refused = project.send(&["--failed", "rest.xlsx"]);
    refused.assert_code(2);
    refused.assert_says(&["rest.xlsx: the rows are written as CSV", "name the file .csv"]);
    project.send(&[]).assert_code(0);
    let refused = Program::new(project.dir.path()).args(["report", "list.template.ledger", "--failed", "r.ods"]).run();
    refused.assert_code(2);
    refused.assert_says(&["r.ods: the rows are written as CSV"]);
    assert!(!project.file("rest.xlsx").exists() && !project.file("r.ods").exists());
}

#[test]
fn what_a_finished_batch_could_be_asked_for_is_said() {
    let hint = |project: &Project| {
        let finished = project.send(&[]);
        let line = finished.stderr.lines().find(|line| line.starts_with("Nothing to send")).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{}", finished.stderr))
    };
    let project = Project::new();
    project.send(&[]).assert_code(0);
    assert_eq!(hint(&project), "Nothing to send: this batch is finished. --again delivers the whole list anew.");
    // Another batch, and what goes on is that one.
    project.send(&["--again", "--limit", "2"]).assert_code(0);
    let on = project.send(&[]);
    on.assert_code(0);
    on.assert_says(&[
        "batch 2 of the list, begun by --again. Earlier runs of it have settled 2 recipients: 2 accepted.",
    ]);

    let patterns = |text| vec![Pattern::parse(text, false).expect("it is one")];
    let project =
        Project::with(Options { refuse: patterns("bert@*"), defer: patterns("carl@*"), ..Options::default() });
    project.send(&["--attempts", "1", "--rows", "1-2"]).assert_code(1);
    let rows = project.send(&["--attempts", "1", "--rows", "1-2"]);
    rows.assert_says(&["finished. --retry refused tries those again. --again"]);
    project.send(&["--attempts", "1"]).assert_code(1);
    let all = project.send(&["--attempts", "1"]);
    all.assert_says(&["finished. --retry refused or deferred tries those again. --again"]);
}

#[test]
fn what_was_refused_is_tried_again_on_request() {
    let mut project = Project::with(Options {
        refuse: vec![Pattern::parse("bert@*", false).expect("it is one")],
        ..Options::default()
    });
    project.send(&[]).assert_code(1);
    let refused = project.sink.counts().refused;
    project.send(&[]).assert_code(1);
    assert_eq!(project.sink.counts().refused, refused, "5yz is not tried again unasked");
    project.assert_copies(&[("anna", 1), ("carl", 1), ("dora", 1)]);

    project.serve(Options::default());
    project.send(&["--retry", "deferred", "--retry", "in-doubt"]).assert_code(1);
    assert_eq!(project.sink.counts().connections, 0);
    project.send(&["--retry", "refused"]).assert_code(0);
    project.assert_copies(ALL_ONCE);
    assert!(project.report().iter().all(|line| line.outcome == "accepted"));
    project.send(&["--retry", "refused"]).assert_code(0);
    project.assert_copies(ALL_ONCE);
}

#[test]
fn who_asks_for_the_refused_is_told_that_there_are_none() {
    let project = Project::new();
    project.send(&["--limit", "2"]).assert_code(0);
    let told = project.send(&["--retry", "refused"]);
    told.assert_code(0);
    told.assert_says(&["--retry refused: nobody is refused here. 2 rows that were not tried yet are sent."]);
    project.assert_copies(ALL_ONCE);
    let project = Project::with(Options {
        refuse: vec![Pattern::parse("bert@*", false).expect("it is one")],
        ..Options::default()
    });
    project.send(&[]).assert_code(1);
    let told = project.send(&["--retry", "refused"]);
    assert!(!told.stderr.contains("nobody is refused"), "{}", told.stderr);
}

#[test]
fn what_was_deferred_too_often_is_tried_again_on_request() {
    let mut project = Project::with(Options {
        defer: vec![Pattern::parse("carl@*", true).expect("it is one")],
        ..Options::default()
    });
    project.send(&["--attempts", "2"]).assert_code(1);
    let deferred = project.sink.counts().deferred;
    assert_eq!(deferred, 2);
    project.send(&["--attempts", "2"]).assert_code(1);
    assert_eq!(project.sink.counts().deferred, deferred, "its attempts are used up");
    project.serve(Options { defer: vec![Pattern::parse("carl@*:1", true).expect("it is one")], ..Options::default() });
    project.send(&["--attempts", "2", "--retry", "deferred"]).assert_code(0);
    project.assert_copies(ALL_ONCE);
}
