//! Totals, and the failures grouped by reason: what the terminal shows at the end.

use std::collections::HashMap;
use std::fmt;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr;

use super::wrap::push_wrapped;
use super::{ReportRow, fault};
use crate::delivery::{Explanation, Lang, Outcome, Phrases};
use crate::mail::printable;

/// How many reasons are told apart; what comes after is only counted.
const MAX_REASONS: usize = 1_000;
/// How many are shown.
const SHOWN: usize = 10;
/// How many of those are named whose rows have the same fault, each with what is its own.
const MAX_EXAMPLES: usize = 3;
/// How many characters of a text count. A reply may have 256 KiB.
const MAX_TEXT: usize = 200;
/// Columns, unless fewer are asked for.
const WIDTH: u16 = 80;
/// With fewer no word has room.
const LEAST_WIDTH: u16 = 32;

/// Counts that grow with the number of reasons, not with the number of rows.
///
/// `Display` is what the terminal shows: how many ended how, then the most frequent reasons, each with an example, what it
/// means and what to do; in English, or as [`Summary::told_in`] says.
#[derive(Debug, Default)]
pub struct Summary {
    counts: [u64; Outcome::ALL.len()],
    reasons: HashMap<(Outcome, String), Reason>,
    /// Recipients whose reasons are not told apart any more.
    others: u64,
}

#[derive(Debug)]
struct Reason {
    count: u64,
    /// Which of the reasons it was by time.
    rank: usize,
    text: String,
    /// The first of them: one, or a few where each has something of its own.
    examples: Vec<Example>,
    explanation: Option<&'static Explanation>,
}

/// One of those who have a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Example {
    /// May be empty.
    address: String,
    line: u64,
    /// What its text has of its own, where that is not shown with the reason.
    own: String,
}

/// A summary in a language: see [`Summary::told_in`].
#[derive(Debug)]
struct Told<'a> {
    summary: &'a Summary,
    lang: Lang,
}

/// Why some recipients did not get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group<'a> {
    /// Which of the reasons it was by time, from 0: what [`Summary::rank`] has said.
    pub(super) rank: usize,
    /// How it ended for them.
    pub(super) outcome: Outcome,
    /// How many they are.
    pub(super) count: u64,
    /// The answer, with `…` for what is each recipient's own.
    pub(super) text: &'a str,
    examples: &'a [Example],
    /// What it means, and what to do.
    pub(super) explanation: Option<&'static Explanation>,
}

impl Group<'_> {
    /// One of them, or a few: the address, or the line of a row that has none, and what it has of its own; empty where neither is known.
    pub(super) fn example(&self, words: Phrases) -> String {
        let told = |Example { address, line, own }: &Example| {
            let who = match (address.as_str(), *line) {
                ("", 0) => return None,
                ("", line) => words.fill("line {line}", &[("line", &line.to_string())]),
                (address, _) => address.to_owned(),
            };
            Some(if own.is_empty() || self.count == 1 { who } else { format!("{who} ({own})") })
        };
        self.examples.iter().filter_map(told).collect::<Vec<_>>().join(", ")
    }

    /// Whether there are more than are told as examples.
    pub(super) fn has_more(&self) -> bool {
        self.count > self.examples.len() as u64
    }
}

/// The fixed words, in English and in Chinese.
static WORDS: [(&str, &str); 13] = [
    ("accepted", "已接受"),
    ("refused", "被拒绝"),
    ("deferred", "被推迟"),
    ("in-doubt", "不确定"),
    ("unsent", "未发送"),
    ("faulty", "有错误"),
    ("total", "合计"),
    ("Not accepted, by reason:", "未被接受，按原因："),
    ("such as {example}", "例如 {example}"),
    ("line {line}", "第 {line} 行"),
    ("and 1 more reason ({recipients})", "另有 1 种原因（{recipients}）"),
    ("and {count} more reasons ({recipients})", "另有 {count} 种原因（{recipients}）"),
    ("and at least {count} more reasons ({recipients})", "另有至少 {count} 种原因（{recipients}）"),
];

impl Summary {
    /// Counts recipients that were never tried and are listed nowhere. What kept the listed ones kept these too.
    pub fn add_unsent(&mut self, recipients: u64) {
        self.counts[Outcome::Unsent as usize] += recipients;
        let reasons = self.reasons.iter_mut().filter(|((outcome, _), _)| *outcome == Outcome::Unsent);
        if let Some((_, reason)) = reasons.max_by_key(|(_, reason)| reason.count) {
            reason.count += recipients;
        }
    }

    /// Counts recipients that were accepted: there is nothing to tell of them.
    pub fn add_accepted(&mut self, recipients: u64) {
        self.counts[Outcome::Accepted as usize] += recipients;
    }

    /// Takes a row into account.
    pub fn add(&mut self, row: &ReportRow<'_>) {
        self.rank(row);
    }

    /// Takes a row into account. Returns the rank of its reason; none where it was accepted, and where there are too many
    /// reasons to tell them apart.
    pub(super) fn rank(&mut self, row: &ReportRow<'_>) -> Option<usize> {
        self.counts[row.outcome as usize] += 1;
        if row.outcome == Outcome::Accepted {
            return None;
        }
        let is_faulty = row.outcome == Outcome::Faulty;
        let whole = printable(&row.text);
        let fault = fault::of(&whole, row.line);
        let text = cut(if is_faulty { fault.text } else { &whole });
        let kind = if is_faulty { cut(&fault.kind) } else { pattern(&text, &row.address) };
        let own = if is_faulty { cut(&fault.own) } else { String::new() };
        let example = || Example { address: cut(&printable(&row.address)), line: row.line, own };
        let key = (row.outcome, status(row) + &kind);
        let rank = self.reasons.len();
        if let Some(reason) = self.reasons.get_mut(&key) {
            reason.count += 1;
            // What the first one has of its own is not said of all.
            if is_faulty && reason.examples.len() < MAX_EXAMPLES {
                reason.text = key.1;
                reason.examples.push(example());
            }
            Some(reason.rank)
        } else if rank < MAX_REASONS {
            let text = status(row) + &without(&text, &row.address);
            let examples = vec![example()];
            self.reasons.insert(key, Reason { count: 1, rank, text, examples, explanation: row.explain() });
            Some(rank)
        } else {
            self.others += 1;
            None
        }
    }

    /// The reasons, the most frequent first.
    pub(super) fn reasons(&self) -> Vec<Group<'_>> {
        let told = self.reasons.iter().map(|((outcome, _), reason)| Group {
            rank: reason.rank,
            outcome: *outcome,
            count: reason.count,
            text: &reason.text,
            examples: &reason.examples,
            explanation: reason.explanation,
        });
        let mut reasons: Vec<_> = told.collect();
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.count), reason.rank));
        reasons
    }

    /// How many recipients have a reason that is not among [`Self::reasons`].
    pub(super) fn others(&self) -> u64 {
        self.others
    }

    /// How many recipients ended so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.counts[outcome as usize]
    }

    /// What the terminal shows, with the failures explained in a language. A format's width is that of the terminal: `{:60}`.
    #[must_use]
    pub fn told_in(&self, lang: Lang) -> impl fmt::Display + '_ {
        Told { summary: self, lang }
    }

    /// Whether what the terminal shows has this explanation.
    #[must_use]
    pub fn explains(&self, explanation: &Explanation) -> bool {
        let shown = self.reasons().into_iter().take(SHOWN);
        shown.filter_map(|reason| reason.explanation).any(|shown| shown.id == explanation.id)
    }

    /// How many recipients there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Told { summary: self, lang: Lang::default() }.fmt(f)
    }
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { summary, lang } = *self;
        let words = Phrases { lang, all: &WORDS };
        let width = f
            .width()
            .and_then(|width| width.try_into().ok())
            .map_or(WIDTH, |width: u16| width.clamp(LEAST_WIDTH, WIDTH));
        let mut totals = table(width);
        for outcome in Outcome::ALL {
            if outcome == Outcome::Accepted || summary.count(outcome) > 0 {
                totals.add_row([Cell::new(words.say(outcome.word())), number(summary.count(outcome))]);
            }
        }
        totals.add_row([Cell::new(words.say("total")), number(summary.total())]);
        writeln!(f, "{}", totals.trim_fmt())?;
        if summary.reasons.is_empty() {
            return Ok(());
        }

        let reasons = summary.reasons();
        let mut failures = table(width);
        let room = room(&reasons[..reasons.len().min(SHOWN)], words, usize::from(width));
        let mut above: Option<&Explanation> = None;
        for reason in reasons.iter().take(SHOWN) {
            let mut text = reason.text.to_owned();
            let example = reason.example(words);
            if !example.is_empty() {
                let such_as = || words.fill("such as {example}", &[("example", &example)]);
                text = format!("{text}\n{}", if reason.has_more() { such_as() } else { example });
            }
            // One fault after another is explained alike.
            let is_above = above.is_some_and(|above| reason.explanation.is_some_and(|each| each.id == above.id));
            if let Some(explanation) = reason.explanation.filter(|_| !(is_above && reason.outcome == Outcome::Faulty)) {
                text = format!("{text}\n{}", explained(explanation, lang));
            }
            above = reason.explanation;
            failures.add_row([
                number(reason.count),
                Cell::new(words.say(reason.outcome.word())),
                Cell::new(broken(&text, room)),
            ]);
        }
        writeln!(f, "\n{}\n{}", words.say("Not accepted, by reason:"), failures.trim_fmt())?;

        let hidden = reasons.len().saturating_sub(SHOWN);
        let recipients = reasons.iter().skip(SHOWN).map(|reason| reason.count).sum::<u64>() + summary.others;
        let (count, recipients) = (hidden.to_string(), counted(recipients, lang));
        let parts = [("count", count.as_str()), ("recipients", &recipients)];
        match hidden {
            0 => Ok(()),
            1 => writeln!(f, "{}", words.fill("and 1 more reason ({recipients})", &parts)),
            _ if summary.others > 0 => {
                writeln!(f, "{}", words.fill("and at least {count} more reasons ({recipients})", &parts))
            }
            _ => writeln!(f, "{}", words.fill("and {count} more reasons ({recipients})", &parts)),
        }
    }
}

/// Two lines: what it means, and what to do.
fn explained(explanation: &Explanation, lang: Lang) -> String {
    let (means, what_to_do) = match lang {
        Lang::En => ("It means: ", "To do: "),
        Lang::Zh => ("含义：", "处理："),
    };
    format!("{means}{}\n{what_to_do}{}", explanation.what(lang), explanation.advice(lang))
}

/// How wide the reasons may be beside their counts and outcomes, each of which has a blank before it and one behind.
fn room(reasons: &[Group<'_>], words: Phrases, width: usize) -> usize {
    let count = reasons.iter().map(|reason| reason.count.to_string().len()).max().unwrap_or_default();
    let outcome = reasons.iter().map(|reason| words.say(reason.outcome.word()).width()).max().unwrap_or_default();
    width.saturating_sub(count + outcome + 6)
}

/// The lines of a text, each broken where a person would: the table knows of blanks alone.
fn broken(text: &str, room: usize) -> String {
    let mut broken = String::with_capacity(text.len());
    text.lines().for_each(|line| push_wrapped(&mut broken, line, Some(room), 0));
    broken.truncate(broken.trim_end().len());
    broken
}

fn table(width: u16) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table
}

fn number(count: u64) -> Cell {
    Cell::new(count).set_alignment(CellAlignment::Right)
}

fn counted(recipients: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{recipients} recipient{}", if recipients == 1 { "" } else { "s" }),
        Lang::Zh => format!("{recipients} 位收件人"),
    }
}

/// `550 5.1.1 `.
fn status(row: &ReportRow<'_>) -> String {
    let code = row.code.map(|code| format!("{code} ")).unwrap_or_default();
    let enhanced = row.enhanced.as_ref().map(|enhanced| format!("{enhanced} ")).unwrap_or_default();
    code + &enhanced
}

/// The beginning of a text, with `…` where there is more.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The text with `…` for the recipient's own address.
fn without(text: &str, address: &str) -> String {
    if address.is_empty() {
        return text.to_owned();
    }
    // ASCII lower case has the same length, so places found in one are places in the other.
    let (lower, wanted) = (text.to_ascii_lowercase(), address.to_ascii_lowercase());
    let mut result = String::with_capacity(text.len());
    let mut end = 0;
    for (start, found) in lower.match_indices(&wanted) {
        result.push_str(&text[end..start]);
        result.push('…');
        end = start + found.len();
    }
    result.push_str(&text[end..]);
    result
}

/// What is the same in replies that differ only in whom they are about: 500 times "user x unknown" is one reason.
/// Addresses, the local part by itself, and words with a digit (queue ids, times, IP addresses) stand for any.
fn pattern(text: &str, address: &str) -> String {
    let local_part = address.rsplit_once('@').map_or(address, |(local_part, _)| local_part);
    let words = without(text, address);
    let words = words.split_whitespace().map(|word| {
        let core = word.trim_matches(|character: char| character.is_ascii_punctuation());
        let is_personal = word.contains(['…', '@'])
            || word.contains(|character: char| character.is_ascii_digit())
            || core.eq_ignore_ascii_case(local_part);
        if is_personal { "…" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::phrases::assert_used;

    #[test]
    fn every_word_is_in_both_languages() {
        assert_used(&WORDS, "", &[include_str!("summary.rs")], &Outcome::ALL.map(Outcome::word));
    }
}
