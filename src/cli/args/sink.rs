//! `mailshot sink`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueHint};

use super::TlsArg;
use super::values::{duration, socket};
use crate::sink::Pattern;

#[derive(Debug, Args)]
#[command(after_help = "\
It relays nothing. When it is ready it prints 'listening on ADDRESS'; when it is stopped, its counts as JSON.
Example: mailshot sink --listen 127.0.0.1:2525 --user anna --password secret --dir mail")]
pub(in crate::cli) struct SinkArgs {
    /// The address to listen on; port 0 = any free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:2525", value_parser = socket)]
    pub(in crate::cli) listen: SocketAddr,

    /// What to offer
    #[arg(long, value_enum, value_name = "MODE", default_value_t = TlsArg::None)]
    pub(in crate::cli) tls: TlsArg,

    /// Write the certificate that clients are to trust (their --ca-file)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) certificate_out: Option<PathBuf>,

    /// Require this login; without it there is no AUTH
    #[arg(long, value_name = "NAME", requires = "password")]
    pub(in crate::cli) user: Option<String>,

    /// The login's password: one made up for the test
    #[arg(long, value_name = "PASSWORD", requires = "user")]
    pub(in crate::cli) password: Option<String>,

    /// Keep mail in this Maildir; without it mail is only counted
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) dir: Option<PathBuf>,

    /// The largest message, in bytes
    #[arg(long, value_name = "OCTETS", default_value_t = 50 << 20)]
    pub(in crate::cli) max_size: u64,

    /// Refuse these recipients with 550: '*@bad.example' (repeatable)
    #[arg(long, value_name = "PATTERN", value_parser = refuse_pattern, help_heading = "Misbehaviour")]
    pub(in crate::cli) refuse: Vec<Pattern>,

    /// Defer these recipients with 451, so many times: '*@slow.example:2' (repeatable)
    #[arg(long, value_name = "PATTERN[:TIMES]", value_parser = defer_pattern, help_heading = "Misbehaviour")]
    pub(in crate::cli) defer: Vec<Pattern>,

    /// Replies leave so much later: a round trip time
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = duration, help_heading = "Misbehaviour")]
    pub(in crate::cli) latency: Duration,

    /// Drop a connection without a word after so many messages
    #[arg(long, value_name = "N", help_heading = "Misbehaviour")]
    pub(in crate::cli) drop_after: Option<u64>,

    /// Leave extensions away, with commas between them; without EHLO the sink knows only HELO (repeatable)
    #[arg(
        long,
        value_name = "KEYWORDS",
        value_delimiter = ',',
        ignore_case = true,
        value_parser = ["PIPELINING", "CHUNKING", "8BITMIME", "SMTPUTF8", "SIZE", "ENHANCEDSTATUSCODES", "EHLO"],
        help_heading = "Misbehaviour"
    )]
    pub(in crate::cli) without: Vec<String>,

    /// No line per event on standard error
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(in crate::cli) quiet: bool,
}

fn refuse_pattern(text: &str) -> Result<Pattern, String> {
    Pattern::parse(text, false).map_err(|error| error.to_string())
}

fn defer_pattern(text: &str) -> Result<Pattern, String> {
    Pattern::parse(text, true).map_err(|error| error.to_string())
}
