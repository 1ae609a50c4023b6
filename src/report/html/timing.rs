//! How long things took, as the page tells it.

use std::fmt::Write as _;
use std::time::Duration;

use super::{About, Facts};
use crate::delivery::Phrases;
use crate::net::{Distribution, Percentiles};
use crate::report::page::grouped;
use crate::report::{LatencyTable, milliseconds};

/// In a sentence; then of the whole message, which the ledger knows too, and phase by phase, where it was measured.
pub(super) fn latencies(facts: &Facts, about: &About, words: Phrases) -> String {
    let mut all = LatencyTable::default();
    if facts.elapsed.count() > 0 {
        all.add("whole message", &facts.elapsed);
    }
    let mut rows = String::new();
    for (name, latency) in all.lines().iter().chain(about.latencies.lines()) {
        let Percentiles { count, p50, p90, p99, p999: _, max } = latency.times;
        let name = if *name == "whole message" { words.say("whole message") } else { name };
        let _ = write!(rows, "<tr><th scope=\"row\">{name}</th><td>{}</td>", grouped(count));
        for time in [p50, p90, p99, max] {
            let _ = write!(rows, "<td>{}</td>", milliseconds(time));
        }
        rows.push_str("</tr>");
    }
    if rows.is_empty() {
        return format!("<p>{}</p>", words.say("Nothing was measured."));
    }
    let note = if about.latencies.lines().is_empty() {
        words.say("The steps are timed while mail is sent. This page was written afterwards, from the ledger.")
    } else {
        words
            .say("Each step: from the end of the question to the answer, in this run. The whole message: in every run.")
    };
    let heads = ["Step", "Count", "Half, ms (p50)", "90 %, ms (p90)", "99 %, ms (p99)", "Longest, ms"];
    let heads = heads.map(|head| format!("<th scope=\"col\">{}</th>", words.say(head))).concat();
    format!(
        "{}<details><summary>{}</summary><div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\"><table \
         class=\"numbers\"><caption>{}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div><p>{note}\
         </p></details>",
        in_a_sentence(&facts.elapsed, words),
        words.say("Step by step, for whoever runs the server"),
        words.say("How long it took"),
        words.say("How long the server took, in milliseconds"),
    )
}

/// How long a message took: for who has never heard of a percentile.
fn in_a_sentence(elapsed: &Distribution, words: Phrases) -> String {
    let Percentiles { count, p50, max, .. } = elapsed.percentiles();
    let (half, longest) = (short(p50, words), short(max, words));
    let parts = [("half", half.as_str()), ("longest", longest.as_str())];
    match count {
        0 => String::new(),
        1 => format!("<p>{}</p>", words.fill("The server took the message within {longest}.", &parts)),
        _ => {
            let told = words.fill(
                "The server took half of the messages within {half} each, and the slowest within {longest}.",
                &parts,
            );
            format!("<p>{told}</p>")
        }
    }
}

/// `0.02 s`, `1.5 s`, `2 min 5 s`.
fn short(time: Duration, words: Phrases) -> String {
    let seconds = words.say("s");
    match time.as_millis() {
        0..10 => format!("0.01 {seconds}"),
        10..1_000 => format!("{:.2} {seconds}", time.as_secs_f64()),
        1_000..10_000 => format!("{:.1} {seconds}", time.as_secs_f64()),
        _ => duration(time, words),
    }
}

/// `0.5 s`, `42 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`.
pub(super) fn duration(time: Duration, words: Phrases) -> String {
    let seconds = time.as_secs();
    let (s, min, h, d) = (words.say("s"), words.say("min"), words.say("h"), words.say("d"));
    let two = |great: u64, name: &str, small: u64, unit: &str| {
        if small > 0 { format!("{great} {name} {small} {unit}") } else { format!("{great} {name}") }
    };
    match seconds {
        0 => format!("{} {s}", time.as_millis() as f64 / 1e3),
        1..60 => format!("{seconds} {s}"),
        60..3_600 => two(seconds / 60, min, seconds % 60, s),
        3_600..86_400 => two(seconds / 3_600, h, seconds % 3_600 / 60, min),
        _ => two(seconds / 86_400, d, seconds % 86_400 / 3_600, h),
    }
}

/// `12.5 recipients a second`, `15 recipients a minute`.
pub(super) fn pace(per_second: f64, words: Phrases) -> String {
    let (english, count) = match per_second {
        1.0.. => ("{count} recipients a second", per_second),
        _ => ("{count} recipients a minute", per_second * 60.0),
    };
    words.fill(english, &[("count", &format!("{count:.1}"))])
}
