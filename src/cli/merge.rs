//! What `check`, `preview`, `send` and `demo` have in common: recipients, template, selection, preflight.

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};

use super::args::MergeArgs;
use super::findings::{Document, Warnings, WarningsOfRows};
use super::mistakes;
use super::output::{counted, note};
use crate::batch::{List, News, Preflight, Redo, Selection, preflight};
use crate::findings::Sender;
use crate::input;
use crate::ledger::Sqlite;
use crate::mail::Mailbox;
use crate::merge::{Condition, GroupBy, Options, Template};

/// Faulty rows that are printed; a list of a million would help nobody.
const SHOWN: u64 = 1_000;

/// Opens recipients and template. `user` is the login: From, where nothing else says one.
pub(super) fn open(args: &MergeArgs, user: Option<&str>) -> anyhow::Result<List> {
    let options = input::Options {
        delimiter: args.delimiter,
        encoding: args.encoding,
        sheet: args.sheet.clone(),
        skip_hidden: args.skip_hidden,
    };
    let source = input::open(&args.recipients, &options).map_err(|error| like(error, &args.recipients))?;
    for text in source.notes() {
        note(text);
    }
    let group_by = args.group_by.as_deref().map(|column| GroupBy::parse(column, source.header())).transpose()?;
    let options = Options {
        from: args.from.clone(),
        default_from: user.and_then(|user| Mailbox::parse(user).ok()),
        send_to: args.send_to.clone(),
        is_grouped: group_by.is_some(),
    };
    let template =
        Template::load(&args.template, source.header(), &options).map_err(|error| like(error, &args.template))?;
    if let Some(remark) = template.remark() {
        note(remark);
    }
    let condition = match &args.condition {
        Some(expression) => Some(Condition::parse(expression, source.header())?),
        None => None,
    };
    let (rows, limit, dedupe) = (args.rows.clone(), args.limit, args.dedupe.is_some());
    let selection = Selection { rows, condition, group_by, limit, dedupe };
    Ok(List { source, template: Arc::new(template), selection })
}

/// An error about a file; with the name that was probably meant, if it is not there.
fn like(error: impl Into<anyhow::Error>, file: &Path) -> anyhow::Error {
    let error = error.into();
    match mistakes::look_alikes(file) {
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
}

impl Telling<'_> {
    /// On the terminal, or nothing but faults.
    pub(super) fn aloud(quiet: bool) -> Self {
        Self { quiet, document: None, of_rows: None, sender: Sender::default() }
    }
}

/// Checks every row, and prints every fault and the warnings.
pub(super) fn check(
    list: &List,
    ledger: Option<&mut Sqlite>,
    redo: Redo,
    attempts: u32,
    telling: Telling<'_>,
) -> anyhow::Result<Preflight> {
    let Telling { quiet, mut document, mut of_rows, sender } = telling;
    let spinner = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    spinner.set_style(
        ProgressStyle::with_template("{spinner} checking: {human_pos} rows, {per_sec:0}")
            .expect("the template is a literal"),
    );
    let (mut faulty, mut warnings) = (0, Warnings::default());
    let found = preflight(list, ledger, redo, attempts, &sender, |news| match (news, &mut document) {
        (News::Faulty(row), Some(document)) => document.fault(row),
        (News::Finding(finding), Some(document)) => document.finding(finding, list.source.header().names()),
        (News::Faulty(row), None) => {
            faulty += 1;
            if faulty <= SHOWN {
                spinner.suspend(|| note(&row.text()));
            }
        }
        (News::Finding(finding), None) => {
            warnings.add(finding);
            if let Some(of_rows) = &mut of_rows {
                of_rows.add(finding);
            }
        }
        (News::Progress(rows), _) => spinner.set_position(rows),
    })?;
    spinner.finish_and_clear();
    if faulty > SHOWN {
        note(&format!("… and {} more.", counted(faulty - SHOWN, "faulty row")));
    }
    if found.messages == 0 && found.faulty == 0 && found.known.total() == 0 {
        bail!("{}: no rows to send to. Is the list empty, or do --rows and --where leave nothing?", list.source.name());
    }
    if !quiet && !warnings.is_empty() {
        note(&format!("{}:\n{warnings}", list.source.name()));
    }
    Ok(found)
}
