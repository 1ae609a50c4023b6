//! Postcodes beside their towns: a town's begin alike, and one that another town has is hardly this one's.

use std::collections::HashMap;

use super::{Relation, Sample, Values};
use crate::findings::{Kind, Look, Oddity, headings, shown};
use crate::merge::Uses;

/// A column of postcodes and one of towns, and what goes together in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Towns {
    postcode: usize,
    town: usize,
    /// The one that the letter uses.
    told: usize,
    /// Of each town that several rows have: a postcode, as most of its own begin.
    of_towns: HashMap<String, String>,
    /// Of each postcode that several rows have: the town that it goes with.
    of_postcodes: HashMap<String, String>,
    /// Where each larger town has one postcode: those of them that many rows have, in their order.
    of_one: Vec<String>,
}

/// What fewer rows have may be a slip.
const FEWEST: usize = 3;
const FEWEST_ROWS: usize = 20;
/// One in so many rows of a town may be a slip, and one of fewer.
const RARE: usize = 12;
/// What the postcodes of a town have in common, in octets.
const BEGIN: usize = 2;

/// The postcodes and towns of the first rows, by their headings.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Option<Towns> {
    let is = |column: usize, is: fn(&str) -> bool| names.get(column).is_some_and(|name| is(&name.to_lowercase()));
    let postcode = (0..sample.columns.len()).find(|column| is(*column, headings::is_postcode))?;
    // The one that stands next to it: a letter may have the towns of two.
    let is_town = |column: &usize| *column != postcode && is(*column, headings::is_town);
    let town = (0..sample.columns.len()).filter(is_town).min_by_key(|column| column.abs_diff(postcode))?;
    let told = [postcode, town].into_iter().find(|column| uses.letter.contains(column))?;
    let pairs: Vec<(&str, &str)> = sample.pairs(postcode, town).collect();
    if pairs.len() < FEWEST_ROWS {
        return None;
    }
    let of_towns = usual(pairs.iter().map(|(postcode, town)| (*town, *postcode)), begin);
    let of_postcodes = usual(pairs.iter().copied(), Some);
    let owned = |all: HashMap<&str, &str>| {
        all.into_iter().map(|(of, value)| (of.to_owned(), value.to_owned())).collect::<HashMap<String, String>>()
    };
    let of_one = of_one(&pairs);
    let towns = Towns { postcode, town, told, of_towns: owned(of_towns), of_postcodes: owned(of_postcodes), of_one };
    let misses = pairs.iter().filter(|(postcode, town)| towns.meant(postcode, town).is_some()).count();
    (!towns.of_towns.is_empty() && misses <= (pairs.len() / 25).max(1)).then_some(towns)
}

/// For each value that several rows have, one with the key that nearly all of them have.
pub(super) fn usual<'v>(
    pairs: impl Iterator<Item = (&'v str, &'v str)>,
    key: fn(&'v str) -> Option<&'v str>,
) -> HashMap<&'v str, &'v str> {
    let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
    pairs.for_each(|(of, value)| all.entry(of).or_default().push(value));
    all.into_iter()
        .filter_map(|(of, values)| {
            let count = |value: &'v str| values.iter().filter(|other| key(other) == key(value)).count();
            let same = |value: &str| values.iter().filter(|other| **other == value).count();
            let value = values
                .iter()
                .filter(|value| key(value).is_some() && count(value) * 2 > values.len())
                .max_by_key(|value| same(value))?;
            let others = values.len() - count(value);
            (count(value) >= FEWEST && others <= (values.len() / RARE).max(1)).then_some((of, *value))
        })
        .collect()
}

/// The towns that many rows have with one postcode, slips apart; none, where any that several rows have has more of them.
fn of_one(pairs: &[(&str, &str)]) -> Vec<String> {
    const SEVERAL: usize = 5;
    const MANY: usize = 15;
    /// One slip in so many rows; in more, it is another part of the town.
    const SLIP: usize = 50;
    let mut counts: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    for (postcode, town) in pairs {
        *counts.entry(town).or_default().entry(postcode).or_default() += 1;
    }
    let towns = counts.iter().map(|(town, counts)| {
        let rows: usize = counts.values().sum();
        (*town, rows, counts.values().copied().max().unwrap_or_default())
    });
    let towns: Vec<(&str, usize, usize)> = towns.filter(|(_, rows, _)| *rows >= SEVERAL).collect();
    let is_of_one = |(_, rows, most): &(&str, usize, usize)| rows - most <= (rows / SLIP).max(1);
    let misses: usize = towns.iter().map(|(_, rows, most)| rows - most).sum();
    let rows: usize = towns.iter().map(|(_, rows, _)| rows).sum();
    let are_of_one = towns.len() >= 2
        && towns.iter().all(is_of_one)
        && misses <= (pairs.len() / SLIP).max(1)
        && rows * 2 >= pairs.len();
    if !are_of_one {
        return Vec::new();
    }
    let mut many: Vec<String> =
        towns.iter().filter(|(.., most)| *most >= MANY).map(|(town, ..)| (*town).to_owned()).collect();
    many.sort_unstable();
    many
}

fn begin(postcode: &str) -> Option<&str> {
    postcode.get(..BEGIN)
}

/// Whether two postcodes are of digits, with what stands between them at the same places: `55-100`.
fn is_built_as(postcode: &str, usual: &str) -> bool {
    let are_alike = |(one, other): (u8, u8)| {
        one == other && !one.is_ascii_alphabetic() || one.is_ascii_digit() && other.is_ascii_digit()
    };
    postcode.len() == usual.len() && postcode.bytes().zip(usual.bytes()).all(are_alike)
}

impl Towns {
    /// A postcode of the town, if the one that is with it is another town's by its beginning or by the other rows.
    fn meant(&self, postcode: &str, town: &str) -> Option<&str> {
        let usual = self.of_towns.get(town)?;
        // Another length is told of as such, and so is a letter.
        let is_alike = is_built_as(postcode, usual);
        let is_of_another = || self.of_postcodes.get(postcode).is_some_and(|other| other != town);
        // A large town has those of several, which all begin with one digit: 10115 and 12043 Berlin.
        let is_of_another_region = || postcode.get(..1) != usual.get(..1);
        (is_alike && (is_of_another_region() || is_of_another())).then_some(usual)
    }

    /// The postcode of a town that has one alone, if that of a row is almost that.
    fn slip<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<&str> {
        let (postcode, town) = (value(self.postcode), value(self.town));
        let usual = self.of_towns.get(town).filter(|usual| usual.as_str() != postcode)?;
        let is_near = is_built_as(postcode, usual) && strsim::osa_distance(postcode, usual) == 1;
        (is_near && self.of_one.binary_search_by(|known| known.as_str().cmp(town)).is_ok()).then_some(usual)
    }

    /// What is wrong with a postcode, or with the town beside it.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let (postcode, town) = (value(self.postcode), value(self.town));
        let usual = self.meant(postcode, town)?;
        let other = self.of_postcodes.get(postcode).filter(|other| *other != town);
        let other = other.map_or_else(String::new, |other| format!(", and {postcode} with \"{}\"", shown(other)));
        let beside = if self.told == self.postcode { self.town } else { self.postcode };
        Some(format!(
            "does not go with {} ({}): the other rows have \"{}\" with {}{other}. Is one of the two wrong?",
            heading(beside),
            shown(value(beside)),
            shown(town),
            shown(usual)
        ))
    }
}

impl Relation for Towns {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.postcode, self.town])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let flaw = self.flaw(|column| line.value(column), |column| line.heading(column));
        let odd = flaw.map(|what| Oddity::new(Kind::OddRelation, what)).or_else(|| {
            let usual = self.slip(|column| line.value(column)).filter(|_| self.told == self.postcode)?;
            let what = format!(
                "is almost \"{}\", which the other rows with {} \"{}\" have. Is that meant?",
                shown(usual),
                line.heading(self.town),
                shown(line.value(self.town))
            );
            // Where several are so, the town has more than one, and the finding is taken back.
            Some(Oddity::new(Kind::NearValue, what))
        })?;
        Some((self.told, odd))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    const PLACES: [[&str; 2]; 5] =
        [["03201", "Elche"], ["03700", "Dénia"], ["03400", "Villena"], ["28001", "Madrid"], ["28013", "Madrid"]];

    fn towns(rows: &[[&'static str; 2]]) -> Option<Towns> {
        let columns = [Column::default(), Column::default()];
        let sample = Sample { rows: rows.iter().map(|row| row.to_vec()).collect(), columns: &columns };
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        of(&sample, &uses, &["PLZ", "Ort"].map(str::to_owned))
    }

    #[test]
    fn a_postcode_of_another_town_is_found() {
        let rows: Vec<[&str; 2]> = [["03700", "Elche"]].into_iter().chain((0..50).map(|n| PLACES[n % 5])).collect();
        let towns = towns(&rows).unwrap();
        let told = |row: [&str; 2]| towns.flaw(|column| row[column], |column| format!("\"{column}\""));
        assert!(told(["28013", "Elche"]).is_some_and(|what| what.contains("03201") && what.contains("\"Madrid\"")));
        assert!(told(["03700", "Elche"]).is_some_and(|what| what.contains("\"Dénia\"")));
        assert!(told(["46001", "Villena"]).is_some());
        for row in [
            ["03201", "Elche"],
            // A town may have more than one, and a postcode more than one town.
            ["03202", "Elche"],
            ["28050", "Madrid"],
            ["03700", "La Xara"],
            ["3201", "Elche"],
            ["O3201", "Elche"],
            ["", "Elche"],
            ["28013", ""],
        ] {
            assert_eq!(told(row), None, "{row:?}");
        }
    }

    #[test]
    fn postcodes_with_a_sign_between_are_compared() {
        let places = [["110 00", "Praha"], ["602 00", "Brno"], ["702 00", "Ostrava"], ["301 00", "Plzeň"]];
        let rows: Vec<[&str; 2]> = (0..60).map(|n| places[n % 4]).collect();
        let towns = towns(&rows).unwrap();
        let told = |row: [&str; 2]| towns.flaw(|column| row[column], |column| format!("\"{column}\""));
        assert!(told(["602 00", "Praha"]).is_some() && told(["999 99", "Brno"]).is_some());
        for row in [["120 00", "Praha"], ["60200", "Praha"], ["602-00", "Praha"], ["6O2 00", "Praha"]] {
            assert_eq!(told(row), None, "{row:?}");
        }
    }

    #[test]
    fn two_slips_in_a_large_town_are_both_found() {
        let slips = [["03700", "Elche"], ["28001", "Elche"]];
        let rows = |slips: &[[&'static str; 2]]| -> Vec<[&str; 2]> {
            (0..100).map(|n| PLACES[n % 5]).chain((0..10).map(|_| PLACES[0])).chain(slips.iter().copied()).collect()
        };
        let towns = towns(&rows(&slips)).unwrap();
        let told = |row: [&str; 2]| towns.flaw(|column| row[column], |column| format!("\"{column}\""));
        assert!(slips.iter().all(|row| told(*row).is_some()) && PLACES.iter().all(|row| told(*row).is_none()));
    }

    #[test]
    fn a_postcode_that_is_almost_the_one_of_its_town_is_found() {
        const OF_ONE: [[&str; 2]; 4] =
            [["39740", "Santoña"], ["39770", "Laredo"], ["39740", "Santoña"], ["39750", "Colindres"]];
        let rows = |others: &[[&'static str; 2]]| -> Vec<[&str; 2]> {
            (0..80).map(|n| OF_ONE[n % 4]).chain(others.iter().copied()).collect()
        };
        let slip = |others: &[[&'static str; 2]], row: [&str; 2]| {
            towns(&rows(others)).and_then(|towns| towns.slip(|column| row[column]).map(str::to_owned))
        };
        let slips = [["39700", "Laredo"], ["39780", "Santoña"]];
        for row in slips {
            assert!(slip(&[], row).is_some() && slip(&[row], row).is_some(), "{row:?}");
        }
        assert_eq!(slip(&slips[..1], ["39700", "Laredo"]).as_deref(), Some("39770"));
        for row in [["39770", "Laredo"], ["39779", "Noja"], ["39795", "Laredo"], ["3970", "Laredo"], ["", "Laredo"]] {
            assert_eq!(slip(&slips[..1], row), None, "{row:?}");
        }
        // One town has two of them.
        assert_eq!(slip(&[["39776", "Laredo"], ["39776", "Laredo"]], slips[0]), None);
        let few: Vec<[&str; 2]> = (0..6).map(|n| ["39791", ["Noja", "Ajo"][n % 2]]).chain(rows(&[])).collect();
        assert_eq!(towns(&few).unwrap().slip(|column| ["39790", "Noja"][column]), None);
    }

    #[test]
    fn large_towns_have_many_postcodes() {
        let places = [["10115", "Berlin"], ["10969", "Berlin"], ["50667", "Köln"], ["28195", "Bremen"]];
        let others = [["12043", "Berlin"], ["13353", "Berlin"], ["51103", "Köln"]];
        let rows: Vec<[&str; 2]> = (0..60).map(|n| places[n % 4]).chain([others[0], others[2]]).collect();
        let towns = towns(&rows).unwrap();
        let told = |row: [&str; 2]| towns.flaw(|column| row[column], |column| format!("\"{column}\""));
        for row in others {
            assert_eq!(told(row), None, "{row:?}");
        }
        assert!(told(["50667", "Bremen"]).is_some() && told(["80331", "Berlin"]).is_some());
    }

    #[test]
    fn where_they_do_not_go_together_nothing_is_known() {
        let rows: Vec<[&str; 2]> = (0..60).map(|n| [PLACES[n % 5][0], PLACES[n % 4][1]]).collect();
        assert_eq!(towns(&rows), None);
        assert_eq!(towns(&PLACES), None);
    }
}
