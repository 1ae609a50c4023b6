//! What can be typed behind `mailshot load`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, ValueHint};

use super::ServerArgs;
use super::values::{duration, mailbox};
use crate::load::{Condition, Recipients, Sizes};
use crate::mail::Mailbox;
use crate::rate::Rate;

#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("end").args(["count", "duration"]).multiple(true).required(true)),
    after_help = "\
Example, as many as the server takes:
  mailshot load -s 127.0.0.1:2525 --tls none --count 10000 --sessions 16
Example, a schedule for a pipeline, with a page of charts:
  mailshot load -s 127.0.0.1:587 -u anna --rate 100/s --duration 60s \\
    --report load.html --fail-if 'p99>200ms' --fail-if 'errors>0.1%'

With --rate a message's latency counts from when the rate means it to start, so that the messages a stalled server keeps \
waiting are in the figures (corrected for coordinated omission); 'service' counts from when it did start. \
Those that were due when --duration is over still start, for as long again but at most 10 s; one that then has not is an error, \
and its latency is its wait. \
Nothing is tried again: what is not accepted is counted, by phase and code.

Exit codes: 0 all accepted, 1 some were not, a --fail-if holds (one about errors decides alone how many are too many) \
or no session was open at the end of --duration, 2 usage (nothing was sent), 75 stopped before the end, 77 login refused, 130 interrupted"
)]
pub(in crate::cli) struct LoadArgs {
    #[command(flatten)]
    pub(in crate::cli) server: ServerArgs,

    /// The server is not on this machine, and is mine, or its owner has agreed
    #[arg(long, help_heading = "Server")]
    pub(in crate::cli) i_am_allowed: bool,

    /// Stop after so many messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Pace")]
    pub(in crate::cli) count: Option<u64>,

    /// Go on for so long; with --count, whichever comes first
    #[arg(long, value_name = "TIME", value_parser = some_time, help_heading = "Pace")]
    pub(in crate::cli) duration: Option<Duration>,

    /// Start messages on a schedule, whether the server keeps up or not: 100/s, 30/min
    #[arg(long, value_name = "RATE", help_heading = "Pace")]
    pub(in crate::cli) rate: Option<Rate>,

    /// Sessions at the same time
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=4096), help_heading = "Pace")]
    pub(in crate::cli) sessions: u16,

    /// Open the sessions evenly over so long; the rate grows with them
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = duration, help_heading = "Pace")]
    pub(in crate::cli) ramp: Duration,

    /// A new session after so many messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Pace")]
    pub(in crate::cli) messages_per_session: Option<u64>,

    /// Messages in flight on one session; with more than one, a message's latency includes its wait for those before it
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Pace")]
    pub(in crate::cli) window: u16,

    /// From whom [default: the login if it is an address, else load@example.com]
    #[arg(long, value_name = "MAILBOX", value_parser = mailbox, help_heading = "Message")]
    pub(in crate::cli) from: Option<Mailbox>,

    /// To whom; n in braces stands for the message's number
    #[arg(long, value_name = "ADDR", default_value = "user{n}@example.com", help_heading = "Message")]
    pub(in crate::cli) recipient: Recipients,

    /// Bytes of a message, or a range that is drawn from: 4k, 2k..50k
    #[arg(long, value_name = "SIZE", default_value = "4k", help_heading = "Message")]
    pub(in crate::cli) size: Sizes,

    /// Draws the same sizes for the same seed
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Message")]
    pub(in crate::cli) seed: u64,

    /// Messages from a template, with the variables n and recipient; it needs no To
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["size", "seed"], value_hint = ValueHint::FilePath, help_heading = "Message")]
    pub(in crate::cli) template: Option<PathBuf>,

    /// Exit with 1 if this holds: 'p99>200ms', 'rcpt.p99>50ms', 'errors>0.1%', 'rate<100' (repeatable)
    #[arg(long, value_name = "CONDITION", help_heading = "Output")]
    pub(in crate::cli) fail_if: Vec<Condition>,

    /// Write a report: .txt, .json, .csv, or .html with charts (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(in crate::cli) report: Vec<PathBuf>,

    /// Write the SMTP dialog, without secrets and contents
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(in crate::cli) transcript: Option<PathBuf>,

    /// One JSON object on standard output instead of the summary
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) json: bool,

    /// No progress, no summary
    #[arg(short, long, help_heading = "Output")]
    pub(in crate::cli) quiet: bool,
}

fn some_time(text: &str) -> Result<Duration, String> {
    duration(text).and_then(|time| if time.is_zero() { Err("a time above zero".to_owned()) } else { Ok(time) })
}
