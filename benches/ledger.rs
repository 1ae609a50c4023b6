//! What the ledger and the reports cost: by themselves, and the whole program against the embedded sink, with its ledger on
//! disk and without, in turn.
//!
//! `cargo bench --bench ledger` prints all of it, `-- commits`, `-- reports` and `-- program` a part. The ledger lies where
//! the temporary files lie: set `TMPDIR` to the disk that is to be measured. The processor's time is known on Linux alone.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use mailshot::batch::{self, List, Reports, Selection};
use mailshot::delivery::{Delivery, Outcome, Settlement};
use mailshot::ledger::{Change, Flight, Identity, Key, Sqlite};
use mailshot::mail::Address;
use mailshot::merge::Template;
use mailshot::report::Writer;
use mailshot::sink::{Options, Sink};
use mailshot::smtp::{EnhancedCode, Phase};
use mailshot::{input, merge};

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let parts: Vec<String> = std::env::args().skip(1).filter(|part| !part.starts_with('-')).collect();
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    if is_wanted("commits") {
        for group in [16, 64] {
            commits(folder.path(), 200_000, group);
        }
        commits(folder.path(), 1_000_000, 64);
    }
    if is_wanted("reports") {
        reports(folder.path(), 100_000);
    }
    if is_wanted("program") {
        compare(folder.path(), "16 sessions, no latency", 20_000, 16, Duration::ZERO, 7);
        compare(folder.path(), "1 session, 50 ms", 60, 1, Duration::from_millis(50), 3);
    }
}

/// Groups as the coordinator makes them: some messages begin, those that began in the group before are settled. Then what a
/// person waits for: `report`, and going on.
fn commits(folder: &Path, messages: u64, group: u64) {
    let identity = Identity::new("0123456789abcdef", "news.txt", "list.csv");
    let file = folder.join("commits.ledger");
    let (mut ledger, _) = Sqlite::open(&file, &identity).expect("the disk has room");
    let (mut processor, mut seconds) = (0.0, 0.0);
    let firsts: Vec<u64> = (1..=messages).step_by(group as usize).collect();
    for some in firsts.chunks(100) {
        let groups: Vec<Vec<Change>> = some
            .iter()
            .map(|&first| {
                let before = first.saturating_sub(group).max(1)..first;
                (first..first + group).map(arm).chain(before.map(settle)).collect()
            })
            .collect();
        let (start, used) = (Instant::now(), processor_seconds());
        for changes in &groups {
            ledger.commit(changes).expect("the disk has room");
        }
        processor += processor_seconds() - used;
        seconds += start.elapsed().as_secs_f64();
    }
    drop(ledger);
    let octets = fs::metadata(&file).expect("it is there").len();
    let count = messages as f64;
    println!(
        "{messages} messages in groups of {group}: {:.2} µs of the processor each, {:.0} commits/s, {:.0} octets each",
        processor * 1e6 / count,
        count / group as f64 / seconds,
        octets as f64 / count
    );
    let start = Instant::now();
    let ledger = Sqlite::open_existing(&file).expect("it is whole");
    let opened = start.elapsed().as_secs_f64();
    let mut known = 0;
    ledger.scan(|entry| known += entry.delivery.recipients.len()).expect("it is whole");
    drop(ledger);
    let scanned = start.elapsed().as_secs_f64() - opened;
    let start = Instant::now();
    let (mut ledger, opening) = Sqlite::open(&file, &identity).expect("it is whole");
    ledger.align((1..=messages).map(|row| (row, key(row)))).expect("it is whole");
    let resumed = start.elapsed().as_secs_f64();
    println!(
        "  verified in {opened:.2} s, scanned in {scanned:.2} s ({known}), resumed in {resumed:.2} s ({opening:?})"
    );
    drop(ledger);
    fs::remove_file(file).expect("it is there");
}

fn key(row: u64) -> Key {
    Key::from_bytes(((u128::from(row) << 64) | u128::from(row.wrapping_mul(0x9E37_79B9_7F4A_7C15))).to_le_bytes())
}

fn message_id(row: u64) -> String {
    format!("{}.01234567@example.org", key(row))
}

fn arm(row: u64) -> Change {
    Change::Arm {
        id: row,
        key: key(row),
        row,
        line: row + 1,
        message_id: message_id(row),
        attempts: 0,
        recipients: [(0, Address::parse(&format!("reader{row}@example.com")).expect("it is an address"))].into(),
        flight: Flight { lane: 0, number: row },
    }
}

fn settle(row: u64) -> Change {
    let delivery = Delivery {
        row,
        line: row + 1,
        message_id: message_id(row),
        attempts: 1,
        time: SystemTime::now(),
        elapsed: Duration::from_micros(1234 + row % 1000),
        recipients: vec![accepted(row)],
    };
    Change::Settle { id: row, key: key(row), delivery }
}

fn accepted(row: u64) -> Settlement {
    Settlement {
        address: format!("reader{row}@example.com").into(),
        outcome: Outcome::Accepted,
        phase: Some(Phase::Content),
        code: Some(250),
        enhanced: Some(EnhancedCode(2, 0, 0)),
        text: format!("2.0.0 Ok: queued as {:010X}", row * 7919).into(),
    }
}

/// `report.csv` from the list and the ledger.
fn reports(folder: &Path, rows: usize) {
    write_list(folder, rows);
    let source = input::open(&folder.join("list.csv"), &input::Options::default()).expect("it was written");
    let template =
        Template::load(&folder.join("news.txt"), source.header(), &merge::Options::default()).expect("it was written");
    let list = List { source, template: Arc::new(template), selection: Selection::default() };
    let file = folder.join("reports.ledger");
    let (mut ledger, _) = Sqlite::open(&file, &list.identity(1)).expect("the disk has room");
    let settled: Vec<Change> = (1..=rows as u64)
        .zip(list.source.records().expect("it was written"))
        .map(|(row, record)| {
            let record = record.expect("it is sound");
            let Change::Settle { id, delivery, .. } = settle(row) else { unreachable!("it is a settlement") };
            Change::Settle { id, key: Key::of(record.fields.iter()), delivery }
        })
        .collect();
    ledger.commit(&settled).expect("the disk has room");
    let writer = Writer::create(&folder.join("report.csv")).expect("the disk has room");
    let (start, used) = (Instant::now(), processor_seconds());
    let written = batch::write_reports(&list, &ledger, Reports::new(vec![writer], None), false);
    let (processor, seconds) = (processor_seconds() - used, start.elapsed().as_secs_f64());
    assert!(written.errors.is_empty(), "{written:?}");
    println!(
        "{rows} rows of report.csv: {:.2} µs of the processor each, {seconds:.2} s",
        processor * 1e6 / rows as f64
    );
}

/// What this thread has used of the processor, itself and for it in the system.
fn processor_seconds() -> f64 {
    let used = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = used.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN);
    nanoseconds / 1e9
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
