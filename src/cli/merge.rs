//! What `check`, `preview`, `send` and `demo` have in common: recipients, template, selection, preflight.

use std::path::Path;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::MergeArgs;
use super::findings::{Document, WarningsOfRows};
use super::listing::{Listing, shows_all};
use super::output::{counted, note};
use super::{leave_stage, never_attached, reading, told, typos};
use crate::batch::{List, News, Preflight, Redo, RowFault, Selection, preflight};
use crate::findings::{Finding, Sender};
use crate::input::{self, DELIMITERS, InputError, Kind, Source};
use crate::ledger::Sqlite;
use crate::mail::{self, Address, Mailbox};
use crate::merge::{Condition, GroupBy, Options, Template, TemplateError};

/// Opens recipients and template. `user` is the login: From, where nothing else says one. All that is wrong with the template
/// is one error. What should be known although nothing is wrong is told, unless it `is_quiet`.
pub(super) fn open(args: &MergeArgs, user: Option<&str>, is_quiet: bool) -> anyhow::Result<List> {
    let (list, errors) = open_with_errors(args, user, is_quiet)?;
    if let Some(flaw) = list.source.flaws().first() {
        return Err(like(anyhow!("{flaw}"), &args.recipients, false));
    }
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    if errors.is_empty() { Ok(list) } else { Err(like(anyhow!(errors.join("\nerror: ")), &args.template, true)) }
}

/// As [`open`], with the errors of the template, and with those of the list's heading in the list. Where there are any, the list is to be
/// looked at, and not to be sent.
pub(super) fn open_with_errors(
    args: &MergeArgs,
    user: Option<&str>,
    is_quiet: bool,
) -> anyhow::Result<(List, Vec<TemplateError>)> {
    if typos::are_swapped(&args.recipients, &args.template) {
        bail!(
            "{} is taken for the list and {} for the letter: the two are swapped? The list stands by itself, the letter behind -t.",
            args.recipients.display(),
            args.template.display()
        );
    }
    let source = source(args, args.reading.sheet.as_deref())
        .map_err(|error| both(like(error, &args.recipients, false), args))?;
    if !is_quiet {
        source.notes().iter().for_each(|told| note(&told.text));
    }
    let group_by =
        args.reading.group_by.as_deref().map(|column| GroupBy::parse(column, source.header())).transpose()?;
    let options = Options {
        from: args.from.clone(),
        default_from: user.and_then(|user| Mailbox::parse(user).ok()),
        send_to: args.send_to.clone(),
        private: never_attached::of(&args.recipients),
        is_addressed: false,
        is_grouped: group_by.is_some(),
    };
    let (template, errors) = Template::examine(&args.template, source.header(), &options);
    if errors.iter().any(TemplateError::is_unknown)
        && let Some(told) = typos::report_for_list(source.name(), source.header().names())
            .or_else(|| typos::row_for_header(source.name(), source.header().names()))
    {
        bail!(told);
    }
    if template.is_foreign()
        && let Some(told) = other_delimiter(args, &source)
    {
        bail!(told);
    }
    if template.is_foreign()
        && let Some(sheets) = other_sheets(args, &source, &options)
    {
        bail!("{}: none of the letter's columns is in this sheet. {sheets}", source.name());
    }
    if let Some(remark) = template.remark().filter(|_| !is_quiet) {
        note(remark);
    }
    let condition = match &args.condition {
        Some(expression) => Some(Condition::parse(expression, source.header())?),
        None => None,
    };
    let (rows, limit, dedupe) = (args.rows.clone(), args.limit, args.dedupe.is_some());
    let selection = Selection { rows, condition, group_by, limit, dedupe };
    Ok((List { source, template: Arc::new(template), selection }, errors))
}

/// The list; of a workbook, that sheet.
fn source(args: &MergeArgs, sheet: Option<&str>) -> Result<Source, InputError> {
    let options = input::Options { sheet: sheet.map(str::to_owned), ..reading::options(&args.reading) };
    input::open_to_look(&args.recipients, &options)
}

/// What to do where a letter's columns stand in the one name of a text that was cut at the wrong places.
fn other_delimiter(args: &MergeArgs, source: &Source) -> Option<String> {
    let (Kind::Text { .. }, [name]) = (source.kind(), source.header().names()) else { return None };
    let count = |delimiter: &u8| name.matches(char::from(*delimiter)).count();
    let meant = DELIMITERS.into_iter().rev().max_by_key(count).filter(|delimiter| count(delimiter) > 0)?;
    let what = match args.reading.delimiter {
        Some(given) if given != meant => format!(
            "The delimiter is another one: leave out --delimiter, or give --delimiter {}",
            reading::typed(meant)
        ),
        // Where it was looked for and is not found, it stands within quotes.
        _ => {
            "Each row stands in quotes as a whole: take off the outer ones, and write those within once (\" for \"\")."
                .to_owned()
        }
    };
    let name = mail::shown(name, 60);
    Some(format!("{}: has one column alone, \"{name}\", which looks like several. {what}", source.name()))
}

/// Which other sheets of the workbook have the letter's columns, and how to name one; nothing where none has.
fn other_sheets(args: &MergeArgs, opened: &Source, options: &Options) -> Option<String> {
    const MOST: usize = 20;
    let Kind::Workbook { others, .. } = opened.kind() else { return None };
    if args.recipients.as_os_str() == "-" {
        return None;
    }
    let has_columns = |sheet: &&String| {
        let Ok(source) = source(args, Some(sheet)) else { return false };
        let (_, errors) = Template::examine(&args.template, source.header(), options);
        !errors.iter().any(TemplateError::is_unknown)
    };
    let found: Vec<&String> = others.iter().take(MOST).filter(has_columns).collect();
    let first = found.first()?;
    let shown = |name: &&String| format!("\"{}\"", mail::shown(name, 60));
    let names: Vec<_> = found.iter().map(shown).collect();
    let noun = if names.len() == 1 { "Sheet" } else { "Sheets" };
    let verb = if names.len() == 1 { "has" } else { "have" };
    Some(format!("{noun} {} {verb} them: --sheet {}", names.join(", "), shown(first)))
}

/// An error about the list, and that the template is not there either.
fn both(error: anyhow::Error, args: &MergeArgs) -> anyhow::Error {
    match std::fs::metadata(&args.template) {
        Ok(_) => error,
        Err(cause) => {
            let template = anyhow!("{}: cannot be read: {cause}", args.template.display());
            let told = format!("{}\nerror: {}", told(&error), like(template, &args.template, true));
            error.context(told)
        }
    }
}

/// An error of the template; where it is not there, with the name that was probably meant.
pub(super) fn told_of_template(error: &TemplateError, args: &MergeArgs) -> String {
    like(anyhow!(error.to_string()), &args.template, true).to_string()
}

/// An error about the list or the letter; with the name that was probably meant, if it is not there or a folder.
fn like(error: impl Into<anyhow::Error>, file: &Path, is_letter: bool) -> anyhow::Error {
    let error = error.into();
    match typos::look_alikes(file).or_else(|| typos::in_folder(file, is_letter)) {
        Some(meant) => {
            let told = format!("{error}. {meant}");
            error.context(told)
        }
        None => error,
    }
}

/// How a preflight is to be told.
pub(super) struct Telling<'a> {
    /// No spinner, no warnings.
    pub(super) quiet: bool,
    /// Into a JSON document instead of on the terminal.
    pub(super) document: Option<&'a mut Document>,
    /// Also kept by row, for those who show the rows.
    pub(super) of_rows: Option<&'a mut WarningsOfRows>,
    /// What is known of who sends.
    pub(super) sender: Sender,
    /// However much it is.
    pub(super) all: bool,
}

impl Telling<'_> {
    /// On the terminal, or nothing but faults.
    pub(super) fn aloud(quiet: bool) -> Self {
        Self { quiet, document: None, of_rows: None, sender: Sender::default(), all: false }
    }
}

/// What is shown of a list on the terminal.
struct Shown<'a> {
    name: &'a str,
    spinner: &'a ProgressBar,
    faults: Listing,
    /// Warnings of the template, and of rows.
    of_template: Listing,
    warnings: Listing,
    notes: Listing,
}

impl Shown<'_> {
    fn fault(&mut self, line: Option<u64>, fault: &RowFault) {
        let line = line.filter(|_| !fault.is_of_template);
        if !self.faults.add_fault(line, fault) {
            let place = line.map(|line| format!(":{line}")).unwrap_or_default();
            self.spinner.suspend(|| note(&format!("{}{place}: {}", self.name, fault.what)));
        }
    }

    fn finding(&mut self, finding: &Finding, is_note: bool) {
        let is_of_template = finding.row == 0 && finding.column.is_none();
        let listing = match (is_note, is_of_template) {
            (true, _) => &mut self.notes,
            (false, true) => &mut self.of_template,
            (false, false) => &mut self.warnings,
        };
        let line = (finding.line > 0).then_some(finding.line);
        if !listing.add(finding.kind.name(), line, &finding.what) {
            self.spinner.suspend(|| note(&format!("  line {}: {}", finding.line, finding.what)));
        }
    }

    /// Shows it all; what nearly all of so many rows have in common as one fault, unless all was asked for.
    fn end(mut self, list: &List, rows: u64, quiet: bool, all: bool) {
        let name = self.name;
        if !all {
            self.faults.gather(rows, |column| other_addresses(list, column));
        }
        let all = shows_all(all);
        if !self.faults.is_empty() {
            note(&self.faults.text(name, &format!("{name}:"), all));
        }
        let template = list.template.file().display().to_string();
        let of_template = (template.as_str(), self.of_template);
        tell("Warnings", "warning", [of_template, (name, self.warnings)], (quiet, all));
        tell("Notes", "note", [(name, self.notes)], (quiet, all));
    }
}

/// Shows messages under the names of the files that they are about, and how many there are.
fn tell<const COUNT: usize>(heading: &str, noun: &str, listings: [(&str, Listing); COUNT], (quiet, all): (bool, bool)) {
    let count = listings.iter().map(|(_, listing)| listing.count()).sum();
    if quiet || count == 0 {
        return;
    }
    for (file, listing) in listings.into_iter().filter(|(_, listing)| !listing.is_empty()) {
        note(&format!("{heading}, {file}:\n{}", listing.text(file, "  line ", all)));
    }
    note(&format!("{}.", counted(count, noun)));
}

/// The column beside this one that holds addresses, going by the first rows.
fn other_addresses(list: &List, column: Option<usize>) -> Option<String> {
    const MOST: usize = 50;
    let names = list.source.header().names();
    let mut counts = vec![0; names.len()];
    let mut rows = 0;
    for record in list.source.records().ok()?.take(MOST).filter_map(Result::ok) {
        rows += 1;
        for (value, count) in record.fields.iter().zip(&mut counts) {
            *count += usize::from(Address::parse(value.trim()).is_ok());
        }
    }
    let is_likely = |(index, count): &(usize, usize)| Some(*index) != column && *count * 2 > rows;
    // Of several the first of those that hold the most.
    let (index, _) = counts.into_iter().enumerate().filter(is_likely).rev().max_by_key(|(_, count)| *count)?;
    names.get(index).map(|name| mail::shown(name, 60).into_owned())
}

/// Why there is nobody to send to.
fn no_rows(list: &List) -> anyhow::Result<String> {
    let (source, selection) = (&list.source, &list.selection);
    let all = rows_of(source)?;
    if all == 0 {
        return Ok("has a header and no row below it that is read: there is nobody to send to.".to_owned());
    }
    let all = counted(all, "row");
    let Some(rows) = &selection.rows else {
        return Ok(match selection.condition {
            Some(_) => format!("no rows to send to: --where holds for 0 of {all}."),
            None => format!("no rows to send to: --limit leaves 0 of {all}."),
        });
    };
    let in_range = Selection { rows: Some(rows.clone()), ..Selection::default() };
    let count = in_range.of(source)?.filter(Result::is_ok).count();
    Ok(match (count, &selection.condition) {
        (0, _) => {
            format!("no rows to send to: --rows {rows} names none, there are {all}, counted from 1 below the header.")
        }
        (count, Some(_)) => {
            format!(
                "no rows to send to: --where holds for 0 of the {} that --rows names.",
                counted(count as u64, "row")
            )
        }
        (_, None) => format!("no rows to send to: --limit leaves 0 of {all}."),
    })
}

/// How many rows a list has, sound or not.
pub(super) fn rows_of(source: &Source) -> Result<u64, InputError> {
    let mut count = 0;
    for record in source.records()? {
        match record {
            Err(error) if !error.is_row_fault() => return Err(error),
            Ok(_) | Err(_) => count += 1,
        }
    }
    Ok(count)
}

/// Checks every row, and prints every fault and the warnings.
pub(super) fn check(
    list: &List,
    ledger: Option<&mut Sqlite>,
    redo: Redo,
    attempts: u32,
    telling: Telling<'_>,
) -> anyhow::Result<Preflight> {
    let Telling { quiet, mut document, mut of_rows, sender, all } = telling;
    let spinner = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    spinner.set_style(
        ProgressStyle::with_template("{spinner} checking: {human_pos} rows, {per_sec:0}")
            .expect("the template is a literal"),
    );
    let (faults, of_template, warnings, notes) = Default::default();
    let mut shown = Shown { name: list.source.name(), spinner: &spinner, faults, of_template, warnings, notes };
    let mut rows = 0;
    let found = preflight(list, ledger, redo, attempts, &sender, |news| match (news, &mut document) {
        (News::Begins, _) => leave_stage(),
        (News::Faulty(row), Some(document)) => document.fault(row),
        (News::Finding(finding), Some(document)) => document.finding("warning", finding),
        (News::Note(finding), Some(document)) => document.finding("note", finding),
        (News::Faulty(row), None) => row.faults.iter().for_each(|fault| shown.fault(row.line, fault)),
        (News::Finding(finding), None) => {
            shown.finding(finding, false);
            if let Some(of_rows) = &mut of_rows {
                of_rows.add(finding);
            }
        }
        (News::Note(finding), None) => shown.finding(finding, true),
        (News::Progress(seen), _) => {
            rows = seen;
            spinner.set_position(seen);
        }
    });
    spinner.finish_and_clear();
    // What was found before the list could not be read any further is told all the same.
    shown.end(list, rows, quiet, all);
    let found = found?;
    if found.rows() == 0 {
        bail!("{}: {}", list.source.name(), no_rows(list)?);
    }
    Ok(found)
}
