//! `--again`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use mailshot::sink::Options;
use nix::sys::signal::Signal;

use crate::support::program::{Program, signal};
use crate::{ALL_ONCE, LIST, Project, TEMPLATE};

#[test]
fn again_delivers_anew_and_keeps_the_ledger_so_far() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    for batch in 2..=3 {
        project.send(&["--again"]).assert_code(0);
        for (to, ids) in project.got() {
            let mut different = ids.clone();
            different.sort();
            different.dedup();
            assert_eq!((ids.len(), different.len()), (batch, batch), "{to}: {ids:?}");
        }
        project.send(&[]).assert_code(0);
    }
    assert_eq!(project.ledgers(), ["list.template.1.ledger", "list.template.2.ledger", "list.template.ledger"]);
    for ledger in project.ledgers() {
        let report = Program::new(project.dir.path()).args(["report", &ledger]).run();
        report.assert_code(0);
    }
}

/// Before the question: whom it reaches once more, by whichever ledger.
#[test]
fn again_tells_how_many_have_got_the_letter() {
    let project = Project::new();
    project.send(&["--limit", "3"]).assert_code(0);
    project.program("list.csv", &["--rows", "3-4", "--ledger", "rest.ledger"]).run().assert_code(0);
    let again = project.send(&["--again"]);
    again.assert_code(0);
    again.assert_says(&[
        "--again: 4 recipients of this list have got this letter before, or may have (list.template.ledger: 3, rest.ledger: 2): it is \
         one more for each.",
    ]);
    // Who is not in the list any more gets nothing.
    project.list(&LIST[..1]);
    project.send(&["--again"]).assert_says(&[
        "--again: 1 recipient of this list has got this letter before, or may have (list.template.ledger: 1): it is one more.",
    ]);
}

#[test]
fn again_that_was_interrupted_goes_on() {
    let project = Project::with(Options { latency: Duration::from_millis(100), ..Options::default() });
    project.send(&[]).assert_code(0);
    let mut child =
        project.program("list.csv", &["--again", "--sessions", "1", "--window", "1"]).stderr(Stdio::null()).spawn();
    while project.sink.counts().messages < 6 {
        std::thread::yield_now();
    }
    child.kill().expect("it was started");
    child.wait().expect("it was started");
    project.send(&["--again"]).assert_code(1);
    project.assert_copies(&[("anna", 2), ("bert", 2), ("carl", 2), ("dora", 2)]);
}

/// All that is left may or may not have arrived: the same command sends nobody anything, and tells so; the next one begins anew.
#[test]
fn again_that_was_killed_with_its_last_mails_goes_on() {
    let project = Project::with(Options { latency: Duration::from_millis(300), ..Options::default() });
    project.send(&[]).assert_code(0);
    let mut child =
        project.program("list.csv", &["--again", "--sessions", "1", "--window", "4"]).stderr(Stdio::null()).spawn();
    while project.sink.counts().messages < 8 {
        std::thread::yield_now();
    }
    // Taken, and its reply is on its way.
    child.kill().expect("it was started");
    child.wait().expect("it was started");
    let ledger = project.file("list.template.ledger").display().to_string();
    let report = Program::new(project.dir.path()).args(["report", &ledger]).run();
    assert!(report.stdout.contains("in-doubt"), "{}", report.stdout);
    let same = project.send(&["--again"]);
    same.assert_code(1);
    same.assert_says(&["This goes on with the batch that --again began", "4 in-doubt", "Nothing to send"]);
    project.assert_copies(&[("anna", 2), ("bert", 2), ("carl", 2), ("dora", 2)]);
    project.send(&["--again"]).assert_code(0);
    project.assert_copies(&[("anna", 3), ("bert", 3), ("carl", 3), ("dora", 3)]);
}

/// Interrupted before its first mail: the batch before it is no other ledger that one has to be warned of.
#[test]
fn again_that_has_not_begun_yet_is_not_warned_of_what_it_put_aside() {
    const TOLD: &str = "was sent before, by another ledger";
    let project = Project::new();
    project.send(&[]).assert_code(0);
    let later = jiff::Zoned::now().saturating_add(jiff::SignedDuration::from_hours(30));
    let at = later.strftime("%Y-%m-%d %H:%M").to_string();
    let mut child = project.program("list.csv", &["--again", "--at", &at]).spawn();
    let mut stderr = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    assert!(stderr.any(|line| line.expect("it is text").starts_with("waiting ")));
    signal(&child, Signal::SIGINT);
    assert_eq!(child.wait().expect("it was started").code(), Some(130));
    for args in [&["--again", "--limit", "1"][..], &[]] {
        let on = project.send(args);
        on.assert_code(0);
        assert!(!on.stderr.contains(TOLD), "{}", on.stderr);
        assert_eq!(on.stderr.contains("This goes on with the batch that --again began"), args.len() > 1);
    }
    project.assert_copies(&[("anna", 2), ("bert", 2), ("carl", 2), ("dora", 2)]);
    // One that is begun beside what was put aside may be an oversight.
    fs::remove_file(project.file("list.template.ledger")).expect("it is there");
    project.send(&["--limit", "1"]).assert_says(&[TOLD, "list.template.1.ledger"]);
}

/// Killed where the ledger so far has been put aside and the new one is not there yet, or is empty yet: that was the first batch all
/// the same, and its Message-IDs are not given a second time.
#[test]
fn a_generation_is_not_lost_between_two_ledgers() {
    for leaves in [None, Some("")] {
        for again in [&["--again"][..], &[]] {
            let project = Project::new();
            project.send(&[]).assert_code(0);
            fs::rename(project.file("list.template.ledger"), project.file("list.template.1.ledger"))
                .expect("it is there");
            leaves.into_iter().for_each(|text| project.write("list.template.ledger", text));
            project.send(again).assert_code(0);
            project.send(&["--again"]).assert_code(0);
            for (to, ids) in project.got() {
                let mut different = ids.clone();
                different.sort();
                different.dedup();
                assert_eq!((ids.len(), different.len()), (3, 3), "{to}: {ids:?}");
            }
            assert_eq!(project.ledgers(), ["list.template.1.ledger", "list.template.2.ledger", "list.template.ledger"]);
        }
    }
}

/// `template.1.txt` has a ledger that is called as one put aside.
#[test]
fn the_ledger_of_another_letter_is_no_earlier_batch() {
    let project = Project::new();
    project.write("template.1.txt", TEMPLATE);
    let program = |template: &str| {
        Program::new(project.dir.path())
            .args([
                "send",
                "list.csv",
                "-t",
                template,
                "--tls",
                "none",
                "--yes",
                "--server",
                &project.sink.address().to_string(),
            ])
            .run()
    };
    program("template.1.txt").assert_code(0);
    project.send(&["--limit", "1"]).assert_code(0);
    let on = project.send(&[]);
    on.assert_code(0);
    assert!(!on.stderr.contains("batch 2"), "{}", on.stderr);
}

/// Rows that say the same are one mail: it has been sent, whichever of them is looked at.
#[test]
fn again_begins_another_batch_of_a_list_with_equal_rows() {
    let project = Project::new();
    project.list(&[LIST[0], LIST[1], LIST[0]]);
    for (args, copies) in [(&[][..], 1), (&["--again"], 2), (&["--again"], 3)] {
        project.send(args).assert_code(0);
        project.assert_copies(&[("anna", copies), ("bert", copies)]);
    }
}

/// Neither a row with a fault nor one that another stands for will ever be sent: the batch is finished without them.
#[test]
fn again_begins_another_batch_of_a_list_with_rows_that_are_not_sent() {
    let project = Project::new();
    for (row, flags, code) in
        [("nobody,Nobody,0", &["--skip-faulty"][..], 1), ("anna@example.com,Anna,9", &["--dedupe", "address"], 0)]
    {
        project.list(&[LIST, &[row]].concat());
        let before = project.sink.counts().messages;
        project.send(flags).assert_code(code);
        for batch in 1..=3 {
            project.send(&[flags, &["--again"]].concat()).assert_code(code);
            assert_eq!(project.sink.counts().messages - before, 4 * batch + if before == 0 { 4 } else { 0 }, "{row}");
        }
    }
}

#[test]
fn again_that_comes_to_nothing_forgets_nothing() {
    let project = Project::new();
    project.send(&[]).assert_code(0);
    // Faulty, so that nothing is sent.
    project.list(&[LIST, &["nobody,Nobody,0"]].concat());
    project.send(&["--again"]).assert_code(2);
    project.list(LIST);
    project.send(&[]).assert_code(0);
    project.assert_copies(ALL_ONCE);
}
