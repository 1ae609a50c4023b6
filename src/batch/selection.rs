//! Which rows, and which of them make one mail: `--rows`, `--where`, `--group-by`, `--limit`.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::input::{InputError, Member, Record, Source};
use crate::merge::{Condition, GroupBy};

/// Row numbers, from 1: `5-20`, `7`, `1-3,10-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRanges {
    ranges: Vec<(u64, u64)>,
}

/// Why a text names no rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} names no rows: write numbers from 1 and ranges, such as 5-20 or 1-3,10-")]
pub struct RowRangesError {
    text: String,
}

impl RowRanges {
    /// One row.
    #[must_use]
    pub fn one(number: u64) -> Self {
        Self { ranges: vec![(number, number)] }
    }

    fn contains(&self, number: u64) -> bool {
        self.ranges.iter().any(|&(first, last)| (first..=last).contains(&number))
    }

    fn last(&self) -> u64 {
        self.ranges.iter().map(|&(_, last)| last).max().unwrap_or(0)
    }
}

/// As it is read.
impl fmt::Display for RowRanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (first, last)) in self.ranges.iter().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            match last {
                &u64::MAX => write!(f, "{comma}{first}-")?,
                last => write!(f, "{comma}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for RowRanges {
    type Err = RowRangesError;

    fn from_str(text: &str) -> Result<Self, RowRangesError> {
        let range = |item: &str| {
            let (first, last) = match item.split_once('-') {
                None => {
                    let number = item.parse().ok()?;
                    (number, number)
                }
                Some((first, "")) => (first.trim().parse().ok()?, u64::MAX),
                Some((first, last)) => (first.trim().parse().ok()?, last.trim().parse().ok()?),
            };
            (first >= 1 && first <= last).then_some((first, last))
        };
        let ranges: Option<Vec<_>> = text.split(',').map(|item| range(item.trim())).collect();
        ranges.map(|ranges| Self { ranges }).ok_or_else(|| RowRangesError { text: text.to_owned() })
    }
}

/// Part of the list. The default is all of it.
#[derive(Debug, Default)]
pub struct Selection {
    /// `--rows`.
    pub rows: Option<RowRanges>,
    /// `--where`.
    pub condition: Option<Condition>,
    /// `--group-by`: of what those leave, rows that share a value become one record, where the first of them stands. They are
    /// all held in memory then.
    pub group_by: Option<GroupBy>,
    /// `--limit`: the first so many of what the others leave (groups, if there are any), faulty rows included.
    pub limit: Option<u64>,
    /// `--dedupe address`: of rows with the same first address, only the first. Preflight sees to it.
    pub dedupe: bool,
}

/// Selected rows, in the order of the list.
pub type Rows<'a> = Box<dyn Iterator<Item = Result<Selected, InputError>> + Send + 'a>;

/// A selected row.
#[derive(Debug)]
pub enum Selected {
    /// Sound so far.
    Row(Record),
    /// Not even a record, or the condition fails on it.
    Faulty {
        /// Its number, where it has one.
        number: Option<u64>,
        /// Its line.
        line: Option<u64>,
        /// The fault with its place, a whole line for the user.
        fault: String,
    },
}

impl Selected {
    /// The row's number, where it has one.
    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Self::Row(record) => Some(record.number),
            Self::Faulty { number, .. } => *number,
        }
    }
}

impl Selection {
    /// The selected rows of a source, from its first.
    ///
    /// # Errors
    /// The source cannot be read (again), as the call's error or as the last item.
    pub fn of<'a>(&'a self, source: &'a Source) -> Result<Rows<'a>, InputError> {
        let rows = self.unlimited(source)?;
        Ok(match self.limit {
            None => rows,
            Some(limit) => Box::new(rows.take(usize::try_from(limit).unwrap_or(usize::MAX))),
        })
    }

    /// As [`Self::of`], as if there were no limit.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(super) fn unlimited<'a>(&'a self, source: &'a Source) -> Result<Rows<'a>, InputError> {
        let last = self.rows.as_ref().map_or(u64::MAX, RowRanges::last);
        let mut number = 0;
        let selected = source
            .records()?
            .map(move |item| {
                // A row that is no record counts all the same.
                number = item.as_ref().map_or(number + 1, |record| record.number);
                (number, item)
            })
            .take_while(move |&(number, ref item)| number <= last || item.is_err())
            .filter_map(move |(number, item)| self.select(source, number, item));
        match &self.group_by {
            None => Ok(Box::new(selected)),
            Some(group_by) => Ok(Box::new(grouped(selected, group_by, source.name())?.map(Ok))),
        }
    }

    /// How many rows (groups, if there are any) the limit leaves out.
    ///
    /// # Errors
    /// The source cannot be read again.
    pub fn beyond_limit(&self, source: &Source) -> Result<u64, InputError> {
        let Some(limit) = self.limit else { return Ok(0) };
        let rows = self.unlimited(source)?.filter(Result::is_ok).count() as u64;
        Ok(rows.saturating_sub(limit))
    }

    /// How many rows (groups, if there are any) the list has, whichever are selected.
    ///
    /// # Errors
    /// The source cannot be read again.
    pub fn all(&self, source: &Source) -> Result<u64, InputError> {
        let whole = Self { group_by: self.group_by.clone(), ..Self::default() };
        Ok(whole.unlimited(source)?.filter(Result::is_ok).count() as u64)
    }

    /// How many of them `--rows` and `--where` leave out.
    ///
    /// # Errors
    /// The source cannot be read again.
    pub fn left_out(&self, source: &Source) -> Result<u64, InputError> {
        if self.rows.is_none() && self.condition.is_none() {
            return Ok(0);
        }
        let (mut all, mut taken) = (Tally::default(), Tally::default());
        let mut number = 0;
        for item in source.records()? {
            number = item.as_ref().map_or(number + 1, |record| record.number);
            let key = match &item {
                Ok(record) => self.group_by.as_ref().and_then(|group_by| group_by.key(record)),
                Err(error) if error.is_row_fault() => None,
                Err(_) => return item.map(|_| 0),
            };
            match self.select(source, number, item) {
                Some(Ok(Selected::Row(_))) => taken.add(key.clone()),
                Some(Ok(Selected::Faulty { .. })) => taken.add(None),
                _ => {}
            }
            all.add(key);
        }
        Ok(all.count.saturating_sub(taken.count))
    }

    /// Whether a row is one of them, limit and groups aside; also one on which the condition fails.
    #[must_use]
    pub fn takes(&self, record: &Record) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.contains(record.number))
            && self.condition.as_ref().is_none_or(|condition| !matches!(condition.holds(record), Ok(false)))
    }

    fn select(
        &self,
        source: &Source,
        number: u64,
        item: Result<Record, InputError>,
    ) -> Option<Result<Selected, InputError>> {
        let is_selected = self.rows.as_ref().is_none_or(|rows| rows.contains(number));
        let record = match item {
            Ok(record) if is_selected => record,
            Err(error) if error.is_row_fault() && is_selected => {
                let fault = error.to_string();
                return Some(Ok(Selected::Faulty { number: Some(number), line: error.line(), fault }));
            }
            Err(error) if !error.is_row_fault() => return Some(Err(error)),
            Ok(_) | Err(_) => return None,
        };
        match self.condition.as_ref().map_or(Ok(true), |condition| condition.holds(&record)) {
            Ok(true) => Some(Ok(Selected::Row(record))),
            Ok(false) => None,
            Err(error) => Some(Ok(Selected::Faulty {
                number: Some(record.number),
                line: Some(record.line),
                fault: format!("{}:{}: {error}", source.name(), record.line),
            })),
        }
    }
}

/// How many rows there are, those of a group together as one.
#[derive(Debug, Default)]
struct Tally {
    count: u64,
    groups: HashSet<String>,
}

impl Tally {
    /// A row, with what its group shares, if it has one.
    fn add(&mut self, group: Option<String>) {
        self.count += u64::from(group.is_none_or(|group| self.groups.insert(group)));
    }
}

/// Puts the rows of each group together, where its first one stood.
fn grouped(
    rows: impl Iterator<Item = Result<Selected, InputError>>,
    group_by: &GroupBy,
    source: &str,
) -> Result<std::vec::IntoIter<Selected>, InputError> {
    let mut groups: Vec<Selected> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let record = match row? {
            Selected::Row(record) => record,
            faulty @ Selected::Faulty { .. } => {
                groups.push(faulty);
                continue;
            }
        };
        let Some(key) = group_by.key(&record) else {
            let (number, line, name) = (Some(record.number), record.line, group_by.name());
            let fault =
                format!("{source}:{line}: column \"{name}\": is empty, but --group-by needs it: whose row is this?");
            groups.push(Selected::Faulty { number, line: Some(line), fault });
            continue;
        };
        match places.entry(key) {
            Entry::Occupied(place) => {
                if let Selected::Row(first) = &mut groups[*place.get()] {
                    first.more.push(Member { line: record.line, fields: record.fields });
                }
            }
            Entry::Vacant(place) => {
                place.insert(groups.len());
                groups.push(Selected::Row(record));
            }
        }
    }
    Ok(groups.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many as two readings would tell, of all rows and of those that are taken.
    #[test]
    fn those_that_are_left_out_are_counted_in_one_reading() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("list.csv");
        let rows = "a,1,x\nb,2,x\nc,3\na,4,y\n,5,y\nd,6\nb,7,x\n";
        std::fs::write(&file, format!("who,n,part\n{rows}")).unwrap();
        let source = crate::input::open(&file, &crate::input::Options::default()).unwrap();
        for rows in [None, Some("2-4"), Some("1,3"), Some("9-"), Some("1-")] {
            for condition in [None, Some("part == 'x'"), Some("n == '4'"), Some("n > 3")] {
                for group_by in [None, Some("who")] {
                    let selection = Selection {
                        rows: rows.map(|rows| rows.parse().unwrap()),
                        condition: condition.map(|text| Condition::parse(text, source.header()).unwrap()),
                        group_by: group_by.map(|column| GroupBy::parse(column, source.header()).unwrap()),
                        ..Selection::default()
                    };
                    let taken = selection.unlimited(&source).unwrap().filter(Result::is_ok).count() as u64;
                    let left_out = selection.all(&source).unwrap().saturating_sub(taken);
                    assert_eq!(selection.left_out(&source).unwrap(), left_out, "{rows:?} {condition:?} {group_by:?}");
                }
            }
        }
    }

    #[test]
    fn ranges_are_read() {
        for (text, inside, outside) in [
            ("5-20", vec![5, 20], vec![4, 21]),
            ("7", vec![7], vec![6, 8]),
            ("1-3, 10-", vec![1, 3, 10, u64::MAX], vec![4, 9]),
        ] {
            let ranges: RowRanges = text.parse().unwrap();
            assert_eq!(ranges.to_string().parse(), Ok(ranges.clone()));
            assert!(inside.iter().all(|&n| ranges.contains(n)), "{text}");
            assert!(!outside.iter().any(|&n| ranges.contains(n)), "{text}");
        }
        for text in ["", "0", "a", "5-3", "-", "-3", "1,,2", "1.5"] {
            assert!(text.parse::<RowRanges>().is_err(), "{text:?}");
        }
    }
}
