//! A group of changes is durable as a whole.

use std::collections::BTreeMap;
use std::fs;

use mailshot::delivery::Outcome;
use mailshot::ledger::Change;

use crate::{after_a_crash, arm, delivery, key, log, open, outcomes, place, settle};

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
    let beyond = Change::Settle { id: u64::MAX, key: key(2), delivery: delivery(2, 1, &[Outcome::Accepted]) };
    assert!(ledger.commit(&[settle(1, &[Outcome::Accepted]), arm(3, 1), beyond]).is_err());
    let doubt = BTreeMap::from([(1, vec![Outcome::InDoubt])]);
    assert_eq!(after_a_crash(&file), [doubt.clone(), doubt.clone(), doubt]);
    // Outcomes are still taken; nothing is armed any more.
    ledger.commit(&[settle(1, &[Outcome::Accepted]), arm(3, 1)]).unwrap();
    let accepted = BTreeMap::from([(1, vec![Outcome::Accepted])]);
    assert_eq!(after_a_crash(&file), [accepted.clone(), accepted.clone(), accepted]);
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
    // The least that is there by then is what was folded in before the first commit.
    for length in (32..=written.len()).step_by(499).chain([written.len()]) {
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
