//! Asked to stop, once or twice; and what is in doubt afterwards, asked for again.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::process::Child;

use mailshot::sink::{Options, Pattern};
use nix::sys::signal::Signal;

use crate::support::program::signal;
use crate::{Batch, SESSIONS, SHORT, WINDOW, assert_once, copies, doubtful};

/// Slow enough that something is always in flight.
fn slow() -> Options {
    Options { latency: std::time::Duration::from_millis(100), ..Options::default() }
}

/// Reads what the program says until a line holds one of these words.
pub(crate) fn read_until(child: &mut Child, words: &str) -> BufReader<std::process::ChildStderr> {
    let mut stderr = BufReader::new(child.stderr.take().expect("it is a pipe"));
    let mut said = String::new();
    while !said.contains(words) {
        let length = stderr.read_line(&mut said).expect("it can be read");
        assert!(length > 0, "it never said {words:?}:\n{said}");
    }
    stderr
}

/// The last line of `--json`.
fn summary(stdout: impl Read) -> serde_json::Value {
    let text = std::io::read_to_string(stdout).expect("it can be read");
    serde_json::from_str(text.lines().last().unwrap_or_default()).expect("it ends with the summary")
}

#[test]
fn asked_to_stop_it_leaves_nothing_in_doubt_and_goes_on_later() {
    stop(&["--sessions", "8"]);
}

#[test]
fn asked_to_stop_short_sessions_take_back_what_they_have_not_sent() {
    stop(&[&["--sessions", "8"], &SHORT[..]].concat());
}

fn stop(args: &[&str]) {
    for sent in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        let name = sent.as_str();
        let mut batch = Batch::new(60, slow(), args);
        let mut child = batch.spawn();
        assert!(batch.wait_for_messages(&mut child, 9));
        signal(&child, sent);
        assert_eq!(child.wait().expect("it was started").code(), Some(130), "{name}");
        let report = batch.report();
        let accepted = report.iter().filter(|line| line.outcome == "accepted").count() as u64;
        assert_eq!(accepted, batch.sink().counts().recipients, "{name}: report and server differ");
        assert!(report.iter().all(|line| ["accepted", "unsent"].contains(&line.outcome.as_str())), "{name}");
        assert_eq!(report.len(), batch.recipients().len());
        assert!(accepted < report.len() as u64, "{name}: it did not stop");

        batch.finish(&[]).assert_code(0);
        let (report, kept) = (batch.report(), batch.stop());
        assert_once(&batch, &kept, &report, name);
    }
}

#[test]
fn asked_twice_it_stops_at_once_and_the_ledger_is_true() {
    stop_at_once(&["--sessions", "8"]);
}

#[test]
fn asked_twice_short_sessions_stop_at_once_and_the_ledger_is_true() {
    stop_at_once(&[&["--sessions", "8"], &SHORT[..]].concat());
}

fn stop_at_once(args: &[&str]) {
    let mut batch = Batch::new(60, slow(), args);
    let mut child = batch.program(&["--json"]).spawn();
    assert!(batch.wait_for_messages(&mut child, 9));
    signal(&child, Signal::SIGINT);
    // The first has been taken before the second comes.
    let stderr = read_until(&mut child, "topping");
    signal(&child, Signal::SIGINT);
    assert_eq!(child.wait().expect("it was started").code(), Some(130));
    drop(stderr);
    let report = batch.report();
    let summary = summary(child.stdout.take().expect("it is a pipe"));
    for outcome in ["accepted", "in-doubt", "unsent"] {
        let lines = report.iter().filter(|line| line.outcome == outcome).count();
        assert_eq!(summary[outcome], lines, "{outcome}: summary and report differ");
    }
    let before = doubtful(&report);
    assert!(before.len() as u64 <= WINDOW * SESSIONS, "{before:?}");

    let finished = batch.finish(&[]);
    let (report, kept) = (batch.report(), batch.stop());
    assert_eq!(doubtful(&report), before, "they are not sent again unasked");
    finished.assert_code(i32::from(!before.is_empty()));
    assert_once(&batch, &kept, &report, "stopped at once");
}

/// A refusal has stopped the batch, and another mail is under way: whoever asks for the end then does so for the first time.
#[test]
fn asked_once_while_it_stops_by_itself_it_waits_for_what_is_under_way() {
    let options = Options {
        latency: std::time::Duration::from_millis(400),
        refuse: vec![Pattern::parse("user1@*", false).expect("it is one")],
        without: ["PIPELINING", "CHUNKING"].map(str::to_owned).into(),
        ..Options::default()
    };
    let batch = Batch::new(4, options, &["--sessions", "2", "--window", "1", "--stop-after-refusals", "1"]);
    let mut child = batch.program(&[]).spawn();
    let mut stderr = read_until(&mut child, "Stopping by itself");
    signal(&child, Signal::SIGINT);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("it can be read");
    assert_eq!(child.wait().expect("it was started").code(), Some(75), "{rest}");
    let outcomes: Vec<_> = batch.report().into_iter().map(|line| line.outcome).collect();
    assert_eq!(outcomes[..2], ["refused", "accepted"], "{outcomes:?}\n{rest}");
    assert!(!outcomes.iter().any(|outcome| outcome == "in-doubt"), "{outcomes:?}\n{rest}");
    assert!(rest.contains("Press Ctrl-C again to stop at once"), "{rest}");
}

/// Without chunks no content follows another before that is answered, however large the window.
#[test]
fn killed_without_chunks_no_more_is_in_doubt_than_one_in_each_session() {
    for without in [&["CHUNKING"][..], &["CHUNKING", "PIPELINING"]] {
        let without = without.iter().map(|keyword| (*keyword).to_owned()).collect();
        let mut batch = Batch::new(24, Options { without, ..slow() }, &["--sessions", "2", "--window", "8"]);
        let mut child = batch.spawn();
        assert!(batch.wait_for_messages(&mut child, 4));
        child.kill().expect("it was started");
        child.wait().expect("it was started");

        let finished = batch.finish(&[]);
        let (report, kept) = (batch.report(), batch.stop());
        let doubtful = doubtful(&report);
        assert!((1..=2).contains(&doubtful.len()), "{doubtful:?}");
        finished.assert_code(1);
        assert_once(&batch, &kept, &report, "killed without chunks");
    }
}

#[test]
fn what_is_in_doubt_is_sent_again_on_request_under_the_same_message_id() {
    let mut batch = Batch::new(6, slow(), &["--sessions", "1", "--window", "1"]);
    let mut child = batch.spawn();
    // It has been taken, and the reply is on its way.
    assert!(batch.wait_for_messages(&mut child, 2));
    child.kill().expect("it was started");
    child.wait().expect("it was started");

    let finished = batch.finish(&[]);
    finished.assert_code(1);
    finished.assert_says(&["in doubt", "--retry in-doubt"]);
    assert_eq!(doubtful(&batch.report()), BTreeSet::from([2]));

    batch.finish(&["--retry", "in-doubt"]).assert_code(0);
    let (report, kept) = (batch.report(), batch.stop());
    assert!(report.iter().all(|line| line.outcome == "accepted"), "{report:?}");
    for (address, copies) in copies(&kept) {
        assert_eq!(copies, if address == "user2@example.com" { 2 } else { 1 }, "{address}");
    }
    // Two copies, one Message-ID: the receiver can tell.
    assert_eq!(kept.iter().map(|mail| &mail.message_id).collect::<BTreeSet<_>>().len(), 6);
    let of_second = kept.iter().filter(|mail| mail.delivered_to == ["user2@example.com"]);
    let ids: BTreeSet<_> = of_second.map(|mail| &mail.message_id).collect();
    let told = report.iter().find(|line| line.row == 2).map(|line| &line.message_id);
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), told.into_iter().collect::<Vec<_>>());
}
