//! What the ledger costs: the whole program against the embedded sink, with its ledger on disk and without, in turn.
//!
//! `cargo bench --bench ledger` prints the medians and their ratio. The ledger lies where the temporary files lie: set
//! `TMPDIR` to the disk that is to be measured.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mailshot::sink::{Options, Sink};

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    compare(folder.path(), "16 sessions, no latency", 20_000, 16, Duration::ZERO, 7);
    compare(folder.path(), "1 session, 50 ms", 60, 1, Duration::from_millis(50), 3);
}

fn compare(folder: &Path, what: &str, rows: usize, sessions: usize, latency: Duration, pairs: usize) {
    write_list(folder, rows);
    let sink = Sink::start(Options { latency, ..Options::default() }).expect("loopback has a free port");
    let server = sink.address().to_string();
    let (mut none, mut kept) = (Vec::new(), Vec::new());
    for _ in 0..pairs {
        none.push(send(folder, &server, sessions, "none"));
        kept.push(send(folder, &server, sessions, "batch.ledger"));
        fs::remove_file(folder.join("batch.ledger")).expect("the run has made it");
    }
    let (none, kept) = (median(none), median(kept));
    println!(
        "{what}: {rows} messages, without a ledger {none:.3} s, with it {kept:.3} s: {:.0} % of the rate",
        100.0 * none / kept
    );
}

fn write_list(folder: &Path, rows: usize) {
    let mut list = BufWriter::new(File::create(folder.join("list.csv")).expect("the folder is there"));
    writeln!(list, "email,name").expect("the disk has room");
    for row in 0..rows {
        writeln!(list, "reader{row}@example.com,Reader {row}").expect("the disk has room");
    }
    list.flush().expect("the disk has room");
    let text =
        "From: a@example.com\nTo: {{ name }} <{{ email }}>\nSubject: News for {{ name }}\n\nDear {{ name }},\n\n";
    let line = "here is a line of the news, as long as lines in letters are.\n";
    fs::write(folder.join("news.txt"), text.to_owned() + &line.repeat(30)).expect("the disk has room");
}

/// Seconds of a whole run.
fn send(folder: &Path, server: &str, sessions: usize, ledger: &str) -> f64 {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_mailshot"))
        .current_dir(folder)
        .args(["send", "list.csv", "-t", "news.txt", "-s", server, "--tls", "none", "--yes", "--quiet"])
        .args(["--sessions", &sessions.to_string(), "--ledger", ledger])
        .stdin(Stdio::null())
        .status()
        .expect("the program was built");
    assert!(status.success(), "{status}");
    start.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
