//! `mailshot report`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::ReadingArgs;
use super::values::ledger;

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArgs {
    /// The ledger of a batch
    #[arg(value_name = "LEDGER", value_parser = ledger(), value_hint = ValueHint::FilePath)]
    pub(in crate::cli) ledger: PathBuf,

    /// Write a report: .html (a page to look at), .csv, .json or .jsonl (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) report: Vec<PathBuf>,

    /// Write the rows of the list that have not got the mail, those never tried too: a list to send another letter to
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) failed: Option<PathBuf>,

    /// The list, if it is no longer where it was when the batch began
    #[arg(long, value_name = "LIST", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) list: Option<PathBuf>,

    /// The list is read as `send` read it: these say otherwise.
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArgs,
}
