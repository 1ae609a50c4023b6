//! `mailshot report`: what happened, from the ledger alone.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::args::ReportArgs;
use super::exit::Exit;
use super::lang::lang;
use super::output::{counted, error, line};
use super::send::same_file;
use crate::batch::write_rest;
use crate::input;
use crate::ledger::Sqlite;
use crate::report::{About, ReportError, Summary, Writer, rows};

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    check_is_ledger(&args.ledger)?;
    let ledger = Sqlite::open_existing(&args.ledger)?;
    let list = ledger.recipients_file()?;
    let source = source(args, &list);
    for file in args.report.iter().chain(&args.failed) {
        let is_taken = same_file(file, &args.ledger) || same_file(file, &source);
        ensure!(!is_taken, "{}: is in use already and would be overwritten. Name another file.", file.display());
    }
    args.report.iter().try_for_each(|file| Writer::check(file))?;
    let writers = args.report.iter().map(|file| Ok(Writer::create(file)?.told_in(lang())));
    let mut writers = writers.collect::<Result<Vec<_>, ReportError>>()?;
    let mut summary = Summary::default();
    let mut errors: Vec<ReportError> = Vec::new();
    ledger.scan(|entry| {
        for row in rows(&entry.delivery) {
            summary.add(&row);
            writers.retain_mut(|writer| writer.write(&row).map_err(|error| errors.push(error)).is_ok());
        }
    })?;
    let about = About { list, template: ledger.template_file()?, ..About::default() };
    writers.iter_mut().for_each(|writer| writer.about(&about));
    errors.extend(writers.into_iter().filter_map(|writer| writer.finish().err()));
    line(summary.told_in(lang()).to_string().trim_end_matches('\n'));
    for report_error in &errors {
        error(&report_error.to_string());
    }
    if let Some(file) = &args.failed {
        write_failed(&ledger, &source, file)?;
    }
    Ok(if errors.is_empty() { Exit::Done } else { Exit::SomeFailed })
}

/// A list or a letter in the place of the ledger is nothing to be frightened of.
fn check_is_ledger(file: &Path) -> anyhow::Result<()> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_other = ending.as_deref().is_some_and(|ending| !matches!(ending, "ledger" | "sqlite" | "db"));
    let mut start = [0; 15];
    let is_read = File::open(file).and_then(|mut file| file.read_exact(&mut start)).is_ok();
    if !is_other || is_read && start == *b"SQLite format 3" || !file.is_file() {
        return Ok(());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut ledgers: Vec<_> = names.filter(|name| name.ends_with(".ledger")).collect();
    ledgers.sort_unstable();
    ledgers.truncate(5);
    let there =
        if ledgers.is_empty() { "none is there yet".to_owned() } else { format!("there: {}", ledgers.join(", ")) };
    bail!(
        "{}: is no ledger. A ledger lies beside the list of a batch that was sent, and ends in .ledger ({there}).",
        file.display()
    )
}

/// The list of the batch: where it was, or beside the ledger.
fn source(args: &ReportArgs, list: &str) -> PathBuf {
    let named = args.list.clone().unwrap_or_else(|| PathBuf::from(list));
    let beside = named.file_name().map(|name| args.ledger.with_file_name(name));
    match beside {
        Some(beside) if args.list.is_none() && !named.is_file() && beside.is_file() => beside,
        _ => named,
    }
}

fn write_failed(ledger: &Sqlite, list: &Path, file: &Path) -> anyhow::Result<()> {
    let options = input::Options::default();
    let source = input::open(list, &options).context("--failed needs the list: name it with --list")?;
    let rest = write_rest(&source, ledger, file, lang())?;
    line(&format!("{}: {} of {} without the mail.", file.display(), counted(rest.rows, "row"), source.name()));
    if rest.in_doubt > 0 {
        line(&format!(
            "{} of them may have got it (outcome in-doubt, or some of their recipients): take them out, unless a second copy \
             does no harm.",
            counted(rest.in_doubt, "row")
        ));
    }
    Ok(())
}
