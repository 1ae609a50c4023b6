//! How a run ends at a server that has died, stands still, or says nothing.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use mailshot::sink::Options;
use serde_json::Value;

use crate::support::program::Finished;
use crate::{folder, load, load_at, start};

/// A server that takes so many messages, whatever they are, and no session after that.
fn dies_after(messages: u64) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        let mut left = messages;
        for client in listener.incoming() {
            let client = client.expect("the listener is open");
            if left > 0 {
                left = serve(client, left, || "250 accepted");
            }
        }
    });
    address
}

/// One session, until so many contents were answered so: how many are left. A client that is gone is the test's own affair.
fn serve(client: TcpStream, mut left: u64, mut reply: impl FnMut() -> &'static str) -> u64 {
    let mut client = BufReader::new(client);
    let mut answer = "220 hi";
    let mut is_content = false;
    loop {
        if !answer.is_empty() {
            let _ = client.get_mut().write_all(format!("{answer}\r\n").as_bytes());
        }
        let mut line = String::new();
        if left == 0 || client.read_line(&mut line).unwrap_or_default() == 0 {
            return left;
        }
        answer = match line.trim_end() {
            "." => {
                (is_content, left) = (false, left - 1);
                reply()
            }
            _ if is_content => "",
            "DATA" => {
                is_content = true;
                "354 go on"
            }
            _ => "250 ok",
        };
    }
}

/// A server that takes a content in each of so many sessions, tells when it has them all, and answers none.
pub(crate) fn hangs(sessions: usize) -> (SocketAddr, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    let (tell, has_all) = mpsc::channel();
    thread::spawn(move || {
        let clients: Vec<_> = listener.incoming().take(sessions).map(|client| client.expect("it listens")).collect();
        let sessions: Vec<_> = clients
            .iter()
            .map(|client| client.try_clone().expect("a socket can be cloned"))
            .map(|client| thread::spawn(move || serve(client, 1, || "")))
            .collect();
        sessions.into_iter().for_each(|session| drop(session.join()));
        let _ = tell.send(());
        // They stay open for as long as the test runs.
        thread::park();
        drop(clients);
    });
    (address, has_all)
}

/// A server that answers no content of the first session before there is a second one.
fn stalls_until_a_second_session() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        let (none_yet, second) = mpsc::channel::<()>();
        let client = || listener.accept().expect("it listens").0;
        let first = client();
        thread::spawn(move || {
            serve(first, u64::MAX, || {
                // Nothing is ever sent: it is over with the sender.
                let _ = second.recv();
                "250 accepted"
            })
        });
        let next = client();
        drop(none_yet);
        serve(next, u64::MAX, || "250 accepted");
    });
    address
}

pub(crate) fn number(report: &Value, name: &str) -> u64 {
    report[name].as_u64().unwrap_or_else(|| panic!("{name} is no number: {report}"))
}

/// Of what was due, each message is accepted or an error.
pub(crate) fn assert_accounted(report: &Value, due: u64) {
    assert_eq!(number(report, "messages"), due, "{report}");
    assert_eq!(number(report, "accepted") + number(report, "failed"), due, "{report}");
    let errors = report["errors"].as_array().expect("it is a list");
    let of_messages = errors.iter().filter(|error| error["of"] == "message").map(|error| number(error, "count"));
    assert_eq!(of_messages.sum::<u64>(), number(report, "failed"), "{report}");
    let intervals = report["intervals"].as_array().expect("it is a list");
    assert_eq!(intervals.iter().map(|interval| number(interval, "failed")).sum::<u64>(), number(report, "failed"));
}

fn at(server: SocketAddr, more: &[&str]) -> (Finished, Value) {
    load_at(folder().path(), server, more)
}

#[test]
fn messages_that_a_dead_server_cannot_take_are_errors() {
    let more = ["--rate", "200/s", "--duration", "1s", "--fail-if", "errors>0.1%", "--fail-if", "p99>200ms"];
    let (finished, report) = at(dies_after(5), &more);
    finished.assert_code(1);
    finished.assert_says(&["--fail-if errors>0.1%: it is 97.5", "--fail-if p99>200ms", "no session was open"]);
    assert_accounted(&report, 200);
    assert_eq!((number(&report, "accepted"), report["end"].as_str()), (5, Some("no-session")));
    assert!(number(&report, "unsent") >= 194, "{report}");
    assert!(report["seconds"].as_f64() >= Some(1.0) && report["messages_per_second"].as_f64() <= Some(5.0));
    assert_eq!(report["latencies"]["message"]["count"], 5 + number(&report, "unsent"));
    assert_eq!(report["latencies"]["service"]["count"], 5);
}

#[test]
fn the_rate_of_a_server_that_has_died_is_that_of_the_whole_time() {
    for more in [&["--fail-if", "rate<1"][..], &["--fail-if", "errors>50%"], &[]] {
        let (finished, report) = at(dies_after(20), &[&["--duration", "1s"], more].concat());
        finished.assert_code(1);
        finished.assert_says(&["no session was open when the time was up"]);
        assert_eq!((number(&report, "accepted"), report["end"].as_str()), (20, Some("no-session")));
        assert!(report["messages_per_second"].as_f64() <= Some(20.0), "{report}");
        let last = report["intervals"].as_array().and_then(|intervals| intervals.last()).expect("there is one");
        assert!(last["seconds"].as_f64() >= Some(0.9), "the dead time is not in the charts: {report}");
    }
}

/// The first message is answered when the second session comes, which is later than the time is up.
#[test]
fn what_was_due_when_the_time_was_up_is_sent_and_measured() {
    let more = ["--rate", "10/s", "--duration", "1900ms", "--sessions", "2", "--ramp", "5s"];
    let (finished, report) = at(stalls_until_a_second_session(), &more);
    finished.assert_code(0);
    assert_accounted(&report, 4);
    assert_eq!((number(&report, "accepted"), report["end"].as_str()), (4, Some("finished")));
    let p50 = |name: &str| report["latencies"][name]["p50_ms"].as_f64();
    assert!(p50("message") > p50("service"), "{report}");
}

/// Nobody answers the first message, and so the others find no session.
#[test]
fn what_never_started_is_an_error_and_counts_with_its_wait() {
    let (server, _) = hangs(1);
    let more = ["--rate", "5/s", "--duration", "2s", "--timeout", "1s", "--fail-if", "p50>500ms"];
    let (finished, report) = at(server, &more);
    finished.assert_code(1);
    finished.assert_says(&["--fail-if p50>500ms"]);
    assert_accounted(&report, 10);
    assert_eq!((number(&report, "accepted"), number(&report, "unsent")), (0, 9), "{report}");
    let errors = report["errors"].as_array().expect("it is a list");
    assert!(errors[0]["text"].as_str().is_some_and(|text| text.contains("never started")), "{report}");
    assert_eq!(report["latencies"]["message"]["count"], 9);
}

/// A session for each message: none is open for a moment, again and again, and that is no death.
#[test]
fn a_server_whose_sessions_end_by_agreement_is_not_dead() {
    let sink = start(Options::default());
    for more in [&["--rate", "100/s"][..], &[]] {
        let more = [&["--duration", "1s", "--messages-per-session", "1"], more].concat();
        let (finished, report) = load(folder().path(), &sink, &more);
        finished.assert_code(0);
        assert_eq!((number(&report, "failed"), report["end"].as_str()), (0, Some("finished")), "{report}");
        assert!(report["seconds"].as_f64() >= Some(1.0), "{report}");
    }
}

#[test]
fn a_server_that_does_not_greet_is_not_waited_for_longer_than_the_time() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let (finished, report) = at(silent.local_addr().expect("it is bound"), &["--duration", "200ms", "--rate", "10/s"]);
    finished.assert_code(1);
    finished.assert_says(&["no session was open when the time was up", "still being opened"]);
    assert_accounted(&report, 0);
}
