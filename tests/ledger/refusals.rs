//! What is no ledger of this batch.

use std::fs;
use std::path::Path;

use mailshot::delivery::Outcome;
use mailshot::ledger::{Identity, LedgerError, Sqlite};

use crate::support::program::Program;
use crate::{filled, identity, log, open, place, refused, settle};

/// It is refused in words that hold this, by the program too, and left as it was.
fn assert_refused(file: &Path, says: &str) {
    let before = fs::read(file).unwrap();
    for error in [refused(file), Sqlite::open_existing(file).unwrap_err()] {
        assert!(error.to_string().contains(says), "{error}");
        assert!(error.to_string().starts_with(&file.display().to_string()), "{error}");
    }
    let dir = file.parent().unwrap();
    let report = Program::new(dir).args(["report", file.to_str().unwrap()]).run();
    report.assert_code(2);
    report.assert_says(&[says]);
    assert_eq!(fs::read(file).unwrap(), before, "it was changed");
}

#[test]
fn what_is_no_ledger_is_refused_and_left_as_it_was() {
    let (_dir, file) = place();
    fs::write(&file, "email,name\nanna@example.com,Anna\n".repeat(1000)).unwrap();
    assert_refused(&file, "is not a ledger");
    fs::write(&file, "email").unwrap();
    assert_refused(&file, "is not a ledger");

    for journal in ["DELETE", "WAL"] {
        let (_dir, file) = place();
        let other = rusqlite::Connection::open(&file).unwrap();
        other.pragma_update(None, "journal_mode", journal).unwrap();
        other.execute_batch("CREATE TABLE message (n); INSERT INTO message VALUES (1)").unwrap();
        // Left by a crash, with a log beside it; then closed.
        if journal == "WAL" {
            let (_dir, copy) = place();
            fs::copy(&file, &copy).unwrap();
            fs::copy(log(&file), log(&copy)).unwrap();
            assert_refused(&copy, "it was made by another program");
            assert_eq!(fs::read(log(&copy)).unwrap(), fs::read(log(&file)).unwrap());
        }
        drop(other);
        assert_refused(&file, "it was made by another program");
    }
}

#[test]
fn a_later_version_is_refused() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[settle(1, &[Outcome::Accepted])]).unwrap();
    drop(ledger);
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 4).unwrap();
    assert!(matches!(refused(&file), LedgerError::Version { version: 4, known: 3, .. }));
    assert_refused(&file, "is a ledger of version 4; this program knows version 3");
}

#[test]
fn a_ledger_that_was_cut_off_is_refused() {
    let (_dir, file) = place();
    filled(&file, false);
    let whole = fs::read(&file).unwrap();
    for length in [1, 50, 100, 4095, 4096, 8192, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        fs::write(&file, &whole[..length]).unwrap();
        assert_refused(&file, "is damaged");
    }
}

#[test]
fn another_batch_is_refused() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[settle(1, &[Outcome::Accepted])]).unwrap();
    drop(ledger);
    let other = Identity { template: "fedcba9876543210".to_owned(), ..identity() };
    let error = Sqlite::open(&file, &other).unwrap_err();
    assert!(matches!(error, LedgerError::OtherBatch { .. }));
    for says in ["announcement.md", "--again", "--ledger"] {
        assert!(error.to_string().contains(says), "{error}");
    }
    // Another name of the list is not another batch.
    let renamed = Identity { recipients_file: "list.csv".to_owned(), ..identity() };
    assert!(Sqlite::open(&file, &renamed).is_ok());
}
