//! What a workbook shows beside the values of a row, and no letter does: anybody who opens it sees it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Kind, Look};
use crate::input::{Remark, RemarkSort, Source};
use crate::mail;
use crate::merge::Uses;

const STRUCK: &str =
    "the row is struck through in the workbook. Is it to be sent? Take it out, or leave it if it is meant.";

const CUT: &str = "the number has more than the 15 digits that the spreadsheet program keeps: the others stand there as zeros. Make the \
                   column text (Format Cells, Text), and type or paste it anew.";

/// By line.
#[derive(Debug, Default)]
pub(super) struct Remarks(HashMap<u64, Vec<Remark>>);

impl Remarks {
    pub(super) fn new(source: &Source) -> Self {
        let mut remarks: HashMap<u64, Vec<Remark>> = HashMap::new();
        for remark in source.remarks() {
            remarks.entry(remark.line).or_default().push(remark.clone());
        }
        Self(remarks)
    }

    /// Tells of what stands beside the line that is being looked at.
    pub(super) fn look(&self, look: &mut Look<'_>, uses: &Uses) {
        if self.0.is_empty() {
            return;
        }
        for remark in self.0.get(&look.line).into_iter().flatten() {
            let place = look.place(remark.column);
            let (kind, what) = match &remark.sort {
                RemarkSort::Struck => (Kind::Struck, STRUCK.to_owned()),
                RemarkSort::Cut => {
                    let is_used = |column: &usize| uses.letter.contains(column);
                    if remark.column.filter(is_used).is_none_or(|column| look.is_told([column])) {
                        continue;
                    }
                    (Kind::SpoiltNumber, format!("{place}{CUT}"))
                }
                RemarkSort::Link(address) => {
                    let fields = look.record.lines().find(|(line, _)| *line == look.line).map(|(_, fields)| fields);
                    let value = remark.column.and_then(|column| fields?.get(column)).unwrap_or_default().trim();
                    if !is_another(value, address) {
                        continue;
                    }
                    let (value, address) = (said(value), said(address));
                    let what = format!(
                        "{place}\"{value}\" has a link in the workbook that leads to {address}, and is sent to {value}. Which of the two is right?"
                    );
                    (Kind::OddRelation, what)
                }
                RemarkSort::Comment(text) => (
                    Kind::Comment,
                    format!("{place}the cell has a comment: \"{}\". Is the row to be sent as it is?", said(text)),
                ),
            };
            look.push(kind, remark.column, what, None);
        }
    }
}

/// Whether a value is an address, and a link at its cell leads to another one.
fn is_another(value: &str, address: &str) -> bool {
    let value = value.strip_prefix("mailto:").unwrap_or(value);
    let is_one = |text: &str| text.contains('@') && !text.contains(|c: char| c.is_whitespace() || ",;%<".contains(c));
    is_one(value) && is_one(address) && !value.eq_ignore_ascii_case(address)
}

/// A comment as it can be shown.
fn said(text: &str) -> Cow<'_, str> {
    mail::shown(text, 160)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::input::{Header, Record};

    #[test]
    fn links_to_another_mailbox_are_told_from_those_to_the_same() {
        assert!(is_another("anna@a.org", "bert@a.org"));
        for (value, address) in [
            ("anna@a.org", "Anna@a.org"),
            ("mailto:anna@a.org", "anna@a.org"),
            ("Anna Berg", "anna@a.org"),
            ("anna@a.org; bert@a.org", "bert@a.org"),
            ("anna@a.org", "anna%40a.org"),
            ("", "anna@a.org"),
        ] {
            assert!(!is_another(value, address), "{value}");
        }
    }

    #[test]
    fn what_stands_beside_a_line_is_told_of_it() {
        let remark = |line, column, sort| (line, vec![Remark { line, column, sort }]);
        let comment = RemarkSort::Comment("do not\nwrite".to_owned());
        let remarks = Remarks([remark(3, None, RemarkSort::Struck), remark(5, Some(0), comment)].into());
        let told = |line| {
            let header = Arc::new(Header::new(vec!["name".to_owned()]));
            let record = Record { number: 1, line, header, fields: ["Anna"].into_iter().collect(), more: Vec::new() };
            let mut look = Look::of(&record);
            remarks.look(&mut look, &Uses::default());
            look.findings.into_iter().map(|finding| (finding.kind, finding.column, finding.what)).collect::<Vec<_>>()
        };
        assert_eq!(told(3), [(Kind::Struck, None, STRUCK.to_owned())]);
        let [(Kind::Comment, Some(0), what)] = &told(5)[..] else { panic!("{:?}", told(5)) };
        assert!(what.starts_with("column \"name\": the cell has a comment: \"do not"), "{what}");
        assert_eq!(told(4), []);
    }
}
