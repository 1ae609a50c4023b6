//! What the terminal shows at the end.

use std::fmt;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

use super::Report;
use crate::load::units::octet_rate;

/// Kinds of errors that are shown.
const SHOWN: usize = 10;

const WIDTH: u16 = 80;

/// The heading of the table of times, and the line end before it.
pub(super) const LATENCY: &str = "\nLatency in milliseconds";

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.totals().trim_fmt())?;
        let from = if self.corrected { ", counted from when the rate meant each message to start" } else { "" };
        writeln!(f, "{LATENCY}{from}:\n{}", self.latencies)?;
        if !self.errors.is_empty() {
            writeln!(f, "\nErrors:\n{}", self.error_table().trim_fmt())?;
        }
        let hidden: u64 = self.errors.iter().skip(SHOWN).map(|error| error.count).sum::<u64>() + self.errors_not_listed;
        if hidden > 0 {
            writeln!(f, "and {hidden} of other kinds")?;
        }
        if self.unsent > 0 {
            let (unsent, due) = (self.unsent, self.messages);
            writeln!(
                f,
                "\n{unsent} of {due} messages that were due were never started. They count as errors, and among"
            )?;
            writeln!(f, "the times of 'message' with their wait until the end.")?;
            if self.end == "finished" {
                writeln!(f, "The server, or --sessions and --window, do not keep up with --rate.")?;
            }
        }
        self.write_verdict(f)
    }
}

impl Report {
    /// Where somebody has asked for one.
    fn write_verdict(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.conditions.is_empty() {
            return Ok(());
        }
        let Some(verdict) = self.verdict else {
            return writeln!(f, "\nNo verdict: the run did not finish.");
        };
        writeln!(f, "\nVerdict: {}", verdict.name())?;
        for condition in &self.conditions {
            writeln!(f, " {}: {condition}", if condition.failed { "failed" } else { "passed" })?;
        }
        if let Some(errors) = self.errors_too_many() {
            writeln!(f, " failed: {errors} not accepted, and no --fail-if says how many may be")?;
        }
        if self.end == "no-session" {
            writeln!(f, " failed: no session was open at the end")?;
        }
        Ok(())
    }

    fn totals(&self) -> Table {
        let mut table = table();
        let mut row = |name: &str, text: String| {
            table.add_row([name.to_owned(), text]);
        };
        row("server", format!("{}, {}", self.settings.server, self.connection()));
        row("accepted", self.accepted.to_string());
        let mut failed = vec![self.failed.to_string()];
        for (number, what) in [(self.in_doubt, "in doubt"), (self.unsent, "never started"), (self.cut_off, "cut off")] {
            if number > 0 {
                failed.push(format!("{number} of them {what}"));
            }
        }
        row("not accepted", failed.join(", "));
        row("sessions", self.sessions_told());
        if self.end != "finished" {
            row("ended", self.why.as_ref().map_or(self.end.to_owned(), |why| format!("{}: {why}", self.end)));
        }
        row("time", format!("{:.1} s", self.seconds));
        row("rate", format!("{:.1} messages/s, {}", self.messages_per_second, octet_rate(self.octets_per_second)));
        table
    }

    /// `STARTTLS, with login`.
    fn connection(&self) -> String {
        format!("{}, {}", self.settings.encryption, if self.settings.login { "with login" } else { "without login" })
    }

    /// `16 opened, 2 lost, 1 could not be opened`.
    fn sessions_told(&self) -> String {
        let mut text = format!("{} opened", self.sessions.opened);
        if self.sessions.lost > 0 {
            text += &format!(", {} lost", self.sessions.lost);
        }
        if self.sessions.not_opened > 0 {
            text += &format!(", {} could not be opened", self.sessions.not_opened);
        }
        text
    }

    fn error_table(&self) -> Table {
        let mut table = table();
        for error in self.errors.iter().take(SHOWN) {
            let text = format!("{} {}", error.place(), error.text);
            let count = Cell::new(error.count).set_alignment(CellAlignment::Right);
            table.add_row([count, Cell::new(error.of), Cell::new(text.trim())]);
        }
        table
    }
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table
}
