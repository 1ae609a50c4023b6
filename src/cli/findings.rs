//! What preflight finds, beside what is shown of it (`listing.rs`): the warnings of a row, and one JSON document for programs.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::forecast::{Day, Forecast};
use super::output::stdout;
use crate::batch::{FaultyRow, PreflightError, RowFault};
use crate::findings::Finding;
use crate::input::{HiddenRow, InputError, Note};
use crate::merge::TemplateError;

/// Most warnings that are kept by row: a list with more needs another look first.
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

    /// What was warned of about a row; the first that is asked for stands for the template too.
    pub(super) fn take(&mut self, row: u64) -> Vec<String> {
        [0, row].iter().filter_map(|row| self.rows.remove(row)).flatten().collect()
    }
}

/// The place and the rest of `letter.md:6: a link …`.
fn placed(what: &str) -> Option<(&str, Option<u64>, &str)> {
    let (place, rest) = what.split_once(": ")?;
    let (file, line) = place.rsplit_once(':')?;
    Some((file, Some(line.parse().ok()?), rest))
}

/// The file and the line of `field "Attachment" (letter.md:4): no such file …`, or of `body (letter.md): …`.
fn place_of_field(what: &str) -> Option<(&str, Option<u64>)> {
    let (place, _) = what.split_once("): ")?;
    let (_, place) = place.rsplit_once(" (")?;
    let line = place.rsplit_once(':').and_then(|(file, line)| Some((file, Some(line.parse().ok()?))));
    Some(line.unwrap_or((place, None)))
}

/// `check --json`: one document, written as things are found.
#[derive(Debug)]
pub(super) struct Document {
    /// The list, as messages name it.
    file: String,
    /// The template, as messages name it.
    template: String,
    columns: Vec<String>,
    has_begun: bool,
    /// The faults of the template that have been told of.
    told: HashSet<String>,
}

/// What was found about a row, the list or the template.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Item<'a> {
    severity: &'static str,
    kind: &'a str,
    file: &'a str,
    row: Option<u64>,
    /// Of that file.
    line: Option<u64>,
    column: Option<&'a str>,
    what: &'a str,
    suggestion: Option<&'a str>,
}

/// What stands behind all items.
#[derive(Debug, Default, Serialize)]
pub(super) struct End {
    pub(super) file: String,
    pub(super) template: String,
    /// Whether `send` would send it.
    pub(super) sound: bool,
    pub(super) messages: u64,
    pub(super) recipients: u64,
    pub(super) faulty: u64,
    pub(super) template_faults: u64,
    pub(super) warnings: u64,
    pub(super) octets: u64,
    pub(super) largest: u64,
    /// Recipients in any 24 hours, where there is a limit.
    pub(super) daily_limit: Option<u64>,
    /// What goes when, under that limit.
    pub(super) days: Vec<Day>,
    /// Where it can be told.
    pub(super) estimated_seconds: Option<u64>,
}

impl End {
    pub(super) fn with(self, forecast: &Forecast) -> Self {
        Self {
            daily_limit: forecast.daily_limit(),
            days: forecast.days(),
            estimated_seconds: forecast.seconds(),
            ..self
        }
    }
}

impl Document {
    /// For a list that has not been opened yet.
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            template: String::new(),
            columns: Vec::new(),
            has_begun: false,
            told: HashSet::new(),
        }
    }

    /// The list has this name and these columns, and its template this name.
    pub(super) fn opened(&mut self, file: &str, columns: &[String], template: &str) {
        (self.file, self.columns, self.template) = (file.to_owned(), columns.to_vec(), template.to_owned());
    }

    /// What is to be known about the template although nothing is wrong.
    pub(super) fn remark(&mut self, text: &str) {
        let (file, what) = self.of_template(text);
        self.item(&Item { severity: "note", kind: "note", file: &file, what, ..Item::default() });
    }

    /// The template, and what is said of it: without its name, if that stands first.
    fn of_template<'w>(&self, what: &'w str) -> (String, &'w str) {
        let rest = what.strip_prefix(&self.template).and_then(|rest| rest.strip_prefix(": "));
        (self.template.clone(), rest.unwrap_or(what))
    }

    pub(super) fn fault(&mut self, row: &FaultyRow) {
        let (file, columns) = (self.file.clone(), self.columns.clone());
        for fault in &row.faults {
            if fault.is_of_template {
                self.fault_of_template(fault);
                continue;
            }
            self.item(&Item {
                severity: "fault",
                kind: fault.kind,
                file: &file,
                row: row.number,
                line: row.line,
                column: fault.column.and_then(|column| columns.get(column)).map(String::as_str),
                what: &fault.what,
                suggestion: None,
            });
        }
    }

    /// The row cannot be sent for it, and the next cannot either: once is enough.
    fn fault_of_template(&mut self, fault: &RowFault) {
        if self.told.insert(fault.what.clone()) {
            let file = self.file.clone();
            let (file, line) = place_of_field(&fault.what).unwrap_or((&file, None));
            self.item(&Item { severity: "fault", kind: fault.kind, file, line, what: &fault.what, ..Item::default() });
        }
    }

    pub(super) fn template(&mut self, error: &TemplateError) {
        let file = error.file().map(|file| file.display().to_string()).unwrap_or_default();
        let (what, suggestion) = (error.what(), error.suggestion());
        self.item(&Item {
            severity: "fault",
            kind: error.kind(),
            file: &file,
            line: error.line(),
            what: &what,
            suggestion,
            ..Item::default()
        });
    }

    pub(super) fn finding(&mut self, severity: &'static str, finding: &Finding) {
        let (file, columns) = (self.file.clone(), self.columns.clone());
        let row = (finding.row > 0).then_some(finding.row);
        let line = (finding.line > 0).then_some(finding.line);
        // What is of no row and no column is the template's.
        let is_of_template = row.is_none() && finding.column.is_none();
        let (template, rest) = self.of_template(&finding.what);
        let (file, line, what) = match placed(&finding.what).filter(|_| row.is_none()) {
            Some(placed) => placed,
            None if is_of_template => (template.as_str(), None, rest),
            None => (file.as_str(), line, finding.what.as_str()),
        };
        self.item(&Item {
            severity,
            kind: finding.kind.name(),
            file,
            row,
            line,
            column: finding.column.and_then(|column| columns.get(column)).map(String::as_str),
            what,
            suggestion: finding.suggestion.as_deref(),
        });
    }

    /// What the daily limit means for a list that is larger.
    pub(super) fn over_the_limit(&mut self, text: &str) {
        let file = self.file.clone();
        self.item(&Item { severity: "note", kind: "daily-limit", file: &file, what: text, ..Item::default() });
    }

    /// What is to be known about the list although nothing is wrong.
    pub(super) fn note(&mut self, note: &Note) {
        let file = self.file.clone();
        let item = Item { severity: "note", kind: "note", file: &file, ..Item::default() };
        for HiddenRow { row, line } in &note.hidden {
            let what = match row {
                Some(_) => "the row is hidden, and is in the list too. Leave it out with --skip-hidden.",
                None => "the row is hidden, and was left out.",
            };
            self.item(&Item { kind: "hidden-row", row: *row, line: Some(*line), what, ..item });
        }
        if note.hidden.is_empty() {
            let text = note.text.as_str();
            let what = text.strip_prefix(&file).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(text);
            self.item(&Item { what, ..item });
        }
    }

    /// Why nothing more can be said: the list cannot be read, or the command makes no sense.
    pub(super) fn failure(&mut self, error: &anyhow::Error, told: &str) {
        let input = error.chain().find_map(|cause| match cause.downcast_ref::<PreflightError>() {
            Some(PreflightError::Input(input)) => Some(input),
            _ => cause.downcast_ref::<InputError>(),
        });
        let kind = if input.is_some() { "unreadable-list" } else { "usage" };
        self.of_list(kind, input.and_then(InputError::line), told);
    }

    fn of_list(&mut self, kind: &str, line: Option<u64>, told: &str) {
        // Behind the place, if the message begins with one.
        let place = line.map_or_else(|| format!("{}: ", self.file), |line| format!(":{line}: "));
        let what = told.split_once(&place).map_or(told, |(_, what)| what);
        let file = self.file.clone();
        self.item(&Item { severity: "fault", kind, file: &file, line, what, ..Item::default() });
    }

    /// A list whose heading is wrong, and whose rows are looked at all the same.
    pub(super) fn flaw(&mut self, error: &InputError) {
        self.of_list("unreadable-list", error.line(), &error.to_string());
    }

    /// The end.
    pub(super) fn end(mut self, end: &End) {
        self.begin();
        let end = serde_json::to_string(end).unwrap_or_default();
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
