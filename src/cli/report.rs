//! `mailshot report`: what happened, from the ledger alone.

use std::path::Path;

use anyhow::ensure;

use super::args::ReportArgs;
use super::exit::Exit;
use super::lang::lang;
use super::output::{error, line};
use super::send::same_file;
use crate::ledger::Sqlite;
use crate::report::{About, ReportError, Summary, Writer, rows};

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    let ledger = Sqlite::open_existing(&args.ledger)?;
    let list = ledger.recipients_file()?;
    for file in &args.report {
        let is_taken = same_file(file, &args.ledger) || same_file(file, Path::new(&list));
        ensure!(!is_taken, "{}: is in use already and would be overwritten. Name another file.", file.display());
    }
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
    Ok(if errors.is_empty() { Exit::Done } else { Exit::SomeFailed })
}
