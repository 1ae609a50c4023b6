//! What is written into the page: markup for who reads without a script, and the data of the charts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::Serialize;

use super::blocks::Counts;
use super::series::{Told, milliseconds};
use super::timing::{duration, latencies, pace};
use super::words::words;
use super::{About, Facts, PAGE};
use crate::delivery::{Lang, Outcome, Phrases};
use crate::mail::printable;
use crate::report::page::{data, escaped, grouped};

/// How many reasons are listed; the others are counted.
const REASONS: usize = 100;

/// What the script knows.
#[derive(Serialize)]
struct Data<'a> {
    outcomes: [&'static str; Outcome::ALL.len()],
    /// The outcomes as a person says them.
    named: [&'static str; Outcome::ALL.len()],
    /// What the script says, in another language than its own.
    words: BTreeMap<&'static str, &'static str>,
    /// Rows of each block by outcome.
    blocks: &'a [Counts],
    /// The lines of the first rows.
    first: &'a str,
    series: &'a Told,
    /// What the failures mean, each once; and which of them each reason has, by its rank.
    explanations: Vec<&'a str>,
    explained: Vec<Option<usize>>,
}

/// The page but for its rows.
pub(super) fn page(facts: &Facts, blocks: &[Counts], first: &str, about: &About) -> io::Result<String> {
    let series = facts.series.told();
    let words = words(about.lang);
    let (explanations, explained) = explanations(facts, about.lang);
    let own = [
        ("lang", about.lang.tag().to_owned()),
        ("title", title(about, words)),
        ("subtitle", subtitle(facts, words)),
        ("end", end(about)),
        ("summary", tiles(facts, words)),
        ("over-time", over_time(&series, words)),
        ("reasons-title", reasons_title(facts, about, words).to_owned()),
        ("reasons", reasons(facts, about, words)),
        ("latencies", latencies(facts, about, words)),
        ("outcomes", options(facts, words)),
        ("details", details(facts, about, words)),
        (
            "data",
            data(&Data {
                outcomes: Outcome::ALL.map(Outcome::word),
                named: Outcome::ALL.map(|outcome| called(outcome, words)),
                words: words.for_script(),
                blocks,
                first,
                series: &series,
                explanations,
                explained,
            })?,
        ),
    ];
    let fixed = words.for_markup();
    let fixed = fixed.iter().map(|(name, text)| (name.as_str(), *text));
    let parts: Vec<_> = own.iter().map(|(name, text)| (*name, text.as_str())).chain(fixed).collect();
    Ok(PAGE.filled(&parts, words.say("Licence of the charts (uPlot)")))
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

fn title(about: &About, words: Phrases) -> String {
    if about.list.is_empty() {
        return words.say("Delivery report").to_owned();
    }
    words.fill("{list}: who got it", &[("list", &name(&about.list))])
}

/// A file's name without its folder: the page may be passed on.
fn name(file: &str) -> String {
    escaped(&printable(file.rsplit(['/', '\\']).next().unwrap_or_default()))
}

fn subtitle(facts: &Facts, words: Phrases) -> String {
    let Some((first, last)) = facts.times else { return words.say("Nothing has been sent.").to_owned() };
    let took = last.duration_since(first).unwrap_or_default();
    if took < Duration::from_secs(1) {
        return words.fill("Sent {time}.", &[("time", &time(first))]);
    }
    let (first, last, took) = (time(first), time(last), duration(took, words));
    words.fill("Sent from {first} to {last}: {took}.", &[("first", &first), ("last", &last), ("took", &took)])
}

fn end(about: &About) -> String {
    if about.end.is_empty() { String::new() } else { format!("<p class=\"end\">{}</p>", escaped(&about.end)) }
}

/// The totals. Each is a link to those that it counts.
fn tiles(facts: &Facts, words: Phrases) -> String {
    let summary = &facts.summary;
    let mut tiles = String::new();
    let mut tile = |outcome: &str, name: &str, count: u64| {
        let _ = write!(
            tiles,
            "<li class=\"{outcome}\"><a href=\"#recipients\" data-outcome=\"{outcome}\"><b>{}</b> {name}</a></li>",
            grouped(count)
        );
    };
    tile("", &recipients(facts, words), summary.total());
    for outcome in Outcome::ALL {
        let count = summary.count(outcome);
        if outcome == Outcome::Accepted || count > 0 {
            tile(outcome.word(), called(outcome, words), count);
        }
    }
    tiles
}

/// Of how many letters they are the recipients, where that is not as many.
fn recipients(facts: &Facts, words: Phrases) -> String {
    match (facts.summary.total(), facts.letters) {
        (1, _) => words.say("recipient").to_owned(),
        (recipients, letters) if recipients == letters => words.say("recipients").to_owned(),
        (_, 1) => words.say("recipients of 1 letter").to_owned(),
        (_, letters) => words.fill("recipients of {letters} letters", &[("letters", &grouped(letters))]),
    }
}

/// The outcome as a person says it.
fn called(outcome: Outcome, words: Phrases) -> &'static str {
    words.say(match outcome {
        Outcome::InDoubt => "in doubt",
        outcome => outcome.word(),
    })
}

/// What the charts draw, for who cannot see them.
fn over_time(series: &Told, words: Phrases) -> String {
    let shown: Vec<_> = Outcome::ALL
        .into_iter()
        .filter(|outcome| series.counts.iter().any(|counts| counts[*outcome as usize] > 0))
        .collect();
    let is_fine = series.length % 1_000 != 0;
    let mut rows = String::new();
    for (index, counts) in series.counts.iter().enumerate() {
        let from = series.start + index as i64 * series.length;
        let _ = write!(rows, "<tr><th scope=\"row\">{}</th>", if is_fine { at_fine(from) } else { at(from) });
        for outcome in &shown {
            let _ = write!(rows, "<td>{}</td>", grouped(counts[*outcome as usize]));
        }
        rows.push_str("</tr>");
    }
    let heads: String =
        shown.iter().map(|outcome| format!("<th scope=\"col\">{}</th>", called(*outcome, words))).collect();
    let length = duration(Duration::from_millis(series.length.unsigned_abs()), words);
    let caption = words.fill("Recipients settled in each {length}", &[("length", &length)]);
    format!(
        "<table class=\"numbers\"><caption>{caption}</caption><thead><tr><th scope=\"col\">{}</th>{heads}</tr></thead><tbody>\
         {rows}</tbody></table>",
        words.say("From")
    )
}

fn reasons_title(facts: &Facts, about: &About, words: Phrases) -> &'static str {
    let summary = &facts.summary;
    words.say(match (summary.count(Outcome::Accepted) == summary.total(), about.is_part) {
        (true, true) => "What was tried was accepted",
        (true, false) => "Nothing went wrong",
        (false, _) => "What went wrong, and what to do",
    })
}

fn reasons(facts: &Facts, about: &About, words: Phrases) -> String {
    let reasons = facts.summary.reasons();
    if reasons.is_empty() {
        let all = match facts.summary.total() {
            0 => "There are no recipients.",
            _ if about.is_part => "Every recipient in here was accepted; whoever was never tried is not in here.",
            _ => "Every recipient was accepted.",
        };
        return format!("<p>{}</p>", words.say(all));
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
            called(outcome, words),
            escaped(if reason.text.is_empty() { words.say("no answer") } else { reason.text }),
        );
        let example = reason.example(words);
        if !example.is_empty() {
            let such_as = if reason.has_more() { words.say("such as") } else { "" };
            let _ = write!(rows, "<span class=\"such\">{such_as} <bdi>{}</bdi></span>", escaped(&example));
        }
        let _ = write!(
            rows,
            "</th><td role=\"cell\" class=\"advice\">{}</td><td role=\"cell\" class=\"acts\"><button type=\"button\" \
             data-reason=\"{}\" data-count=\"{}\">{}</button></td></tr>",
            whole_flags(&escaped(reason.explanation.map_or("", |explanation| explanation.whole(about.lang)))),
            reason.rank,
            reason.count,
            words.say("Show")
        );
    }
    let hidden = reasons.iter().skip(REASONS).map(|reason| reason.count).sum::<u64>() + facts.summary.others();
    let more = words.fill("{count} more for other reasons.", &[("count", &grouped(hidden))]);
    let more = if hidden > 0 { format!("<p>{more}</p>") } else { String::new() };
    let heads: String = ["Count", "Outcome", "Reason", "What to do"]
        .map(|head| format!("<th role=\"columnheader\" scope=\"col\">{}</th>", words.say(head)))
        .concat();
    let (title, recipients) = (words.say("Not accepted, by reason"), words.say("Recipients"));
    format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\"><table role=\"table\" class=\"reasons \
         cards\"><caption>{title}</caption><thead role=\"rowgroup\"><tr role=\"row\">{heads}<th role=\"columnheader\" \
         scope=\"col\" class=\"acts\">{recipients}</th></tr></thead><tbody role=\"rowgroup\">{rows}</tbody></table></div>{more}"
    )
}

/// Markup in which no flag is broken at its hyphens: `--send-to` is to be typed as it stands.
pub(super) fn whole_flags(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find("--") {
        let is_of_flag = |octet: u8| octet.is_ascii_lowercase() || octet == b'-';
        let length = rest[at..].bytes().take_while(|octet| is_of_flag(*octet)).count();
        let (before, flag) = (&rest[..at], &rest[at..at + length]);
        let _ = write!(text, "{before}<span class=\"flag\">{flag}</span>");
        rest = &rest[at + length..];
    }
    text + rest
}

/// The choices of the filter.
fn options(facts: &Facts, words: Phrases) -> String {
    let summary = &facts.summary;
    let failed = summary.total() - summary.count(Outcome::Accepted);
    let mut options = String::new();
    let mut option = |value: &str, name: &str, count: u64| {
        let _ = write!(options, "<option value=\"{value}\">{name} ({})</option>", grouped(count));
    };
    option("", words.say("everyone"), summary.total());
    option("failed", words.say("not accepted"), failed);
    for outcome in Outcome::ALL.into_iter().filter(|outcome| summary.count(*outcome) > 0) {
        option(outcome.word(), called(outcome, words), summary.count(outcome));
    }
    options
}

fn details(facts: &Facts, about: &About, words: Phrases) -> String {
    let mut rows = String::new();
    let mut row = |name: &'static str, text: &str| {
        if !text.is_empty() {
            let _ = write!(rows, "<tr><th scope=\"row\">{}</th><td>{text}</td></tr>", words.say(name));
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
            row("On average", &pace((tried - 1) as f64 / seconds, words));
        }
    }
    row("Written by", &format!("mailshot {}", env!("CARGO_PKG_VERSION")));
    rows
}

fn time(time: SystemTime) -> String {
    at(milliseconds(time))
}

/// The same with what is less than a second.
fn at_fine(milliseconds: i64) -> String {
    at(milliseconds).replacen("<time ", "<time data-fine ", 1)
}

/// A time in UTC, which the script turns into that of the reader's clock.
fn at(milliseconds: i64) -> String {
    let Ok(time) = Timestamp::from_millisecond(milliseconds) else { return "?".to_owned() };
    format!("<time datetime=\"{time:.3}\">{}</time>", time.strftime("%Y-%m-%d %H:%M:%S UTC"))
}
