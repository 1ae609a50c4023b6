//! Days within texts that are those of a column of their row: the Subject `Your visit on 6 February` beside 06/02/2027.

use std::collections::HashSet;

use super::{Relation, Sample, Values};
use crate::findings::author::weekday;
use crate::findings::calendar::{month_in_date, month_of_cell};
use crate::findings::column::dates::{self, Day, Shape};
use crate::findings::{Kind, Look, Oddity, has_digit, shown};
use crate::merge::Uses;

/// A column of texts, each of which names the day that another column has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedDay {
    text: usize,
    date: usize,
    shape: Shape,
}

/// A day that a text names, and where it stands there. Of the year 0, if it says none.
#[derive(Debug, Clone, Copy)]
struct Named {
    from: usize,
    to: usize,
    /// The same day, and what it is where its first two numbers may change places.
    days: (Day, Option<Day>),
}

/// Fewer rows, or fewer days, show no habit.
const FEWEST: usize = 10;
const FEWEST_DAYS: usize = 3;
/// So many rows may name another day.
const MOST: usize = 2;
/// A longer text names days of its own.
const LONGEST: usize = 400;

/// What is so in the first rows, of the texts that the letter uses.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<NamedDay> {
    let days = sample.days();
    if days.is_empty() {
        return Vec::new();
    }
    let may_name = |text: &&usize| {
        let have_digits = sample.rows.iter().filter(|row| has_digit(row[**text])).count();
        have_digits >= FEWEST && !sample.columns[**text].has_dates && !uses.attachment.contains(text)
    };
    let texts = uses.letter.iter().filter(|text| **text < sample.columns.len()).filter(may_name);
    texts
        .flat_map(|text| {
            let named: Vec<Vec<Named>> = sample.rows.iter().map(|row| named(row[*text])).collect();
            let all = days.iter().filter(|(date, _)| date != text);
            all.filter_map(|(date, shape)| between(sample, *text, &named, (*date, *shape))).collect::<Vec<_>>()
        })
        .collect()
}

fn between(sample: &Sample<'_>, text: usize, named: &[Vec<Named>], (date, shape): (usize, Shape)) -> Option<NamedDay> {
    let (mut rows, mut misses, mut seen) = (0, 0, HashSet::new());
    for (row, named) in sample.rows.iter().zip(named).filter(|(_, named)| !named.is_empty()) {
        let Some(day) = dates::day(row[date], shape) else { continue };
        rows += 1;
        if named.iter().any(|named| named.is(day)) {
            seen.insert(day);
        } else {
            misses += 1;
        }
    }
    let is_habit = rows >= FEWEST + misses && misses <= MOST && misses * 10 <= rows;
    (is_habit && seen.len() >= FEWEST_DAYS).then_some(NamedDay { text, date, shape })
}

impl Named {
    fn is(&self, (year, month, day): Day) -> bool {
        let is_same =
            |(of, named_month, named_day): Day| (of == 0 || of == year) && (named_month, named_day) == (month, day);
        is_same(self.days.0) || self.days.1.is_some_and(is_same)
    }
}

/// All days that a text names: with their years, and those without one.
fn named(text: &str) -> Vec<Named> {
    if text.len() > LONGEST || !has_digit(text) {
        return Vec::new();
    }
    let dated = weekday::dated(text).into_iter();
    let mut found: Vec<Named> = dated.map(|dated| Named { from: dated.from, to: dated.to, days: dated.days }).collect();
    if found.is_empty() {
        found = without_year(text);
    }
    found
}

/// `6 de febrero`, `6. Februar`, `February 6th`, `2月6日`, `6.2.`, `6/2`
fn without_year(text: &str) -> Vec<Named> {
    let pieces: Vec<Piece<'_>> = pieces(text).collect();
    let mut found = Vec::new();
    for (at, first) in pieces.iter().enumerate() {
        let next = |at: usize| {
            let mut behind = pieces[at + 1..].iter().enumerate();
            behind.find(|(_, piece)| !is_filler(piece.text)).map(|(gap, piece)| (at + 1 + gap, piece))
        };
        let Some((_, second)) = next(at) else { break };
        // Nothing but a pause stands between them.
        let between = &text[first.to()..second.from];
        if between.contains(['(', ')', '|', '\n', ':', ';']) {
            continue;
        }
        let days = match (first.number(), second.number()) {
            (Some(day), None) => match (month(second.text), text[first.to()..].chars().next()) {
                (Some(month), _) => Some(((0, month, day), None)),
                (None, Some('月' | '월')) => {
                    pieces.get(at + 2).and_then(Piece::number).map(|of| ((0, day, of), None))
                }
                _ => None,
            },
            (None, Some(day)) => month(first.text).map(|month| ((0, month, day), None)),
            (Some(day), Some(month)) if matches!(between, "." | "/") => Some(((0, month, day), Some((0, day, month)))),
            _ => None,
        };
        if let Some(days) = days.filter(|((_, month, day), turned)| is_there(*month, *day) || turned.is_some()) {
            let is_in_han = matches!(text[first.to()..].chars().next(), Some('月' | '월'));
            let last = if is_in_han { pieces.get(at + 3).unwrap_or(second) } else { second };
            found.push(Named { from: first.from, to: last.to(), days });
        }
    }
    found
}

fn is_there(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

fn month(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    month_in_date(&word).or_else(|| month_of_cell(&word))
}

/// What stands between the day and the month, as texts write it.
fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 12] = ["de", "del", "of", "the", "st", "nd", "rd", "th", "er", "º", "ª", "e"];
    FILLERS.contains(&word)
}

/// A word or a number of a text, and where it begins there.
#[derive(Debug, Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    from: usize,
}

impl Piece<'_> {
    fn to(&self) -> usize {
        self.from + self.text.len()
    }

    fn number(&self) -> Option<u32> {
        let is_short = self.text.len() <= 2 && self.text.bytes().all(|octet| octet.is_ascii_digit());
        self.text.parse().ok().filter(|_| is_short)
    }
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let from = at + rest.find(char::is_alphanumeric)?;
        let is_digit = |c: char| c.is_ascii_digit();
        let are_digits = text[from..].starts_with(is_digit);
        let end = text[from..].find(|c: char| !c.is_alphanumeric() || is_digit(c) != are_digits);
        at = end.map_or(text.len(), |end| from + end);
        Some(Piece { text: &text[from..at], from })
    })
}

impl NamedDay {
    /// What is wrong with a text that names days, none of which is that of its row.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let (text, date) = (value(self.text), value(self.date));
        let day = dates::day(date, self.shape).filter(|_| has_digit(text))?;
        let named = named(text);
        let first = named.first().filter(|_| !named.iter().any(|named| named.is(day)))?;
        Some(format!(
            "has another day in it (\"{}\") than {} (\"{}\"), and in the other rows it is the same. Is one of the two wrong?",
            shown(text.get(first.from..first.to)?),
            heading(self.date),
            shown(date)
        ))
    }
}

impl Relation for NamedDay {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.text, self.date])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.text, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    /// What is so in rows of a text and of a day of 2027.
    fn named_day(date: &str, rows: &[[String; 2]]) -> Option<NamedDay> {
        let dates = Column { has_dates: true, shape: dates::shape(date), ..Column::default() };
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let sample = Sample { rows, columns: &[Column::default(), dates] };
        of(&sample, &Uses { letter: vec![0], ..Uses::default() }).pop()
    }

    fn rows(text: impl Fn(u32) -> String) -> Vec<[String; 2]> {
        (0..30).map(|n| 1 + n % 28).map(|day| [text(day), format!("{day:02}/02/2027")]).collect()
    }

    const TEXTS: [[&str; 2]; 12] = [
        ["Su cita del {} de febrero de 2027", "14 de enero de 2027"],
        ["Su cita del {} de febrero", "14 de enero"],
        ["Ihr Termin am {}. Februar, 18 Uhr", "14. Januar"],
        ["Ihr Termin am {}.02.2027", "14.01.2027"],
        ["Ihr Termin am {}.2., im Saal", "14.1"],
        ["Votre visite du {} février", "14 janvier"],
        ["Your visit on February {}th", "January 14"],
        ["La visita del {} febbraio 2027", "14 gennaio 2027"],
        ["A sua consulta de {} de fevereiro", "14 de janeiro"],
        ["Wizyta {} lutego 2027 r.", "14 stycznia 2027"],
        ["预约：2月{}日上午", "1月14日"],
        ["2027年2月{}日のご予約", "2027年1月14日"],
    ];

    #[test]
    fn a_text_with_the_day_of_another_row_is_found() {
        for [text, other] in TEXTS {
            let rows = rows(|day| text.replace("{}", &day.to_string()));
            let named = named_day("14/02/2027", &rows).unwrap_or_else(|| panic!("{text}"));
            let told = |text: &str, date: &str| {
                named.flaw(|column| [text, date][column].to_owned().leak(), |column| format!("\"{column}\""))
            };
            let fitting = text.replace("{}", "14");
            assert_eq!(told(&fitting, "14/02/2027"), None, "{fitting}");
            let what = told(&fitting, "15/02/2027").unwrap_or_else(|| panic!("{fitting}"));
            assert!(what.contains("than \"1\" (\"15/02/2027\")"), "{what}");
            let what = told(&format!("({other}) x"), "14/02/2027").unwrap_or_else(|| panic!("{other}"));
            assert!(what.contains(&format!("(\"{other}\")")), "{what}");
            for other in ["no day", "", "call 14", "at 14:30"] {
                assert_eq!(told(other, "14/02/2027"), None, "{other}");
            }
        }
    }

    #[test]
    fn days_that_have_nothing_to_do_with_the_row_are_left_alone() {
        let of = |text: fn(u32) -> String| named_day("14/02/2027", &rows(text));
        assert_eq!(of(|day| format!("Born {} March 1990", 1 + day % 3)), None);
        assert_eq!(of(|day| format!("Room {day}")), None);
        // Only some of them.
        assert_eq!(of(|day| format!("Visit on {} February", day - day % 3 + 1)), None);
        let same: Vec<[String; 2]> = (0..30).map(|_| ["14. Februar", "14/02/2027"].map(str::to_owned)).collect();
        assert_eq!(named_day("14/02/2027", &same), None);
        assert_eq!(named_day("14/02/2027", &[]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|2月|20日|/|\\.|March |1| de ){0,12}") {
            for named in named(&text) {
                let _ = (text.get(named.from..named.to).unwrap(), named.is((2027, 2, 14)));
            }
        }
    }
}
