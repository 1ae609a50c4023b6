//! What can be typed: a file for each command, and for what several of them share.

mod check;
mod config;
mod load;
mod masked;
mod merge;
mod moment;
mod pace;
mod preview;
mod probe;
mod providers;
mod reading;
mod report;
mod send;
mod server;
mod sink;
mod starting;
mod values;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::delivery::Lang;

pub(super) use check::CheckArgs;
pub(super) use config::ConfigArgs;
pub(super) use load::LoadArgs;
pub(super) use masked::masked;
pub(super) use merge::{MergeArgs, PART};
pub(super) use pace::PaceArgs;
pub(super) use preview::PreviewArgs;
pub(super) use probe::ProbeArgs;
pub(super) use providers::ProvidersArgs;
pub(super) use reading::ReadingArgs;
pub(super) use report::ReportArgs;
pub(super) use send::{RetryArg, SendArgs};
pub(super) use server::{HostPort, ServerArgs, TlsArg};
pub(super) use sink::SinkArgs;
pub(super) use starting::{DemoArgs, FromArg, InitArgs};

/// Mail merge: a spreadsheet, a template, a mailbox; and you know who got it.
#[derive(Debug, Parser)]
#[command(name = "mailshot", version, max_term_width = 100, after_help = "Try it without an account: mailshot demo")]
pub(super) struct Cli {
    /// The language of explanations, of the summary and of every page: en or zh [default: the locale's]; warnings, faults
    /// and the steps of probe are in English
    #[arg(long, global = true, value_name = "LANG", env = "MAILSHOT_LANG", hide_env = true, help_heading = "Output")]
    pub(super) lang: Option<Lang>,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// See it all at once: a test server, sample mail, the report
    Demo(DemoArgs),
    /// Write a starter project: a list, a letter, mailshot.toml
    Init(InitArgs),
    /// Read, render and check every row; no network, no mail
    Check(Box<CheckArgs>),
    /// Show where each value comes from: a file, the environment
    Config(ConfigArgs),
    /// See what each recipient will get: a page, or one letter here
    Preview(PreviewArgs),
    /// Check every row, then deliver
    Send(Box<SendArgs>),
    /// Tell what happened, from a ledger
    Report(ReportArgs),
    /// Is this mailbox ready? Connect, log in, ask; send nothing
    Probe(Box<ProbeArgs>),
    /// List the mailboxes that are known: servers, pace, passwords
    Providers(ProvidersArgs),
    /// Send test mail in bulk, and measure how long the server takes
    Load(Box<LoadArgs>),
    /// Run the test server by itself
    Sink(SinkArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page (roff), for `man -l -`
    Man,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_consistent() {
        Cli::command().debug_assert();
    }
}
