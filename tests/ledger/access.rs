//! Who is let in, and where a ledger may lie.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use mailshot::delivery::Outcome;
use mailshot::ledger::{Ledger, LedgerError, Sqlite};

use crate::support::program::Program;
use crate::{arm, open, outcomes, place, refused};

#[test]
fn nobody_else_may_read_it() {
    let (dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[arm(1, 1)]).unwrap();
    for entry in fs::read_dir(dir.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", entry.path().display());
    }
}

#[test]
fn it_has_one_user_at_a_time() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    for _ in 0..2 {
        let second = refused(&file);
        assert!(matches!(second, LedgerError::InUse { .. }), "{second}");
        assert!(matches!(Sqlite::open_existing(&file), Err(LedgerError::InUse { .. })));
        // A process of its own finds the same, reader or not.
        let report = Program::new(file.parent().unwrap()).args(["report", file.to_str().unwrap()]).run();
        report.assert_code(2);
        report.assert_says(&["another mailshot is using this ledger"]);
        ledger.commit(&[arm(1, 1)]).unwrap();
    }
    drop(ledger);
    assert_eq!(outcomes(&open(&file)).len(), 1);
}

#[test]
fn a_link_is_not_followed() {
    let (dir, file) = place();
    let elsewhere = dir.path().join("elsewhere");
    symlink(&elsewhere, &file).unwrap();
    assert!(matches!(refused(&file), LedgerError::Symlink { .. }), "dangling");
    assert!(!elsewhere.exists());
    drop(open(&elsewhere));
    assert!(matches!(refused(&file), LedgerError::Symlink { .. }));
    assert!(matches!(Sqlite::open_existing(&file), Err(LedgerError::Symlink { .. })));
}

#[test]
fn a_ledger_that_was_not_used_leaves_nothing_behind() {
    let (dir, file) = place();
    open(&file).discard_unused();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);

    let mut ledger = open(&file);
    ledger.commit(&[arm(1, 1)]).unwrap();
    ledger.discard_unused();
    open(&file).discard_unused();
    assert_eq!(outcomes(&open(&file)), BTreeMap::from([(1, vec![Outcome::InDoubt])]));
}

#[test]
fn a_place_where_no_file_can_be_made_is_named() {
    let (dir, _) = place();
    for (file, says) in [
        (dir.path().to_owned(), "it is no file"),
        (dir.path().join("missing/a.ledger"), "cannot be made"),
        (dir.path().join("a\0.ledger"), "cannot be opened"),
        // Not even root makes a file there.
        (PathBuf::from("/proc/a.ledger"), "cannot be made"),
    ] {
        let error = refused(&file);
        assert!(matches!(error, LedgerError::Failed { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    let missing = Sqlite::open_existing(&dir.path().join("b.ledger")).unwrap_err();
    assert!(missing.to_string().contains("no such file"), "{missing}");
}
