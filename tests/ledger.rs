//! The embedded ledger from outside: what is durable, who is let in, what is refused, how rows are found again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mailshot::delivery::{Delivery, Outcome, Settlement};
use mailshot::ledger::{Change, Entry, Flight, Identity, InOrder, Key, Ledger, LedgerError, Note, Opened, Sqlite};
use mailshot::smtp::{EnhancedCode, Phase};
use proptest::prelude::*;
use proptest::sample::Index;
use support::program::Program;
use tempfile::TempDir;

fn identity() -> Identity {
    Identity {
        template: "0123456789abcdef".to_owned(),
        template_file: "announcement.md".to_owned(),
        recipients_file: "class.csv".to_owned(),
        sheet: None,
        from: None,
        part: None,
        read_as: None,
        generation: 1,
    }
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
        recipients: (0..recipients).map(|n| (n, address(id, n))).collect(),
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
        address: address(id, n),
        outcome,
        phase: Some(Phase::Rcpt),
        code,
        enhanced: EnhancedCode::parse(text.split(' ').next().unwrap()),
        text: text.to_owned(),
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
    Change::Settle { id, key: key(id), delivery: Arc::new(delivery(id, 1, outcomes)) }
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

#[test]
fn every_state_is_there_after_reopening() {
    let (_dir, file) = place();
    let settled = [Outcome::Accepted, Outcome::Refused, Outcome::Deferred, Outcome::InDoubt];
    let (mut ledger, opened) = Sqlite::open(&file, &identity()).unwrap();
    assert_eq!(opened, Opened::New);
    assert!(ledger.is_fresh());
    ledger.commit(&[arm(1, 4), arm(2, 1), settle(1, &settled)]).unwrap();
    ledger.commit(&[settle(3, &[Outcome::Refused])]).unwrap();
    drop(ledger);

    let (ledger, opened) = Sqlite::open(&file, &identity()).unwrap();
    assert_eq!(opened, Opened::Resumed { recipients: 6, crashed: 1 });
    assert!(!ledger.is_fresh());
    assert_eq!(ledger.find(1, &key(1)).unwrap().unwrap(), Entry { id: 1, delivery: delivery(1, 1, &settled) });
    assert_eq!(ledger.find(3, &key(3)).unwrap().unwrap().delivery, delivery(3, 1, &[Outcome::Refused]));
    assert_eq!(ledger.find(4, &key(4)).unwrap(), None);
    assert_eq!(ledger.find(1, &key(2)).unwrap(), None, "another row under the same number is another row");
    assert_eq!(ledger.count(Outcome::Refused).unwrap(), 2);
    assert_eq!((ledger.generation().unwrap(), ledger.batch_id()), (1, "01234567"));
}

#[test]
fn what_was_being_sent_is_in_doubt_and_nothing_of_an_earlier_try_is_said_of_it() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[arm(1, 2), settle(1, &[Outcome::Accepted, Outcome::Deferred])]).unwrap();
    let Change::Arm { id, key: row_key, row, line, message_id, recipients, .. } = arm(1, 2) else { unreachable!() };
    // The second try goes to the second recipient alone.
    let recipients = recipients[1..].to_vec();
    ledger
        .commit(&[Change::Arm {
            id,
            key: row_key,
            row,
            line,
            message_id,
            attempts: 1,
            recipients,
            flight: Flight::default(),
        }])
        .unwrap();
    drop(ledger);

    let (ledger, opened) = Sqlite::open(&file, &identity()).unwrap();
    assert_eq!(opened, Opened::Resumed { recipients: 2, crashed: 1 });
    let recipients = ledger.find(1, &key(1)).unwrap().unwrap().delivery.recipients;
    assert_eq!(recipients[0], settlement(1, 0, Outcome::Accepted));
    let doubtful = &recipients[1];
    assert_eq!((doubtful.outcome, doubtful.phase), (Outcome::InDoubt, Some(Phase::Content)));
    assert_eq!((doubtful.code, doubtful.enhanced, doubtful.address.as_str()), (None, None, "user1.1@example.com"));
    drop(ledger);
    // It is counted as new once.
    assert_eq!(Sqlite::open(&file, &identity()).unwrap().1, Opened::Resumed { recipients: 2, crashed: 0 });
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

#[test]
fn what_is_noted_to_have_left_is_told_from_what_was_armed() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let mut log = ledger.flight_log().unwrap().expect("there are files in memory");
    ledger.commit(&[arm(1, 2), arm(2, 1), arm(3, 1), arm(4, 1), settle(5, &[Outcome::Deferred])]).unwrap();
    let mut section = log.section(1).unwrap();
    let mut note = Note { released: 3, ..Note::default() };
    note.answer(true);
    note.answer(false);
    section.note(0, &note);
    section.write().unwrap();
    // Killed.
    std::mem::forget(log);
    drop(ledger);

    let (mut ledger, opened) = Sqlite::open(&file, &identity()).unwrap();
    assert_eq!(opened, Opened::Resumed { recipients: 5, crashed: 2 });
    let first = ledger.find(1, &key(1)).unwrap().unwrap().delivery;
    assert_eq!(first.attempts, 1);
    assert!(first.recipients.iter().all(|each| each.outcome == Outcome::Accepted), "{first:?}");
    for id in [2, 3] {
        let found = ledger.find(id, &key(id)).unwrap().unwrap().delivery;
        assert_eq!(found.recipients[0].outcome, Outcome::InDoubt, "{id}");
    }
    assert_eq!(ledger.find(4, &key(4)).unwrap(), None, "it never left");
    // It may be begun again, and what was noted of the first run says nothing of this one.
    ledger.commit(&[arm(4, 1)]).unwrap();
    drop(ledger);
    let (ledger, opened) = Sqlite::open(&file, &identity()).unwrap();
    assert_eq!(opened, Opened::Resumed { recipients: 6, crashed: 1 });
    assert_eq!(ledger.find(4, &key(4)).unwrap().unwrap().delivery.recipients[0].outcome, Outcome::InDoubt);
}

/// Attempt by attempt, whatever was charged for it.
fn arm_again(id: u64, recipients: &[usize], attempts: u32) -> Change {
    let Change::Arm { id, key, row, line, message_id, .. } = arm(id, 0) else { unreachable!() };
    let recipients = recipients.iter().map(|n| (*n, address(id, *n))).collect();
    Change::Arm { id, key, row, line, message_id, attempts, recipients, flight: Flight::default() }
}

/// The changes of a commit, and what is different after it.
type Turn<'a> = (&'a [Change], &'a [(u64, &'a [Outcome])]);

#[test]
fn whatever_has_no_later_line_is_in_doubt_after_a_crash() {
    use Outcome::{Accepted, Deferred, InDoubt, Refused};
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let turns: &[Turn] = &[
        (&[arm(1, 1), arm(2, 2), arm(3, 1)], &[(1, &[InDoubt]), (2, &[InDoubt, InDoubt]), (3, &[InDoubt])]),
        // A turn of which one is settled, and another in flight.
        (&[arm(4, 1), settle(2, &[Accepted, Deferred])], &[(2, &[Accepted, Deferred]), (4, &[InDoubt])]),
        // The first recipient has got it; the second gets another try, for which nothing was charged.
        (&[arm_again(2, &[1], 0)], &[(2, &[Accepted, InDoubt])]),
        (&[settle(4, &[Refused]), settle(1, &[Accepted])], &[(1, &[Accepted]), (4, &[Refused])]),
        // Settled and armed in one turn, either way round.
        (&[settle(3, &[Deferred]), arm_again(3, &[0], 0), arm(5, 1), settle(5, &[Accepted])], &[(5, &[Accepted])]),
        (&[settle(2, &[Accepted, Accepted]), arm(6, 1)], &[(2, &[Accepted, Accepted]), (6, &[InDoubt])]),
        (&[settle(3, &[Accepted]), settle(6, &[Accepted])], &[(3, &[Accepted]), (6, &[Accepted])]),
        (&[arm(7, 1)], &[(7, &[InDoubt])]),
    ];
    let mut expected: BTreeMap<u64, Vec<Outcome>> = BTreeMap::new();
    for (turn, (changes, states)) in turns.iter().enumerate() {
        ledger.commit(changes).unwrap();
        expected.extend(states.iter().map(|(id, outcomes)| (*id, outcomes.to_vec())));
        assert_eq!(outcomes(&ledger), expected, "turn {turn}");
        for (id, outcomes) in &expected {
            let entry = ledger.find(*id, &key(*id)).unwrap().unwrap();
            assert!(
                entry.delivery.recipients.iter().map(|each| each.outcome).eq(outcomes.iter().copied()),
                "turn {turn}"
            );
        }
        for (at, found) in after_a_crash(&file).iter().enumerate() {
            assert_eq!(found, &expected, "turn {turn}, {at}");
        }
        let deferred = expected.values().flatten().filter(|outcome| **outcome == Deferred).count() as u64;
        assert_eq!(ledger.count(Deferred).unwrap(), deferred, "turn {turn}");
    }
}

#[test]
fn turns_go_on_where_an_earlier_process_has_ended() {
    let (_dir, file) = place();
    for process in 0..4 {
        let mut ledger = open(&file);
        // More settlements than arms: the last turn stands in a line, not in a slot.
        ledger.commit(&[arm_again(1, &[0], process)]).unwrap();
        for _ in 0..3 {
            ledger.commit(&[settle(1, &[Outcome::Deferred])]).unwrap();
            ledger.commit(&[settle(2, &[Outcome::Accepted])]).unwrap();
        }
        drop(ledger);
        let mut ledger = open(&file);
        ledger.commit(&[arm_again(1, &[0], process)]).unwrap();
        drop(ledger);
        let known = BTreeMap::from([(1, vec![Outcome::InDoubt]), (2, vec![Outcome::Accepted])]);
        assert_eq!(after_a_crash(&file), [known.clone(), known.clone(), known]);
    }
}

#[test]
fn a_message_without_an_answer_holds_no_more_than_its_own_turn() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[arm(1, 1)]).unwrap();
    for id in 2..2000 {
        ledger.commit(&[arm(id, 1), settle(id - 1, &[Outcome::Accepted])][..if id == 2 { 1 } else { 2 }]).unwrap();
    }
    assert_eq!(ledger.find(1, &key(1)).unwrap().unwrap().delivery.recipients[0].outcome, Outcome::InDoubt);
    drop(ledger);
    let slots = "SELECT count(*) FROM sending";
    let slots: u64 = rusqlite::Connection::open(&file).unwrap().query_row(slots, [], |row| row.get(0)).unwrap();
    assert_eq!(slots, 3, "the first one's, and two that take turns");
    assert_eq!(Sqlite::open(&file, &identity()).unwrap().1, Opened::Resumed { recipients: 1999, crashed: 2 });
}

#[test]
fn a_commit_of_any_size_is_kept() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&(1..=500).map(|id| arm(id, 3)).collect::<Vec<_>>()).unwrap();
    let doubt = vec![Outcome::InDoubt; 3];
    let expected: BTreeMap<_, _> = (1..=500).map(|id| (id, doubt.clone())).collect();
    assert_eq!(after_a_crash(&file), [expected.clone(), expected.clone(), expected]);
    let many = vec![Outcome::Accepted; 3000];
    ledger.commit(&[settle(7, &many), arm(8, 3000)]).unwrap();
    assert_eq!(outcomes(&ledger)[&7], many);
    assert_eq!(outcomes(&ledger)[&8].len(), 3000);
}

#[test]
fn what_was_not_committed_changes_nothing() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[arm(1, 1)]).unwrap();
    // No file has room for this many rows.
    let beyond = Change::Settle { id: u64::MAX, key: key(2), delivery: Arc::new(delivery(2, 1, &[Outcome::Accepted])) };
    assert!(ledger.commit(&[settle(1, &[Outcome::Accepted]), arm(3, 1), beyond]).is_err());
    let doubt = BTreeMap::from([(1, vec![Outcome::InDoubt])]);
    assert_eq!(after_a_crash(&file), [doubt.clone(), doubt.clone(), doubt]);
    // Outcomes are still taken; nothing is armed any more.
    ledger.commit(&[settle(1, &[Outcome::Accepted]), arm(3, 1)]).unwrap();
    let accepted = BTreeMap::from([(1, vec![Outcome::Accepted])]);
    assert_eq!(after_a_crash(&file), [accepted.clone(), accepted.clone(), accepted]);
}

/// The log's file, in which commits gather until they are folded into the ledger.
fn log(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

#[test]
fn a_group_is_kept_whole_or_not_at_all() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let mut states = vec![BTreeMap::new()];
    for group in 0..8 {
        let ids = group * 5 + 1..=group * 5 + 5;
        let changes: Vec<_> = ids.map(|id| settle(id, &[Outcome::Accepted, Outcome::Refused])).collect();
        ledger.commit(&changes).unwrap();
        states.push(outcomes(&ledger));
    }
    // The power fails while the log is being written: it ends anywhere.
    let written = fs::read(log(&file)).unwrap();
    let mut met = Vec::new();
    for length in (0..=written.len()).step_by(499).chain([written.len()]) {
        let (_dir, copy) = place();
        fs::copy(&file, &copy).unwrap();
        fs::write(log(&copy), &written[..length]).unwrap();
        let state = outcomes(&open(&copy));
        met.push(states.iter().position(|known| *known == state).expect("a state between two commits"));
    }
    assert!(met.is_sorted(), "{met:?}");
    met.dedup();
    assert_eq!(met, (0..states.len()).collect::<Vec<_>>(), "what had been written was kept");
}

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
fn rows_are_found_by_number_while_the_list_keeps_its_order() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    ledger.commit(&[1, 2, 3, 5].map(|id| settle(id, &[Outcome::Accepted]))).unwrap();
    drop(ledger);

    let mut ledger = open(&file);
    // Row 4 was faulty; the others stand where they stood, and two came after.
    ledger.align((1..=7).map(|number| (number, key(number)))).unwrap();
    assert_eq!(ledger.find(5, &key(5)).unwrap().unwrap().id, 5);
    assert_eq!(ledger.find(6, &key(5)).unwrap(), None, "by number");
    assert_eq!((ledger.place(4).unwrap(), ledger.place(6).unwrap()), (4, 6));
    assert_eq!(ledger.kept_under(5).unwrap(), Some((key(5), address(5, 0))));
    drop(ledger);

    let mut ledger = open(&file);
    ledger.commit(&[arm(4, 2), arm(7, 1)]).unwrap();
    let in_order = |numbers: &[u64], other: u64| {
        let find = |known: &mut InOrder<'_>, number| {
            known.find(number, &key(if number == other { 99 } else { number })).unwrap().map(|entry| entry.id)
        };
        ledger.in_order(|known| numbers.iter().map(|number| find(known, *number)).collect::<Vec<_>>()).unwrap()
    };
    // Another row under number 3, and one behind the last.
    assert_eq!(in_order(&[1, 2, 3, 4, 5, 6, 7, 8], 3), [1, 2, 0, 4, 5, 0, 7, 0].map(|id| (id > 0).then_some(id)));
    assert_eq!(in_order(&[5, 5, 2, 7, 1], 0), [5, 5, 2, 7, 1].map(Some), "in another order all the same");
}

#[test]
fn rows_are_found_wherever_they_stand_now() {
    let lists: &[(&str, &[u64])] = &[
        ("sorted", &[5, 4, 3, 2, 1]),
        ("inserted at the head", &[9, 1, 2, 3, 4, 5]),
        ("inserted between", &[1, 2, 9, 3, 4, 5]),
        ("deleted at the head", &[2, 3, 4, 5]),
        ("the row that was never sent deleted, the last moved up", &[1, 2, 3, 5]),
        ("deleted at the end", &[1, 2, 3]),
        ("all but one deleted", &[5]),
        ("exchanged", &[2, 1, 3, 4, 5]),
        ("repeated", &[1, 1, 2, 3, 4, 5]),
    ];
    for (what, list) in lists {
        let (_dir, file) = place();
        let mut ledger = open(&file);
        // Row 4 was faulty.
        ledger.commit(&[1, 2, 3, 5].map(|id| settle(id, &[Outcome::Accepted]))).unwrap();
        drop(ledger);
        for _ in 0..2 {
            let mut ledger = open(&file);
            ledger.align((1..).zip(list.iter().map(|id| key(*id)))).unwrap();
            for (number, id) in (1..).zip(*list) {
                let found = ledger.find(number, &key(*id)).unwrap().map(|entry| entry.id);
                assert_eq!(found, Some(*id).filter(|id| ![4, 9].contains(id)), "{what}: row {id} as number {number}");
            }
            assert_eq!(ledger.place(1).unwrap(), 6, "{what}: no place is given twice");
        }
    }
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
fn a_crash_before_the_tables_were_made_leaves_a_new_ledger() {
    let (_dir, file) = place();
    File::create(&file).unwrap();
    assert!(matches!(Sqlite::open_existing(&file), Err(LedgerError::Damaged { .. })));
    assert_eq!(Sqlite::open(&file, &identity()).unwrap().1, Opened::New);
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

/// What the program does to a row.
#[derive(Debug, Clone)]
enum Step {
    Arm,
    Settle(Outcome),
}

fn step() -> impl Strategy<Value = (u64, Step)> {
    let settled = prop::sample::select(vec![Outcome::Accepted, Outcome::Refused, Outcome::Deferred, Outcome::InDoubt]);
    (1u64..40, prop_oneof![Just(Step::Arm), settled.prop_map(Step::Settle)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_was_committed_is_there(groups in prop::collection::vec(prop::collection::vec(step(), 0..12), 0..12)) {
        let (_dir, file) = place();
        let mut ledger = open(&file);
        let mut model: BTreeMap<u64, Vec<Outcome>> = BTreeMap::new();
        for (number, group) in groups.iter().enumerate() {
            let changes: Vec<_> = group.iter().map(|(id, step)| match step {
                Step::Arm => arm(*id, 1),
                Step::Settle(outcome) => settle(*id, &[*outcome]),
            }).collect();
            ledger.commit(&changes).unwrap();
            for (id, step) in group {
                // `sending` is in doubt for whoever asks.
                let outcome = if let Step::Settle(outcome) = step { *outcome } else { Outcome::InDoubt };
                model.insert(*id, vec![outcome]);
            }
            prop_assert_eq!(&outcomes(&ledger), &model);
            if number % 3 == 2 {
                drop(ledger);
                ledger = open(&file);
            }
        }
        drop(ledger);
        let ledger = open(&file);
        prop_assert_eq!(&outcomes(&ledger), &model);
        for (id, outcomes) in &model {
            prop_assert_eq!(ledger.find(*id, &key(*id)).unwrap().unwrap().delivery.recipients[0].outcome, outcomes[0]);
        }
    }

    #[test]
    fn no_octet_can_change_unnoticed(at in any::<Index>(), bits in 1u8..=255, by_key: bool, crashed: bool) {
        let (_dir, file) = place();
        let mut before = filled(&file, by_key);
        if crashed {
            let mut ledger = Sqlite::open_existing(&file).unwrap();
            ledger.commit(&(40..=70).map(|id| arm(id, 2)).collect::<Vec<_>>()).unwrap();
            before = outcomes(&ledger);
        }
        let mut octets = fs::read(&file).unwrap();
        let at = at.index(octets.len());
        octets[at] ^= bits;
        fs::write(&file, &octets).unwrap();
        // An octet that nothing depends on may have any value.
        if let Ok(mut ledger) = Sqlite::open_existing(&file) {
            prop_assert_eq!(&outcomes(&ledger), &before);
            prop_assert_eq!(ledger.batch_id(), identity().batch_id());
            if by_key {
                ledger.find_by_key().unwrap();
            }
            for id in before.keys() {
                prop_assert!(ledger.find(*id, &key(*id)).unwrap().is_some());
            }
        } else {
            prop_assert_eq!(fs::read(&file).unwrap(), octets, "refused and changed");
        }
    }
}
