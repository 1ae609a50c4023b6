//! What a ledger shows that is not opened.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mailshot::delivery::Outcome;
use mailshot::ledger::{Change, Glance, Sqlite};
use rusqlite::Connection;

use crate::{arm, identity, open, place, settle};

/// By the letter's digest alone: no file has this name.
fn seen(file: &Path, template: &str) -> Option<Glance> {
    Sqlite::glance(file, template, OsStr::new("none"))
}

#[test]
fn it_is_seen_in_use_and_closed_without_a_change() {
    let (dir, file) = place();
    let template = identity().template;
    let outcomes = [Outcome::Accepted, Outcome::Refused, Outcome::InDoubt, Outcome::Deferred, Outcome::Accepted];
    let mut ledger = open(&file);
    for (id, outcome) in (1..).zip(outcomes) {
        ledger.commit(&[arm(id, 1)]).unwrap();
        ledger.commit(&[settle(id, &[outcome])]).unwrap();
        let glance = seen(&file, &template).unwrap();
        assert!(glance.is_unclosed && glance.recipients <= id, "{glance:?}");
    }
    // Whoever has it goes on.
    ledger.commit(&[arm(6, 1)]).unwrap();
    drop(ledger);
    drop(open(&file));
    let before = fs::read(&file).unwrap();
    let glance = seen(&file, &template).unwrap();
    // The sixth is in doubt: nothing has been heard of it.
    assert_eq!((glance.recipients, glance.is_least, glance.is_unclosed), (4, false, false), "{glance:?}");
    assert!(glance.last.is_some());
    assert_eq!(glance.recipients_file, "class.csv");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert_eq!(Sqlite::reached(&file, 10).len(), 4);
    // Another letter of this name.
    let named = Path::new(&identity().template_file).file_name().unwrap().to_owned();
    assert!(Sqlite::glance(&file, "another", &named).is_some_and(|glance| !glance.is_same_letter));
    assert_eq!(seen(&file, "0123456789abcdee"), None);
}

#[test]
fn what_is_no_ledger_shows_nothing() {
    let (dir, file) = place();
    let template = identity().template;
    drop(open(&file));
    let whole = fs::read(&file).unwrap();
    let other = |name: &str, octets: &[u8]| -> PathBuf {
        let file = dir.path().join(name);
        fs::write(&file, octets).unwrap();
        file
    };
    let hostile = other("a b%20?c#d.ledger", &whole);
    assert!(seen(&hostile, &template).is_some(), "the name does not matter");
    let endless = "DROP TABLE recipient; CREATE VIEW recipient AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) \
                   SELECT id, 2 AS state, 3 AS at FROM n WHERE id < 0";
    Connection::open(&hostile).unwrap().execute_batch(endless).unwrap();
    assert_eq!(seen(&hostile, &template), None);
    assert_eq!(seen(&other("empty", b""), &template), None);
    assert_eq!(seen(&other("text", b"email,name\n"), &template), None);
    assert_eq!(seen(dir.path(), &template), None);
    for length in (0..whole.len()).step_by(997) {
        let _ = seen(&other("cut", &whole[..length]), &template);
    }
}

#[test]
fn a_large_one_costs_no_more() {
    const ROWS: u64 = 60_000;
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let changes: Vec<Change> = (1..=ROWS).map(|id| settle(id, &[Outcome::Accepted])).collect();
    ledger.commit(&changes).unwrap();
    drop(ledger);
    let begun = Instant::now();
    let glance = seen(&file, &identity().template).unwrap();
    // Some milliseconds; a busy machine is given time.
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(glance.is_least && glance.recipients < ROWS && glance.recipients >= 10_000, "{glance:?}");
}
