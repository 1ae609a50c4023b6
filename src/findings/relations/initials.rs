//! Codes that begin with letters of the name of their row, as the tax numbers of some countries do: `BRLGNN…` for Barilla, Gianna.

use super::{Relation, Sample, Values, folded};
use crate::findings::{Kind, Look, Oddity, headings, shown};
use crate::merge::Uses;

/// A column of codes, and a place in them whose letters are of a name in nearly all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Initials {
    code: usize,
    name: usize,
    /// The column of the other name.
    other: usize,
    at: usize,
}

/// So many letters are taken from a name.
const LETTERS: usize = 3;
/// The places where the letters of one name stand, in a code that has those of two.
const PLACES: [usize; 2] = [0, LETTERS];
/// Fewer rows show no habit.
const FEWEST: usize = 20;

/// Of the first rows, where the letter uses the code.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Initials> {
    let headings: Vec<String> = names.iter().take(sample.columns.len()).map(|name| name.to_lowercase()).collect();
    let (Some(first), Some(last)) = headings::halves(&headings) else { return Vec::new() };
    let codes = uses.letter.iter().copied().filter(|code| *code < headings.len() && ![first, last].contains(code));
    let all = codes.flat_map(|code| {
        PLACES
            .into_iter()
            .flat_map(move |at| [(last, first), (first, last)].map(|(name, other)| Initials { code, name, other, at }))
    });
    // The letters of a place are of one name.
    let mut told: Vec<Initials> = Vec::new();
    for initials in all {
        let is_other = |other: &Initials| other.code == initials.code && other.at == initials.at;
        if !told.iter().any(is_other) && initials.is_habit(sample) {
            told.push(initials);
        }
    }
    told
}

/// The letters at a place of a code, which has digits behind them and no blank.
fn letters(code: &str, at: usize) -> Option<&str> {
    let letters =
        code.get(at..at + LETTERS).filter(|letters| letters.bytes().all(|octet| octet.is_ascii_uppercase()))?;
    let is_code = code.bytes().any(|octet| octet.is_ascii_digit()) && !code.contains([' ', '/', '.', '@']);
    is_code.then_some(letters)
}

/// Whether letters are all in a name. A name that has fewer is filled up.
fn are_of(letters: &str, name: &str) -> bool {
    let has = |letter: u8| name.bytes().any(|octet| octet.eq_ignore_ascii_case(&letter));
    letters.bytes().all(has) || {
        let plain = folded(name, false) + &folded(name, true);
        let fill = if name.chars().nth(LETTERS - 1).is_none() { Some('X') } else { None };
        letters.chars().all(|letter| Some(letter) == fill || plain.contains(letter.to_ascii_lowercase()))
    }
}

impl Initials {
    /// Whether nearly all codes have letters of their row's name, and not of anybody's.
    fn is_habit(self, sample: &Sample<'_>) -> bool {
        let of_rows = sample.rows.iter().filter_map(|row| Some((letters(row[self.code], self.at)?, row[self.name])));
        let rows: Vec<(&str, &str)> = of_rows.filter(|(_, name)| !name.is_empty()).collect();
        let own = rows.iter().filter(|(letters, name)| are_of(letters, name)).count();
        let next = rows.iter().cycle().skip(1);
        let others = rows.iter().zip(next).filter(|((letters, _), (_, name))| are_of(letters, name)).count();
        rows.len() >= FEWEST && rows.len() - own <= (rows.len() / FEWEST).max(1) && others * 2 <= rows.len()
    }

    /// The columns that it is about: where the names are swapped, that is told of one of them.
    fn columns(self) -> [usize; 3] {
        [self.code, self.name, self.other]
    }

    /// What is wrong with the code of a row, or with its name.
    fn flaw<'a>(self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let (letters, name) = (letters(value(self.code), self.at)?, value(self.name));
        (!name.is_empty() && !are_of(letters, name)).then(|| {
            format!(
                "has \"{letters}\" where the other rows have letters of {}, and that is \"{}\". Is one of them another row's?",
                heading(self.name),
                shown(name)
            )
        })
    }
}

impl Relation for Initials {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told(self.columns())
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.code, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    const FIRST: [&str; 7] = ["Göran", "Birgitta", "Åsa", "Nils", "Ulrika", "Vera", "Bo"];
    const LAST: [&str; 9] =
        ["Lindqvist", "Öberg", "Nyström", "Hammar", "Wik", "Dahlgren", "Ek", "Sjöstrand", "Berg af Ugglas"];

    fn initials(code: impl Fn(usize, &str, &str) -> String) -> Vec<Initials> {
        let row = |n: usize| {
            let (first, last) = (FIRST[n % 7], LAST[n * 5 % 9]);
            vec![first.to_owned(), last.to_owned(), code(n, first, last)]
        };
        let rows: Vec<Vec<String>> = (0..60).map(row).collect();
        let columns = vec![Column::default(); 3];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
        of(&Sample { rows, columns: &columns }, &uses, &["Förnamn", "Efternamn", "Kod"].map(str::to_owned))
    }

    fn three(name: &str) -> String {
        let mut letters: String = folded(name, false).to_uppercase().chars().take(LETTERS).collect();
        while letters.len() < LETTERS {
            letters.push('X');
        }
        letters
    }

    #[test]
    fn codes_with_letters_of_another_name_are_found() {
        let all = initials(|n, first, last| {
            // One of them is wrong, and some are of firms.
            let last = if n == 30 { "Zetterlund" } else { last };
            if n % 11 == 4 { format!("{n:09}") } else { format!("{}{}{:03}", three(last), three(first), n * 7) }
        });
        let told = |row: [&'static str; 3]| {
            all.iter().filter(|initials| initials.flaw(|column| row[column], |_| String::new()).is_some()).count()
        };
        assert_eq!(all.len(), 2);
        for (row, flaws) in [
            (["Nils", "Hammar", "HAMNIL014"], 0),
            (["Nils", "Hammar", "DAHNIL014"], 1),
            (["Nils", "Hammar", "DAHVER014"], 2),
            (["Bo", "Ek", "EKXBOX021"], 0),
            (["Åsa", "Öberg", "OBEASA021"], 0),
            (["Åsa", "Öberg", "021000400"], 0),
            (["Åsa", "", "OBEASA021"], 0),
            (["Åsa", "Öberg", ""], 0),
            (["Åsa", "Öberg", "ÖBÉ1"], 0),
        ] {
            assert_eq!(told(row), flaws, "{row:?}");
        }
    }

    #[test]
    fn codes_of_other_letters_tell_nothing() {
        assert_eq!(initials(|n, _, _| format!("MBR{n:05}")), []);
        assert_eq!(initials(|n, _, _| format!("{}{n:04}", ["KLM", "ABC", "TRE", "SIN"][n % 4])), []);
        // So many are not of the name that some may be right.
        let code =
            |n: usize, _: &str, last: &str| format!("{}{n:04}", if n < 5 { "ZZZ".to_owned() } else { three(last) });
        assert_eq!(initials(code), []);
    }
}
