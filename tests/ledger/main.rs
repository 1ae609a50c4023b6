//! The embedded ledger from outside: what is durable, who is let in, what is refused, how rows are found again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod any_changes;
mod commits;
mod crashes;
mod glance;
mod logs;
mod refusals;
mod rows;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use mailshot::delivery::{Delivery, Outcome, Settlement};
use mailshot::ledger::{Change, Entry, Flight, Identity, Key, LedgerError, Sqlite};
use mailshot::mail::Address;
use mailshot::smtp::{EnhancedCode, Phase};
use tempfile::TempDir;

fn identity() -> Identity {
    Identity::new("0123456789abcdef", "announcement.md", "class.csv")
}

/// A folder and a place in it where no ledger is yet.
fn place() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("class.announcement.ledger");
    (dir, file)
}

fn open(file: &Path) -> Sqlite {
    Sqlite::open(file, &identity()).unwrap().0
}

fn refused(file: &Path) -> LedgerError {
    Sqlite::open(file, &identity()).unwrap_err()
}

fn key(id: u64) -> Key {
    Key::of([id.to_string().as_str()])
}

fn address(id: u64, n: usize) -> String {
    format!("user{id}.{n}@example.com")
}

/// The first so many recipients of a row go out.
fn arm(id: u64, recipients: usize) -> Change {
    Change::Arm {
        id,
        key: key(id),
        row: id,
        line: id + 1,
        message_id: format!("{id}@example.org"),
        attempts: 0,
        recipients: (0..recipients).map(|n| (n, Address::parse(&address(id, n)).unwrap())).collect(),
        flight: Flight { lane: 0, number: id },
    }
}

fn settlement(id: u64, n: usize, outcome: Outcome) -> Settlement {
    let (code, text) = match outcome {
        Outcome::Accepted => (Some(250), "2.0.0 queued as 贰"),
        Outcome::Refused => (Some(550), "5.1.1 no such user"),
        Outcome::Deferred => (Some(451), "4.2.0 later"),
        _ => (None, "the connection was lost"),
    };
    Settlement {
        address: address(id, n).into(),
        outcome,
        phase: Some(Phase::Rcpt),
        code,
        enhanced: EnhancedCode::parse(text.split(' ').next().unwrap()),
        text: text.into(),
    }
}

fn delivery(id: u64, attempts: u32, outcomes: &[Outcome]) -> Delivery {
    Delivery {
        row: id,
        line: id + 1,
        message_id: format!("{id}@example.org"),
        attempts,
        // Whole milliseconds are kept.
        time: SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_123),
        elapsed: Duration::from_millis(250),
        recipients: outcomes.iter().enumerate().map(|(n, outcome)| settlement(id, n, *outcome)).collect(),
    }
}

fn settle(id: u64, outcomes: &[Outcome]) -> Change {
    Change::Settle { id, key: key(id), delivery: delivery(id, 1, outcomes) }
}

fn scan(ledger: &Sqlite) -> Vec<Entry> {
    let mut entries = Vec::new();
    ledger.scan(|entry| entries.push(entry)).unwrap();
    entries
}

/// What is kept as the outcome of each recipient.
fn outcomes(ledger: &Sqlite) -> BTreeMap<u64, Vec<Outcome>> {
    let of = |entry: Entry| (entry.id, entry.delivery.recipients.iter().map(|each| each.outcome).collect());
    scan(ledger).into_iter().map(of).collect()
}

/// Each row's outcomes after a crash, as `report` finds them in what the crash has left, as the table for people shows them, and
/// after the ledger was opened to go on.
fn after_a_crash(file: &Path) -> [BTreeMap<u64, Vec<Outcome>>; 3] {
    let (_dir, copy) = place();
    fs::copy(file, &copy).unwrap();
    if log(file).exists() {
        fs::copy(log(file), log(&copy)).unwrap();
    }
    let unchanged = outcomes(&Sqlite::open_existing(&copy).unwrap());
    let connection = rusqlite::Connection::open(&copy).unwrap();
    let mut statement = connection.prepare("SELECT row, state FROM report").unwrap();
    let mut shown: BTreeMap<u64, Vec<Outcome>> = BTreeMap::new();
    for line in statement.query_map([], |line| Ok((line.get(0)?, line.get(1)?))).unwrap() {
        let (row, state): (u64, String) = line.unwrap();
        let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.word() == state);
        let outcome = outcome.unwrap_or_else(|| {
            assert_eq!(state, "sending");
            Outcome::InDoubt
        });
        shown.entry(row).or_default().push(outcome);
    }
    drop(statement);
    drop(connection);
    [unchanged, shown, outcomes(&open(&copy))]
}

/// The log's file, in which commits gather until they are folded into the ledger.
fn log(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// A closed ledger of some pages.
fn filled(file: &Path, by_key: bool) -> BTreeMap<u64, Vec<Outcome>> {
    let mut ledger = open(file);
    if by_key {
        ledger.find_by_key().unwrap();
    }
    let changes: Vec<_> = (1..=60).map(|id| settle(id, &[Outcome::Accepted, Outcome::Deferred])).collect();
    ledger.commit(&changes).unwrap();
    outcomes(&ledger)
}
