//! The list and the template.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{ArgMatches, Args, ValueEnum, ValueHint};

use super::ReadingArgs;
use super::values::mailbox;
use crate::batch::RowRanges;
use crate::cli::project::Settings;
use crate::mail::Mailbox;

/// Which rows, and what becomes of them: common to `check`, `preview` and `send`.
#[derive(Debug, Args)]
pub(in crate::cli) struct MergeArgs {
    /// The recipients: a CSV file, a workbook (.xlsx .xls .xlsb .ods), .json or .jsonl; - for standard input
    #[arg(value_name = "RECIPIENTS", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) recipients: PathBuf,

    /// The message: header fields, an empty line, the body (.txt, .html or .md)
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) template: PathBuf,

    /// Overrides the template's From: 'Anna <anna@example.org>'
    #[arg(long, value_name = "MAILBOX", value_parser = mailbox, help_heading = "Message")]
    pub(in crate::cli) from: Option<Mailbox>,

    /// A trial: everything goes to this address alone
    #[arg(long, value_name = "ADDR", value_parser = mailbox, help_heading = "Message")]
    pub(in crate::cli) send_to: Option<Mailbox>,

    /// Only the first N of the selected rows (of the mails, with --group-by)
    #[arg(long, value_name = "N", help_heading = "Rows")]
    pub(in crate::cli) limit: Option<u64>,

    /// Only these rows, counted from 1 below the header: 5-20 or 1-3,10-
    #[arg(long, value_name = "ROWS", help_heading = "Rows")]
    pub(in crate::cli) rows: Option<RowRanges>,

    /// Only rows for which this holds: 'class == "3A"'
    #[arg(long = "where", value_name = "EXPR", help_heading = "Rows")]
    pub(in crate::cli) condition: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArgs,

    /// Of rows that say the same, only the first
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Rows")]
    pub(in crate::cli) dedupe: Option<DedupeArg>,

    /// Warnings stop it as faults do
    #[arg(long, help_heading = "Rows")]
    pub(in crate::cli) strict: bool,

    /// Where `--rows`, `--where` and `--limit` come from, if nobody typed them: see [`Self::note_origins`].
    #[arg(skip)]
    pub(in crate::cli) origins: BTreeMap<&'static str, String>,
}

/// The flags that take a part of the list, as they are typed.
pub(in crate::cli) const PART: [&str; 3] = ["rows", "where", "limit"];

impl MergeArgs {
    /// Keeps where the flags of [`PART`] come from, if that is a file or the environment.
    pub(in crate::cli) fn note_origins(&mut self, matches: &ArgMatches, settings: &Settings) {
        self.origins = PART.into_iter().filter_map(|key| Some((key, settings.said(key, matches)?))).collect();
    }

    /// Which of these take a part of the list: `--where of mailshot.toml:3, --limit`.
    pub(in crate::cli) fn part(&self, keys: &[&str]) -> String {
        let is_given = |key: &str| match key {
            "rows" => self.rows.is_some(),
            "where" => self.condition.is_some(),
            _ => self.limit.is_some(),
        };
        let said = |key: &&str| match self.origins.get(*key) {
            Some(origin) => format!("--{key} of {origin}"),
            None => format!("--{key}"),
        };
        keys.iter().filter(|key| is_given(key)).map(said).collect::<Vec<_>>().join(", ")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DedupeArg {
    /// The same (first) address
    Address,
}
