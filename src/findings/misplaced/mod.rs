//! Values in a column that is not theirs: two that are swapped, or some that stand a column too far to one side. Learnt from the first
//! rows: what several of them have in a column, and how its values are built.
//!
//! `shifted.rs` tells the same by what is said of the values one by one; this is of words and codes of which nothing is said.

mod known;

use self::known::Known;
use super::known_column::Column;
use super::{Detail, Kind, Look, Map, Oddity, SWAPPED, shifted, shown};
use crate::input::Fields;
use crate::merge::Uses;

/// Fewer rows show no habit.
const FEWEST_ROWS: usize = 20;
/// A wider list has hardly been written by a person; and so many columns fit the set of those that take one another's values.
const MOST_COLUMNS: usize = 60;

/// What the first rows say of the columns that have words or codes.
#[derive(Debug, Default)]
pub(super) struct Misplaced {
    /// By index; none of those that say nothing.
    columns: Vec<Option<Known>>,
    /// What several rows have in a column, with each column that has it, and in how many rows.
    values: Map<String, Vec<(usize, usize)>>,
    /// Of each column, those with which it has values in common, as a bit each.
    alike: Vec<u64>,
}

/// How well a value fits a column that is not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// It has digits and letters, or not, as the others have.
    Weak,
    /// Others have the same there, or it is built as they are.
    Strong,
}

/// A value that is not as the others of its column.
struct Stray<'v> {
    at: usize,
    value: &'v str,
    /// In how many rows it is in which column, where several have it in one.
    counts: &'v [(usize, usize)],
    /// Whether it is built in another way, and not new alone.
    is_unlike: bool,
}

/// The values of a row that stand elsewhere than they should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Swapped(usize, usize),
    /// From the first of these columns to the last.
    Right(usize, usize),
    Left(usize, usize),
}

impl Misplaced {
    /// Of the first rows, each of which has a value for each column.
    pub(super) fn of(rows: &[Vec<String>], columns: &[Column], names: &[String], uses: &Uses) -> Self {
        if rows.len() < FEWEST_ROWS || columns.len() > MOST_COLUMNS {
            return Self::default();
        }
        let of_column = |at: usize| rows.iter().filter_map(move |row| row.get(at)).filter(|value| !value.is_empty());
        let known = |at: usize| {
            let values: Vec<&str> = of_column(at).map(String::as_str).collect();
            Known::of(&values, &columns[at], names.get(at)?, uses.letter.contains(&at))
        };
        let known: Vec<Option<Known>> = (0..columns.len()).map(known).collect();
        let mut values: Map<String, Vec<(usize, usize)>> = Map::default();
        for at in (0..columns.len()).filter(|at| known[*at].is_some()) {
            let mut counts: Map<&str, usize> = Map::default();
            of_column(at).for_each(|value| *counts.entry(value).or_default() += 1);
            for (value, count) in counts {
                values.entry(value.to_owned()).or_default().push((at, count));
            }
        }
        values.retain(|_, counts| counts.iter().any(|(_, count)| *count >= 2));
        let mut misplaced = Self { alike: vec![0; columns.len()], columns: known, values };
        misplaced.alike = misplaced.alike(rows);
        misplaced
    }

    /// Of each column, those that have its values in more rows than a few.
    fn alike(&self, rows: &[Vec<String>]) -> Vec<u64> {
        const FEW: usize = 2;
        const RARE: usize = 12;
        let mut counts: Map<(usize, usize), usize> = Map::default();
        for row in rows {
            for stray in self.strays(|at| row.get(at).map_or("", String::as_str)) {
                for other in (0..self.columns.len()).filter(|other| self.fit(&stray, *other).is_some()) {
                    *counts.entry((stray.at.min(other), stray.at.max(other))).or_default() += 1;
                }
            }
        }
        let mut alike = vec![0; self.columns.len()];
        let is_person = |at: usize| self.columns[at].as_ref().is_some_and(|known| known.is_person);
        for one in 0..alike.len() {
            for other in one + 1..alike.len() {
                let count = counts.get(&(one, other)).copied().unwrap_or_default();
                if count > FEW.max(rows.len() / RARE) || is_person(one) && is_person(other) {
                    alike[one] |= 1 << other;
                    alike[other] |= 1 << one;
                }
            }
        }
        alike
    }

    /// The values of a row that are not as the others of their columns, and may be another's.
    fn strays<'v>(&'v self, value: impl Fn(usize) -> &'v str) -> Vec<Stray<'v>> {
        /// What is in so many more rows elsewhere is hardly at home.
        const MORE: usize = 4;
        let mut strays = Vec::new();
        for (at, known) in self.columns.iter().enumerate() {
            let Some(known) = known else { continue };
            let value = value(at);
            if value.is_empty() || known.is_built_so(value) {
                continue;
            }
            let counts = self.values.get(value).map_or(&[][..], Vec::as_slice);
            let own = counts.iter().find(|(column, _)| *column == at).map_or(0, |(_, count)| *count);
            let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
            if own > 1 && own * MORE > most {
                continue;
            }
            let is_unlike = known.is_unlike(value);
            if is_unlike || most >= 2 {
                strays.push(Stray { at, value, counts, is_unlike });
            }
        }
        strays
    }

    /// How well a stray fits a column.
    fn fit(&self, stray: &Stray<'_>, column: usize) -> Option<Fit> {
        let is_alike = |at: usize| self.alike.get(at).is_some_and(|alike| alike >> column & 1 == 1);
        let known = self.columns.get(column)?.as_ref().filter(|_| column != stray.at && !is_alike(stray.at))?;
        let is_known = || {
            stray.counts.iter().any(|(at, count)| *at == column && *count >= 2) && stray.value.chars().nth(1).is_some()
        };
        if is_known() || stray.is_unlike && known.is_of_code(stray.value) {
            return Some(Fit::Strong);
        }
        (stray.is_unlike && known.is_like(stray.value)).then_some(Fit::Weak)
    }

    /// What has been moved in a row, and where to.
    fn moved<'v>(&self, strays: &[Stray<'_>], value: impl Fn(usize) -> &'v str + Copy) -> Option<Move> {
        if strays.len() < 2 {
            return None;
        }
        let by_a_column = |is_right: bool| self.by_a_column(strays, is_right, value);
        by_a_column(true)
            .map(|(first, last)| Move::Right(first, last))
            .or_else(|| by_a_column(false).map(|(first, last)| Move::Left(first, last)))
            .or_else(|| self.swapped(strays))
    }

    /// From where to where values stand a column too far to the right, or to the left.
    fn by_a_column<'v>(
        &self,
        strays: &[Stray<'_>],
        is_right: bool,
        value: impl Fn(usize) -> &'v str,
    ) -> Option<(usize, usize)> {
        /// One that fits anywhere may stand between.
        const GAP: usize = 2;
        let beside = |at: usize| if is_right { at.checked_sub(1) } else { Some(at + 1) };
        let mut runs: Vec<Vec<(&Stray<'_>, Fit)>> = Vec::new();
        for stray in strays {
            let Some(fit) = beside(stray.at).and_then(|column| self.fit(stray, column)) else { continue };
            match runs.last_mut() {
                Some(run) if run.last().is_some_and(|(last, _)| stray.at - last.at <= GAP) => run.push((stray, fit)),
                _ => runs.push(vec![(stray, fit)]),
            }
        }
        runs.iter().find_map(|run| {
            let ((first, _), (last, _)) = (run.first()?, run.last()?);
            // What is pushed to the right leaves a gap before it; and what is drawn to the left, behind.
            let gap = if is_right { beside(first.at)? } else { last.at + 1 };
            let is_gap = self.columns.get(gap).is_some() && value(gap).is_empty();
            let strong = run.iter().filter(|(_, fit)| *fit == Fit::Strong).count();
            let are_sure = strong >= 1 && run.len() >= 2 && (is_gap || strong >= 2 && run.len() > 2);
            if !are_sure || !run.iter().any(|(stray, _)| stray.is_unlike) {
                return None;
            }
            Some(if is_right { (if is_gap { gap } else { first.at }, last.at) } else { (first.at, last.at) })
        })
    }

    /// Two columns that have each other's values.
    fn swapped(&self, strays: &[Stray<'_>]) -> Option<Move> {
        // What is new alone tells only whether a place is meant, or what is at one.
        let is_place = |at: usize| self.columns[at].as_ref().is_some_and(|known| known.is_place);
        let are_swapped = |one: &Stray<'_>, other: &Stray<'_>| {
            let fits = [self.fit(one, other.at), self.fit(other, one.at)];
            let is_sure = one.is_unlike || other.is_unlike || is_place(one.at) != is_place(other.at);
            is_sure && fits.iter().all(Option::is_some) && fits.contains(&Some(Fit::Strong))
        };
        strays.iter().enumerate().find_map(|(place, one)| {
            let other = strays[place + 1..].iter().find(|other| are_swapped(one, other))?;
            Some(Move::Swapped(one.at, other.at))
        })
    }

    /// Finds what has been moved in a line, and puts that in the place of what is said of the same values; or else codes that have a
    /// character too many or too few.
    pub(super) fn look(&self, look: &mut Look<'_>, fields: &Fields) {
        let value = |column: usize| fields.get(column).unwrap_or_default().trim();
        let strays = self.strays(value);
        if let Some(moved) = self.moved(&strays, value) {
            return self.tell(look, moved, value);
        }
        for stray in strays.iter().filter(|stray| stray.is_unlike) {
            if let Some(known) = self.columns[stray.at].as_ref().filter(|known| known.is_used)
                && let Some(length) = known.nearly(stray.value)
                && !look.is_told([stray.at])
            {
                let what = format!(
                    "has {} characters, and those of the other rows that are built so have {length}. Is one missing, or too many?",
                    stray.value.chars().count()
                );
                look.find_value(stray.at, Kind::OddLength, stray.value, &what);
            }
        }
    }

    fn tell<'v>(&self, look: &mut Look<'_>, moved: Move, value: impl Fn(usize) -> &'v str) {
        let columns = moved.columns();
        let is_used = |at: &&usize| self.columns.get(**at).and_then(Option::as_ref).is_some_and(|known| known.is_used);
        let Some(&told) = columns.iter().find(is_used) else { return };
        let line = look.line;
        look.findings.retain(|finding| {
            let is_of = finding.column.is_some_and(|column| columns.contains(&column));
            finding.line != line || !is_of || matches!(finding.kind, Kind::Comment | Kind::Struck | Kind::Secret)
        });
        let (first, last, side) = match moved {
            Move::Right(first, last) => (first, last, "right"),
            Move::Left(first, last) => (first, last, "left"),
            Move::Swapped(one, other) => {
                let other = if told == one { other } else { one };
                let what = format!(
                    "is as the values of {0} are in the other rows, and {0} ({1}) as those of this column. {SWAPPED}",
                    look.heading(other),
                    shown(value(other))
                );
                let odd = Oddity::new(Kind::OddRelation, what).with(Detail::Swapped);
                return look.find_odd(told, value(told), odd);
            }
        };
        look.push_first(Kind::OddRelation, told, shifted::said(look, (first, last), side));
    }
}

impl Move {
    /// The columns that it is about, in their order.
    fn columns(self) -> Vec<usize> {
        match self {
            Self::Swapped(one, other) => vec![one, other],
            // What was drawn to the left leaves its last place empty.
            Self::Left(first, last) => (first..=last + 1).collect(),
            Self::Right(first, last) => (first..=last).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
