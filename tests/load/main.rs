//! `mailshot load` against the sink: what is sent, what is counted, what is reported, how it ends.

mod ends;
mod proxy;
#[path = "../support/mod.rs"]
mod support;
mod verdict;

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use std::time::Duration;

use mailshot::sink::{Options, Pattern, Sink, TlsOffer};
use nix::sys::signal::Signal;
use serde_json::Value;
use support::login::answering_logins;
use support::port::closed_port;
use support::program::{Finished, Program, signal};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn start(options: Options) -> Sink {
    Sink::start(options).expect("loopback has a free port")
}

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    texts.iter().map(|text| Pattern::parse(text, false).expect("it is a pattern")).collect()
}

/// Without TLS, with one JSON object on standard output.
fn load(dir: &Path, sink: &Sink, more: &[&str]) -> (Finished, Value) {
    load_at(dir, sink.address(), more)
}

fn load_at(dir: &Path, server: SocketAddr, more: &[&str]) -> (Finished, Value) {
    let finished =
        Program::new(dir).args(["load", "--server", &server.to_string(), "--tls", "none", "--json"]).args(more).run();
    let report = serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("{error}: {finished:?}"));
    (finished, report)
}

#[cfg(unix)]
#[test]
fn as_many_files_may_be_open_as_sessions_need() {
    let sink = start(Options::default());
    let (dir, server) = (folder(), sink.address().to_string());
    let few = "ulimit -S -n 40; exec \"$0\" \"$@\"";
    let finished = Program::new(dir.path())
        .args(["load", "--server", &server, "--tls", "none", "--count", "64", "--sessions", "64"])
        .args(["--messages-per-session", "1"])
        .through(&["sh", "-c", few])
        .run();
    finished.assert_code(0);
    assert!(finished.stdout.contains("64 opened") && !finished.stdout.contains("could not"), "{finished:?}");
    assert_eq!(sink.stop().messages, 64);
}

#[test]
fn what_is_sent_arrives_and_is_counted() {
    let sink = start(Options::default());
    let (finished, report) =
        load(folder().path(), &sink, &["--count", "60", "--sessions", "3", "--size", "1k..20k", "--window", "4"]);
    finished.assert_code(0);
    let counts = sink.stop();
    assert_eq!((counts.messages, counts.connections, counts.quits), (60, 3, 3));
    assert_eq!(report["accepted"], 60);
    assert_eq!(report["failed"], 0);
    assert_eq!(report["octets"], counts.bytes);
    assert_eq!(report["sessions"]["opened"], 3);
    assert_eq!(report["end"], "finished");
    assert_eq!(report["corrected"], false);
    for name in ["message", "end-of-data"] {
        assert_eq!(report["latencies"][name]["count"], 60, "{name}");
    }
    assert!((60 * 1_000..60 * 20_000).contains(&counts.bytes));
}

#[test]
fn the_same_seed_sends_the_same_sizes() {
    let sink = start(Options::default());
    let octets = |seed| {
        let (_, report) = load(folder().path(), &sink, &["--count", "20", "--size", "1k..20k", "--seed", seed]);
        report["octets"].as_u64().expect("it is a number")
    };
    assert_eq!(octets("5"), octets("5"));
    assert_ne!(octets("5"), octets("6"));
}

#[test]
fn every_session_logs_in_over_tls() {
    let login = Some(("anna".to_owned(), "opensesame".to_owned()));
    for (tls, flag) in [(TlsOffer::StartTls, "starttls"), (TlsOffer::Implicit, "implicit")] {
        let sink = start(Options { tls, login: login.clone(), ..Options::default() });
        let dir = folder();
        fs::write(dir.path().join("ca.pem"), sink.certificate_pem().expect("it has one")).expect("it is empty");
        let finished = Program::new(dir.path())
            .args(["load", "--server", &sink.address().to_string(), "--tls", flag, "--ca-file", "ca.pem"])
            .args(["--user", "anna", "--count", "20", "--sessions", "4", "--messages-per-session", "5", "--json"])
            .env("MAILSHOT_PASSWORD", "opensesame")
            .run();
        finished.assert_code(0);
        let counts = sink.stop();
        assert_eq!((counts.messages, counts.logins, counts.quits), (20, 4, 4), "{flag}");
        let report: Value = serde_json::from_str(&finished.stdout).expect("it is JSON");
        for phase in ["connect", "tls", "greeting", "ehlo", "auth"] {
            let count = report["latencies"][phase]["count"].as_u64();
            assert!(count >= Some(4), "{flag}: {phase} was measured {count:?} times");
            let time = report["latencies"][phase]["p50_ms"].as_f64();
            assert!(time > Some(0.0), "{flag}: {phase} took {time:?} ms");
        }
        assert!(!finished.stdout.contains("opensesame"));
    }
}

/// As `send` explains it.
#[test]
fn the_answer_to_a_login_is_explained_by_its_code() {
    let server = answering_logins("535 5.7.139 Authentication unsuccessful").to_string();
    let finished = Program::new(folder().path())
        .args(["load", "--server", &server, "--tls", "none", "--user", "anna", "--count", "2"])
        .env("MAILSHOT_PASSWORD", "wrong")
        .run();
    finished.assert_code(77);
    finished.assert_says(&["535 5.7.139", "Microsoft takes OAuth2"]);
}

#[test]
fn a_refused_login_is_not_tried_again() {
    let login = Some(("anna".to_owned(), "opensesame".to_owned()));
    let sink = start(Options { login, latency: Duration::from_millis(20), ..Options::default() });
    let finished = Program::new(folder().path())
        .args(["load", "--server", &sink.address().to_string(), "--tls", "none", "--user", "anna", "--count", "200"])
        .args(["--sessions", "20"])
        .env("MAILSHOT_PASSWORD", "wrong")
        .run();
    finished.assert_code(77);
    finished.assert_says(&["login refused"]);
    let counts = sink.stop();
    assert_eq!((counts.refused_logins, counts.messages), (1, 0));
}

#[test]
fn errors_are_counted_by_code_and_the_condition_decides() {
    let sink = start(Options { refuse: patterns(&["user*7@*"]), defer: patterns(&["user*8@*"]), ..Options::default() });
    let sent = ["--count", "100", "--sessions", "4"];
    let (finished, report) = load(folder().path(), &sink, &sent);
    finished.assert_code(1);
    assert_eq!((&report["accepted"], &report["failed"]), (&Value::from(80), &Value::from(20)));
    let kinds: Vec<_> = report["errors"]
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|error| (error["phase"].as_str(), error["code"].as_u64(), error["count"].as_u64()))
        .collect();
    assert_eq!(kinds, [(Some("rcpt"), Some(451), Some(10)), (Some("rcpt"), Some(550), Some(10))]);

    for (condition, code) in [("errors>20%", 0), ("errors>=20%", 1), ("errors>19", 1), ("p99>1h", 2), ("max>1000s", 1)]
    {
        let finished = Program::new(folder().path())
            .args(["load", "--server", &sink.address().to_string(), "--tls", "none", "--fail-if", condition])
            .args(sent)
            .run();
        finished.assert_code(code);
        if condition.starts_with("errors") && code == 1 {
            finished.assert_says(&["--fail-if", condition, "it is 20"]);
        }
    }
}

#[test]
fn a_session_carries_no_more_than_it_may() {
    for (most, sessions, connections) in [("1", "3", 10), ("3", "1", 4), ("10", "4", 1)] {
        let sink = start(Options::default());
        let (finished, _) = load(
            folder().path(),
            &sink,
            &["--count", "10", "--sessions", sessions, "--messages-per-session", most, "--window", "2"],
        );
        finished.assert_code(0);
        let counts = sink.stop();
        assert_eq!((counts.messages, counts.connections, counts.quits), (10, connections, connections), "{most}");
    }
}

#[test]
fn lost_sessions_are_counted_and_opened_again() {
    let sink = start(Options { drop_after: Some(3), ..Options::default() });
    let (finished, report) = load(folder().path(), &sink, &["--count", "20"]);
    finished.assert_code(1);
    let number = |name: &str| report[name].as_u64().expect("it is a number");
    assert_eq!(number("accepted") + number("failed"), 20);
    assert_eq!(number("accepted"), sink.stop().messages);
    assert_eq!(number("failed"), 5);
    assert_eq!(report["sessions"]["lost"], 5);
    assert_eq!(report["errors"][0]["code"], Value::Null);
}

#[test]
fn a_server_that_takes_no_session_is_given_up() {
    let address = closed_port().to_string();
    let finished = Program::new(folder().path()).args(["load", "-s", &address, "--tls", "none", "--count", "5"]).run();
    finished.assert_code(75);
    finished.assert_says(&["stopped", "cannot connect"]);
    assert!(finished.stdout.contains("could not be opened"), "{}", finished.stdout);
}

#[test]
fn messages_that_a_slow_server_keeps_waiting_are_in_the_figures() {
    let sink = start(Options { latency: Duration::from_millis(20), ..Options::default() });
    let (finished, report) = load(
        folder().path(),
        &sink,
        &["--rate", "200/s", "--duration", "2s", "--fail-if", "service.p50<10ms", "--fail-if", "p50>100s"],
    );
    assert_eq!(report["corrected"], true);
    let ms = |name: &str, figure: &str| report["latencies"][name][figure].as_f64().expect("it is a number");
    // The queue grows for two seconds, whatever a single message takes.
    assert!(ms("message", "p99_ms") > 4.0 * ms("service", "p50_ms"), "{report}");
    // Neither condition holds, but those that never started are errors.
    finished.assert_code(i32::from(report["unsent"].as_u64() > Some(0)));
    assert_eq!((&report["messages"], &report["failed"]), (&Value::from(400), &report["unsent"]));
}

#[test]
fn a_rate_is_not_exceeded() {
    let sink = start(Options::default());
    let (finished, report) = load(folder().path(), &sink, &["--rate", "50/s", "--count", "26", "--sessions", "4"]);
    finished.assert_code(0);
    assert!(report["seconds"].as_f64() >= Some(0.5), "{report}");
}

/// The time between two of them is no whole number of nanoseconds.
#[test]
fn a_rate_makes_as_many_in_its_time_as_it_says() {
    let sink = start(Options::default());
    let (_, report) = load(folder().path(), &sink, &["--rate", "300/s", "--duration", "1s", "--sessions", "4"]);
    ends::assert_accounted(&report, 300);
    assert_eq!(report["plan"]["messages_per_second"], 300.0, "{report}");
    let settled = report["intervals"].as_array().expect("it is a list").iter();
    let settled = settled.map(|point| ends::number(point, "accepted") + ends::number(point, "failed"));
    assert_eq!(settled.sum::<u64>(), 300, "{report}");
}

#[test]
fn reports_say_the_same_in_every_format() {
    let sink = start(Options { refuse: patterns(&["user3@*"]), ..Options::default() });
    let dir = folder();
    let reports = ["r.json", "r.csv", "r.txt", "r.html"];
    let flags = reports.iter().flat_map(|file| ["--report", file]);
    let finished = Program::new(dir.path())
        .args(["load", "--server", &sink.address().to_string(), "--tls", "none", "--count", "10"])
        .args(flags)
        .run();
    finished.assert_code(1);
    let [json, csv, text, page] =
        reports.map(|file| fs::read_to_string(dir.path().join(file)).expect("it was written"));
    let report: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(report["accepted"], 9);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("it is CSV")).collect();
    let value = |figure: &str| rows.iter().find(|row| &row[0] == figure).map(|row| row[1].to_owned());
    assert_eq!(value("accepted").as_deref(), Some("9"));
    assert_eq!(value("error.rcpt.550").as_deref(), Some("1"));
    assert_eq!(value("p99"), Some(report["latencies"]["message"]["p99_ms"].to_string()));
    assert_eq!(text, finished.stdout);
    assert!(text.contains("end-of-data") && text.contains("rcpt 550"), "{text}");
    let data = page.split_once("id=\"data\">").and_then(|(_, rest)| rest.split_once("</script>"));
    let embedded: Value = serde_json::from_str(data.expect("the page holds the data").0).expect("it is JSON");
    assert_eq!(embedded, report);
}

#[test]
fn a_template_goes_to_generated_recipients_only() {
    let dir = folder();
    let mail = dir.path().join("mail");
    let sink = start(Options { dir: Some(mail.clone()), ..Options::default() });
    fs::write(
        dir.path().join("t.txt"),
        "To: {{ recipient }}\nCc: boss@example.net\nSubject: Trial {{ n }}\n\nDear {{ recipient }}\n",
    )
    .expect("the folder is ours");
    let more = ["--count", "3", "-t", "t.txt", "--recipient", "t{n}@example.org", "--from", "Anna <anna@example.org>"];
    let (finished, _) = load(dir.path(), &sink, &more);
    finished.assert_code(0);
    assert_eq!(sink.stop().recipients, 3);
    let mut mails: Vec<_> = fs::read_dir(mail.join("new"))
        .expect("it is a Maildir")
        .map(|entry| fs::read_to_string(entry.expect("it can be read").path()).expect("it is UTF-8"))
        .collect();
    mails.sort_by_key(|mail| mail.find("Subject: Trial ").map(|at| mail[at..].lines().next().map(str::to_owned)));
    for (n, mail) in (1..).zip(&mails) {
        for text in [
            format!("Subject: Trial {n}\n"),
            format!("Dear t{n}@example.org"),
            "From: \"Anna\" <anna@example.org>".into(),
        ] {
            assert!(mail.contains(&text), "no {text:?} in:\n{mail}");
        }
    }
}

#[test]
fn somebody_else_s_server_is_left_alone() {
    let run = |more: &[&str]| {
        Program::new(folder().path()).args(["load", "--count", "1", "--timeout", "1s"]).args(more).run()
    };
    for server in ["192.0.2.1", "[2001:db8::1]:25", "0.0.0.0:2525"] {
        let finished = run(&["--server", server]);
        finished.assert_code(2);
        finished.assert_says(&["is not this machine", "abuse", "--i-am-allowed"]);
    }
    // With permission it is tried: here the name is what fails.
    let finished = run(&["--server", "server.invalid", "--i-am-allowed"]);
    finished.assert_code(75);
    finished.assert_says(&["server.invalid", "cannot"]);
}

#[test]
fn what_cannot_be_done_is_told_before_anything_is_sent() {
    let sink = start(Options::default());
    let dir = folder();
    fs::write(dir.path().join("bad.txt"), "To: {{ email }}\n\nHello\n").expect("it is empty");
    for (more, words) in [
        (&[][..], "--count"),
        (&["--count", "0"], "--count"),
        (&["--duration", "0s"], "--duration"),
        (&["--count", "1", "--fail-if", "p99=1s"], "errors>0.1%"),
        (&["--count", "1", "--recipient", "user{name}@example.com"], "{n}"),
        (&["--count", "1", "--recipient", "nobody"], "is no address"),
        (&["--count", "1", "--size", "50k..2k"], "2k..50k"),
        (&["--count", "1", "--report", "r.xlsx"], ".html"),
        (&["--count", "1", "--report", "nowhere/r.txt"], "cannot be written"),
        (&["--count", "1", "--report", "r.txt", "--report", "r.txt"], "in use already"),
        (&["--count", "1", "-t", "bad.txt", "--report", "bad.txt"], "in use already"),
        (&["--count", "1", "-t", "bad.txt"], "email"),
    ] {
        let server = sink.address().to_string();
        let finished = Program::new(dir.path()).args(["load", "--server", &server, "--tls", "none"]).args(more).run();
        finished.assert_code(2);
        finished.assert_says(&[words]);
    }
    assert_eq!(sink.stop().connections, 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_a_report() {
    let sink = start(Options::default());
    let dir = folder();
    let child = Program::new(dir.path())
        .args(["load", "--server", &sink.address().to_string(), "--tls", "none", "--duration", "1h", "--rate", "100/s"])
        .args(["--report", "r.json"])
        .spawn();
    while sink.counts().messages == 0 {
        thread::yield_now();
    }
    signal(&child, Signal::SIGINT);
    let output = child.wait_with_output().expect("the program was started");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("Interrupted"), "{told}");
    let counts = sink.stop();
    let report = fs::read_to_string(dir.path().join("r.json")).expect("it was written");
    let report: Value = serde_json::from_str(&report).expect("it is JSON");
    assert_eq!(report["end"], "interrupted");
    assert_eq!(report["accepted"], counts.messages);
    assert_eq!(counts.quits, 1);
}
