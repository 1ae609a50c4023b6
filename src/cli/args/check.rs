//! `mailshot check`.

use clap::Args;

use super::MergeArgs;

#[derive(Debug, Args)]
#[command(after_help = "Example: mailshot check class.csv -t announcement.md")]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    pub(in crate::cli) merge: MergeArgs,

    /// What was found, as one JSON document on standard output
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
