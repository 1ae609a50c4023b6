//! What a list and a ledger tell together, against a slow and simple model: who got it, who is left, each once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use mailshot::batch::{RestError, Selection, Whole};
use mailshot::delivery::{Delivery, Lang, Outcome, Settlement};
use mailshot::input::{self, Source};
use mailshot::ledger::{Change, Identity, Key, Sqlite};
use proptest::prelude::*;

/// An address and a mark; few of both, so that rows say the same.
type Row = (u8, u8);

fn fields(row: Row) -> [String; 2] {
    [format!("user{}@example.org", row.0), row.1.to_string()]
}

fn write_list(file: &Path, rows: &[Row]) -> Source {
    let lines = rows.iter().map(|row| fields(*row).join(",") + "\n");
    fs::write(file, ["email,mark\n".to_owned()].into_iter().chain(lines).collect::<String>()).unwrap();
    input::open(file, &input::Options::default()).unwrap()
}

fn delivery(number: u64, row: Row, outcome: Outcome) -> Delivery {
    Delivery {
        row: number,
        line: number + 1,
        message_id: format!("{number}@example.org"),
        attempts: 1,
        time: SystemTime::UNIX_EPOCH,
        elapsed: Duration::ZERO,
        recipients: vec![Settlement::local(&fields(row)[0], outcome, None, String::new())],
    }
}

/// The ledger of a batch in which these rows came to these ends, in the order in which they were kept.
fn write_ledger(file: &Path, list: &[Row], ends: &BTreeMap<Row, Outcome>) -> Vec<(u64, Row)> {
    let identity = Identity::new("0123456789abcdef", "letter.txt", "list.csv");
    let mut ledger = Sqlite::open(file, &identity).unwrap().0;
    // As a run does it.
    if list.iter().collect::<BTreeSet<_>>().len() < list.len() {
        ledger.find_by_key().unwrap();
    }
    let mut places = ledger.places();
    let mut kept: Vec<(u64, Row)> = Vec::new();
    for (number, row) in (1..).zip(list) {
        let Some(outcome) = ends.get(row).filter(|_| kept.iter().all(|(_, other)| other != row)) else { continue };
        let id = places.take(number);
        let key = Key::of(fields(*row).iter().map(String::as_str));
        ledger.commit(&[Change::Settle { id, key, delivery: delivery(number, *row, *outcome) }]).unwrap();
        kept.push((number, *row));
    }
    kept
}

fn may_have_it(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Accepted | Outcome::InDoubt)
}

/// The first of all rows that say the same.
fn first<'a>(rows: impl IntoIterator<Item = &'a (u64, Row)>) -> Vec<(u64, Row)> {
    let mut seen = BTreeSet::new();
    rows.into_iter().filter(|(_, row)| seen.insert(*row)).copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn everybody_is_told_of_once_and_nobody_is_left_out(
        sent in prop::collection::vec((0..12_u8, 0..2_u8), 1..16),
        ends in prop::collection::vec(
            prop::sample::select(vec![None, Some(Outcome::Accepted), Some(Outcome::Refused), Some(Outcome::InDoubt)]), 24),
        // What was made of the list since.
        (taken, added, order) in (any::<prop::sample::Index>(), prop::collection::vec((0..12_u8, 0..2_u8), 0..6), any::<u64>()),
        is_cut: bool,
        is_sorted: bool,
        rows in prop::sample::select(vec!["1-", "2-", "3-7", "1-2,5-"]),
        limit in prop::option::of(0..8_u64),
    ) {
        let ends: BTreeMap<Row, Outcome> =
            sent.iter().filter_map(|row| Some((*row, ends[usize::from(row.0 * 2 + row.1)]?))).collect();
        let mut now = [sent.clone(), added].concat();
        if is_cut {
            now.remove(taken.index(now.len()));
        }
        if is_sorted {
            now.sort_by_key(|row| (u64::from(row.0) * 31 + u64::from(row.1)) ^ (order % 512));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let kept = write_ledger(&path("list.ledger"), &sent, &ends);
        let source = write_list(&path("list.csv"), &now);
        let selection = Selection { rows: Some(rows.parse().unwrap()), limit, ..Selection::default() };

        let numbered: Vec<(u64, Row)> = (1..).zip(now.iter().copied()).collect();
        let gone: Vec<_> = kept.iter().filter(|(_, row)| !now.contains(row)).collect();
        let strangers = gone.iter().filter(|(_, row)| may_have_it(ends[row])).count();
        let mut ledger = Sqlite::open_existing(&path("list.ledger")).unwrap();
        let whole = match Whole::find(&source, &selection, None, &mut ledger) {
            Ok(whole) => whole,
            Err(error) => {
                prop_assert!(matches!(error, RestError::Strangers { .. }) && strangers > 0, "{error}");
                return Ok(());
            }
        };
        prop_assert_eq!(strangers, 0);

        let in_rows = |number: u64| match rows {
            "1-" => true,
            "2-" => number >= 2,
            "3-7" => (3..=7).contains(&number),
            _ => number <= 2 || number >= 5,
        };
        let most = usize::try_from(limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let meant: Vec<_> = numbered.iter().filter(|(number, _)| in_rows(*number)).take(most).copied().collect();
        let tried = numbered.iter().filter(|(_, row)| ends.contains_key(row));
        let untried = meant.iter().filter(|(_, row)| !ends.contains_key(row));
        let mut expected = [first(tried), first(untried)].concat();
        expected.sort_unstable();
        expected.extend(gone);
        let mut told = Vec::new();
        let tell = |told: &mut Vec<_>, delivery: &Delivery| told.push((delivery.row, delivery.recipients[0].outcome));
        whole.tell(&mut told, |told, _, delivery| tell(told, delivery), tell).unwrap();
        let outcome = |row: &Row| ends.get(row).copied().unwrap_or(Outcome::Unsent);
        prop_assert_eq!(told, expected.iter().map(|(number, row)| (*number, outcome(row))).collect::<Vec<_>>());

        let left_untried = |rows: &[(u64, Row)]| first(rows.iter().filter(|(_, row)| !ends.contains_key(row))).len();
        prop_assert_eq!(whole.others().unwrap(), (left_untried(&numbered) - left_untried(&meant)) as u64);

        let rest = whole.write_rest(&path("rest.csv"), Lang::En).unwrap();
        let written = input::open(&path("rest.csv"), &input::Options::default()).unwrap();
        let written: Vec<Vec<String>> = written
            .records()
            .unwrap()
            .map(|record| record.unwrap().fields.iter().take(3).map(str::to_owned).collect())
            .collect();
        let left: Vec<_> =
            first(&numbered).into_iter().filter(|(_, row)| outcome(row) != Outcome::Accepted).collect();
        let lines = |(_, row): &(u64, Row)| [&fields(*row)[..], &[outcome(row).word().to_owned()]].concat();
        prop_assert_eq!(written, left.iter().map(lines).collect::<Vec<_>>());
        let in_doubt = left.iter().filter(|(_, row)| may_have_it(outcome(row))).count();
        prop_assert_eq!((rest.rows, rest.in_doubt, rest.unreadable), (left.len() as u64, in_doubt as u64, 0));
    }
}
