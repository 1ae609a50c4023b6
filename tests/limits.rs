//! Limits of `send`, against the sink: a daily limit across runs, a stop after refusals, each address once.

mod support;

use std::fs;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mailshot::sink::{Options, Pattern, Sink};
use support::program::{Finished, Program, read_report};
use tempfile::TempDir;

fn folder(rows: &[&str]) -> TempDir {
    let list: String = std::iter::once("email,n").chain(rows.iter().copied()).map(|row| format!("{row}\n")).collect();
    let template = "From: a@example.com\nTo: {{ email }}\nSubject: {{ n }}\n\nHello\n";
    support::folder(&[("list.csv", list.as_str()), ("template.txt", template)])
}

fn ten() -> Vec<String> {
    (0..10).map(|n| format!("u{n}@example.com,{n}")).collect()
}

fn sink(refuse: &[&str]) -> Sink {
    let refuse = refuse.iter().map(|text| Pattern::parse(text, false).expect("it is a pattern")).collect();
    Sink::start(Options { refuse, ..Options::default() }).expect("loopback has a free port")
}

fn send(dir: &Path, sink: &Sink, more: &[&str]) -> Finished {
    let server = sink.address().to_string();
    Program::new(dir)
        .env("XDG_STATE_HOME", dir.join("state").to_str().expect("it is UTF-8"))
        .args(["send", "list.csv", "-t", "template.txt", "-s", &server, "--tls", "none", "--yes"])
        .args(["--report", "report.jsonl"])
        .args(more)
        .run()
}

#[test]
fn a_daily_limit_holds_across_runs() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&[]);
    let limit = ["--daily-limit", "6", "--sessions", "4"];
    let first = send(dir.path(), &sink, &limit);
    first.assert_code(75);
    first.assert_says(&["0 of 6 used; 6 now, 4 from", "used up", "The same command goes on"]);
    let second = send(dir.path(), &sink, &limit);
    second.assert_code(75);
    second.assert_says(&["6 of 6 used; 0 now, 4 from"]);
    send(dir.path(), &sink, &["--daily-limit", "10"]).assert_code(0);
    assert_eq!(sink.stop().messages, 10);
    let report = read_report(&dir.path().join("report.jsonl"));
    assert_eq!(report.iter().filter(|line| line.outcome == "accepted").count(), 10);
}

/// Nothing would ever go.
#[test]
fn a_letter_to_more_than_go_in_a_day_stops_before_the_first_mail() {
    let dir = folder(&["a@example.com,1", "\"b@example.com, c@example.com, d@example.com\",2"]);
    let sink = sink(&[]);
    let finished = send(dir.path(), &sink, &["--daily-limit", "2"]);
    finished.assert_code(2);
    finished.assert_says(&["list.csv:3: its letter goes to 3 recipients at once, and the daily limit is 2"]);
    send(dir.path(), &sink, &["--daily-limit", "4"]).assert_code(0);
    assert_eq!(sink.stop().messages, 2);
}

/// Each is remembered for as long as it counts.
#[test]
fn a_limit_of_more_logins_than_are_counted_is_refused() {
    let (dir, sink) = (folder(&["u@example.com,1"]), sink(&[]));
    let refused = send(dir.path(), &sink, &["--logins", "100001/day"]);
    refused.assert_code(2);
    refused.assert_says(&["--logins", "more than 100,000 logins cannot be counted", "over a shorter time"]);
    send(dir.path(), &sink, &["--logins", "5"]).assert_says(&["is not a rate"]);
    send(dir.path(), &sink, &["--logins", "100000/day"]).assert_code(0);
    assert_eq!(sink.stop().messages, 1);
}

#[test]
fn a_refused_recipient_does_not_count_against_the_limit() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&["u0@example.com", "u1@example.com", "u2@example.com", "u3@example.com"]);
    send(dir.path(), &sink, &["--daily-limit", "6", "--sessions", "1"]).assert_code(1);
    assert_eq!(sink.stop().messages, 6);
}

#[test]
fn a_state_folder_that_cannot_be_written_stops_before_the_first_mail() {
    let dir = folder(&["a@example.com,1"]);
    fs::write(dir.path().join("state"), "a file").expect("the folder is ours");
    let sink = sink(&[]);
    let finished = send(dir.path(), &sink, &["--daily-limit", "6"]);
    finished.assert_code(2);
    finished.assert_says(&["--daily-limit", "XDG_STATE_HOME"]);
    assert_eq!(sink.stop().connections, 0);
}

#[test]
fn refusals_in_a_row_stop_the_batch() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&["*@example.com"]);
    let finished = send(dir.path(), &sink, &["--stop-after-refusals", "3", "--sessions", "1"]);
    finished.assert_code(75);
    finished.assert_says(&["3 recipients in a row were refused", "--retry refused"]);
    // What was under way when the batch heard of the third is answered too: a window of two, and the fourth, which may have been
    // answered together with the third.
    assert!((3..=6).contains(&sink.stop().refused));
}

#[test]
fn without_a_rule_every_row_is_tried() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&["*@example.com"]);
    send(dir.path(), &sink, &[]).assert_code(1);
    assert_eq!(sink.stop().refused, 10);
}

#[test]
fn each_address_once_also_when_the_list_has_grown() {
    let dir = folder(&["a@Example.com,1", "b@example.com,2", "a@example.COM,3", "A@example.com,4"]);
    let sink = sink(&[]);
    let first = send(dir.path(), &sink, &["--dedupe", "address"]);
    first.assert_code(0);
    first.assert_says(&["1 row goes", "line 4: column \"email\": has the address of line 2, and is left out"]);
    let mut list = fs::read_to_string(dir.path().join("list.csv")).expect("it was written");
    list.push_str("b@example.com,5\nc@example.com,6\n");
    fs::write(dir.path().join("list.csv"), list).expect("the folder is ours");
    send(dir.path(), &sink, &["--dedupe", "address"]).assert_code(0);
    assert_eq!(sink.stop().messages, 4, "a, b, A (the local part is the receiver's) and c");
}

#[test]
fn one_message_a_session_and_auto_deliver_all() {
    for more in [["--messages-per-session", "1"], ["--sessions", "auto"]] {
        let rows = ten();
        let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let sink = sink(&[]);
        send(dir.path(), &sink, &more).assert_code(0);
        assert_eq!(sink.stop().messages, 10);
    }
}

#[test]
fn short_sessions_keep_to_the_logins_that_are_allowed() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&[]);
    let begin = Instant::now();
    let limits = ["--messages-per-session", "1", "--sessions", "4", "--logins", "4/s"];
    send(dir.path(), &sink, &limits).assert_code(0);
    // Four in each second, by the server's clock too: the ninth and tenth come in the third.
    assert!(begin.elapsed() >= Duration::from_secs(2), "{:?}", begin.elapsed());
    assert_eq!(sink.stop().messages, 10);
}

#[test]
fn a_daily_limit_holds_for_short_sessions() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&[]);
    let limits = ["--daily-limit", "6", "--messages-per-session", "1", "--sessions", "4"];
    send(dir.path(), &sink, &limits).assert_code(75);
    let report = read_report(&dir.path().join("report.jsonl"));
    let told = |outcome: &str| report.iter().filter(|line| line.outcome == outcome).count();
    assert_eq!((told("accepted"), told("in-doubt")), (6, 0));
    send(dir.path(), &sink, &["--daily-limit", "10", "--messages-per-session", "1"]).assert_code(0);
    assert_eq!(sink.stop().messages, 10);
}

#[test]
fn what_the_server_does_not_take_is_told_before_the_first_mail() {
    let dir = folder(&["a@example.com,none.bin", "b@example.com,large.bin", "c@example.com,none.bin"]);
    fs::write(dir.path().join("none.bin"), "small").expect("the folder is ours");
    fs::write(dir.path().join("large.bin"), vec![7; 8 << 20]).expect("the folder is ours");
    fs::write(dir.path().join("template.txt"), "From: a@example.com\nTo: {{ email }}\nAttachment: {{ n }}\n\nHello\n")
        .expect("the folder is ours");
    let sink = Sink::start(Options { max_size: 5_000_000, ..Options::default() }).expect("loopback has a free port");
    let run = send(dir.path(), &sink, &[]);
    run.assert_code(2);
    run.assert_says(&["list.csv:3: the message has", "the server takes 5.0 MB", "Nothing was sent."]);
    assert_eq!(sink.counts().messages, 0);
    // The others go, and that one is refused.
    send(dir.path(), &sink, &["--skip-faulty"]).assert_code(1);
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn nothing_is_waited_for_behind_the_last_mail() {
    let dir = folder(&["a@example.com,1", "a@example.com", "b@example.com,2"]);
    let sink = sink(&[]);
    // At this pace the next one could go in an hour.
    send(dir.path(), &sink, &["--rate", "1/h", "--limit", "1"]).assert_code(0);
    send(dir.path(), &sink, &["--rate", "1/h", "--skip-faulty"]).assert_code(1);
    assert_eq!(sink.stop().messages, 2);
}

/// A server with one process greets the next session when that one is done with the first.
#[test]
fn an_idle_session_takes_over_what_others_wait_with() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&[]);
    let (address, server) = one_at_a_time(sink.address());
    let sent = Program::new(dir.path())
        .args(["send", "list.csv", "-t", "template.txt", "-s", &address.to_string(), "--tls", "none", "--yes"])
        .args(["--sessions", "3", "--report", "report.jsonl"])
        .run();
    sent.assert_code(0);
    drop(server.join().expect("it does not panic"));
    assert_eq!(sink.stop().messages, 10);
}

/// Before the sink, a server that greets no session but the first: the others wait for as long as there is its socket.
fn one_at_a_time(sink: SocketAddr) -> (SocketAddr, JoinHandle<TcpListener>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("a client comes");
        let mut server = TcpStream::connect(sink).expect("the sink is there");
        let (mut from_server, mut to_client) =
            (server.try_clone().expect("it can be cloned"), client.try_clone().expect("it can be cloned"));
        let back = thread::spawn(move || io::copy(&mut from_server, &mut to_client));
        // What becomes of the session is told by the sink.
        let _ = io::copy(&mut client, &mut server);
        let _ = server.shutdown(Shutdown::Write);
        let _ = back.join();
        listener
    });
    (address, server)
}

/// A limit that was forgotten hides nobody.
#[test]
fn what_a_limit_leaves_out_is_told() {
    let rows = ten();
    let dir = folder(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let sink = sink(&[]);
    let check = ["check", "list.csv", "-t", "template.txt", "--limit", "3"];
    assert!(Program::new(dir.path()).args(check).run().stdout.contains("list.csv: 3 rows of 10 (--limit)"));
    send(dir.path(), &sink, &["--limit", "3"]).assert_says(&["7 more rows are left for another run (--limit)."]);
    let again = send(dir.path(), &sink, &["--limit", "3"]);
    again.assert_says(&["what --limit takes is done", "7 rows more"]);
    send(dir.path(), &sink, &[]).assert_code(0);
    assert_eq!(sink.stop().messages, 10);
}
