//! Postcodes beside their countries: those of one country have as many digits, and those of another have as many as they have. Where
//! the town of a row is in another country by the other rows, it is the country that is wrong.

use std::collections::HashMap;

use super::{Sample, Values, towns};
use crate::findings::column::codes::digits;
use crate::findings::{Kind, Look, headings, shown};
use crate::merge::Uses;

/// A column of postcodes, and what they are like in each country of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Postcodes {
    pub(super) column: usize,
    pub(super) country: usize,
    /// In lower case, with how many digits its postcodes have, and one of them.
    countries: Vec<(String, usize, String)>,
    /// The column of towns that stands next to it, and the country of each that several rows have.
    town: Option<usize>,
    of_towns: HashMap<String, String>,
    /// Whether the letter has the country, which is told of then.
    shows_country: bool,
}

/// Fewer rows show no habit.
const FEWEST: usize = 3;

/// The columns of postcodes that the letter uses, if there is one of countries.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Postcodes> {
    let Some(country) = sample.columns.iter().position(|column| column.has_countries) else { return Vec::new() };
    let columns = uses.letter.iter().copied();
    let columns = columns.filter(|column| sample.columns.get(*column).is_some_and(|column| column.has_postcodes));
    let of = |column: usize| {
        let is_town = |town: &usize| names.get(*town).is_some_and(|name| headings::is_town(&name.to_lowercase()));
        let town = (0..sample.columns.len()).filter(is_town).min_by_key(|town| column.abs_diff(*town));
        Postcodes {
            column,
            country,
            countries: countries(sample, column, country),
            town,
            of_towns: town.map(|town| of_towns(sample, town, country)).unwrap_or_default(),
            shows_country: uses.letter.contains(&country),
        }
    };
    columns.map(of).collect()
}

/// The country of each town that several rows have, where there are towns of more than one.
fn of_towns(sample: &Sample<'_>, town: usize, country: usize) -> HashMap<String, String> {
    let usual = towns::usual(sample.pairs(country, town).map(|(country, town)| (town, country)), Some);
    let mut countries = usual.values();
    let first = countries.next();
    if !countries.any(|other| Some(other) != first) {
        return HashMap::new();
    }
    usual.into_iter().map(|(town, country)| (town.to_owned(), country.to_owned())).collect()
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
    /// What is wrong with the country of a row, which the other rows with its town do not have, and the column to tell of.
    pub(super) fn flaw_of_country<'a>(
        &self,
        value: impl Fn(usize) -> &'a str,
        heading: impl Fn(usize) -> String,
    ) -> Option<(usize, String)> {
        let town = self.town?;
        let meant = self.of_towns.get(value(town))?;
        let country = value(self.country);
        let is_same = country == meant || country.is_empty() || country.to_lowercase() == meant.to_lowercase();
        (!is_same).then(|| {
            let (column, beside) = if self.shows_country {
                (self.country, String::new())
            } else {
                (town, format!(" beside {} ({})", heading(self.country), shown(country)))
            };
            let what = format!(
                "is odd{beside}: the other rows with {} \"{}\" have {} \"{}\". Is one of the two wrong?",
                heading(town),
                shown(value(town)),
                heading(self.country),
                shown(meant)
            );
            (column, what)
        })
    }

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

/// Finds postcodes that are none of the country of their line, and countries that have none like theirs.
pub(super) fn look(look: &mut Look<'_>, all: &[Postcodes], line: Values<'_>) {
    let value = |column| line.value(column);
    for postcodes in all {
        if !look.is_told([postcodes.country])
            && let Some((column, what)) = postcodes.flaw_of_country(value, |column| look.heading(column))
        {
            look.find_value(column, Kind::OddRelation, value(column), &what);
        } else if !look.is_told([postcodes.column])
            && let Some(what) = postcodes.flaw(value(postcodes.column), value(postcodes.country))
        {
            look.find_value(postcodes.column, Kind::OddRelation, value(postcodes.column), &what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

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
        let all = of(&sample, &Uses { letter: vec![0, 1], ..Uses::default() }, &["PLZ", "Land"].map(str::to_owned));
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

    #[test]
    fn a_country_that_the_town_is_not_in_is_found() {
        let columns = [
            Column { has_postcodes: true, ..Column::default() },
            Column::default(),
            Column { has_countries: true, ..Column::default() },
        ];
        let places =
            [["8010", "Graz", "AT"], ["1050", "Wien", "AT"], ["50667", "Köln", "DE"], ["28195", "Bremen", "DE"]];
        let names = ["PLZ", "Ort", "Land"].map(str::to_owned);
        let of_places = |places: &[[&'static str; 3]], letter: &[usize]| {
            let rows = (0..40).map(|n| places[n % places.len()].to_vec()).collect();
            let uses = Uses { letter: letter.to_vec(), ..Uses::default() };
            of(&Sample { rows, columns: &columns }, &uses, &names).remove(0)
        };
        let told = |postcodes: &Postcodes, row: [&str; 3]| {
            postcodes.flaw_of_country(|column| row[column], |column| format!("\"{}\"", names[column]))
        };
        let all = of_places(&places, &[0, 1, 2]);
        let (column, what) = told(&all, ["8010", "Graz", "DE"]).unwrap();
        assert!(column == 2 && what.contains("with \"Ort\" \"Graz\" have \"Land\" \"AT\""), "{what}");
        for row in [
            ["8010", "Graz", "AT"],
            ["8010", "Graz", "at"],
            ["8010", "Graz", ""],
            ["8020", "Linz", "DE"],
            ["", "", "DE"],
        ] {
            assert_eq!(told(&all, row), None, "{row:?}");
        }
        let what = told(&of_places(&places, &[0]), ["8010", "Graz", "DE"]).unwrap();
        assert!(what.0 == 1 && what.1.starts_with("is odd beside \"Land\" (DE)"), "{what:?}");
        // All are of one country, and whoever is not need not be wrong.
        assert_eq!(told(&of_places(&places[2..], &[0, 1, 2]), ["28195", "Bremen", "US"]), None);
    }
}
