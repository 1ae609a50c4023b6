//! A ledger in use is two files: without its log the main one is not taken for all of it.

use std::fs;
use std::path::{Path, PathBuf};

use mailshot::delivery::Outcome;
use mailshot::ledger::{Change, LedgerError, Sqlite};
use tempfile::TempDir;

use crate::support::program::Program;
use crate::{arm, delivery, identity, key, log, open, outcomes, place, refused, settle};

/// The main file alone, as it is now.
fn alone(file: &Path) -> (TempDir, PathBuf) {
    let (dir, copy) = place();
    fs::copy(file, &copy).unwrap();
    (dir, copy)
}

/// Its log is what is found wanting, whoever opens it; and nothing is made or changed by that.
fn assert_without_log(file: &Path, says: &str) {
    let before = (fs::read(file).unwrap(), fs::read(log(file)).ok());
    for error in [refused(file), Sqlite::open_existing(file).unwrap_err()] {
        assert!(matches!(error, LedgerError::WithoutLog { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    let report = Program::new(file.parent().unwrap()).args(["report", file.to_str().unwrap()]).run();
    report.assert_code(2);
    report.assert_says(&[says, "Put it back"]);
    assert_eq!((fs::read(file).unwrap(), fs::read(log(file)).ok()), before);
}

#[test]
fn without_its_log_it_is_refused_while_a_run_is_on() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let flights = ledger.begin_run().unwrap();
    assert_without_log(&alone(&file).1, "-wal is missing");
    for turn in 0..3 {
        ledger
            .commit(&[arm(2 * turn + 1, 1), arm(2 * turn + 2, 1), settle(2 * turn + 1, &[Outcome::Accepted])])
            .unwrap();
        let (_dir, copy) = alone(&file);
        assert_without_log(&copy, "-wal is missing");
        fs::write(log(&copy), "").unwrap();
        assert_without_log(&copy, "-wal is empty");
        fs::copy(log(&file), log(&copy)).unwrap();
        assert_eq!(outcomes(&open(&copy)).len() as u64, 2 * turn + 2);
        // That has folded it in.
        assert!(!log(&copy).exists());
        assert_eq!(outcomes(&open(&copy)).len() as u64, 2 * turn + 2);
    }
    drop((ledger, flights));
    assert_eq!(outcomes(&open(&alone(&file).1)).len(), 6);
}

#[test]
fn a_run_that_goes_on_asks_for_its_log_too() {
    let (_dir, file) = place();
    for turn in 1..=3 {
        let mut ledger = open(&file);
        // Nothing has been begun yet.
        assert_eq!(outcomes(&open(&alone(&file).1)).len() as u64, turn - 1);
        ledger.commit(&[settle(turn, &[Outcome::Accepted])]).unwrap();
        assert_without_log(&alone(&file).1, "-wal is missing");
    }
    // After a crash, too.
    let (_dir, mut last) = place();
    let mut dirs = Vec::new();
    let mut ledger = open(&last);
    for turn in 1..=4 {
        ledger.commit(&[settle(turn, &[Outcome::Accepted])]).unwrap();
        let (dir, copy) = alone(&last);
        fs::copy(log(&last), log(&copy)).unwrap();
        (ledger, last) = (open(&copy), copy);
        dirs.push(dir);
        assert_without_log(&alone(&last).1, "-wal is missing");
        assert_eq!(outcomes(&ledger).len() as u64, turn);
    }
}

/// Whoever folds the log in takes the question for it out of the main file.
#[test]
fn another_program_may_fold_it_in() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[arm(1, 1), settle(2, &[Outcome::Refused])]).unwrap();
    let known = outcomes(&ledger);
    let (_dir, copy) = alone(&file);
    fs::copy(log(&file), log(&copy)).unwrap();
    let other = rusqlite::Connection::open(&copy).unwrap();
    let lines: u64 = other.query_row("SELECT count(*) FROM report", [], |row| row.get(0)).unwrap();
    assert_eq!(lines, 2);
    drop(other);
    assert!(!log(&copy).exists());
    assert_eq!(outcomes(&Sqlite::open_existing(&copy).unwrap()), known);
    assert_eq!(outcomes(&open(&copy)), known);
}

#[test]
fn another_log_is_not_taken_for_its_own() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[settle(1, &[Outcome::Accepted])]).unwrap();
    let earlier = fs::read(log(&file)).unwrap();
    drop(ledger);
    let mut ledger = open(&file);
    ledger.commit(&[settle(2, &[Outcome::Accepted])]).unwrap();
    let (_dir, other) = place();
    let mut others = open(&other);
    others.commit(&[settle(7, &[Outcome::Accepted])]).unwrap();
    for foreign in [earlier, fs::read(log(&other)).unwrap()] {
        let (_dir, copy) = alone(&file);
        fs::write(log(&copy), foreign).unwrap();
        assert_without_log(&copy, "-wal is another ledger's, or was written before it");
    }
}

/// However long a run is, its log is not; what is folded in on the way asks for the rest.
#[test]
fn a_long_log_is_folded_in_and_asked_for_again() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let (mut longest, mut last) = (0, 0);
    for turn in 0..60 {
        let many = (1..=20).map(|n| {
            let mut delivery = delivery(20 * turn + n, 1, &[Outcome::Accepted]);
            delivery.recipients[0].text = "x".repeat(80_000).into();
            Change::Settle { id: delivery.row, key: key(delivery.row), delivery }
        });
        ledger.commit(&many.collect::<Vec<_>>()).unwrap();
        let length = fs::metadata(log(&file)).unwrap().len();
        longest = length.max(longest);
        let whole = fs::metadata(&file).unwrap().len();
        if whole != last {
            last = whole;
            assert_without_log(&alone(&file).1, "-wal is missing");
            let (_dir, copy) = alone(&file);
            fs::copy(log(&file), log(&copy)).unwrap();
            assert_eq!(outcomes(&open(&copy)).len() as u64, 20 * (turn + 1));
        }
    }
    assert!(last > 32 << 20, "{last}");
    assert!(longest < 40 << 20, "{longest}");
    drop(ledger);
    assert_eq!(Sqlite::open(&file, &identity()).unwrap().0.count(Outcome::Accepted).unwrap(), 1200);
    assert!(!log(&file).exists());
}
