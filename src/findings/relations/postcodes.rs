//! Postcodes beside their countries: those of one country have as many digits, and those of another have as many as they have.

use std::collections::HashMap;

use super::Sample;
use crate::findings::column::codes::digits;
use crate::findings::shown;
use crate::merge::Uses;

/// A column of postcodes, and what they are like in each country of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Postcodes {
    pub(super) column: usize,
    pub(super) country: usize,
    /// In lower case, with how many digits its postcodes have, and one of them.
    countries: Vec<(String, usize, String)>,
}

/// Fewer rows show no habit.
const FEWEST: usize = 3;

/// The columns of postcodes that the letter uses, if there is one of countries.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Postcodes> {
    let Some(country) = sample.columns.iter().position(|column| column.has_countries) else { return Vec::new() };
    let columns = uses.letter.iter().copied();
    let columns = columns.filter(|column| sample.columns.get(*column).is_some_and(|column| column.has_postcodes));
    columns.map(|column| Postcodes { column, country, countries: countries(sample, column, country) }).collect()
}

/// The countries in which most have one number of digits.
fn countries(sample: &Sample<'_>, column: usize, country: usize) -> Vec<(String, usize, String)> {
    let mut all: HashMap<String, Vec<&str>> = HashMap::new();
    for (postcode, country) in sample.pairs(column, country) {
        all.entry(country.to_lowercase()).or_default().push(postcode);
    }
    let mut countries: Vec<(String, usize, String)> = all
        .into_iter()
        .filter_map(|(country, postcodes)| {
            let is_usual = |postcode: &&&str| {
                let count = postcodes.iter().filter(|other| digits(other) == digits(postcode)).count();
                count >= FEWEST && count * 10 >= postcodes.len() * 7 && !is_of_letters(postcode)
            };
            let usual = postcodes.iter().find(is_usual)?;
            Some((country, digits(usual), (*usual).to_owned())).filter(|(_, digits, _)| *digits > 0)
        })
        .collect();
    countries.sort_unstable();
    countries
}

/// `SW1A 1AA`, which may have more digits or fewer.
fn is_of_letters(postcode: &str) -> bool {
    let is_letter = |octet: Option<&u8>| octet.is_some_and(u8::is_ascii_alphabetic);
    is_letter(postcode.as_bytes().first()) && is_letter(postcode.as_bytes().last())
}

impl Postcodes {
    /// What is wrong with a postcode.
    pub(super) fn flaw(&self, postcode: &str, country: &str) -> Option<String> {
        if postcode.is_empty() {
            return None;
        }
        let is_same =
            |name: &str| name.eq_ignore_ascii_case(country) || !country.is_ascii() && name == country.to_lowercase();
        let is_of = |(name, ..): &&(String, usize, String)| is_same(name);
        let (_, usual, example) = self.countries.iter().find(is_of)?;
        let count = digits(postcode);
        if count == *usual {
            return None;
        }
        let zero = if count + 1 == *usual { "Is a 0 missing at the beginning?" } else { "Is it right?" };
        let (example, country, digits) = (shown(example), shown(country), if count == 1 { "digit" } else { "digits" });
        Some(format!("has {count} {digits}, and other rows of \"{country}\" have {usual} ({example}). {zero}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::cells::Column;

    #[test]
    fn postcodes_are_compared_with_those_of_their_country() {
        let rows = [
            ["66706", "Germany"],
            ["10115", "Germany"],
            ["01067", "Germany"],
            ["66111", "germany"],
            ["L-1496", "Luxembourg"],
            ["4010", "Luxembourg"],
            ["L-5401", "Luxembourg"],
            ["SW1A 1AA", "UK"],
            ["M1 2AB", "UK"],
            ["E1 6AN", "UK"],
            ["1788 FL", "Netherlands"],
            ["1825 GM", "Netherlands"],
            ["1862 HN", "Netherlands"],
            ["204 EK", "Netherlands"],
            ["6700", "Belgium"],
            ["", "Belgium"],
        ];
        let columns =
            [Column { has_postcodes: true, ..Column::default() }, Column { has_countries: true, ..Column::default() }];
        let rows = rows.iter().map(|row| row.to_vec()).collect();
        let sample = Sample { rows, columns: &columns };
        let all = of(&sample, &Uses { letter: vec![0, 1], ..Uses::default() });
        let [postcodes] = all.as_slice() else { panic!("{all:?}") };
        for (postcode, country) in [
            ("1067", "Germany"),
            ("1067", "GERMANY"),
            ("9O123", "Germany"),
            ("L-149", "Luxembourg"),
            ("n/a", "Germany"),
            ("204 EK", "Netherlands"),
            ("2O84 FL", "Netherlands"),
        ] {
            assert!(postcodes.flaw(postcode, country).is_some(), "{postcode} {country}");
        }
        for (postcode, country) in [
            ("01069", "Germany"),
            ("1010", "Austria"),
            ("1496", "Luxembourg"),
            ("EC10 6AN", "UK"),
            ("100", "Belgium"),
            ("", "Germany"),
            ("1067", ""),
        ] {
            assert_eq!(postcodes.flaw(postcode, country), None, "{postcode} {country}");
        }
    }
}
