//! What is written into the page: markup for who reads without a script, and the data of the charts.

use std::fmt::Write as _;
use std::io;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::Serialize;

use super::blocks::Counts;
use super::series::{Told, milliseconds};
use super::{About, Facts, PAGE};
use crate::delivery::{Lang, Outcome};
use crate::mail::printable;
use crate::net::{Distribution, Percentiles};
use crate::report::page::{data, escaped, grouped};
use crate::report::{LatencyTable, milliseconds as ms};

/// How many reasons are listed; the others are counted.
const REASONS: usize = 100;

/// What the script knows.
#[derive(Serialize)]
struct Data<'a> {
    outcomes: [&'static str; Outcome::ALL.len()],
    /// Rows of each block by outcome.
    blocks: &'a [Counts],
    series: &'a Told,
    /// What the failures mean, each once; and which of them each reason has, by its rank.
    explanations: Vec<&'a str>,
    explained: Vec<Option<usize>>,
}

/// The page but for its rows.
pub(super) fn page(facts: &Facts, blocks: &[Counts], about: &About) -> io::Result<String> {
    let series = facts.series.told();
    let title = title(about);
    let (explanations, explained) = explanations(facts, about.lang);
    let own = [
        ("title", title),
        ("subtitle", subtitle(facts)),
        ("end", end(about)),
        ("summary", tiles(facts)),
        ("over-time", over_time(&series)),
        ("reasons-title", reasons_title(facts, about).to_owned()),
        ("reasons", reasons(facts, about)),
        ("latencies", latencies(facts, about)),
        ("outcomes", options(facts)),
        ("details", details(facts, about)),
        (
            "data",
            data(&Data {
                outcomes: Outcome::ALL.map(Outcome::word),
                blocks,
                series: &series,
                explanations,
                explained,
            })?,
        ),
    ];
    Ok(PAGE.filled(&own.each_ref().map(|(name, text)| (*name, text.as_str()))))
}

/// What the failures mean, each once, and which of them each reason has.
fn explanations(facts: &Facts, lang: Lang) -> (Vec<&'static str>, Vec<Option<usize>>) {
    let (mut texts, mut explained): (Vec<&str>, Vec<Option<usize>>) = Default::default();
    for reason in facts.summary.reasons() {
        explained.resize(explained.len().max(reason.rank + 1), None);
        explained[reason.rank] = reason.explanation.map(|explanation| {
            let whole = explanation.whole(lang);
            texts.iter().position(|text| *text == whole).unwrap_or_else(|| {
                texts.push(whole);
                texts.len() - 1
            })
        });
    }
    (texts, explained)
}

fn title(about: &About) -> String {
    if about.list.is_empty() { "Delivery report".to_owned() } else { format!("{}: who got it", name(&about.list)) }
}

/// A file's name without its folder: the page may be passed on.
fn name(file: &str) -> String {
    escaped(&printable(file.rsplit(['/', '\\']).next().unwrap_or_default()))
}

fn subtitle(facts: &Facts) -> String {
    let Some((first, last)) = facts.times else { return "Nothing has been sent.".to_owned() };
    let took = last.duration_since(first).unwrap_or_default();
    if took < Duration::from_secs(1) {
        return format!("Sent {}.", time(first));
    }
    format!("Sent from {} to {}: {}.", time(first), time(last), duration(took))
}

fn end(about: &About) -> String {
    if about.end.is_empty() { String::new() } else { format!("<p class=\"end\">{}</p>", escaped(&about.end)) }
}

/// The totals. Each is a link to those that it counts.
fn tiles(facts: &Facts) -> String {
    let summary = &facts.summary;
    let mut tiles = String::new();
    let mut tile = |outcome: &str, name: &str, count: u64| {
        let _ = write!(
            tiles,
            "<li class=\"{outcome}\"><a href=\"#recipients\" data-outcome=\"{outcome}\"><b>{}</b> {name}</a></li>",
            grouped(count)
        );
    };
    tile("", if summary.total() == 1 { "recipient" } else { "recipients" }, summary.total());
    for outcome in Outcome::ALL {
        let count = summary.count(outcome);
        if outcome == Outcome::Accepted || count > 0 {
            tile(outcome.word(), words(outcome), count);
        }
    }
    tiles
}

/// The outcome as a person says it.
fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::InDoubt => "in doubt",
        outcome => outcome.word(),
    }
}

/// What the charts draw, for who cannot see them.
fn over_time(series: &Told) -> String {
    let shown: Vec<_> = Outcome::ALL
        .into_iter()
        .filter(|outcome| series.counts.iter().any(|counts| counts[*outcome as usize] > 0))
        .collect();
    let mut rows = String::new();
    for (index, counts) in series.counts.iter().enumerate() {
        let from = series.start + index as i64 * series.length;
        let _ = write!(rows, "<tr><th scope=\"row\">{}</th>", at(from));
        for outcome in &shown {
            let _ = write!(rows, "<td>{}</td>", grouped(counts[*outcome as usize]));
        }
        rows.push_str("</tr>");
    }
    let heads: String = shown.iter().map(|outcome| format!("<th scope=\"col\">{}</th>", words(*outcome))).collect();
    let length = duration(Duration::from_millis(series.length.unsigned_abs()));
    format!(
        "<table class=\"numbers\"><caption>Recipients settled in each {length}</caption><thead><tr><th \
         scope=\"col\">From</th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
}

fn reasons_title(facts: &Facts, about: &About) -> &'static str {
    let summary = &facts.summary;
    if summary.count(Outcome::Accepted) == summary.total() {
        if about.is_part { "What was tried was accepted" } else { "Nothing went wrong" }
    } else {
        "What went wrong, and what to do"
    }
}

fn reasons(facts: &Facts, about: &About) -> String {
    let reasons = facts.summary.reasons();
    if reasons.is_empty() {
        let all = match facts.summary.total() {
            0 => "There are no recipients.",
            _ if about.is_part => "Every recipient in here was accepted; whoever was never tried is not in here.",
            _ => "Every recipient was accepted.",
        };
        return format!("<p>{all}</p>");
    }
    let mut rows = String::new();
    for reason in reasons.iter().take(REASONS) {
        let outcome = reason.outcome;
        let _ = write!(
            rows,
            "<tr role=\"row\"><td role=\"cell\" class=\"count\">{}</td><td role=\"cell\" class=\"kind\"><span class=\"outcome \
             {}\">{}</span></td><th role=\"rowheader\" scope=\"row\"><bdi>{}</bdi>",
            grouped(reason.count),
            outcome.word(),
            words(outcome),
            escaped(if reason.text.is_empty() { "no answer" } else { reason.text }),
        );
        if !reason.example.is_empty() {
            let _ = write!(rows, "<span class=\"such\">such as <bdi>{}</bdi></span>", escaped(reason.example));
        }
        let _ = write!(
            rows,
            "</th><td role=\"cell\" class=\"advice\">{}</td><td role=\"cell\" class=\"acts\"><button type=\"button\" \
             data-reason=\"{}\" data-count=\"{}\">Show</button></td></tr>",
            escaped(reason.explanation.map_or("", |explanation| explanation.whole(about.lang))),
            reason.rank,
            reason.count
        );
    }
    let hidden = reasons.iter().skip(REASONS).map(|reason| reason.count).sum::<u64>() + facts.summary.others();
    let more = if hidden > 0 { format!("<p>{} more for other reasons.</p>", grouped(hidden)) } else { String::new() };
    let heads: String = ["Count", "Outcome", "Answer of the server", "What to do"]
        .map(|head| format!("<th role=\"columnheader\" scope=\"col\">{head}</th>"))
        .concat()
        + "<th role=\"columnheader\" scope=\"col\" class=\"acts\">Recipients</th>";
    format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"Not accepted, by reason\" tabindex=\"0\"><table role=\"table\" \
         class=\"reasons cards\"><caption>Not accepted, by reason</caption><thead role=\"rowgroup\"><tr role=\"row\">{heads}\
         </tr></thead><tbody role=\"rowgroup\">{rows}</tbody></table></div>{more}"
    )
}

/// In a sentence; then of the whole message, which the ledger knows too, and phase by phase, where it was measured.
fn latencies(facts: &Facts, about: &About) -> String {
    let mut all = LatencyTable::default();
    if facts.elapsed.count() > 0 {
        all.add("whole message", &facts.elapsed);
    }
    let mut rows = String::new();
    for (name, latency) in all.lines().iter().chain(about.latencies.lines()) {
        let Percentiles { count, p50, p90, p99, p999: _, max } = latency.times;
        let _ = write!(rows, "<tr><th scope=\"row\">{name}</th><td>{}</td>", grouped(count));
        for time in [p50, p90, p99, max] {
            let _ = write!(rows, "<td>{}</td>", ms(time));
        }
        rows.push_str("</tr>");
    }
    if rows.is_empty() {
        return "<p>Nothing was measured.</p>".to_owned();
    }
    let note = if about.latencies.lines().is_empty() {
        "The steps are timed while mail is sent. This page was written afterwards, from the ledger, which keeps the whole alone."
    } else {
        "Each step from the end of the question to the server's answer, in this run alone; the whole message in earlier runs too."
    };
    let heads: String = ["Step", "Count", "Half, ms (p50)", "90 %, ms (p90)", "99 %, ms (p99)", "Longest, ms"]
        .map(|head| format!("<th scope=\"col\">{head}</th>"))
        .concat();
    format!(
        "{}<details><summary>Step by step, for whoever runs the server</summary><div class=\"scroll\" role=\"region\" \
         aria-label=\"How long replies took\" tabindex=\"0\"><table class=\"numbers\"><caption>How long the server took, in \
         milliseconds</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div><p>{note}</p></details>",
        in_a_sentence(&facts.elapsed)
    )
}

/// How long a message took: for who has never heard of a percentile.
fn in_a_sentence(elapsed: &Distribution) -> String {
    let Percentiles { count, p50, max, .. } = elapsed.percentiles();
    let (half, longest) = (short(p50), short(max));
    match count {
        0 => String::new(),
        1 => format!("<p>The server took the message within {longest}.</p>"),
        _ => {
            format!("<p>The server took half of the messages within {half} each, and the slowest within {longest}.</p>")
        }
    }
}

/// `0.02 s`, `1.5 s`, `2 min 5 s`.
fn short(time: Duration) -> String {
    match time.as_millis() {
        0..10 => "0.01 s".to_owned(),
        10..1_000 => format!("{:.2} s", time.as_secs_f64()),
        1_000..10_000 => format!("{:.1} s", time.as_secs_f64()),
        _ => duration(time),
    }
}

/// The choices of the filter.
fn options(facts: &Facts) -> String {
    let summary = &facts.summary;
    let failed = summary.total() - summary.count(Outcome::Accepted);
    let mut options = String::new();
    let mut option = |value: &str, name: &str, count: u64| {
        let _ = write!(options, "<option value=\"{value}\">{name} ({})</option>", grouped(count));
    };
    option("", "everyone", summary.total());
    option("failed", "not accepted", failed);
    for outcome in Outcome::ALL.into_iter().filter(|outcome| summary.count(*outcome) > 0) {
        option(outcome.word(), words(outcome), summary.count(outcome));
    }
    options
}

fn details(facts: &Facts, about: &About) -> String {
    let mut rows = String::new();
    let mut row = |name: &str, text: &str| {
        if !text.is_empty() {
            let _ = write!(rows, "<tr><th scope=\"row\">{name}</th><td>{text}</td></tr>");
        }
    };
    row("List", &name(&about.list));
    row("Template", &name(&about.template));
    row("Server", &escaped(&about.server));
    if let Some((first, last)) = facts.times {
        row("First settled", &time(first));
        row("Last settled", &time(last));
        let seconds = last.duration_since(first).unwrap_or_default().as_secs_f64();
        let tried = facts.series.total();
        if seconds >= 1.0 && tried > 1 {
            row("On average", &pace((tried - 1) as f64 / seconds));
        }
    }
    row("Written by", &format!("mailshot {}", env!("CARGO_PKG_VERSION")));
    rows
}

/// `12.5 recipients a second`, `15 recipients a minute`.
fn pace(per_second: f64) -> String {
    match per_second {
        1.0.. => format!("{per_second:.1} recipients a second"),
        _ => format!("{:.1} recipients a minute", per_second * 60.0),
    }
}

fn time(time: SystemTime) -> String {
    at(milliseconds(time))
}

/// A time in UTC, which the script turns into that of the reader's clock.
fn at(milliseconds: i64) -> String {
    let Ok(time) = Timestamp::from_millisecond(milliseconds) else { return "?".to_owned() };
    format!("<time datetime=\"{time:.3}\">{}</time>", time.strftime("%Y-%m-%d %H:%M:%S UTC"))
}

/// `0.5 s`, `42 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let two = |great: u64, name: &str, small: u64, unit: &str| {
        if small > 0 { format!("{great} {name} {small} {unit}") } else { format!("{great} {name}") }
    };
    match seconds {
        0 => format!("{} s", time.as_millis() as f64 / 1e3),
        1..60 => format!("{seconds} s"),
        60..3_600 => two(seconds / 60, "min", seconds % 60, "s"),
        3_600..86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}
