//! What is about to happen, and the question whether it is meant to.

use std::io::{self, IsTerminal};

use anyhow::{Context, bail};
use jiff::Zoned;
use unicode_width::UnicodeWidthStr;

use super::args::SendArgs;
use super::forecast::Forecast;
use super::output::{confirmed, note};
use super::pace::Pace;
use super::preflight_words::facts;
use super::send::rate;
use super::words::{Noun, comma, fill, number, say, span};
use crate::batch::{Preflight, Sessions};
use crate::net::Server;
use crate::smtp::TlsMode;

/// Columns that a label and what is behind it take.
const LABEL: usize = 10;

/// Shows what is about to happen and asks whether it is meant; if not, says so. Without a terminal nobody can be asked.
///
/// # Errors
/// There is no terminal, or the answer cannot be read.
pub(super) fn confirm(
    found: &Preflight,
    server: &Server,
    pace: &Pace,
    forecast: &Forecast,
    args: &SendArgs,
) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        bail!("nobody to ask whether to send: standard input is no terminal. Give --yes.");
    }
    let is_meant = ask(found, server, pace, forecast, args)?;
    if !is_meant {
        note(say("Nothing was sent."));
    }
    Ok(is_meant)
}

fn ask(found: &Preflight, server: &Server, pace: &Pace, forecast: &Forecast, args: &SendArgs) -> anyhow::Result<bool> {
    let (Some(first), Some(last)) = (&found.first, &found.last) else { return Ok(false) };
    tell(say("From:"), &first.from);
    tell(say("Subject:"), first.subject.as_deref().unwrap_or(say("(none)")));
    match first.to == last.to {
        true => tell(say("To:"), first.to.as_str()),
        false => tell(say("To:"), &format!("{} … {}", first.to, last.to)),
    }
    let login = if server.credentials.is_none() { say(", no login") } else { "" };
    tell(say("Server:"), &format!("{} ({}{login})", server.label(), say(encryption(server.tls_mode))));
    let sessions = match pace.sessions {
        Sessions::Auto => say("as many sessions as are of use").to_owned(),
        Sessions::AtMost(most) => number(most as u64, Noun::Session),
    };
    let pace = Pace { rate: rate(args, pace, found), ..pace.clone() }.words();
    tell("", &fill("{sessions}, {pace}", &[("sessions", &sessions), ("pace", &pace)]));
    tell(say("Duration:"), &forecast.to_string());
    if let Some(when) = when(args) {
        tell(say("When:"), &when);
    }
    if let Some(to) = &args.merge.send_to {
        let is_for_more = found.messages > 1 && args.merge.limit.is_none();
        let messages = number(found.messages, Noun::Message);
        let parts = [("messages", messages.as_str()), ("to", &to.to_string())];
        let limit = if is_for_more { say(" For one alone, add --limit 1.") } else { "" };
        tell(say("Trial:"), &(fill("{messages} to {to}, and to nobody else.", &parts) + limit));
    }
    if found.faulty > 0 {
        tell(say("Skipped:"), &number(found.faulty, Noun::FaultyRow));
    }
    note(&facts(found));
    confirmed(say("Send?")).context("the answer cannot be read")
}

/// How a connection is secured, in English.
pub(super) fn encryption(mode: TlsMode) -> &'static str {
    match mode {
        TlsMode::Implicit => "TLS",
        TlsMode::StartTls => "STARTTLS",
        TlsMode::None => "not encrypted",
    }
}

fn tell(label: &str, text: &str) {
    note(&format!("{label}{:width$}{text}", "", width = LABEL.saturating_sub(label.width())));
}

/// When a batch is sent that does not go at once and in one.
fn when(args: &SendArgs) -> Option<String> {
    let canary =
        args.canary.map(|first| fill("{first} first, then it asks", &[("first", &number(first, Noun::Message))]));
    let at = args.at.as_ref().filter(|at| **at > Zoned::now());
    let at = at.map(|at| fill("from {time} on", &[("time", &at.strftime("%Y-%m-%d %H:%M %Z").to_string())]));
    let spread = args.spread.map(|time| fill("spread over {time}", &[("time", &span(time))]));
    let zone = Zoned::now().strftime("%Z").to_string();
    let quiet = args.quiet_hours.map(|hours| fill("nothing in {hours}", &[("hours", &format!("{hours} {zone}"))]));
    let parts: Vec<_> = [canary, at, spread, quiet].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(comma()))
}
