//! `mailshot send`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueEnum, ValueHint};
use jiff::Zoned;

use super::moment::moment;
use super::values::{duration, ledger, span};
use super::{MergeArgs, PaceArgs, ServerArgs};
use crate::batch::{QuietHours, StopAfter, WINDOW};
use crate::cli::outputs::same_file;
use crate::cli::project::Settings;

#[derive(Debug, Args)]
#[command(after_help = "\
Example, a trial to yourself first:
  mailshot send class.csv -t announcement.md -u me@163.com --limit 1 --send-to me@163.com
Example, with a report and the rows that failed as a file to send again:
  mailshot send class.csv -t announcement.md -u me@163.com --report report.html --failed failed.csv

Interrupted, or the power failed? The same command again goes on where it stopped.

Exit codes: 0 every recipient accepted, 1 some were not, 2 usage or input (nothing was sent),
75 stopped before the end, 77 login refused, 130 interrupted")]
pub(in crate::cli) struct SendArgs {
    #[command(flatten)]
    pub(in crate::cli) merge: MergeArgs,

    /// Do not ask before sending
    #[arg(short, long)]
    pub(in crate::cli) yes: bool,

    #[command(flatten)]
    pub(in crate::cli) server: ServerArgs,

    #[command(flatten)]
    pub(in crate::cli) pace: PaceArgs,

    /// Messages begun and not answered on one session; no more are in doubt if this is killed. More is faster over
    /// long distances, where the server offers CHUNKING
    #[arg(long, value_name = "N", default_value_t = WINDOW, value_parser = window, help_heading = "Pace")]
    pub(in crate::cli) window: usize,

    /// Stop after so many refused recipients in a row (50), or with more than such a share of all (20%)
    #[arg(long, value_name = "N|P%", help_heading = "Pace")]
    pub(in crate::cli) stop_after_refusals: Option<StopAfter>,

    /// Tries per message when the server says "later", and to reach the server at the start. One that goes away later on is
    /// waited for: 15 times --retry-wait, 15 minutes at most
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Pace")]
    pub(in crate::cli) attempts: u32,

    /// The first wait before another try; then twice as long each time
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration, help_heading = "Pace")]
    pub(in crate::cli) retry_wait: Duration,

    /// Send so many first, show the replies, then ask whether to go on (with --yes: go on if all were accepted)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "When")]
    pub(in crate::cli) canary: Option<u64>,

    /// Wait until then: '2026-12-01 08:00', by this machine's clock, or with an offset or a zone
    #[arg(long, value_name = "TIME", value_parser = moment, help_heading = "When")]
    pub(in crate::cli) at: Option<Zoned>,

    /// Send nothing in these hours, by this machine's clock: 22:00-07:00 (--quiet 22:00-07:00 says the same)
    #[arg(long, value_name = "HOURS", help_heading = "When")]
    pub(in crate::cli) quiet_hours: Option<QuietHours>,

    /// Spread the batch evenly over this time, the quiet hours left out: 3d, 8h
    #[arg(long, value_name = "TIME", value_parser = span, conflicts_with = "rate", help_heading = "When")]
    pub(in crate::cli) spread: Option<Duration>,

    /// Send the sound rows even if others are faulty
    // With --group-by, a row that cannot be read may belong to any of the mails.
    #[arg(long, conflicts_with = "group_by", help_heading = "Rows")]
    pub(in crate::cli) skip_faulty: bool,

    /// Where the state of the batch is kept, 'none' = nowhere [default: LIST.TEMPLATE.ledger beside the list]
    #[arg(long, value_name = "PATH", value_parser = ledger(), value_hint = ValueHint::FilePath, help_heading = "Ledger")]
    pub(in crate::cli) ledger: Option<PathBuf>,

    /// Try these again: refused, deferred or in-doubt (repeatable)
    #[arg(long, value_enum, value_name = "OUTCOME", hide_possible_values = true, help_heading = "Ledger")]
    pub(in crate::cli) retry: Vec<RetryArg>,

    /// Deliver the whole list anew, as another batch: also to those who got it
    #[arg(long, conflicts_with = "retry", help_heading = "Ledger")]
    pub(in crate::cli) again: bool,

    /// Write a report: .html (a page to look at), .csv, .json or .jsonl (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(in crate::cli) report: Vec<PathBuf>,

    /// Write the rows that did not get through, ready to be sent again
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(in crate::cli) failed: Option<PathBuf>,

    /// Reports that are left as they are: see [`Self::spare_batch`].
    #[arg(skip)]
    pub(in crate::cli) spared: Vec<PathBuf>,

    /// Reports that were not asked for on this command line, but in a file or the environment.
    #[arg(skip)]
    pub(in crate::cli) usual: Vec<PathBuf>,

    /// Write the SMTP dialog, without secrets and contents
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(in crate::cli) transcript: Option<PathBuf>,

    /// Events as JSON lines on standard output
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) json: bool,

    /// No progress, no summary; with hours behind it (--quiet 22:00-07:00) it is --quiet-hours
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(in crate::cli) quiet: bool,

    /// A line for every recipient, and at the end how long the server's replies took
    #[arg(short, long, help_heading = "Output")]
    pub(in crate::cli) verbose: bool,
}

impl SendArgs {
    /// A trial is not the batch, and neither is another list or letter than the project's: the batch's ledger and reports, which were
    /// not asked for on this command line, are left as they are.
    pub(in crate::cli) fn spare_batch(&mut self, matches: &ArgMatches, settings: &Settings) {
        let is_typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
        let report = (!is_typed("report")).then_some(&self.report).into_iter().flatten();
        let failed = (!is_typed("failed")).then_some(&self.failed).into_iter().flatten();
        self.usual = report.chain(failed).cloned().collect();
        let is_other = |key, file: &Path| settings.value(key).is_some_and(|named| !same_file(Path::new(named), file));
        let is_others = is_other("recipients", &self.merge.recipients) || is_other("template", &self.merge.template);
        if self.merge.send_to.is_some() || is_others {
            self.report.retain(|file| !self.usual.contains(file));
            self.failed.take_if(|file| self.usual.contains(file));
            self.spared.clone_from(&self.usual);
            self.ledger.take_if(|file| !is_typed("ledger") && file != Path::new("none"));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RetryArg {
    /// The server said no
    Refused,
    /// The server said later, as often as it was tried
    Deferred,
    /// Sent, and no reply came: they may get it twice
    InDoubt,
}

pub(super) fn window(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| (1..=4096).contains(number)).ok_or_else(|| "a number from 1 to 4096".to_owned())
}
