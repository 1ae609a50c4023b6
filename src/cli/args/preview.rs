//! `mailshot preview`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::MergeArgs;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mailshot preview class.csv -t announcement.md -o preview --open\n  \
                        mailshot preview class.csv -t announcement.md --row 7")]
pub(in crate::cli) struct PreviewArgs {
    #[command(flatten)]
    pub(in crate::cli) merge: MergeArgs,

    /// The folder for the mails (.eml) and the page to look at them, index.html [default: preview, beside the list]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) output: Option<PathBuf>,

    /// Open the page in the browser
    #[arg(long, conflicts_with = "row")]
    pub(in crate::cli) open: bool,

    /// Show the letter of this row here, counted from 1 below the header, and write nothing
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..),
          conflicts_with_all = ["output", "limit", "rows", "condition", "dedupe"])]
    pub(in crate::cli) row: Option<u64>,
}
