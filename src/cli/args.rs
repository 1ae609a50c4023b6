//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use encoding_rs::Encoding;

use super::load_args::LoadArgs;
use crate::batch::{Rate, RowRanges, Sessions, StopAfter, WINDOW};
use crate::mail::Mailbox;
use crate::sink::{Pattern, TlsOffer};
use crate::smtp::TlsMode;
use crate::smtp::auth::Choice;

/// Mail merge: a spreadsheet, a template, a mailbox; and afterwards you know exactly who got it.
#[derive(Debug, Parser)]
#[command(name = "mailshot", version, max_term_width = 100, after_help = "Try it without an account: mailshot demo")]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// See it all at once: a test server, sample mail through it, the report
    Demo(DemoArgs),
    /// Write a starter project: recipients.csv and announcement.md
    Init(InitArgs),
    /// Read, render and check every row; no network, no mail
    Check(CheckArgs),
    /// Check every row, then deliver
    Send(Box<SendArgs>),
    /// Tell what happened, from a ledger
    Report(ReportArgs),
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

/// Which rows, and what becomes of them: common to `check` and `send`.
#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// The recipients: a CSV or TSV file with a header line, - for standard input
    #[arg(value_name = "RECIPIENTS", value_hint = ValueHint::FilePath)]
    pub(super) recipients: PathBuf,

    /// The message: header fields, an empty line, the body (.txt, .html or .md)
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) template: PathBuf,

    /// Overrides the template's From: 'Anna <anna@example.org>'
    #[arg(long, value_name = "MAILBOX", value_parser = mailbox, help_heading = "Message")]
    pub(super) from: Option<Mailbox>,

    /// A trial: everything goes to this address alone
    #[arg(long, value_name = "ADDR", value_parser = mailbox, help_heading = "Message")]
    pub(super) send_to: Option<Mailbox>,

    /// Only the first N of the selected rows
    #[arg(long, value_name = "N", help_heading = "Rows")]
    pub(super) limit: Option<u64>,

    /// Only these rows, counted from 1: 5-20 or 1-3,10-
    #[arg(long, value_name = "ROWS", help_heading = "Rows")]
    pub(super) rows: Option<RowRanges>,

    /// Only rows for which this holds: 'class == "3A"'
    #[arg(long = "where", value_name = "EXPR", help_heading = "Rows")]
    pub(super) condition: Option<String>,

    /// Of rows that say the same, only the first
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Rows")]
    pub(super) dedupe: Option<DedupeArg>,

    /// The file's delimiter: one character, or 'tab' [default: found]
    #[arg(long, value_name = "CHAR", value_parser = delimiter, help_heading = "Rows")]
    pub(super) delimiter: Option<u8>,

    /// The file's charset: utf-8, gb18030 … [default: found]
    #[arg(long, value_name = "NAME", value_parser = encoding, help_heading = "Rows")]
    pub(super) encoding: Option<&'static Encoding>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: mailshot check class.csv -t announcement.md")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) merge: MergeArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example, a trial to yourself first:
  mailshot send class.csv -t announcement.md -s smtp.163.com -u me@163.com --limit 1 --send-to me@163.com
Example, with a report and the rows that failed as a file to send again:
  mailshot send class.csv -t announcement.md -s smtp.163.com -u me@163.com --report report.csv --failed failed.csv

Interrupted, or the power failed? The same command again goes on where it stopped.

Exit codes: 0 every recipient accepted, 1 some were not, 2 usage or input (nothing was sent),
75 stopped before the end, 77 login refused, 130 interrupted")]
pub(super) struct SendArgs {
    #[command(flatten)]
    pub(super) merge: MergeArgs,

    /// Do not ask before sending
    #[arg(short, long)]
    pub(super) yes: bool,

    #[command(flatten)]
    pub(super) server: ServerArgs,

    /// Sessions at the same time; auto: as many as are of use, 1 to 16
    #[arg(long, value_name = "N|auto", default_value = "2", value_parser = sessions, help_heading = "Pace")]
    pub(super) sessions: Sessions,

    /// A new session after so many messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Pace")]
    pub(super) messages_per_session: Option<u64>,

    /// Messages begun and not answered on one session; so many are in doubt if this is killed. More is faster over
    /// long distances, where the server offers CHUNKING
    #[arg(long, value_name = "N", default_value_t = WINDOW, value_parser = window, help_heading = "Pace")]
    pub(super) window: usize,

    /// No faster than this, all sessions together: 30/min, 2/s, 500/day
    #[arg(long, value_name = "RATE", help_heading = "Pace")]
    pub(super) rate: Option<Rate>,

    /// No more logins than this, all sessions together: 5/min
    #[arg(long, value_name = "RATE", help_heading = "Pace")]
    pub(super) logins: Option<Rate>,

    /// No more recipients than this in any 24 hours, by this login: counted across runs
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Pace")]
    pub(super) daily_limit: Option<u64>,

    /// Stop after so many refused recipients in a row (50), or with more than such a share of all (20%)
    #[arg(long, value_name = "N|P%", help_heading = "Pace")]
    pub(super) stop_after_refusals: Option<StopAfter>,

    /// Tries per message when the server says "later"
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Pace")]
    pub(super) attempts: u32,

    /// The first wait before another try; then twice as long each time
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration, help_heading = "Pace")]
    pub(super) retry_wait: Duration,

    /// Send the sound rows even if others are faulty
    #[arg(long, help_heading = "Rows")]
    pub(super) skip_faulty: bool,

    /// Where the state of the batch is kept, 'none' = nowhere [default: LIST.TEMPLATE.ledger beside the list]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Ledger")]
    pub(super) ledger: Option<PathBuf>,

    /// Try these again: refused, deferred or in-doubt (repeatable)
    #[arg(long, value_enum, value_name = "OUTCOME", hide_possible_values = true, help_heading = "Ledger")]
    pub(super) retry: Vec<RetryArg>,

    /// Deliver the whole list anew, as another batch: also to those who got it
    #[arg(long, conflicts_with = "retry", help_heading = "Ledger")]
    pub(super) again: bool,

    /// Write a report, one line per recipient: .csv, .json or .jsonl (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(super) report: Vec<PathBuf>,

    /// Write the rows that did not get through, ready to be sent again
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(super) failed: Option<PathBuf>,

    /// Write the SMTP dialog, without secrets and contents
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(super) transcript: Option<PathBuf>,

    /// Events as JSON lines on standard output
    #[arg(long, help_heading = "Output")]
    pub(super) json: bool,

    /// No progress, no summary
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,

    /// A line for every recipient, and at the end how long the server's replies took
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Server")]
pub(super) struct ServerArgs {
    /// The submission server; without a port 465 (starttls: 587)
    #[arg(short, long, value_name = "HOST[:PORT]", value_parser = host_port)]
    pub(super) server: HostPort,

    /// implicit, starttls or none [default: implicit on port 465, otherwise starttls]
    #[arg(long, value_enum, value_name = "MODE", hide_possible_values = true)]
    pub(super) tls: Option<TlsArg>,

    /// The login; without it no AUTH. The password comes from MAILSHOT_PASSWORD, one of the options below, or a prompt
    #[arg(short, long, value_name = "NAME")]
    pub(super) user: Option<String>,

    /// Read the password from the first line of a file
    #[arg(long, value_name = "FILE", conflicts_with = "password_command", requires = "user", value_hint = ValueHint::FilePath)]
    pub(super) password_file: Option<PathBuf>,

    /// Read the password from the first line a command prints
    #[arg(long, value_name = "COMMAND", requires = "user")]
    pub(super) password_command: Option<String>,

    /// plain, login, cram-md5, scram-sha-256, xoauth2, oauthbearer, or auto: the strongest that is offered
    #[arg(long, value_enum, value_name = "MECHANISM", default_value_t = AuthArg::Auto, hide_possible_values = true)]
    pub(super) auth: AuthArg,

    /// Trust the certificates in this PEM file too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) ca_file: Option<PathBuf>,

    /// Believe any certificate: anybody on the way can read the password and the mail
    #[arg(long)]
    pub(super) danger_accept_invalid_certs: bool,

    /// Send the password unencrypted to a server that is not on this machine
    #[arg(long)]
    pub(super) allow_plaintext_auth: bool,

    /// The longest wait for any one reply [default: by RFC 5321, minutes]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) timeout: Option<Duration>,

    /// The name in EHLO [default: this machine's]
    #[arg(long, value_name = "NAME", value_parser = client_name)]
    pub(super) helo: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DedupeArg {
    /// The same (first) address
    Address,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RetryArg {
    /// The server said no
    Refused,
    /// The server said later, as often as it was tried
    Deferred,
    /// Sent, and no reply came: they may get it twice
    InDoubt,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: mailshot report class.announcement.ledger --report report.csv")]
pub(super) struct ReportArgs {
    /// The ledger of a batch
    #[arg(value_name = "LEDGER", value_hint = ValueHint::FilePath)]
    pub(super) ledger: PathBuf,

    /// Write a report, one line per recipient: .csv, .json or .jsonl (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) report: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TlsArg {
    /// TLS from the first octet
    Implicit,
    /// STARTTLS, required
    Starttls,
    /// No encryption
    None,
}

impl From<TlsArg> for TlsMode {
    fn from(arg: TlsArg) -> Self {
        match arg {
            TlsArg::Implicit => Self::Implicit,
            TlsArg::Starttls => Self::StartTls,
            TlsArg::None => Self::None,
        }
    }
}

impl From<TlsArg> for TlsOffer {
    fn from(arg: TlsArg) -> Self {
        match arg {
            TlsArg::Implicit => Self::Implicit,
            TlsArg::Starttls => Self::StartTls,
            TlsArg::None => Self::None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AuthArg {
    /// The strongest that is offered
    Auto,
    Plain,
    Login,
    CramMd5,
    #[value(name = "scram-sha-256")]
    ScramSha256,
    /// The password is an access token
    Xoauth2,
    /// The password is an access token
    Oauthbearer,
}

impl From<AuthArg> for Choice {
    fn from(arg: AuthArg) -> Self {
        match arg {
            AuthArg::Auto => Self::Auto,
            AuthArg::Plain => Self::Plain,
            AuthArg::Login => Self::Login,
            AuthArg::CramMd5 => Self::CramMd5,
            AuthArg::ScramSha256 => Self::ScramSha256,
            AuthArg::Xoauth2 => Self::XOAuth2,
            AuthArg::Oauthbearer => Self::OAuthBearer,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Where to put the mail, the reports and the dialog
    #[arg(long, value_name = "DIR", default_value = "mailshot-demo", value_hint = ValueHint::DirPath)]
    pub(super) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder; made if it is not there
    #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(super) dir: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It relays nothing. When it is ready it prints 'listening on ADDRESS'; when it is stopped, its counts as JSON.
Example: mailshot sink --listen 127.0.0.1:2525 --user anna --password secret --dir mail")]
pub(super) struct SinkArgs {
    /// The address to listen on; port 0 = any free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:2525")]
    pub(super) listen: SocketAddr,

    /// What to offer
    #[arg(long, value_enum, value_name = "MODE", default_value_t = TlsArg::None)]
    pub(super) tls: TlsArg,

    /// Write the certificate that clients are to trust (their --ca-file)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) certificate_out: Option<PathBuf>,

    /// Require this login; without it there is no AUTH
    #[arg(long, value_name = "NAME", requires = "password")]
    pub(super) user: Option<String>,

    /// The login's password: one made up for the test
    #[arg(long, value_name = "PASSWORD", requires = "user")]
    pub(super) password: Option<String>,

    /// Keep mail in this Maildir; without it mail is only counted
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) dir: Option<PathBuf>,

    /// The largest message, in octets
    #[arg(long, value_name = "OCTETS", default_value_t = 50 << 20)]
    pub(super) max_size: u64,

    /// Refuse these recipients with 550: '*@bad.example' (repeatable)
    #[arg(long, value_name = "PATTERN", value_parser = refuse_pattern, help_heading = "Misbehaviour")]
    pub(super) refuse: Vec<Pattern>,

    /// Defer these recipients with 451, so many times: '*@slow.example:2' (repeatable)
    #[arg(long, value_name = "PATTERN[:TIMES]", value_parser = defer_pattern, help_heading = "Misbehaviour")]
    pub(super) defer: Vec<Pattern>,

    /// Replies leave so much later: a round trip time
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = duration, help_heading = "Misbehaviour")]
    pub(super) latency: Duration,

    /// Drop a connection without a word after so many messages
    #[arg(long, value_name = "N", help_heading = "Misbehaviour")]
    pub(super) drop_after: Option<u64>,

    /// Leave extensions away, with commas between them; without EHLO the sink knows only HELO (repeatable)
    #[arg(
        long,
        value_name = "KEYWORDS",
        value_delimiter = ',',
        ignore_case = true,
        value_parser = ["PIPELINING", "CHUNKING", "8BITMIME", "SMTPUTF8", "SIZE", "ENHANCEDSTATUSCODES", "EHLO"],
        help_heading = "Misbehaviour"
    )]
    pub(super) without: Vec<String>,

    /// No line per event on standard error
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(super) quiet: bool,
}

/// A server as it is typed; `port` is `None` where it was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostPort {
    pub(super) host: String,
    pub(super) port: Option<u16>,
}

fn host_port(text: &str) -> Result<HostPort, String> {
    if let Some((_, rest)) = text.split_once("://") {
        return Err(format!("it is no URL: write {rest}, and how it is secured with --tls"));
    }
    let bad = |why: &str| Err(format!("{why}: write HOST, HOST:PORT, or [ADDRESS]:PORT for IPv6"));
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, "")) => (host, None),
            Some((host, port)) => match port.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None => return bad("there is something between ] and the port"),
            },
            None => return bad("a closing ] is missing"),
        },
        // More than one colon and no brackets: an IPv6 address without a port.
        None if text.matches(':').count() > 1 => (text, None),
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
        return bad("the host name is missing or holds blanks or slashes");
    }
    let port = match port.map(str::parse) {
        None => None,
        Some(Ok(0) | Err(_)) => return bad("the port is not a number from 1 to 65535"),
        Some(Ok(port)) => Some(port),
    };
    Ok(HostPort { host: host.to_owned(), port })
}

pub(super) fn mailbox(text: &str) -> Result<Mailbox, String> {
    Mailbox::parse(text).map_err(|error| error.to_string())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"TAB" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n') => {
            Ok(*byte)
        }
        _ => Err("one ASCII character that is no letter, digit or quote, or 'tab'".to_owned()),
    }
}

fn encoding(text: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(text.as_bytes())
        .ok_or_else(|| "no such charset; utf-8, gb18030, big5, shift_jis, windows-1252 are some".to_owned())
}

fn sessions(text: &str) -> Result<Sessions, String> {
    match text.parse() {
        Ok(number @ 1..=4096) => Ok(Sessions::AtMost(number)),
        _ if text == "auto" => Ok(Sessions::Auto),
        _ => Err("a number from 1 to 4096, or auto".to_owned()),
    }
}

fn window(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| (1..=4096).contains(number)).ok_or_else(|| "a number from 1 to 4096".to_owned())
}

/// `30s`, `5m`, `1h 30m`; a bare number is seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    text.parse::<jiff::SignedDuration>()
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .ok_or_else(|| "a time such as 30s, 5m or 1h 30m".to_owned())
}

fn client_name(text: &str) -> Result<String, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err("a domain name or an address in brackets, without blanks".to_owned())
    }
}

fn refuse_pattern(text: &str) -> Result<Pattern, String> {
    Pattern::parse(text, false).map_err(|error| error.to_string())
}

fn defer_pattern(text: &str) -> Result<Pattern, String> {
    Pattern::parse(text, true).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn servers_are_read() {
        for (text, host, port) in [
            ("smtp.163.com", "smtp.163.com", None),
            ("smtp.163.com:994", "smtp.163.com", Some(994)),
            ("127.0.0.1:2525", "127.0.0.1", Some(2525)),
            ("::1", "::1", None),
            ("[::1]:2525", "::1", Some(2525)),
            ("[::1]", "::1", None),
        ] {
            assert_eq!(host_port(text), Ok(HostPort { host: host.to_owned(), port }), "{text}");
        }
        for text in ["", ":25", "host:", "host:0", "host:70000", "host:smtp", "[::1", "[::1]25", "a b", "smtp://host"] {
            assert!(host_port(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn times_are_read() {
        for (text, seconds) in [("30s", 30), ("30", 30), ("5m", 300), ("1h 30m", 5400), ("0", 0), ("0s", 0)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(duration("200ms"), Ok(Duration::from_millis(200)));
        for text in ["", "soon", "-1s", "5 apples"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn delimiters_are_read() {
        for (text, byte) in [(";", b';'), ("tab", b'\t'), ("\\t", b'\t'), ("\t", b'\t'), ("|", b'|')] {
            assert_eq!(delimiter(text), Ok(byte));
        }
        for text in ["", "a", "\"", ";;", "；", "\n"] {
            assert!(delimiter(text).is_err(), "{text:?}");
        }
    }
}
