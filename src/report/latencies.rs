//! How long the server's replies took, phase by phase: as a table and as JSON.

use std::fmt;
use std::time::Duration;

use comfy_table::{Cell, CellAlignment, Table, presets};
use serde::{Serialize, Serializer};

use crate::net::{Distribution, Latencies, Percentiles};
use crate::smtp::Phase;

/// A line for each phase of which something was measured, in the order of a session.
///
/// `Display` is a table in milliseconds. Serialised, it is an object of objects: `{"rcpt": {"count": 120, "p50_ms": 1.2, …}}`.
#[derive(Debug, Clone, Default)]
pub struct LatencyTable(Vec<(&'static str, Latency)>);

/// A line of a [`LatencyTable`]. Serialised, the times are milliseconds: `mean_ms`, `p50_ms` … `max_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// Count and percentiles.
    pub times: Percentiles,
    /// The arithmetic mean.
    pub mean: Duration,
}

impl LatencyTable {
    /// Appends a line.
    pub fn add(&mut self, name: &'static str, distribution: &Distribution) {
        self.0.push((name, Latency { times: distribution.percentiles(), mean: distribution.mean() }));
    }

    /// Appends a line for each phase, by its [`phase_name`].
    pub fn add_phases(&mut self, latencies: &Latencies) {
        for phase in Phase::ALL {
            if let Some(distribution) = latencies.of(phase) {
                self.add(phase_name(phase), distribution);
            }
        }
    }

    /// The lines, each with its name.
    #[must_use]
    pub fn lines(&self) -> &[(&'static str, Latency)] {
        &self.0
    }
}

impl From<&Latencies> for LatencyTable {
    fn from(latencies: &Latencies) -> Self {
        let mut table = Self::default();
        table.add_phases(latencies);
        table
    }
}

impl fmt::Display for LatencyTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        table.add_row(["", "count", "mean", "p50", "p90", "p99", "p99.9", "max"].map(|title| right(title.to_owned())));
        for (name, latency) in &self.0 {
            let mut cells = vec![Cell::new(name), right(latency.times.count.to_string())];
            cells.extend(latency.figures().map(|(_, time)| right(measured(latency, time))));
            table.add_row(cells);
        }
        f.write_str(&table.trim_fmt())
    }
}

impl Serialize for LatencyTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, latency)| (name, latency)))
    }
}

impl Latency {
    /// Every time, by its name: `mean`, `p50`, `p90`, `p99`, `p99.9`, `max`.
    #[must_use]
    pub fn figures(&self) -> [(&'static str, Duration); 6] {
        let Percentiles { count: _, p50, p90, p99, p999, max } = self.times;
        [("mean", self.mean), ("p50", p50), ("p90", p90), ("p99", p99), ("p99.9", p999), ("max", max)]
    }
}

impl Serialize for Latency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Line {
            count: u64,
            mean_ms: f64,
            p50_ms: f64,
            p90_ms: f64,
            p99_ms: f64,
            p999_ms: f64,
            max_ms: f64,
        }
        let times = &self.times;
        let line = Line {
            count: times.count,
            mean_ms: ms(self.mean),
            p50_ms: ms(times.p50),
            p90_ms: ms(times.p90),
            p99_ms: ms(times.p99),
            p999_ms: ms(times.p999),
            max_ms: ms(times.max),
        };
        line.serialize(serializer)
    }
}

/// The name of a phase where times are told: `connect`, `tls`, … `end-of-data`, `quit`.
#[must_use]
pub fn phase_name(phase: Phase) -> &'static str {
    match phase {
        // What is measured begins where the content ends.
        Phase::Content => "end-of-data",
        phase => phase.name(),
    }
}

/// Milliseconds with as many decimals as mean something: `0.042`, `1.25`, `17.3`, `1234`.
#[must_use]
pub fn milliseconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        ..1.0 => format!("{ms:.3}"),
        1.0..10.0 => format!("{ms:.2}"),
        10.0..100.0 => format!("{ms:.1}"),
        _ => format!("{ms:.0}"),
    }
}

/// A time of a line as [`milliseconds`]; a dash where nothing was measured.
#[must_use]
pub fn measured(latency: &Latency, time: Duration) -> String {
    if latency.times.count == 0 { "–".to_owned() } else { milliseconds(time) }
}

/// Milliseconds to the microsecond.
#[must_use]
pub fn ms(time: Duration) -> f64 {
    time.as_micros() as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_or_so() {
        for (micros, text) in [(0, "0.000"), (42, "0.042"), (1_250, "1.25"), (17_340, "17.3"), (1_234_400, "1234")] {
            assert_eq!(milliseconds(Duration::from_micros(micros)), text);
        }
    }

    #[test]
    fn what_was_not_measured_has_no_times() {
        let mut table = LatencyTable::default();
        table.add("message", &Distribution::default());
        assert_eq!(table.to_string().lines().nth(1).map(|line| line.matches('–').count()), Some(6));
    }

    #[test]
    fn phases_are_told_as_a_table_and_as_an_object() {
        let mut latencies = Latencies::default();
        latencies.record(Phase::Content, Duration::from_millis(40));
        latencies.record(Phase::Mail, Duration::from_micros(500));
        latencies.record(Phase::Mail, Duration::from_micros(500));
        let table = LatencyTable::from(&latencies);
        let text = table.to_string();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["count", "mean", "p50", "p90", "p99", "p99.9", "max"]);
        assert_eq!(lines[1][..2], ["mail", "2"]);
        assert_eq!(lines[2][..2], ["end-of-data", "1"]);
        assert_eq!(lines.len(), 3);

        let json = serde_json::to_value(&table).unwrap();
        assert_eq!(json["mail"]["count"], 2);
        assert!((json["end-of-data"]["p999_ms"].as_f64().unwrap() - 40.0).abs() < 0.4, "{json}");
        let names: Vec<_> = json["mail"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["count", "max_ms", "mean_ms", "p50_ms", "p90_ms", "p999_ms", "p99_ms"]);
    }
}
