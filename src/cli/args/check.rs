//! `mailshot check`.

use clap::Args;

use super::{MergeArgs, PaceArgs, ServerArgs};

#[derive(Debug, Args)]
#[command(after_help = "\
Example: mailshot check class.csv -t announcement.md
Example, with what the mailbox takes: mailshot check class.csv -t announcement.md -u me@163.com

Nothing is connected to: what is known of a server comes from its preset (mailshot providers).")]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    pub(in crate::cli) merge: MergeArgs,

    #[command(flatten)]
    pub(in crate::cli) server: ServerArgs,

    #[command(flatten)]
    pub(in crate::cli) pace: PaceArgs,

    /// Show everything on the terminal, however much it is
    #[arg(long)]
    pub(in crate::cli) all: bool,

    /// What was found, as one JSON document on standard output
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
