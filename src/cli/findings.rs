//! What preflight finds, shown: a table of warnings for people, one JSON document for programs.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

use super::output::{counted, stdout};
use crate::batch::{FaultyRow, Preflight};
use crate::findings::{Finding, Kind};

/// So many of a kind are shown in full, and of so many more the lines.
const SHOWN: usize = 5;
const LISTED: usize = 20;

/// The table's width in characters.
const WIDTH: u16 = 100;

/// Warnings, as a table by kind.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    kinds: BTreeMap<Kind, Same>,
}

/// Warnings of one kind.
#[derive(Debug, Default)]
struct Same {
    count: u64,
    first: Vec<Finding>,
    /// The lines of some behind those.
    lines: Vec<u64>,
}

impl Warnings {
    pub(super) fn add(&mut self, finding: &Finding) {
        let same = self.kinds.entry(finding.kind).or_default();
        same.count += 1;
        if same.first.len() < SHOWN {
            same.first.push(finding.clone());
        } else if same.lines.len() < LISTED {
            same.lines.push(finding.line);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    fn count(&self) -> u64 {
        self.kinds.values().map(|same| same.count).sum()
    }
}

impl fmt::Display for Warnings {
    /// Several lines, without an end of line behind the last.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.set_header(["line", "warning"]);
        for (kind, same) in &self.kinds {
            for finding in &same.first {
                table.add_row([Cell::new(finding.line).set_alignment(CellAlignment::Right), Cell::new(&finding.what)]);
            }
            let more = same.count - same.first.len() as u64;
            if more > 0 {
                let lines: Vec<_> = same.lines.iter().map(ToString::to_string).collect();
                let dots = if more > same.lines.len() as u64 { " …" } else { "" };
                let text = format!("and {more} more ({}): lines {}{dots}", kind.name(), lines.join(", "));
                table.add_row([Cell::new(""), Cell::new(text)]);
            }
        }
        write!(f, "{}\n{}.", table.trim_fmt(), counted(self.count(), "warning"))
    }
}

/// So many warnings are kept by row: a list with more needs another look first.
const MOST_OF_ROWS: usize = 50_000;

/// Warnings by row.
#[derive(Debug, Default)]
pub(super) struct WarningsOfRows {
    rows: HashMap<u64, Vec<String>>,
    count: usize,
}

impl WarningsOfRows {
    pub(super) fn add(&mut self, finding: &Finding) {
        if self.count < MOST_OF_ROWS {
            self.rows.entry(finding.row).or_default().push(finding.what.clone());
            self.count += 1;
        }
    }

    /// What was warned of about a row.
    pub(super) fn of(&self, row: u64) -> &[String] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }
}

/// `check --json`: one document, written as things are found.
#[derive(Debug, Default)]
pub(super) struct Document {
    has_begun: bool,
}

#[derive(Debug, Serialize)]
struct Item<'a> {
    severity: &'static str,
    kind: &'a str,
    row: Option<u64>,
    line: Option<u64>,
    column: Option<&'a str>,
    what: &'a str,
}

#[derive(Debug, Serialize)]
struct End<'a> {
    file: &'a str,
    messages: u64,
    recipients: u64,
    faulty: u64,
    warnings: u64,
    octets: u64,
    largest: u64,
}

impl Document {
    pub(super) fn fault(&mut self, row: &FaultyRow) {
        for what in &row.faults {
            self.item(&Item { severity: "fault", kind: "fault", row: row.number, line: row.line, column: None, what });
        }
    }

    pub(super) fn finding(&mut self, severity: &'static str, finding: &Finding, columns: &[String]) {
        let column = finding.column.and_then(|column| columns.get(column)).map(String::as_str);
        self.item(&Item {
            severity,
            kind: finding.kind.name(),
            row: Some(finding.row),
            line: (finding.line > 0).then_some(finding.line),
            column,
            what: &finding.what,
        });
    }

    /// The end.
    pub(super) fn end(mut self, file: &str, found: &Preflight) {
        self.begin();
        let end = End {
            file,
            messages: found.messages,
            recipients: found.recipients,
            faulty: found.faulty,
            warnings: found.warnings,
            octets: found.octets,
            largest: found.largest,
        };
        let end = serde_json::to_string(&end).unwrap_or_default();
        stdout(format!("\n],{}\n", end.trim_start_matches('{')).as_bytes());
    }

    fn begin(&mut self) {
        if !std::mem::replace(&mut self.has_begun, true) {
            stdout(b"{\"findings\":[");
        }
    }

    fn item(&mut self, item: &Item<'_>) {
        let separator = if self.has_begun { ",\n" } else { "\n" };
        self.begin();
        let item = serde_json::to_string(item).unwrap_or_default();
        stdout(format!("{separator}{item}").as_bytes());
    }
}
