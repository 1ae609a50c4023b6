//! A row on its way through the rules, and how they tell what they find.

use super::{Detail, Finding, Kind, Oddity, mojibake, secrets, shown};
use crate::input::Record;
use crate::mail::Address;

/// A row that is being looked at, and what has been found.
pub(super) struct Look<'a> {
    pub(super) record: &'a Record,
    /// The line of the row that is being looked at: a group has several.
    pub(super) line: u64,
    /// Whether it is a row of a workbook.
    pub(super) is_of_workbook: bool,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Look<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        Self { record, line: record.line, is_of_workbook: false, findings: Vec::new() }
    }

    /// The value of a column in the line that is being looked at, without blanks around it.
    pub(super) fn of_line(&self, column: usize) -> &str {
        let fields = self.record.lines().find(|(line, _)| *line == self.line).map(|(_, fields)| fields);
        fields.and_then(|fields| fields.get(column)).unwrap_or_default().trim()
    }

    pub(super) fn find(&mut self, kind: Kind, what: String) {
        self.push(kind, None, what, None);
    }

    /// About a value: `column "email": …`.
    pub(super) fn find_in(&mut self, column: usize, kind: Kind, what: &str) {
        let what = format!("{}{what}", self.place(Some(column)));
        self.push(kind, Some(column), what, None);
    }

    /// The same, with the value: `column "mark": "9O" has …`. What others are not to read is left out.
    pub(super) fn find_value(&mut self, column: usize, kind: Kind, value: &str, what: &str) {
        self.push(kind, Some(column), self.said_of(column, kind, value, what), None);
    }

    /// The same of a value about which later rules ask more than its kind.
    pub(super) fn find_odd(&mut self, column: usize, value: &str, odd: Oddity) {
        self.find_value(column, odd.kind, value, &odd.what);
        self.detail(odd.detail);
    }

    /// Says more of the last finding to the rules that come later.
    fn detail(&mut self, detail: Option<Detail>) {
        if let Some(last) = self.findings.last_mut() {
            last.detail = detail;
        }
    }

    fn said_of(&self, column: usize, kind: Kind, value: &str, what: &str) -> String {
        let place = self.place(Some(column));
        if secrets::flaw_of_text(value).is_some() {
            format!("{place}the value, which is not shown, {what}")
        } else if kind == Kind::Mojibake {
            format!("{place}\"{}\" {}", shown(value), mojibake::said(value, self.is_of_workbook))
        } else {
            format!("{place}\"{}\" {what}", shown(value))
        }
    }

    /// About an address, and what was meant by it.
    pub(super) fn find_address(
        &mut self,
        column: Option<usize>,
        address: &Address,
        found: (Kind, String, Option<String>),
    ) {
        let (kind, what, suggestion) = found;
        let what = format!("{}{what}", self.place_of(column, address));
        self.push(kind, column, what, suggestion);
        if kind == Kind::NearDomain {
            self.detail(Some(Detail::Near(address.domain().to_lowercase())));
        }
    }

    /// About the address of an office: of many of them, one finding is made.
    pub(super) fn find_office(&mut self, column: Option<usize>, address: &Address, what: &str) {
        self.find_address(column, address, (Kind::Office, what.to_owned(), None));
        self.detail(Some(Detail::Office(self.place_of(column, address))));
    }

    fn place_of(&self, column: Option<usize>, address: &Address) -> String {
        format!("{}\"{}\": ", self.place(column), shown(address.as_str()))
    }

    pub(super) fn push(&mut self, kind: Kind, column: Option<usize>, what: String, suggestion: Option<String>) {
        let finding = Finding::of_row(kind, (self.record.number, self.line), column, what);
        self.findings.push(Finding { suggestion, ..finding });
    }

    /// About several values of the row, before what is said of one.
    pub(super) fn push_first(&mut self, kind: Kind, column: usize, what: String) {
        let place = (self.record.number, self.line);
        self.findings.insert(0, Finding::of_row(kind, place, Some(column), what));
    }

    pub(super) fn place(&self, column: Option<usize>) -> String {
        let name = column.and_then(|column| self.record.header.names().get(column));
        name.map_or_else(String::new, |name| format!("column \"{}\": ", shown(name)))
    }

    /// The heading of a column, in quotes.
    pub(super) fn heading(&self, column: usize) -> String {
        heading(self.record, column)
    }

    /// The column that an address came from, if one alone holds it.
    pub(super) fn column_of(&self, address: &str) -> Option<usize> {
        match self.columns_of(address).as_slice() {
            [column] => Some(*column),
            _ => None,
        }
    }

    /// All that hold it.
    pub(super) fn columns_of(&self, address: &str) -> Vec<usize> {
        let Some((local_part, _)) = address.split_once('@') else { return Vec::new() };
        let holds = |column: &usize| {
            let value = self.record.fields.get(*column).unwrap_or_default();
            // The domain may have been written in other letters.
            value.contains('@') && value.contains(local_part)
        };
        (0..self.record.header.names().len()).filter(holds).collect()
    }
}

/// The heading of a column, in quotes.
pub(super) fn heading(record: &Record, column: usize) -> String {
    let name = record.header.names().get(column).map_or("", String::as_str);
    format!("\"{}\"", shown(name))
}
