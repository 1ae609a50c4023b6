//! What can only be told once all rows have been seen.

use std::collections::{HashMap, HashSet};

mod states;

use self::states::{Alike, States};
use super::column::odd_name::OddName;
use super::unused::Leftover;
use super::{Attachments, Detail, Finding, Kind, Personal};

/// Most findings of one kind in one column that are kept until it is known whether they are the exception: what one column has many of
/// says nothing about the others.
const MOST_KEPT: usize = 10_000;

/// One row of so many may have no value in a column; where more have none, that is how the list is.
const EXCEPTION: u64 = 5;

/// One row of so many may have a sign for nothing, or a value unlike the rest of its column; where more have, that is how the list is.
const RARE: u64 = 20;
/// Fewest rows of a list too short for [`RARE`] in which one row may have such a value.
const FEWEST: u64 = 10;
/// Most rows of such a list that may have what is hardly ever a habit, if there are [`FEWEST`] rows for each of them.
const FEW: u64 = 2;
/// Most rows of a list of which the first rows, which are read beforehand, have shown all that is usual.
const SHORT: u64 = 100;
/// Most numbers of a column that are far out, or of another length, and slips; more are a part of the column.
const MOST_FAR: u64 = 5;
/// Most rows with one domain that is almost another one, and slips; more are another school's. Most of such domains too, unless
/// they are rare.
const MOST_NEAR: u64 = 3;
/// Most values of a column that are almost another one, and slips; more are values of their own.
const MOST_NEAR_VALUES: u64 = 5;
/// Most words among the numbers of a column that are slips; more are a habit.
const MOST_WORDS: u64 = 3;
/// Most signs for nothing of one sort that are slips; more are what the list says for nothing.
const MOST_SIGNS: u64 = 2;
/// Most findings of one sort that are kept; of empty values, once these look like a habit.
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
    /// What is odd about a name, by what it is.
    Name(OddName),
    /// An address of an office.
    Office,
    /// What a program left in a column that the letter does not use, by its kind and by what it left: once for all of its rows.
    Unused(Kind, Leftover),
    /// What is not as the rest of its column.
    Unlike(Kind),
    /// A domain that is almost another: which.
    Near(String),
    /// A note by which a row is perhaps not to be sent.
    PerhapsNote,
    /// What may be the same in all letters, as a file that goes with each, by what is said of it.
    Whole(String),
}

impl Sort {
    fn of(finding: &Finding) -> Option<Self> {
        let what = &finding.what;
        match &finding.detail {
            Some(Detail::Name(odd)) => return Some(Self::Name(*odd)),
            Some(Detail::Office(_)) => return Some(Self::Office),
            Some(Detail::Unused(leftover)) => return Some(Self::Unused(finding.kind, leftover.clone())),
            Some(Detail::PerhapsUnsent) => return Some(Self::PerhapsNote),
            Some(Detail::Near(domain)) => return Some(Self::Near(domain.clone())),
            _ => {}
        }
        match finding.kind {
            Kind::EmptyValue => Some(Self::Empty),
            Kind::Nothing | Kind::Greeting => Some(Self::Word(what.clone())),
            Kind::NothingOrWord => Some(Self::PerhapsWord(what.clone())),
            Kind::Sign => Some(Self::Sign(what.clone())),
            Kind::HiddenCharacter => Some(Self::Word(String::new())),
            Kind::UnusedLeftover | Kind::UnusedSpoiltNumber => Some(Self::Unused(finding.kind, Leftover::Other)),
            Kind::ExampleAddress | Kind::PartOfExample => Some(Self::Example(finding.kind)),
            Kind::FirstRowAlone => Some(Self::Whole(what.clone())),
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
            | Kind::OddName
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
            // Each of these is certain: it is told at once, of every row.
            Kind::TypoDomain
            | Kind::RoleAddress
            | Kind::Office
            | Kind::OddAddress
            | Kind::DeadDomain
            | Kind::Leftover
            | Kind::Hold
            | Kind::UnfilledTag
            | Kind::SpoiltNumber
            | Kind::Mojibake
            | Kind::WrongDate
            | Kind::Slipped
            | Kind::NoSubject
            | Kind::EmptyBody
            | Kind::OddLink
            | Kind::InsecureLink
            | Kind::InsecureImage
            | Kind::EmptyAttachment
            | Kind::OddAttachment
            | Kind::LongSubject
            | Kind::BlockedAttachment
            | Kind::LargeMessage
            | Kind::ManyRecipients
            | Kind::FromIsNotLogin
            | Kind::SharedAttachment
            | Kind::OthersAttachment
            | Kind::OddField
            | Kind::RepeatedRow
            | Kind::RepeatedAddress
            | Kind::RepeatedNumber
            | Kind::RepeatedName
            | Kind::TypedName
            | Kind::NoAttachment
            | Kind::Script => None,
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
            Self::Near(_) => is_rather_rare && count <= MOST_NEAR,
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
/// Most lines that are told of findings in one.
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

/// Leaves out what is said of several rows alike of how often a course meets: they are those of one course, which has holidays, or all
/// of its lessons at a weekend. They count no more.
fn leave_agreed(kept: &mut Vec<(Sort, Finding)>, counts: &mut HashMap<(Option<usize>, Sort), u64>) {
    let is_asked = |(sort, finding): &(Sort, Finding)| {
        *sort == Sort::Unlike(Kind::OddRelation) && finding.detail == Some(Detail::Weeks)
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
    let Some(Detail::Office(place)) = &first.detail else { return None };
    let what = format!(
        "{place}is the address of an office, not of a person, and so are those of {count} rows ({}). Many do not answer \
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

    /// Whether the attachments of one more row are compared.
    #[must_use]
    pub fn compares_more(&self) -> bool {
        self.attachments.compares_more()
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
            let are_rare = || {
                let are_near =
                    |((column, sort), _): &(&(_, Sort), _)| *column == finding.column && matches!(sort, Sort::Near(_));
                let all: u64 = counts.iter().filter(are_near).map(|(_, count)| count).sum();
                all <= MOST_NEAR || all * FEWEST <= rows
            };
            count.is_some_and(|count| sort.is_exception(*count, rows)) && (!matches!(sort, Sort::Near(_)) || are_rare())
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
mod tests;
