//! `mailshot report`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

#[derive(Debug, Args)]
#[command(after_help = "Example: mailshot report class.announcement.ledger --report report.html")]
pub(in crate::cli) struct ReportArgs {
    /// The ledger of a batch
    #[arg(value_name = "LEDGER", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) ledger: PathBuf,

    /// Write a report: .html (a page to look at), .csv, .json or .jsonl (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) report: Vec<PathBuf>,
}
