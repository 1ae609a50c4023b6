//! What `check`, `send` and `demo` have in common: recipients, template, selection, preflight.

use std::sync::Arc;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::MergeArgs;
use super::output::{counted, note};
use crate::batch::{List, Preflight, Redo, Selection, preflight};
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
    let source = input::open(&args.recipients, &options)?;
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
    let template = Template::load(&args.template, source.header(), &options)?;
    let condition = match &args.condition {
        Some(expression) => Some(Condition::parse(expression, source.header()).context("--where")?),
        None => None,
    };
    let (rows, limit, dedupe) = (args.rows.clone(), args.limit, args.dedupe.is_some());
    let selection = Selection { rows, condition, group_by, limit, dedupe };
    Ok(List { source, template: Arc::new(template), selection })
}

/// Checks every row and prints every fault.
pub(super) fn check(
    list: &List,
    ledger: Option<&mut Sqlite>,
    redo: Redo,
    attempts: u32,
    quiet: bool,
) -> anyhow::Result<Preflight> {
    let spinner = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    spinner.set_style(
        ProgressStyle::with_template("{spinner} checking: {human_pos} rows, {per_sec:0}")
            .expect("the template is a literal"),
    );
    let mut faulty = 0;
    let found = preflight(
        list,
        ledger,
        redo,
        attempts,
        |row| {
            faulty += 1;
            if faulty <= SHOWN {
                spinner.suspend(|| note(&row.text()));
            }
        },
        |rows| spinner.set_position(rows),
    )?;
    spinner.finish_and_clear();
    if faulty > SHOWN {
        note(&format!("… and {} more.", counted(faulty - SHOWN, "faulty row")));
    }
    if found.messages == 0 && found.faulty == 0 && found.known.total() == 0 {
        bail!("{}: no rows to send to. Is the list empty, or do --rows and --where leave nothing?", list.source.name());
    }
    Ok(found)
}
