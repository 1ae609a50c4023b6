//! Countries of rows, and those in which their mailboxes are: where all others at `.pt` are of Portugal, one of Norway was perhaps moved a
//! line. Which top-level domain goes with which country is learnt from the list.

use std::collections::HashMap;

use super::{Relation, Sample, Values};
use crate::findings::{Kind, Look, Oddity, domains, shown};
use crate::merge::Uses;

/// So many rows of a top-level domain tell its country; and so many all of them together.
const FEWEST: usize = 4;
const FEWEST_IN_ALL: usize = 15;
/// So many rows tell that a country has a domain of its own.
const FEWEST_OF_OTHER: usize = 2;
/// Of people who live in one country and have their mailbox in another there are more.
const MOST: usize = 2;
const RARE: usize = 15;

/// The country of each top-level domain.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tops {
    address: usize,
    country: usize,
    usual: Vec<Usual>,
}

#[derive(Debug, PartialEq, Eq)]
struct Usual {
    top: String,
    country: String,
    rows: usize,
    others: usize,
}

/// What the first rows tell, where the letter shows the country.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Option<Tops> {
    let has_addresses = |column: &usize| {
        let values = || sample.rows.iter().filter_map(|row| row.get(*column)).filter(|value| !value.is_empty());
        values().filter(|value| value.contains('@')).count() * 2 > values().count()
    };
    // Beside the address, a field has the name.
    let address = uses.to.iter().copied().find(has_addresses)?;
    let country = uses
        .letter
        .iter()
        .copied()
        .find(|column| sample.columns.get(*column).is_some_and(|column| column.has_countries))?;
    let mut counts: HashMap<String, HashMap<&str, usize>> = HashMap::new();
    for (address, country) in sample.pairs(address, country) {
        let Some(top) = top(address) else { continue };
        *counts.entry(top).or_default().entry(country).or_default() += 1;
    }
    let usual = counts.into_iter().filter_map(|(top, counts)| {
        let all: usize = counts.values().sum();
        let (country, rows) = counts.into_iter().max_by_key(|(country, rows)| (*rows, *country))?;
        Some(Usual { top, country: country.to_owned(), rows, others: all - rows })
    });
    let usual: Vec<Usual> = usual.collect();
    let (rows, others) = usual.iter().fold((0, 0), |(rows, others), one| (rows + one.rows, others + one.others));
    (rows >= FEWEST_IN_ALL && others <= MOST && others * RARE <= rows).then_some(Tops { address, country, usual })
}

/// The top-level domain of an address, if that is a country's, and the mailbox is at no provider.
fn top(address: &str) -> Option<String> {
    /// Taken for what they look like, whoever it is.
    const OF_ANYBODY: [&str; 18] =
        ["io", "me", "tv", "co", "ai", "cc", "eu", "fm", "ly", "to", "ws", "la", "gg", "su", "ac", "sh", "vc", "im"];
    let (_, domain) = address.rsplit_once('@')?;
    let domain = domain.trim_end_matches(['>', ' ']).to_lowercase();
    let (_, top) = domain.rsplit_once('.')?;
    let is_country =
        top.len() == 2 && top.bytes().all(|octet| octet.is_ascii_lowercase()) && !OF_ANYBODY.contains(&top);
    (is_country && !domains::is_of_people(&domain)).then(|| top.to_owned())
}

impl Tops {
    /// What is wrong with the country of a row.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<String> {
        let (address, country) = (value(self.address), value(self.country));
        let top = top(address).filter(|_| !country.is_empty())?;
        let usual = self.usual.iter().find(|usual| usual.top == top && usual.rows >= FEWEST && usual.others <= 1)?;
        // Another name of the same country has no domain of its own.
        let is_of_other = |other: &Usual| {
            other.top != top && other.country == country && other.rows >= FEWEST_OF_OTHER && other.others <= 1
        };
        let is_odd = usual.country != country && self.usual.iter().any(is_of_other);
        is_odd.then(|| {
            format!(
                "does not go with \"{}\": the other rows with addresses in .{top} have \"{}\" there. Is one of the two wrong?",
                shown(address),
                shown(&usual.country)
            )
        })
    }
}

impl Relation for Tops {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.address, self.country])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column))?;
        Some((self.country, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    /// The rows whose countries are found, among these.
    fn found(rows: &[[String; 2]]) -> Vec<usize> {
        let columns = [Column::default(), Column { has_countries: true, ..Column::default() }];
        let sample =
            Sample { rows: rows.iter().map(|row| vec![row[0].as_str(), &row[1]]).collect(), columns: &columns };
        let Some(tops) = of(&sample, &Uses { letter: vec![0, 1], to: vec![1, 0], ..Uses::default() }) else {
            return Vec::new();
        };
        (0..rows.len()).filter(|at| tops.flaw(|column| rows[*at][column].as_str()).is_some()).collect()
    }

    fn rows() -> Vec<[String; 2]> {
        let of = |n: usize| {
            let (domain, country) = [
                ("ist-atlantico.pt", "Portugal"),
                ("uni-skagen.no", "Norway"),
                ("upc-levante.es", "Spain"),
                ("gmail.com", "Italy"),
                ("hull-coast.ac.uk", "United Kingdom"),
            ][n % 5];
            [format!("p{n}@{domain}"), country.to_owned()]
        };
        (0..60).map(of).collect()
    }

    #[test]
    fn countries_of_others_are_found() {
        let mut rows = rows();
        assert_eq!(found(&rows), [0; 0]);
        rows[5][1] = "Norway".to_owned();
        assert_eq!(found(&rows), [5]);
        rows[17][1] = "Portugal".to_owned();
        assert_eq!(found(&rows), [5, 17]);
        // Where several live in another country, that is how it is.
        rows[22][1] = "Portugal".to_owned();
        assert_eq!(found(&rows), [0; 0]);
    }

    #[test]
    fn other_names_and_other_mailboxes_are_left_alone() {
        for (at, domain, country) in [
            (5, "ist-atlantico.pt", "Madeira"),
            (4, "hull-coast.ac.uk", "Scotland"),
            (5, "gmx.de", "Norway"),
            (5, "dunes.io", "Norway"),
            (5, "dunes.org", "Norway"),
            (5, "ist-atlantico.pt", ""),
        ] {
            let mut rows = rows();
            rows[at] = [format!("p{at}@{domain}"), country.to_owned()];
            assert_eq!(found(&rows), [0; 0], "{domain} {country}");
        }
        assert_eq!(found(&rows()[..14]), [0; 0]);
    }
}
