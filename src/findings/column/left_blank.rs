//! Blanks that are meant: a firm has no first name, and all rows with the salutation of one have none.

use std::collections::{HashMap, HashSet};

/// What blanks of a column go with: some values of one other column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::findings) struct LeftBlank {
    by: usize,
    values: Vec<String>,
}

/// How many rows have a value, and in how many of those the column is blank.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    rows: usize,
    blank: usize,
}

impl Count {
    /// Whether so many rows, and nearly all of a value, are no chance.
    fn is_meant(self) -> bool {
        const FEWEST: usize = 3;
        self.blank >= FEWEST && self.blank * 5 >= self.rows * 4
    }
}

/// The columns that have few values, or say of some rows that there is nothing: others say something else of each row.
fn with_few_values(rows: &[Vec<String>]) -> Vec<usize> {
    const MOST_VALUES: usize = 12;
    /// A list may have thousands of columns.
    const MOST_COLUMNS: usize = 64;
    let has_few = |column: &usize| {
        let mut seen = HashSet::new();
        rows.iter().all(|row| {
            seen.insert(&row[*column]);
            seen.len() <= MOST_VALUES
        })
    };
    let has_nothing = |column: &usize| rows.iter().any(|row| is_nothing(&row[*column]));
    (0..rows.first().map_or(0, Vec::len))
        .filter(|column| has_few(column) || has_nothing(column))
        .take(MOST_COLUMNS)
        .collect()
}

/// What people write where there is nothing, in lower case.
const NOTHINGS: [&str; 31] = [
    "no", "none", "n", "false", "never", "nein", "keine", "keiner", "kein", "nie", "non", "aucun", "aucune", "jamais",
    "ninguno", "ninguna", "nunca", "nessuno", "nessuna", "não", "nenhum", "nenhuma", "nee", "geen", "nej", "brak",
    "нет", "无", "無", "否", "なし",
];

/// Whether a value says that there is nothing: a zero, or a word.
pub(in crate::findings) fn is_nothing(value: &str) -> bool {
    let is_zero = || value.contains('0') && value.chars().all(|c| c == '0' || !c.is_alphanumeric());
    is_zero() || NOTHINGS.contains(&value.to_lowercase().as_str())
}

impl LeftBlank {
    /// Of all columns in the first rows: by the other one with few values that explains the most of its blanks.
    pub(in crate::findings) fn of_all(rows: &[Vec<String>]) -> Vec<Option<Self>> {
        /// What is blank more often than that is told of no row, whatever else is said of some of its blanks.
        const MOST_IN: usize = 3;
        let count = rows.first().map_or(0, Vec::len);
        let few = with_few_values(rows);
        let has_blanks = |column: usize| {
            let blank = rows.iter().filter(|row| row[column].is_empty()).count();
            blank > 0 && blank * MOST_IN <= rows.len()
        };
        let of = |column: usize| {
            let others = few.iter().filter(|by| **by != column && has_blanks(column));
            let all = others.filter_map(|by| Self::by(rows, column, *by));
            all.max_by_key(|(explained, left)| (*explained, std::cmp::Reverse(left.by))).map(|(_, left)| left)
        };
        (0..count).map(of).collect()
    }

    /// How many blanks another column explains, and with which values; none, if other rows have as many.
    fn by(rows: &[Vec<String>], column: usize, by: usize) -> Option<(usize, Self)> {
        const FEWEST_FILLED: usize = 10;
        let mut counts: HashMap<&str, Count> = HashMap::new();
        for row in rows {
            let count = counts.entry(&row[by]).or_default();
            count.rows += 1;
            count.blank += usize::from(row[column].is_empty());
        }
        // Where both are blank, each would excuse the other.
        let (meant, others): (Vec<_>, Vec<_>) =
            counts.into_iter().partition(|(value, count)| !value.is_empty() && count.is_meant());
        let total = |counts: &[(&str, Count)], of: fn(&Count) -> usize| counts.iter().map(|(_, count)| of(count)).sum();
        let (explained, blank): (usize, usize) =
            (total(&meant, |count| count.blank), total(&others, |count| count.blank));
        let filled = total(&others, |count| count.rows) - blank;
        let mut values: Vec<String> = meant.into_iter().map(|(value, _)| value.to_owned()).collect();
        values.sort_unstable();
        let is_told = !values.is_empty() && filled >= FEWEST_FILLED && blank * 10 <= filled;
        is_told.then_some((explained, Self { by, values }))
    }

    /// Whether the column is blank in a row because of what the other one has there.
    pub(in crate::findings) fn is_meant<'a>(&self, value: impl FnOnce(usize) -> &'a str) -> bool {
        let value = value(self.by);
        self.values.iter().any(|known| known == value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a salutation, a first name and a last one, of which each has its own.
    fn rows(of: &[(usize, [&str; 2])]) -> Vec<Vec<String>> {
        let rows = of.iter().flat_map(|(count, row)| std::iter::repeat_n(row, *count)).enumerate();
        rows.map(|(n, [salutation, first])| vec![salutation.to_string(), first.to_string(), format!("Berg {n}")])
            .collect()
    }

    #[test]
    fn blanks_that_go_with_a_value_are_meant() {
        let rows = rows(&[
            (20, ["Frau", "Anna"]),
            (20, ["Herr", "Jan"]),
            (4, ["Firma", ""]),
            (3, ["Verein", ""]),
            (1, ["Frau", ""]),
        ]);
        let left = LeftBlank::of_all(&rows)[1].clone().unwrap();
        assert!(left.is_meant(|_| "Firma") && left.is_meant(|_| "Verein"));
        assert!(!left.is_meant(|_| "Frau") && !left.is_meant(|_| "") && !left.is_meant(|_| "Dr."));
        let others = [&LeftBlank::of_all(&rows)[0], &LeftBlank::of_all(&rows)[2]];
        assert_eq!(others, [&None, &None]);
    }

    #[test]
    fn blanks_beside_a_zero_among_many_numbers_are_meant() {
        let row = |n: usize| {
            let given = if n.is_multiple_of(4) { 0 } else { n };
            vec![given.to_string(), if given == 0 { String::new() } else { format!("2026-06-{n:02}") }]
        };
        let rows: Vec<Vec<String>> = (1..61).map(row).collect();
        let left = LeftBlank::of_all(&rows)[1].clone().unwrap();
        assert!(left.is_meant(|_| "0") && !left.is_meant(|_| "12"));
    }

    #[test]
    fn other_blanks_are_not() {
        let women = (20, ["Frau", "Anna"]);
        for of in [
            // Few, in some rows of a value, in rows where both are blank, and in as many others.
            vec![women, (20, ["Herr", "Jan"]), (2, ["Firma", ""])],
            vec![women, (16, ["Herr", "Jan"]), (4, ["Herr", ""])],
            vec![women, (5, ["", ""])],
            vec![women, (5, ["Frau", ""]), (5, ["Firma", ""])],
            vec![(5, ["Frau", "Anna"]), (5, ["Firma", ""])],
            vec![(3, ["Firma", ""])],
        ] {
            assert_eq!(LeftBlank::of_all(&rows(&of))[1], None, "{of:?}");
        }
        assert!(LeftBlank::of_all(&[]).is_empty());
    }
}
