//! What can only be told once all rows have been seen.

use std::collections::{HashMap, HashSet};

mod states;

use self::states::{Alike, States};
use super::column::names;
use super::unused::Leftover;
use super::{Attachments, Finding, Kind, Personal, addresses, notes, relations};

/// So many findings of one kind in one column are kept until it is known whether they are the exception: what one column has many
/// of says nothing about the others.
const MOST_KEPT: usize = 10_000;

/// Where more than one row in so many has no value in a column, that is how the list is.
const EXCEPTION: u64 = 5;

/// Signs for nothing, and what is unlike the rest of its column: to be told of, no more than one row in so many may have it.
const RARE: u64 = 20;
/// In a list that is shorter than that, one row may have it, if there are as many as this.
const FEWEST: u64 = 10;
/// In a list that is shorter than that, so many may have what no habit is likely to be, if there are as many rows for each.
const FEW: u64 = 2;
/// A list of so many rows has shown what is usual in it before its first row was looked at.
const SHORT: u64 = 100;
/// So many numbers that are far out, or of another length, are slips; more are a part of the column.
const MOST_FAR: u64 = 5;
/// So many domains that are almost another are slips; more are another school's.
const MOST_NEAR: u64 = 3;
/// So many values that are almost another are slips; more are values of their own.
const MOST_NEAR_VALUES: u64 = 5;
/// So many words among numbers are; more are a habit.
const MOST_WORDS: u64 = 3;
/// So many signs for nothing of one sort are; more are what the list says for nothing.
const MOST_SIGNS: u64 = 2;
/// So many of one sort are kept, beside the empty ones; and of those too, once they look like a habit.
const MOST_OF_A_SORT: u64 = 1_000;

/// Takes the findings about single rows and lets through at once what is certain.
#[derive(Debug)]
pub struct Collector {
    attachments: Attachments,
    /// How many findings of a column are of one sort.
    counts: HashMap<(Option<usize>, Sort), u64>,
    kept: Vec<(Sort, Finding)>,
    /// How many of a column are kept of each kind.
    kept_of: HashMap<(Option<usize>, Kind), usize>,
    /// The notes that several rows have alike.
    states: States,
}

/// What looks wrong only where it is the exception, by what it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Sort {
    /// An empty cell.
    Empty,
    /// A word for nothing (`null`), by what is said of it.
    Word(String),
    /// One that people write too (`N/A`).
    PerhapsWord(String),
    /// A sign for nothing (`-`), by what is said of it.
    Sign(String),
    /// An address of an example, by its kind.
    Example(Kind),
    /// What is odd about a name, by what is said of it.
    Name(&'static str),
    /// An address of an office.
    Office,
    /// What a program left in a column that the letter does not use, by its kind and by what it left: once for all of its rows.
    Unused(Kind, Leftover),
    /// What is not as the rest of its column.
    Unlike(Kind),
    /// A note by which a row is perhaps not to be sent.
    PerhapsNote,
    /// What may be the same in all letters, as a file that goes with each, by what is said of it.
    Whole(String),
}

impl Sort {
    fn of(finding: &Finding) -> Option<Self> {
        let what = &finding.what;
        match finding.kind {
            Kind::EmptyValue => Some(Self::Empty),
            Kind::Nothing | Kind::Greeting => Some(Self::Word(what.clone())),
            Kind::NothingOrWord => Some(Self::PerhapsWord(what.clone())),
            Kind::Sign => Some(Self::Sign(what.clone())),
            Kind::OddName => Some(Self::Name(names::said(what))),
            Kind::Office if finding.row > 0 => Some(Self::Office),
            Kind::UnusedLeftover | Kind::UnusedSpoiltNumber => Some(Self::Unused(finding.kind, Leftover::of(finding))),
            Kind::NotToBeSent if what.ends_with(notes::PERHAPS_NOT_SHOWN) => Some(Self::PerhapsNote),
            Kind::HiddenCharacter => Some(Self::Word(String::new())),
            Kind::ExampleAddress | Kind::PartOfExample => Some(Self::Example(finding.kind)),
            Kind::EmptyBody
            | Kind::LargeMessage
            | Kind::ManyRecipients
            | Kind::EmptyAttachment
            | Kind::OddAttachment
            | Kind::BlockedAttachment
            | Kind::RepeatedRecipient
                if finding.column.is_none() =>
            {
                Some(Self::Whole(what.clone()))
            }
            Kind::NearDomain
            | Kind::OwnAddress
            | Kind::SeveralRecipients
            | Kind::OddDate
            | Kind::OtherYear
            | Kind::OddNumber
            | Kind::OddLength
            | Kind::SlipInNumber
            | Kind::FarNumber
            | Kind::OddValue
            | Kind::OddWord
            | Kind::OthersName
            | Kind::NearValue
            | Kind::OddRelation
            | Kind::OtherLink
            | Kind::Blank
            | Kind::Comment
            | Kind::Struck
            | Kind::Markup
            | Kind::NotToBeSent
            | Kind::Secret
            | Kind::CutAttachment
            | Kind::RepeatedRecipient => Some(Self::Unlike(finding.kind)),
            _ => None,
        }
    }

    /// Whether so many of so many rows are the exception.
    fn is_exception(&self, count: u64, rows: u64) -> bool {
        let is_rare = count * RARE <= rows || count == 1 && rows >= FEWEST;
        let is_rather_rare = is_rare || count <= FEW && rows >= FEWEST * FEW;
        match self {
            Self::Unlike(Kind::NotToBeSent) | Self::PerhapsNote => is_rather_rare || count * FEWEST <= rows,
            Self::Unlike(Kind::SlipInNumber | Kind::Comment | Kind::Struck) if count > FEW => count * EXCEPTION <= rows,
            Self::Unlike(Kind::Comment | Kind::Struck) => true,
            Self::Unlike(Kind::SlipInNumber) => count * EXCEPTION <= rows,
            // Where many have one, the letter is there to tell them.
            Self::Unlike(Kind::Secret) => count == 1 || count * EXCEPTION <= rows,
            // What several have is meant.
            Self::PerhapsWord(_) => is_rather_rare,
            Self::Empty | Self::Word(_) => count == 1 || count * EXCEPTION <= rows,
            Self::Sign(_) => is_rare && count <= MOST_SIGNS,
            Self::Unlike(Kind::OddWord) => is_rare && count <= MOST_WORDS,
            Self::Unlike(Kind::NearDomain) => is_rather_rare && count <= MOST_NEAR,
            Self::Unlike(Kind::FarNumber | Kind::OddLength) => is_rather_rare && count <= MOST_FAR,
            Self::Unlike(Kind::NearValue) => is_rather_rare && count <= MOST_NEAR_VALUES,
            Self::Unlike(Kind::OddRelation) => {
                is_rather_rare || count * FEWEST <= rows || rows <= SHORT && count * EXCEPTION <= rows
            }
            Self::Unlike(_) | Self::Name(_) => is_rather_rare,
            Self::Example(_) => is_rare,
            Self::Unused(_, leftover) => leftover.is_exception(count, rows),
            Self::Whole(_) | Self::Office => true,
        }
    }
}

/// Where so many rows, and one of three, have an address of an office, the list is one of offices, and once is enough.
const FEWEST_OFFICES: u64 = 5;
const PART_OF_OFFICES: u64 = 3;
/// So many lines are told then.
const MOST_LINES: usize = 5;

/// The first lines of so many findings, and how many more there are.
fn lines(findings: &[Finding], count: u64) -> String {
    let lines: Vec<String> = findings.iter().take(MOST_LINES).map(|finding| finding.line.to_string()).collect();
    let more = match count.saturating_sub(lines.len() as u64) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("lines {}{more}", lines.join(", "))
}

/// One finding in the place of those of a column that the letter does not use, of which there are so many.
fn of_unused(findings: &[Finding], count: u64) -> Option<Finding> {
    let first = findings.first()?;
    let more = if count > 1 { format!(" {count} rows have one ({}).", lines(findings, count)) } else { String::new() };
    Some(Finding { what: format!("{}{more}", first.what), ..first.clone() })
}

/// Leaves out what is said of several rows alike of how often a course meets: its rows agree. They count no more.
fn leave_agreed(kept: &mut Vec<(Sort, Finding)>, counts: &mut HashMap<(Option<usize>, Sort), u64>) {
    let is_asked = |(sort, finding): &(Sort, Finding)| {
        *sort == Sort::Unlike(Kind::OddRelation) && relations::is_of_weeks(&finding.what)
    };
    let mut alike: HashMap<String, u64> = HashMap::new();
    for (_, finding) in kept.iter().filter(|kept| is_asked(kept)) {
        *alike.entry(finding.what.clone()).or_default() += 1;
    }
    kept.retain(|one| {
        let (sort, finding) = one;
        let is_agreed = is_asked(one) && alike.get(&finding.what).is_some_and(|count| *count > 1);
        if is_agreed && let Some(count) = counts.get_mut(&(finding.column, sort.clone())) {
            *count = count.saturating_sub(1);
        }
        !is_agreed
    });
}

/// One finding in the place of so many, which stands at the first of them.
fn gathered(findings: &[Finding], count: u64) -> Option<Finding> {
    let first = findings.first()?;
    let what = first.what.strip_suffix(addresses::OFFICE)?;
    let what = format!(
        "{what}is the address of an office, not of a person, and so are those of {count} rows ({}). Many do not answer \
         it, or complain. Leave them, if the letter is to offices.",
        lines(findings, count)
    );
    Some(Finding { what, ..first.clone() })
}

impl Collector {
    /// For rows whose attachments are collected there.
    #[must_use]
    pub fn new(attachments: Attachments) -> Self {
        Self {
            attachments,
            counts: HashMap::new(),
            kept: Vec::new(),
            kept_of: HashMap::new(),
            states: States::default(),
        }
    }

    /// Takes a finding, in the order of the rows. It is given back if it is certain.
    pub fn take(&mut self, finding: Finding) -> Option<Finding> {
        let Some(sort) = Sort::of(&finding) else { return Some(finding) };
        let count = self.counts.entry((finding.column, sort.clone())).or_default();
        *count += 1;
        // A state says nothing of how many rows have a note, nor does it take the room of one.
        if sort == Sort::PerhapsNote
            && let Alike::State { before } = self.states.take(&finding)
        {
            *count = count.saturating_sub(1 + before);
            return None;
        }
        match sort {
            // Of a word, one remark is right in any case.
            Sort::Word(_) | Sort::PerhapsWord(_) if *count == 1 => return Some(finding),
            Sort::Word(_) | Sort::PerhapsWord(_) | Sort::Whole(_) => {}
            Sort::Empty if *count * EXCEPTION <= finding.row => {}
            Sort::Office => {}
            Sort::Unused(..) if *count > MOST_LINES as u64 => return None,
            _ if *count > MOST_OF_A_SORT => return None,
            _ => {}
        }
        let kept = self.kept_of.entry((finding.column, finding.kind)).or_default();
        if *kept < MOST_KEPT {
            *kept += 1;
            self.kept.push((sort, finding));
        }
        None
    }

    /// Takes the attachments of a row.
    pub fn compare(&mut self, personal: Personal) {
        self.attachments.add(personal);
    }

    /// The rest, in the order of the rows, of so many rows, of which so many are letters.
    #[must_use]
    pub fn finish(self, rows: u64, letters: u64) -> Vec<Finding> {
        let Self { attachments, mut counts, mut kept, states, .. } = self;
        leave_agreed(&mut kept, &mut counts);
        kept.retain(|(sort, finding)| *sort != Sort::PerhapsNote || !states.has(finding));
        // What all letters have is the template's: once is enough.
        let mut seen = HashSet::new();
        kept.retain_mut(|(sort, finding)| {
            let count = counts.get(&(finding.column, sort.clone())).copied().unwrap_or(0);
            if !matches!(sort, Sort::Whole(_)) || count < 2 || count < letters {
                return true;
            }
            (finding.row, finding.line) = (0, 0);
            seen.insert(sort.clone())
        });
        let is_exception = |(sort, finding): &(Sort, Finding)| {
            let count = counts.get(&(finding.column, sort.clone()));
            count.is_some_and(|count| sort.is_exception(*count, rows))
        };
        let are_offices = |column: Option<usize>| {
            let count = counts.get(&(column, Sort::Office)).copied().unwrap_or_default();
            count >= FEWEST_OFFICES && count * PART_OF_OFFICES >= rows
        };
        let is_gathered = |(sort, finding): &(Sort, Finding)| *sort == Sort::Office && are_offices(finding.column);
        let (offices, kept): (Vec<_>, Vec<_>) = kept.into_iter().partition(is_gathered);
        let mut offices: Vec<Finding> = offices.into_iter().map(|(_, finding)| finding).collect();
        offices.sort_by_key(|finding| finding.column);
        let offices = offices.chunk_by(|one, other| one.column == other.column).filter_map(|findings| {
            let count = counts.get(&(findings.first()?.column, Sort::Office));
            gathered(findings, count.copied().unwrap_or_default())
        });
        let (unused, kept): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(sort, _)| matches!(sort, Sort::Unused(..)));
        // A habit of a column says nothing of what else is in it.
        let mut unused: Vec<(Sort, Finding)> = unused.into_iter().filter(is_exception).collect();
        unused.sort_by_key(|(_, finding)| (finding.column, finding.kind, finding.row));
        let is_same = |(_, one): &(Sort, Finding), (_, other): &(Sort, Finding)| {
            (one.column, one.kind) == (other.column, other.kind)
        };
        let unused = unused.chunk_by(is_same).filter_map(|those| {
            let sorts: HashSet<&Sort> = those.iter().map(|(sort, _)| sort).collect();
            let count = |sort: &Sort| counts.get(&(those[0].1.column, sort.clone())).copied().unwrap_or_default();
            let findings: Vec<Finding> = those.iter().map(|(_, finding)| finding.clone()).collect();
            of_unused(&findings, sorts.into_iter().map(count).sum())
        });
        let kept = kept.into_iter().filter(is_exception).map(|(_, finding)| finding).chain(offices).chain(unused);
        let files = attachments.finish();
        // Whose file it is says more than that it is not the row's.
        let is_told = |finding: &Finding| {
            let is_same = |file: &Finding| (file.row, file.column) == (finding.row, finding.column);
            let at = files.partition_point(|file| file.row < finding.row);
            finding.kind == Kind::OddRelation
                && files[at..]
                    .iter()
                    .take_while(|file| file.row == finding.row)
                    .any(|file| file.kind == Kind::OthersAttachment && is_same(file))
        };
        let mut kept: Vec<_> = kept.filter(|finding| !is_told(finding)).collect();
        // A number that does not fit the rest of its row is told with what it should be: that it is far out says no more.
        let place = |finding: &Finding| (finding.row, finding.line, finding.column);
        let unfit: HashSet<_> = kept.iter().filter(|finding| finding.kind == Kind::OddRelation).map(place).collect();
        kept.retain(|finding| finding.kind != Kind::FarNumber || !unfit.contains(&place(finding)));
        let mut rest: Vec<_> = kept.into_iter().chain(files).collect();
        rest.sort_by_key(|finding| finding.row);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::unused;
    use crate::input::Header;
    use crate::merge::Uses;

    #[test]
    fn a_value_that_many_lack_is_not_missed() {
        let header = Header::new(vec!["note".to_owned(), "name".to_owned()]);
        let mut collector = Collector::new(Attachments::new(&header, &Uses::default()));
        let finding = |row, column| Finding {
            kind: Kind::EmptyValue,
            row,
            line: row + 1,
            column: Some(column),
            what: String::new(),
            suggestion: None,
        };
        for row in 1..=10 {
            assert_eq!(collector.take(finding(row, 0)), None);
        }
        assert_eq!(collector.take(finding(7, 1)), None);
        assert_eq!(collector.finish(20, 20), [finding(7, 1)]);
    }

    #[test]
    fn what_one_column_has_many_of_takes_no_room_from_the_others() {
        const ROWS: u64 = 30_000;
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        let finding = |kind, row, column| Finding {
            kind,
            row,
            line: row + 1,
            column: Some(column),
            what: String::new(),
            suggestion: None,
        };
        for row in 1..ROWS {
            assert_eq!(collector.take(finding(Kind::EmptyValue, row, 0)), None);
            if row % 20 == 0 {
                assert_eq!(collector.take(finding(Kind::EmptyValue, row, 2)), None);
            }
        }
        assert_eq!(collector.take(finding(Kind::SlipInNumber, ROWS, 1)), None);
        assert!(collector.kept.len() < 3_000);
        let told = collector.finish(ROWS, ROWS);
        assert_eq!(told.iter().filter(|finding| finding.column == Some(2)).count(), 1_499);
        assert_eq!((told.len(), told.last()), (1_500, Some(&finding(Kind::SlipInNumber, ROWS, 1))));
    }

    #[test]
    fn many_addresses_of_offices_are_told_of_once() {
        let told = |count: u64, rows: u64| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            for row in 1..=count {
                let what = format!("column \"mail\": \"info@c{row}.org\": {}", addresses::OFFICE);
                let kind = Kind::Office;
                let finding = Finding { kind, row, line: row + 1, column: Some(0), what, suggestion: None };
                assert_eq!(collector.take(finding), None);
            }
            collector.finish(rows, rows)
        };
        assert_eq!((told(4, 10).len(), told(9, 28).len(), told(9, 27).len()), (4, 9, 1));
        let all = told(9, 20);
        assert!(all[0].what.starts_with("column \"mail\": \"info@c1.org\": is the address of an office"), "{all:?}");
        assert!(all[0].what.contains("9 rows (lines 2, 3, 4, 5, 6, and 4 more)"), "{all:?}");
    }

    #[test]
    fn what_is_left_in_a_column_that_is_not_used_is_told_once() {
        let told = |count: u64, rows: u64| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            for row in 1..=count {
                let (kind, what) = (Kind::UnusedLeftover, "column \"a\": \"#N/A\" is an error.".to_owned());
                let finding = Finding { kind, row, line: row + 1, column: Some(0), what, suggestion: None };
                assert_eq!(collector.take(finding), None);
            }
            let found = collector.finish(rows, rows);
            found.into_iter().map(|finding| (finding.line, finding.what)).collect::<Vec<_>>()
        };
        assert_eq!(told(1, 100), [(2, "column \"a\": \"#N/A\" is an error.".to_owned())]);
        let all = told(2_000, 100_000);
        assert_eq!((all.len(), all[0].0), (1, 2));
        assert!(all[0].1.ends_with(" 2000 rows have one (lines 2, 3, 4, 5, 6, and 1995 more)."), "{all:?}");
        assert_eq!(told(50, 100), []);
    }

    #[test]
    fn each_error_of_a_column_that_is_not_used_is_judged_by_itself() {
        let told = |errors: &[&str]| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            for (row, error) in (1_u64..).zip(errors) {
                let (kind, what) = (Kind::UnusedLeftover, format!("column \"a\": \"{error}\" {}", unused::ERROR));
                let finding = Finding { kind, row, line: row + 1, column: Some(0), what, suggestion: None };
                assert_eq!(collector.take(finding), None);
            }
            collector.finish(100, 100).into_iter().map(|finding| (finding.line, finding.what)).collect::<Vec<_>>()
        };
        let mut errors = vec!["#N/A"; 50];
        errors[30] = "#REF!";
        let found = told(&errors);
        assert_eq!((found.len(), found[0].0), (1, 32), "{found:?}");
        assert!(
            found[0].1.starts_with("column \"a\": \"#REF!\"") && !found[0].1.contains("rows have one"),
            "{found:?}"
        );
        errors[40] = "#VALUE!";
        assert!(told(&errors)[0].1.ends_with(" 2 rows have one (lines 32, 42)."));
        assert_eq!(told(&["#DIV/0!"; 60]), []);
        assert_eq!(told(&["#REF!"; 60]).len(), 1);
    }

    #[test]
    fn rows_of_one_course_agree() {
        let told = |whats: &[&str]| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            for (row, what) in (1_u64..).zip(whats) {
                let (kind, what) = (Kind::OddRelation, format!("column \"n\": {what}"));
                let finding = Finding { kind, row, line: row + 1, column: Some(0), what, suggestion: None };
                assert_eq!(collector.take(finding), None);
            }
            collector.finish(100, 100).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
        };
        let weekend = "\"2\" does not fit a and b, which are no whole weeks apart, and in the other rows they are. Is one of them wrong?";
        let holidays = "\"12\" does not fit c and d, which make 13, once a week. Is one of them wrong?";
        let slip = "\"21\" does not fit c and d, which make 12, once a week. Is one of them wrong?";
        let nights = "\"2\" does not fit c and d, which make 3. Is one of them wrong?";
        assert_eq!(told(&[weekend, weekend, holidays, slip, holidays]), [4]);
        assert_eq!(told(&[weekend, slip]), [1, 2]);
        assert_eq!(told(&[nights, nights]), [1, 2]);
        // As many as a habit has, but for those.
        let many: Vec<&str> = std::iter::repeat_n(weekend, 30).chain([slip]).collect();
        assert_eq!(told(&many), [31]);
    }

    #[test]
    fn a_note_that_several_rows_have_alike_is_a_state() {
        let told = |values: &[&str]| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            for (row, note) in (1_u64..).zip(values) {
                let what = format!("column \"notes\": \"{note}\" {}", notes::PERHAPS_NOT_SHOWN);
                let kind = Kind::NotToBeSent;
                let finding = Finding { kind, row, line: row + 1, column: Some(0), what, suggestion: None };
                assert_eq!(collector.take(finding), None);
            }
            collector.finish(100, 100).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
        };
        assert_eq!(told(&["pending", "pending", "void", "pending"]), [1, 2, 3, 4]);
        assert_eq!(told(&["pending", "pending", "void", "Pending", "pending"]), [3]);
        assert!(told(&["draft"; 30]).is_empty());
    }

    #[test]
    fn a_note_is_told_among_however_many_states() {
        let told = |states: u64| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            let notes = (1..=states).map(|row| (row, "ask Marta??"));
            for (row, note) in notes.chain([(states + 1, "duplicate of row 12")]) {
                let what = format!("column \"notes\": \"{note}\" {}", notes::PERHAPS_NOT_SHOWN);
                let kind = Kind::NotToBeSent;
                let finding = Finding { kind, row, line: row + 1, column: Some(0), what, suggestion: None };
                assert_eq!(collector.take(finding), None);
            }
            collector.finish(states + 1, states + 1).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
        };
        assert_eq!((told(20), told(101), told(3_000)), (vec![21], vec![102], vec![3_001]));
    }

    #[test]
    fn rows_whose_lines_are_not_known_are_not_one() {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        let finding =
            |kind, row| Finding { kind, row, line: 0, column: Some(0), what: String::new(), suggestion: None };
        let all = [finding(Kind::OddRelation, 3), finding(Kind::FarNumber, 8)];
        for finding in &all {
            assert_eq!(collector.take(finding.clone()), None);
        }
        assert_eq!(collector.finish(100, 100), all);
    }

    #[test]
    fn a_number_is_told_of_once() {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        let finding = |kind, row, column| {
            let what = String::new();
            Finding { kind, row, line: row + 1, column: Some(column), what, suggestion: None }
        };
        let (far, unfit) = (finding(Kind::FarNumber, 7, 1), finding(Kind::OddRelation, 7, 1));
        let others = [finding(Kind::FarNumber, 7, 2), finding(Kind::FarNumber, 8, 1)];
        for finding in [&far, &unfit, &others[0], &others[1]] {
            assert_eq!(collector.take(finding.clone()), None);
        }
        assert_eq!(collector.finish(100, 100), [unfit, others[0].clone(), others[1].clone()]);
    }

    #[test]
    fn what_all_letters_have_is_told_once_of_no_row() {
        let told = |count: u64, letters: u64| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            for row in 1..=count {
                let what = "attachment \"a.exe\": many mailboxes refuse such files.".to_owned();
                let kind = Kind::BlockedAttachment;
                let finding = Finding { kind, row, line: row + 1, column: None, what, suggestion: None };
                assert_eq!(collector.take(finding), None);
            }
            collector.finish(20, letters).into_iter().map(|finding| finding.row).collect::<Vec<_>>()
        };
        assert_eq!((told(20, 20), told(18, 18), told(2, 20), told(1, 1)), (vec![0], vec![0], vec![1, 2], vec![1]));
    }

    #[test]
    fn slips_are_told_of_in_short_lists_too() {
        let told = |kind: Kind, count: u64, rows: u64| {
            let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
            for row in 1..=count {
                let what = String::new();
                assert_eq!(
                    collector.take(Finding { kind, row, line: row, column: Some(0), what, suggestion: None }),
                    None
                );
            }
            collector.finish(rows, rows).len() as u64
        };
        assert_eq!((told(Kind::SlipInNumber, 4, 25), told(Kind::SlipInNumber, 6, 25)), (4, 0));
        for kind in [Kind::OddNumber, Kind::OddLength, Kind::FarNumber, Kind::OddDate, Kind::RepeatedRecipient] {
            assert_eq!(
                (told(kind, 2, 25), told(kind, 3, 25), told(kind, 2, 15), told(kind, 1, 15)),
                (2, 0, 0, 1),
                "{kind:?}"
            );
        }
        // What a habit may be is none only where it is rarer.
        assert_eq!((told(Kind::OddWord, 2, 25), told(Kind::OddWord, 1, 25)), (0, 1));
    }

    #[test]
    fn a_word_that_half_of_a_column_has_is_one_remark_at_most() {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        let finding = |kind, row, column, word: &str| Finding {
            kind,
            row,
            line: row + 1,
            column: Some(column),
            what: format!("\"{word}\" is …"),
            suggestion: None,
        };
        for row in 1..=10 {
            assert_eq!(collector.take(finding(Kind::NothingOrWord, row, 0, "N/A")).is_some(), row == 1);
        }
        for row in [4, 9] {
            assert_eq!(collector.take(finding(Kind::Nothing, row, 1, "null")).is_some(), row == 4);
        }
        assert!(collector.take(finding(Kind::Leftover, 4, 1, "#N/A")).is_some());
        let rest: Vec<_> = collector.finish(20, 20).into_iter().map(|finding| (finding.row, finding.column)).collect();
        assert_eq!(rest, [(9, Some(1))]);
    }
}
