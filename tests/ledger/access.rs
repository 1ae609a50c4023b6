//! Who is let in, and where a ledger may lie.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use mailshot::delivery::Outcome;
use mailshot::ledger::{Change, LedgerError, Sqlite};

use crate::support::program::Program;
use crate::{arm, delivery, key, open, outcomes, place, refused, scan, settle};

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
        // A process of its own finds the same, unless it only wants to know how things stand.
        let report = |args: &[&str]| {
            Program::new(file.parent().unwrap()).args(["report", file.to_str().unwrap()]).args(args).run()
        };
        let told = report(&[]);
        told.assert_code(0);
        told.assert_says(&["this batch is under way. That is how it stands now"]);
        assert_eq!(told.stdout.contains("in-doubt  1"), !ledger.is_settled(), "{}", told.stdout);
        let rest = report(&["--failed", "rest.csv"]);
        rest.assert_code(2);
        rest.assert_says(&["this batch is under way. Who will not have got the mail is known when it has ended"]);
        ledger.commit(&[arm(1, 1)]).unwrap();
    }
    drop(ledger);
    assert_eq!(outcomes(&open(&file)).len(), 1);
}

/// While it is written, and its log folded in and begun anew: what was committed before is seen, and nothing half.
#[test]
fn how_things_stand_is_seen_while_they_go_on() {
    const TURNS: u64 = 60;
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[settle(1, &[Outcome::Accepted])]).unwrap();
    let committed = AtomicU64::new(1);
    let seen = thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 1..=TURNS {
                let many = (1..=20).map(|n| {
                    let mut delivery = delivery(20 * turn + n, 1, &[Outcome::Accepted]);
                    delivery.recipients[0].text = "x".repeat(40_000).into();
                    Change::Settle { id: delivery.row, key: key(delivery.row), delivery }
                });
                ledger.commit(&many.collect::<Vec<_>>()).unwrap();
                committed.store(20 * turn + 1, Ordering::SeqCst);
            }
        });
        let mut seen = 0;
        loop {
            let before = committed.load(Ordering::SeqCst);
            match Sqlite::open_in_use(&file) {
                Ok(copy) => {
                    let count = scan(&copy).len() as u64;
                    assert!(count >= before && count % 20 == 1, "{count}, {before} before");
                    seen += 1;
                }
                Err(error) => assert!(matches!(error, LedgerError::InUse { .. }), "{error}"),
            }
            if before == 20 * TURNS + 1 {
                return seen;
            }
        }
    });
    assert!(seen > 0);
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
