//! Any changes, and any damage.

use std::collections::BTreeMap;
use std::fs;

use mailshot::delivery::Outcome;
use mailshot::ledger::Sqlite;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{arm, filled, identity, key, open, outcomes, place, settle};

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
