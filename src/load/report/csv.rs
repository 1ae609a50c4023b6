//! One figure in a line, by the names that conditions use.

use super::{Report, Verdict};
use crate::report::{ms, neutralised};

/// The header line.
pub(super) const COLUMNS: [&str; 4] = ["figure", "value", "unit", "text"];

impl Report {
    /// CSV: `figure,value,unit,text`, a line for each figure: `end` and `verdict`, `p99` and `rcpt.p99` in milliseconds, `errors`
    /// in messages, `error.rcpt.550` with the server's words, and each `condition` with what it found.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut rows = Rows(csv::Writer::from_writer(Vec::new()));
        rows.add(COLUMNS);
        rows.add(["end", self.end, "", &neutralised(self.why.as_deref().unwrap_or_default())]);
        rows.add(["verdict", self.verdict.map_or("none", Verdict::name), "", ""]);
        for condition in &self.conditions {
            let verdict = self.verdict_of(condition).map_or("none", Verdict::name);
            rows.add(["condition", verdict, "", &neutralised(&condition.to_string())]);
        }
        for (name, number) in [
            ("messages", self.messages),
            ("accepted", self.accepted),
            ("errors", self.failed),
            ("in-doubt", self.in_doubt),
            ("unsent", self.unsent),
            ("cut-off", self.cut_off),
        ] {
            rows.add([name, &number.to_string(), "messages", ""]);
        }
        for (name, number) in [
            ("sessions.opened", self.sessions.opened),
            ("sessions.not-opened", self.sessions.not_opened),
            ("sessions.lost", self.sessions.lost),
        ] {
            rows.add([name, &number.to_string(), "sessions", ""]);
        }
        rows.add(["octets", &self.octets.to_string(), "octets", ""]);
        rows.add(["time", &self.seconds.to_string(), "s", ""]);
        rows.add(["rate", &self.messages_per_second.to_string(), "messages/s", ""]);
        rows.add(["octet-rate", &self.octets_per_second.to_string(), "octets/s", ""]);
        for (name, latency) in self.latencies.lines() {
            let prefix = if *name == "message" { String::new() } else { format!("{name}.") };
            rows.add([&format!("{prefix}count"), &latency.times.count.to_string(), "", ""]);
            for (statistic, time) in latency.figures() {
                rows.add([&format!("{prefix}{statistic}"), &ms(time).to_string(), "ms", ""]);
            }
        }
        for error in &self.errors {
            let parts =
                [Some("error".to_owned()), error.phase.map(str::to_owned), error.code.map(|code| code.to_string())];
            let figure = parts.into_iter().flatten().collect::<Vec<_>>().join(".");
            let text = format!("{} {}", error.enhanced.as_deref().unwrap_or_default(), error.text);
            let unit = if error.of == "message" { "messages" } else { "sessions" };
            rows.add([&figure, &error.count.to_string(), unit, &neutralised(text.trim())]);
        }
        rows.text()
    }
}

struct Rows(csv::Writer<Vec<u8>>);

impl Rows {
    fn add(&mut self, cells: [&str; COLUMNS.len()]) {
        self.0.write_record(cells).expect("rows of the same length can be written into memory");
    }

    fn text(self) -> String {
        let octets = self.0.into_inner().expect("memory can be flushed");
        String::from_utf8(octets).expect("every cell was a text")
    }
}
