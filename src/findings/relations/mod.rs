//! What the columns of a row have to do with each other: a link holds the row's own number, a total is the sum of the marks, one day
//! is after another. Learnt from the first rows, and asked of each row.
//!
//! To add one: a file here, with a type that implements [`Relation`], and a function `of` that learns it from a [`Sample`]; and a line
//! in one of the groups in [`Relations::of`], at its place in the order in which [`Relations::look`] asks them. A relation that tells of
//! several values at once, or asks what another relation says, has a field and a line of its own instead.

mod apart;
mod bare;
mod blocks;
mod bounds;
mod companies;
mod composed;
mod decided;
mod emergency;
mod filled;
mod glued;
mod greeted;
mod held;
mod in_words;
mod initials;
mod levels;
mod lookalikes;
mod named_days;
mod namesakes;
mod orders;
mod pinyin;
mod postcodes;
mod prefixes;
mod ranked;
mod ratios;
mod relation;
mod seated;
mod slots;
mod spans;
mod sums;
mod swapped;
mod tens;
mod terms;
mod tops;
mod towns;
mod weekdays;

use self::bare::Bare;
use self::companies::Companies;
use self::decided::Decided;
use self::emergency::Emergency;
use self::filled::Filled;
use self::held::Held;
pub(super) use self::held::folded;
use self::orders::Ordered;
use self::postcodes::Postcodes;
use self::ranked::Ranked;
use self::relation::{Group, Relation, Values, all, group, tell};
use self::seated::Seated;
pub(super) use self::slots::Slot;
use self::spans::Span;
use self::sums::Sum;
use self::tens::Tens;
use self::weekdays::Weekdays;
use super::column::dates::Shape;
use super::column::few::Few;
use super::column::unlike;
use super::known_column::Column;
use super::{Finding, Kind, Look, leftovers, mojibake, trimmed};
use crate::input::{Fields, Source};
use crate::merge::Uses;

/// Fewer rows show no habit.
const FEWEST: usize = 10;

/// Where a point stands at the wrong place, or a digit is too many: how many times as much it is, and in words.
const POWERS: [(f64, &str); 4] =
    [(10.0, "ten times"), (100.0, "a hundred times"), (0.1, "a tenth of"), (0.01, "a hundredth of")];

/// What holds between columns in nearly all of the first rows: in groups those that are told of in the same way, and by their names the
/// others.
#[derive(Debug, Default)]
pub(super) struct Relations {
    sums: Vec<Sum>,
    ordered: Vec<Ordered>,
    postcodes: Vec<Postcodes>,
    of_places: Group,
    weekdays: Vec<Weekdays>,
    /// Columns of two values that the letter does not use, as the sex, by which others are told.
    halves: Vec<(usize, Few)>,
    of_numbers: Group,
    tens: Vec<Tens>,
    spans: Vec<Span>,
    of_words: Group,
    bare: Vec<Bare>,
    filled: Vec<Filled>,
    decided: Vec<Decided>,
    of_levels: Group,
    ranked: Vec<Ranked>,
    of_blocks: Group,
    companies: Option<Companies>,
    of_companies: Group,
    of_names: Group,
    emergency: Option<Emergency>,
    seated: Option<Seated>,
    of_neighbours: Group,
    held: Vec<Held>,
    slots: Vec<Slot>,
}

/// The first rows, their values without blanks around them. What is unlike the rest of its column is left out: it says nothing.
struct Sample<'a> {
    rows: Vec<Vec<&'a str>>,
    columns: &'a [Column],
}

impl Sample<'_> {
    /// The columns of days, with how these are written.
    fn days(&self) -> Vec<(usize, Shape)> {
        let days = self.columns.iter().enumerate();
        days.filter_map(|(index, column)| Some((index, column.shape.filter(|_| column.has_dates)?))).collect()
    }

    /// The values of two columns, of the rows that have both.
    fn pairs(&self, one: usize, other: usize) -> impl Iterator<Item = (&str, &str)> {
        self.rows
            .iter()
            .map(move |row| (row[one], row[other]))
            .filter(|(one, other)| !one.is_empty() && !other.is_empty())
    }
}

impl Relations {
    /// Of the first rows, each of which has a value for each column, of the headings, and of the letter that uses them.
    pub(super) fn of(rows: &[Vec<String>], columns: &[Column], names: &[String], uses: &Uses) -> Self {
        /// A wider list has hardly been written by a person.
        const MOST_COLUMNS: usize = 60;
        if rows.len() < FEWEST || columns.len() > MOST_COLUMNS {
            return Self::default();
        }
        let rows = rows.iter().filter(|row| row.len() == columns.len());
        let rows =
            rows.map(|row| row.iter().zip(columns).map(|(value, column)| kept(value, column)).collect()).collect();
        let sample = Sample { rows, columns };
        let weekdays = weekdays::of(&sample, uses);
        Self {
            sums: sums::of(&sample, uses),
            ordered: orders::of(&sample, names, uses),
            postcodes: postcodes::of(&sample, uses, names),
            of_places: group([all(towns::of(&sample, uses, names)), all(prefixes::of(&sample, uses, names))]),
            halves: halves(columns, uses),
            of_numbers: group([all(bounds::of(&sample, uses, names)), all(ratios::of(&sample, uses))]),
            tens: tens::of(&sample, uses, names),
            spans: spans::of(&sample, uses, names),
            of_words: group([
                all(terms::of(&sample, uses)),
                all(named_days::of(&sample, uses)),
                all(in_words::of(&sample, uses)),
            ]),
            bare: bare::of(&sample, uses),
            filled: filled::of(&sample, uses),
            decided: decided::of(&sample, uses, names, &weekdays),
            weekdays,
            of_levels: all(levels::of(&sample, uses, names)),
            ranked: ranked::of(&sample, uses, names),
            of_blocks: all(blocks::of(&sample, uses, names)),
            companies: companies::of(&sample, uses),
            of_companies: group([all(namesakes::of(&sample, uses)), all(swapped::of(&sample, uses, names))]),
            of_names: group([
                all(greeted::of(&sample, uses)),
                all(composed::of(&sample, uses, names)),
                all(initials::of(&sample, uses, names)),
                all(pinyin::of(&sample, uses)),
                all(glued::of(&sample, uses, names)),
                all(apart::of(&sample, uses, names)),
            ]),
            emergency: emergency::of(&sample, uses, names),
            seated: seated::of(&sample, uses),
            of_neighbours: group([all(tops::of(&sample, uses)), all(lookalikes::of(&sample, uses))]),
            held: held::of(&sample, uses),
            slots: slots::of(&sample, uses, names),
        }
    }

    /// Learns what the first rows are too few for.
    pub(super) fn know_others(&mut self, source: &Source) {
        ranked::know_others(&mut self.ranked, source);
        if let Some(seated) = &mut self.seated {
            seated.know_others(source);
        }
    }

    /// The columns whose values together are of one row alone: a place at a time.
    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Whether a column holds a number of its row, which is then told of where it is another's.
    pub(super) fn is_holder(&self, column: usize) -> bool {
        self.held.iter().any(|held| held.within == column && held.is_of_numbers)
    }

    /// Whether a column has the numbers that a link, a file, or the like of its row holds: they are its own.
    pub(super) fn is_held(&self, column: usize) -> bool {
        self.held.iter().any(|held| held.own == column && held.is_of_numbers)
    }

    /// Finds numbers that stand a column beside where they belong, as the sums of their row tell; says whether there are some.
    pub(super) fn look_for_slips(&self, look: &mut Look<'_>, fields: &Fields) -> bool {
        sums::look_for_slips(look, &self.sums, |column| trimmed(fields.get(column).unwrap_or_default()))
    }

    /// Finds what does not hold in a row. A value of which something is told already is told of no more: so the order of these lines
    /// decides what is told.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        let line = Values::new(look.record, fields);
        let value = |column: usize| line.value(column);
        // What can be reckoned says which value is wrong, and what it should be.
        sums::look(look, &self.sums, value);
        orders::look(look, &self.ordered, line);
        postcodes::look(look, &self.postcodes, line);
        tell(look, line, &self.of_places);
        weekdays::look(look, &self.weekdays, &self.decided, line);
        for (column, few) in &self.halves {
            if let Some((kind, what)) = few.flaw(value(*column)).filter(|_| !value(*column).is_empty()) {
                look.find_value(*column, kind, value(*column), &what);
            }
        }
        tell(look, line, &self.of_numbers);
        let told = tens::look(look, &self.tens, value);
        // After the days of the week, which say which of the days is wrong.
        spans::look(look, &self.spans, (&self.weekdays, &self.decided), line);
        tell(look, line, &self.of_words);
        bare::look(look, &self.bare, line);
        filled::look(look, &self.filled, line);
        // What a sort decides is clearer than a number that goes with another level, and that than what a number decides.
        let is_told = self.look_at_decided(look, value, &told, false);
        tell(look, line, &self.of_levels);
        tell(look, line, &self.ranked);
        tell(look, line, &self.of_blocks);
        companies::look(look, self.companies.as_ref(), line);
        // That two names are swapped says why one of them is not where it should be.
        tell(look, line, &self.of_companies);
        if !is_told {
            self.look_at_decided(look, value, &told, true);
        }
        tell(look, line, &self.of_names);
        emergency::look(look, self.emergency.as_ref(), line);
        tell(look, line, &self.seated);
        tell(look, line, &self.of_neighbours);
        // Last what does not say which of two values is wrong: any rule before may have said so.
        held::look(look, &self.held, line);
    }
}

/// The columns of two values that the letter does not use.
fn halves(columns: &[Column], uses: &Uses) -> Vec<(usize, Few)> {
    let unused = columns.iter().enumerate().filter(|(index, _)| !uses.letter.contains(index));
    unused
        .filter_map(|(index, column)| Some((index, column.few.clone().filter(|few| few.usual().len() == 2)?)))
        .collect()
}

/// A value, unless it is unlike the rest of its column.
fn kept<'v>(value: &'v str, column: &Column) -> &'v str {
    let is_sound =
        unlike::flaw(column, value).is_none() && leftovers::word(value).is_none() && !mojibake::is_mojibake(value);
    if is_sound { value } else { "" }
}

impl Look<'_> {
    /// Whether something is said of one of these columns in this line already, that is not taken back where many numbers are so.
    pub(super) fn is_told(&self, columns: impl IntoIterator<Item = usize>) -> bool {
        let is_certain = |finding: &&Finding| {
            finding.line == self.line && !matches!(finding.kind, Kind::OddNumber | Kind::FarNumber)
        };
        !self.findings.is_empty()
            && columns
                .into_iter()
                .any(|column| self.findings.iter().filter(is_certain).any(|finding| finding.column == Some(column)))
    }
}
