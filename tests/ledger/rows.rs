//! How rows are found again.

use mailshot::delivery::Outcome;
use mailshot::ledger::InOrder;

use crate::{address, arm, key, open, place, settle};

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
    let mut places = ledger.places();
    assert_eq!((places.take(4), places.take(6)), (4, 6));
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
            assert_eq!(ledger.places().take(1), 6, "{what}: no place is given twice");
        }
        let mut ledger = open(&file);
        ledger.align((1..).zip(list.iter().map(|id| key(*id)))).unwrap();
        ledger.commit(&[arm(6, 1)]).unwrap();
        assert_eq!(ledger.places().take(1), 7, "{what}: nor by another run");
    }
}
