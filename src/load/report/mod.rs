//! A run told: as a table ([`Report`]'s `Display`), JSON, CSV, and a page with charts.
//!
//! One [`Report`] is made when the run has ended; each format is a pure function of it. What the server has said is text from
//! outside: `failures.rs` has taken out what steers a terminal, the formats take out what means something to them.

mod csv;
mod page;
mod text;
mod verdict;
mod words;

use std::fmt;
use std::time::SystemTime;

use serde::{Serialize, Serializer};

pub use self::verdict::Verdict;
use super::{Checked, Condition, End, Measured, Options};
use crate::rate::Rate;
use crate::report::{LatencyTable, ms, phase_name};

/// Points of the distribution for each factor of ten.
const POINTS: u32 = 10;

/// What was asked for, for whoever reads the report later.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// `host:port`.
    pub server: String,
    /// `TLS`, `STARTTLS` or `not encrypted`.
    pub encryption: &'static str,
    /// Whether each session logs in.
    pub login: bool,
    /// What the messages hold.
    #[serde(serialize_with = "shown")]
    pub content: Content,
    /// When it began.
    #[serde(serialize_with = "rfc3339")]
    pub started: SystemTime,
}

/// What the messages of a run hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// What this template renders, by its file.
    Template(String),
    /// Random text of so many octets (`2k..50k`), the same for the same seed.
    Random {
        /// The octets, as they were asked for.
        size: String,
        /// The seed.
        seed: u64,
    },
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(file) => f.write_str(file),
            Self::Random { size, seed } => write!(f, "{size} bytes, seed {seed}"),
        }
    }
}

fn shown<S: Serializer>(content: &Content, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(content)
}

/// All that is to be told of a run. Serialised, it is the JSON format; times are in milliseconds where the name says so.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    version: &'static str,
    #[serde(flatten)]
    settings: Settings,
    plan: Plan,
    end: &'static str,
    why: Option<String>,
    /// `None` = the run did not finish: nothing is known of what it would have come to.
    verdict: Option<Verdict>,
    /// All that were due: accepted and failed.
    messages: u64,
    accepted: u64,
    failed: u64,
    /// Of the failed, as the two that follow.
    in_doubt: u64,
    unsent: u64,
    cut_off: u64,
    octets: u64,
    seconds: f64,
    messages_per_second: f64,
    octets_per_second: f64,
    sessions: SessionCounts,
    /// Whether the latency of a message counts from when the rate meant it to start.
    corrected: bool,
    latencies: LatencyTable,
    errors: Vec<ErrorKind>,
    errors_not_listed: u64,
    conditions: Vec<Checked>,
    /// Whether any message that was not accepted fails the run: no condition says how many are too many.
    #[serde(skip)]
    takes_no_errors: bool,
    interval_seconds: f64,
    intervals: Vec<Point>,
    distribution: Vec<Quantile>,
}

/// [`Options`] for a reader.
#[derive(Debug, Clone, Serialize)]
struct Plan {
    count: Option<u64>,
    duration_seconds: Option<f64>,
    messages_per_second: Option<f64>,
    sessions: usize,
    ramp_seconds: f64,
    messages_per_session: Option<u64>,
    window: usize,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct SessionCounts {
    opened: u64,
    not_opened: u64,
    lost: u64,
}

#[derive(Debug, Clone, Serialize)]
struct ErrorKind {
    count: u64,
    /// `message`, or `session` where none was concerned.
    of: &'static str,
    phase: Option<&'static str>,
    code: Option<u16>,
    enhanced: Option<String>,
    text: String,
}

/// What was settled in an interval. The last one is shorter than the others.
#[derive(Debug, Clone, Copy, Serialize)]
struct Point {
    /// Its beginning.
    seconds: f64,
    length: f64,
    accepted: u64,
    failed: u64,
    octets: u64,
    p50_ms: Option<f64>,
    p99_ms: Option<f64>,
}

/// So large a share of the messages took no longer.
#[derive(Debug, Clone, Copy, Serialize)]
struct Quantile {
    share: f64,
    message_ms: f64,
    service_ms: f64,
}

impl Report {
    /// What a run came to.
    #[must_use]
    pub fn new(
        settings: Settings,
        options: &Options,
        measured: &Measured,
        end: &End,
        conditions: &[Condition],
    ) -> Self {
        let checked: Vec<_> = conditions.iter().map(|condition| condition.check(measured)).collect();
        let takes_no_errors = !conditions.iter().any(Condition::is_about_errors);
        let is_bad = checked.iter().any(|condition| condition.failed) || takes_no_errors && measured.failed > 0;
        let (end, why, verdict) = match end {
            End::Finished if is_bad => ("finished", None, Some(Verdict::Failed)),
            End::Finished => ("finished", None, Some(Verdict::Passed)),
            End::NoSession(why) => ("no-session", Some(why.clone()), Some(Verdict::Failed)),
            End::Interrupted => ("interrupted", None, None),
            End::LoginRefused { why, .. } => ("login-refused", Some(why.clone()), None),
            End::Stopped(why) => ("stopped", Some(why.clone()), None),
        };
        let corrected = options.rate.is_some();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            settings,
            plan: Plan::of(options),
            end,
            why,
            verdict,
            messages: measured.messages(),
            accepted: measured.accepted,
            failed: measured.failed,
            in_doubt: measured.in_doubt,
            unsent: measured.unsent,
            cut_off: measured.cut_off,
            octets: measured.octets,
            seconds: measured.elapsed.as_secs_f64(),
            messages_per_second: measured.rate(),
            octets_per_second: measured.octet_rate(),
            sessions: SessionCounts { opened: measured.opened, not_opened: measured.unopened, lost: measured.lost },
            corrected,
            latencies: latencies(measured, corrected),
            errors: errors(measured),
            errors_not_listed: measured.failures.others(),
            conditions: checked,
            takes_no_errors,
            interval_seconds: measured.timeline.length().as_secs_f64(),
            intervals: points(measured),
            distribution: distribution(measured),
        }
    }

    /// Whether a file that begins so is such a report, in whichever format but the page's ([`crate::report::is_own`]).
    #[must_use]
    pub fn is_own(start: &str) -> bool {
        let json = start.starts_with("{\n  \"version\": ") && start.contains("\n  \"plan\": {");
        json || start.starts_with(&csv::COLUMNS.join(",")) || start.contains(text::LATENCY)
    }

    /// One JSON object.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("every key is a text and every number finite")
    }
}

impl Plan {
    fn of(options: &Options) -> Self {
        Self {
            count: options.count,
            duration_seconds: options.duration.map(|duration| duration.as_secs_f64()),
            messages_per_second: options.rate.map(Rate::per_second),
            sessions: options.sessions,
            ramp_seconds: options.ramp.as_secs_f64(),
            messages_per_session: options.messages_per_session,
            window: options.window,
        }
    }
}

impl ErrorKind {
    /// `rcpt 550 5.1.1`.
    fn place(&self) -> String {
        let phase = self.phase.map(str::to_owned);
        [phase, self.code.map(|code| code.to_string()), self.enhanced.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Of the whole message first, then of its phases.
fn latencies(measured: &Measured, corrected: bool) -> LatencyTable {
    let mut table = LatencyTable::default();
    table.add("message", &measured.latency);
    if corrected {
        table.add("service", &measured.service);
    }
    table.add_phases(&measured.phases);
    table
}

fn errors(measured: &Measured) -> Vec<ErrorKind> {
    let told = |(kind, count): (&super::failures::Kind, u64)| ErrorKind {
        count,
        of: if kind.of_message { "message" } else { "session" },
        phase: kind.phase.map(phase_name),
        code: kind.code,
        enhanced: kind.enhanced.clone(),
        text: kind.text.clone(),
    };
    measured.failures.sorted().into_iter().map(told).collect()
}

fn points(measured: &Measured) -> Vec<Point> {
    let length = measured.timeline.length().as_secs_f64();
    let end = measured.elapsed.as_secs_f64();
    let point = |(index, interval): (usize, &super::timeline::Interval)| Point {
        seconds: index as f64 * length,
        length: (end - index as f64 * length).clamp(0.0, length),
        accepted: interval.accepted,
        failed: interval.failed,
        octets: interval.octets,
        p50_ms: interval.latency.as_ref().map(|latency| ms(latency.quantile(0.5))),
        p99_ms: interval.latency.as_ref().map(|latency| ms(latency.quantile(0.99))),
    };
    measured.timeline.intervals().iter().enumerate().map(point).collect()
}

/// Closer and closer to 1, as far as there are messages to tell apart, and 1 itself.
fn distribution(measured: &Measured) -> Vec<Quantile> {
    let count = measured.latency.count();
    let point = |share: f64| Quantile {
        share,
        message_ms: ms(measured.latency.quantile(share)),
        service_ms: ms(measured.service.quantile(share)),
    };
    let of_ten = |step: u32| 10_f64.powf(f64::from(step) / f64::from(POINTS));
    let below = (0..).map(of_ten).take_while(|one_in| *one_in < count as f64).map(|one_in| point(1.0 - 1.0 / one_in));
    below.chain((count > 0).then(|| point(1.0))).collect()
}

fn rfc3339<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&timestamp(*time))
}

/// `2026-11-23T08:00:00Z`; empty where the clock is out of all bounds.
fn timestamp(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(|_| String::new(), |time| format!("{time:.0}"))
}

#[cfg(test)]
mod tests;
