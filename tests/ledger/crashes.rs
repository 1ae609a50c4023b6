//! What is there after the end of a process, however it ended.

use std::collections::BTreeMap;
use std::fs::File;

use mailshot::delivery::Outcome;
use mailshot::ledger::{Change, Entry, Flight, LedgerError, Note, Opened, Sqlite};
use mailshot::mail::Address;
use mailshot::smtp::Phase;

use crate::{address, after_a_crash, arm, delivery, identity, key, open, outcomes, place, settle, settlement};

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
    let recipients = recipients[1..].into();
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

#[test]
fn what_is_noted_to_have_left_is_told_from_what_was_armed() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let mut log = ledger.begin_run().unwrap().expect("there are files in memory");
    ledger.commit(&[arm(1, 2), arm(2, 1), arm(3, 1), arm(4, 1), settle(5, &[Outcome::Deferred])]).unwrap();
    let mut section = log.section(1).unwrap();
    let mut note = Note { let_go: 3, ..Note::default() };
    note.answer(true);
    note.answer(false);
    section.note(0, &note);
    section.write().unwrap();
    // Killed.
    std::mem::forget(log);
    drop(ledger);

    let known = |ledger: &Sqlite| {
        [1, 2, 3, 4, 5].map(|id| ledger.find(id, &key(id)).unwrap().map(|entry| entry.delivery.attempts))
    };
    let told = known(&Sqlite::open_existing(&file).unwrap());
    let (mut ledger, opened) = Sqlite::open(&file, &identity()).unwrap();
    assert_eq!(opened, Opened::Resumed { recipients: 5, crashed: 2 });
    assert_eq!(known(&ledger), told, "a report before that tells the same");
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

#[test]
fn a_run_that_gives_up_goes_by_its_own_notes() {
    let (_dir, file) = place();
    let mut ledger = open(&file);
    let mut log = ledger.begin_run().unwrap().expect("there are files in memory");
    ledger.commit(&[arm(1, 1), arm(2, 1), arm(3, 1)]).unwrap();
    let mut section = log.section(1).unwrap();
    let mut note = Note { let_go: 2, ..Note::default() };
    note.answer(true);
    section.note(0, &note);
    section.write().unwrap();
    ledger.give_up().unwrap();
    assert!(ledger.is_settled());
    let outcome = |id| Some(ledger.find(id, &key(id)).unwrap()?.delivery.recipients[0].outcome);
    assert_eq!([1, 2, 3].map(outcome), [Some(Outcome::Accepted), Some(Outcome::InDoubt), None]);
}

/// Attempt by attempt, whatever was charged for it.
fn arm_again(id: u64, recipients: &[usize], attempts: u32) -> Change {
    let Change::Arm { id, key, row, line, message_id, .. } = arm(id, 0) else { unreachable!() };
    let recipients = recipients.iter().map(|n| (*n, Address::parse(&address(id, *n)).unwrap())).collect();
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
fn a_crash_before_the_tables_were_made_leaves_a_new_ledger() {
    let (_dir, file) = place();
    File::create(&file).unwrap();
    assert!(matches!(Sqlite::open_existing(&file), Err(LedgerError::Damaged { .. })));
    assert_eq!(Sqlite::open(&file, &identity()).unwrap().1, Opened::New);
}
