//! First and last names the wrong way round, told by another column that has the last ones: the parents' name, a file.

use super::held::is_in;
use super::{Relation, Sample, Values};
use crate::findings::{Detail, Kind, Look, Oddity, SWAPPED, headings, shown};
use crate::merge::Uses;

/// The two columns, and others that hold the last name in nearly all rows, and the first in hardly any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Swapped {
    first: usize,
    last: usize,
    holders: Vec<usize>,
}

/// Of the first rows, where the letter uses one of the names.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Option<Swapped> {
    let headings: Vec<String> = names.iter().take(sample.columns.len()).map(|name| name.to_lowercase()).collect();
    let (Some(first), Some(last)) = headings::halves(&headings) else { return None };
    if ![first, last].iter().any(|column| uses.letter.contains(column)) {
        return None;
    }
    // Some are greeted by the first name.
    let is_greeting = |column: usize| {
        let name = names.get(column).map_or_else(String::new, |name| name.to_lowercase());
        headings::is_of_sex(&name)
            || ["salutation", "greeting", "saludo", "appel"].iter().any(|part| name.contains(part))
    };
    let others = (0..sample.columns.len()).filter(|column| ![first, last].contains(column) && !is_greeting(*column));
    let holders: Vec<usize> = others.filter(|holder| is_holder(sample, (first, last), *holder)).collect();
    (!holders.is_empty()).then_some(Swapped { first, last, holders })
}

fn is_holder(sample: &Sample<'_>, (first, last): (usize, usize), holder: usize) -> bool {
    const FEWEST: usize = 15;
    let (mut rows, mut with_last, mut with_first) = (0, 0, 0);
    for row in &sample.rows {
        let (first, last, value) = (row[first], row[last], row[holder]);
        // Addresses are as people like them.
        if !first.is_empty() && !last.is_empty() && !value.is_empty() && !value.contains('@') {
            rows += 1;
            with_last += usize::from(holds(value, last));
            with_first += usize::from(holds(value, first) && !holds(value, last));
        }
        if rows == FEWEST && with_last == 0 {
            return false;
        }
    }
    rows >= FEWEST && with_last * 5 >= rows * 4 && with_first * 20 <= rows
}

fn holds(value: &str, name: &str) -> bool {
    name.chars().nth(1).is_some() && is_in(name, value)
}

impl Swapped {
    /// The column that holds the first name of a row, where all of them hold the last one elsewhere.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<usize> {
        let (first, last) = (value(self.first), value(self.last));
        if first.is_empty() || last.is_empty() || first == last {
            return None;
        }
        let mut holder = None;
        for &column in &self.holders {
            let value = value(column);
            if holds(value, last) {
                return None;
            }
            holder = holder.or_else(|| holds(value, first).then_some(column));
        }
        holder
    }
}

impl Relation for Swapped {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.first, self.last])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let holder = self.flaw(|column| line.value(column))?;
        let what = format!(
            "is in {} ({}), where the other rows have {}, and that is \"{}\". {SWAPPED}",
            line.heading(holder),
            shown(line.value(holder)),
            line.heading(self.last),
            shown(line.value(self.last))
        );
        Some((self.first, Oddity::new(Kind::OddRelation, what).with(Detail::Swapped)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    #[test]
    fn names_the_wrong_way_round_are_found() {
        let columns = vec![Column::default(); 4];
        let names = ["Vorname", "Nachname", "Eltern", "Anlage"].map(str::to_owned);
        let (first, last) = (["Anna", "Ben", "Clara", "Otto"], ["Maier", "Groß", "Yılmaz", "Otto", "Stein"]);
        let rows: Vec<[String; 4]> = (0..40)
            .map(|n| {
                let last = last[n % 5];
                [
                    first[n % 4].to_owned(),
                    last.to_owned(),
                    last.to_owned(),
                    format!("R_{n}_{}.pdf", last.replace('ß', "ss")),
                ]
            })
            .collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        let sample = Sample {
            rows: rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect(),
            columns: &columns,
        };
        let swapped = of(&sample, &uses, &names).unwrap();
        for (row, holder) in [
            (["Otto", "Clara", "Otto", "R_7_Otto.pdf"], Some(2)),
            (["Groß", "Ben", "", "R_8_Gross.pdf"], Some(3)),
            (["Clara", "Otto", "Otto", "R_7_Otto.pdf"], None),
            // Of parents with another name.
            (["Clara", "Otto", "Stein", "R_7_Otto.pdf"], None),
            (["Clara", "Otto", "Stein", "R_7.pdf"], None),
            (["", "Clara", "Otto", ""], None),
        ] {
            assert_eq!(swapped.flaw(|column| row[column]), holder, "{row:?}");
        }
        let greeted = ["Vorname", "Nachname", "Briefanrede", "Anlage"].map(str::to_owned);
        let swapped = of(&sample, &uses, &greeted).unwrap();
        assert_eq!(swapped.flaw(|column| ["Anna", "Maier", "Liebe Anna", ""][column]), None);
        assert_eq!(of(&sample, &uses, &["a", "b", "c", "d"].map(str::to_owned)), None);
    }
}
