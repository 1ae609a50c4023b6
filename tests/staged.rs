//! Staged sending: some messages first, not before a time, not in some hours, spread over a time.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;

use mailshot::sink::{Options, Pattern, Sink};
use nix::sys::signal::Signal;
use support::program::{Program, read_report, signal};
use tempfile::TempDir;

fn folder() -> TempDir {
    let list: String = (0..20).map(|n| format!("u{n}@example.com,{n}\n")).collect();
    let template = "From: a@example.com\nTo: {{ email }}\nSubject: {{ n }}\n\nHello\n";
    support::folder(&[("list.csv", format!("email,n\n{list}").as_str()), ("template.txt", template)])
}

fn send(dir: &Path, sink: &Sink) -> Program {
    let server = sink.address().to_string();
    Program::new(dir)
        .args(["send", "list.csv", "-t", "template.txt", "-s", &server, "--tls", "none", "--yes"])
        .args(["--report", "report.jsonl"])
}

fn sink(refuse: &str, defer: &str) -> Sink {
    let pattern =
        |text: &str, counts| (!text.is_empty()).then(|| Pattern::parse(text, counts).expect("it is a pattern"));
    let (refuse, defer) = (pattern(refuse, false), pattern(defer, true));
    Sink::start(Options {
        refuse: refuse.into_iter().collect(),
        defer: defer.into_iter().collect(),
        ..Options::default()
    })
    .expect("loopback has a free port")
}

#[test]
fn all_follow_where_the_first_are_accepted() {
    let (dir, sink) = (folder(), sink("", ""));
    let run = send(dir.path(), &sink).args(["--canary", "3", "--sessions", "4"]).run();
    run.assert_code(0);
    run.assert_says(&["row 1: u0@example.com accepted 250", "row 3: u2@example.com accepted 250", "going on"]);
    assert!(!run.stderr.contains("row 4:"), "{}", run.stderr);
    assert_eq!(sink.stop().messages, 20);
}

#[test]
fn none_follow_where_one_of_the_first_is_refused() {
    let (dir, sink) = (folder(), sink("u1@*", ""));
    let run = send(dir.path(), &sink).args(["--canary", "3"]).run();
    run.assert_code(75);
    run.assert_says(&["row 2: u1@example.com refused 550", "nobody is there to ask", "after the first 3"]);
    let counted =
        |outcome| read_report(&dir.path().join("report.jsonl")).iter().filter(|row| row.outcome == outcome).count();
    assert_eq!((counted("accepted"), counted("refused"), counted("unsent")), (2, 1, 17));
    // The rest goes with the same command, once it is not to stop again.
    send(dir.path(), &sink).run().assert_code(1);
    assert_eq!((counted("accepted"), counted("refused")), (19, 1));
    assert_eq!(sink.stop().messages, 19);
}

/// On a terminal of its own: Ctrl-C is an answer to a question.
#[test]
fn an_interruption_answers_the_question() {
    let (dir, sink) = (folder(), sink("", ""));
    let server = sink.address().to_string();
    let mut child = Program::new(dir.path())
        .through(&["sh", "-c", "exec script -qec \"$(printf '%s ' \"$0\" \"$@\")\" /dev/null"])
        .args(["send", "list.csv", "-t", "template.txt", "-s", &server, "--tls", "none", "--canary", "2"])
        .stdin(Stdio::piped())
        .spawn();
    let (mut typed, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = String::new();
    for (question, answer) in [("Send? [y/N]", "y\n"), ("Go on with the others? [y/N]", "\u{3}")] {
        let mut octets = [0; 4096];
        while !shown.contains(question) {
            let length = screen.read(&mut octets).unwrap();
            assert!(length > 0, "{shown}");
            shown.push_str(&String::from_utf8_lossy(&octets[..length]));
        }
        typed.write_all(answer.as_bytes()).unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130), "{shown}");
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn a_deferred_one_is_an_answer_too() {
    let (dir, sink) = (folder(), sink("", "u1@*:1"));
    let run = send(dir.path(), &sink).args(["--canary", "3", "--retry-wait", "1s"]).run();
    run.assert_code(75);
    run.assert_says(&["row 2: u1@example.com deferred 451"]);
    assert_eq!(sink.stop().messages, 2);
}

/// What is said of a canary of three who are all accepted.
const FIRST_ACCEPTED: [&str; 4] =
    ["u0@example.com accepted 250", "u1@example.com accepted 250", "u2@example.com accepted 250", "going on"];

/// A server that closes each connection behind a message: what was under way in it has had no answer, and its second try is no
/// further mail.
#[test]
fn a_try_that_nobody_is_to_blame_for_is_no_answer() {
    for sessions in ["1", "2"] {
        let (dir, sink) =
            (folder(), Sink::start(Options { drop_after: Some(1), ..Options::default() }).expect("a free port"));
        let run = send(dir.path(), &sink).args(["--canary", "3", "--sessions", sessions, "--limit", "8"]).run();
        run.assert_code(0);
        run.assert_says(&FIRST_ACCEPTED);
        let told = run.stderr.split("going on").next().unwrap_or_default();
        assert_eq!(told.matches("\nrow ").count(), 3, "{}", run.stderr);
        assert_eq!(sink.stop().messages, 8);
    }
}

/// The second try comes before the third mail: it takes no place of one.
#[test]
fn a_mail_that_is_tried_again_counts_once() {
    let (dir, sink) = (folder(), sink("", "u0@*:1"));
    let run = send(dir.path(), &sink)
        .args([
            "--canary", "3", "--retry-wait", "100ms", "--sessions", "1", "--window", "1", "--rate", "1/s", "--limit",
            "4",
        ])
        .run();
    run.assert_code(0);
    run.assert_says(&FIRST_ACCEPTED);
    assert!(!run.stderr.contains("deferred"), "{}", run.stderr);
    assert_eq!(sink.stop().messages, 4);
}

#[test]
fn a_list_shorter_than_its_canary_is_sent() {
    let (dir, sink) = (folder(), sink("", ""));
    send(dir.path(), &sink).args(["--canary", "50"]).run().assert_code(0);
    assert_eq!(sink.stop().messages, 20);
}

/// Waits until it says that it waits, then interrupts it: nothing has been sent. What it said before.
fn waits(more: &[&str]) -> String {
    let (dir, sink) = (folder(), sink("", ""));
    let mut child = send(dir.path(), &sink).args(more).spawn();
    let mut stderr = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    let before = stderr.by_ref().map(|line| line.expect("it is text")).take_while(|line| !line.starts_with("waiting "));
    let before: Vec<_> = before.collect();
    signal(&child, Signal::SIGINT);
    let rest: Vec<_> = stderr.map(|line| line.expect("it is text")).collect();
    assert!(rest.iter().any(|line| line.contains("before the first mail: nothing was sent")), "{rest:?}");
    assert_eq!(child.wait().expect("it was started").code(), Some(130), "{more:?}");
    assert_eq!(sink.stop().messages, 0);
    before.join("\n")
}

#[test]
fn nothing_goes_before_its_time() {
    let later = jiff::Zoned::now().saturating_add(jiff::SignedDuration::from_hours(30));
    let at = later.strftime("%Y-%m-%d %H:%M").to_string();
    // What goes on which day is counted from then, not from now.
    let told = waits(&["--at", &at, "--daily-limit", "12"]);
    let next = later.saturating_add(jiff::SignedDuration::from_hours(24)).strftime("%Y-%m-%d %H:%M");
    let plan = told.lines().find(|line| line.starts_with("Daily limit ")).unwrap_or_default();
    assert!(plan.contains("0 of 12 used; 12 from ") && plan.contains(&format!("8 from {next}")), "{told}");
    assert!(!plan.contains(" now"), "{plan}");
}

#[test]
fn nothing_goes_in_quiet_hours() {
    let now = jiff::Zoned::now();
    let (from, until) = (
        now.saturating_sub(jiff::SignedDuration::from_hours(2)),
        now.saturating_add(jiff::SignedDuration::from_hours(2)),
    );
    let hours = format!("{}-{}", from.strftime("%H:%M"), until.strftime("%H:%M"));
    waits(&["--quiet", &hours]);
}

/// What is no time is told with the words for it, whichever way it was given.
#[test]
fn what_is_no_time_is_explained() {
    let (dir, sink) = (folder(), sink("", ""));
    for (typed, says) in [
        (&["--quiet", "22:00"][..], "for '--quiet <HOURS>': \"22:00\" names no hours: write when they begin and end"),
        (&["--quiet=22:00"], "\"22:00\" names no hours"),
        (&["-q", "10pm-7am"], "for '-q <HOURS>': \"10pm-7am\" names no hours"),
        (&["--at", "2026-11-31 08:00"], "there is no 31 November 2026: the month has 30 days"),
        (&["--timeout", "0"], "for '--timeout <TIME>': at least 1s"),
        (
            &["--at", "2026-12-01 08:00[Asia/Shangai]"],
            "\"[Asia/Shangai]\" is neither an offset nor a zone that is known",
        ),
        (&["--at", "2026-12-01"], "the time is missing: write '2026-12-01 08:00'"),
    ] {
        let run = send(dir.path(), &sink).args(typed).run();
        run.assert_code(2);
        run.assert_says(&[says]);
    }
    let rest = send(dir.path(), &sink).args(["--limit", "1"]).run();
    rest.assert_says(&["19 more rows are left for another run (--limit)."]);
    assert_eq!(sink.stop().messages, 1);
}

#[test]
fn a_time_that_is_past_is_refused_at_first() {
    let (dir, sink) = (folder(), sink("", ""));
    let past = ["--at", "2020-01-01 08:00"];
    let run = send(dir.path(), &sink).args(past).run();
    run.assert_code(2);
    run.assert_says(&["--at 2020-01-01 08:00", "is past already"]);
    send(dir.path(), &sink).args(["--limit", "1"]).run().assert_code(0);
    let on = send(dir.path(), &sink).args(past).run();
    on.assert_code(0);
    on.assert_says(&["--at 2020-01-01 08:00", "is past. The batch has begun, and goes on."]);
    assert_eq!(sink.stop().messages, 20);
}

#[test]
fn a_batch_is_spread_over_a_time() {
    let (dir, sink) = (folder(), sink("", ""));
    let run = send(dir.path(), &sink).args(["--spread", "2s", "--sessions", "4", "--json"]).run();
    run.assert_code(0);
    let report = fs::read_to_string(dir.path().join("report.jsonl")).expect("it was written");
    let time = |line: &str| -> jiff::Timestamp {
        let row: serde_json::Value = serde_json::from_str(line).expect("a line is a row");
        row["time"].as_str().and_then(|time| time.parse().ok()).expect("it has a time")
    };
    let times: Vec<_> = report.lines().map(time).collect();
    assert_eq!(times.len(), 20);
    // Nineteen intervals of a tenth of a second.
    let taken = times[19].duration_since(times[0]).as_secs_f64();
    assert!(taken > 1.5, "{taken} s");
    let wrong = send(dir.path(), &sink).args(["--spread", "2s", "--rate", "1/s"]).run();
    wrong.assert_code(2);
}
