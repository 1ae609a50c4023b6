//! Faults and warnings for people: each message once, with the lines that it is about.

mod common;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, IsTerminal};

use super::output::grouped;
use crate::batch::RowFault;

/// Most different messages that are kept; what comes behind them is told at once, message by message.
const MOST_KEPT: usize = 100_000;

/// Most messages that are shown on a terminal.
const MOST_SHOWN: usize = 60;

/// Most stretches of lines that are shown on a terminal for one message.
const MOST_STRETCHES: usize = 20;

/// Whether to show all that there is: on a terminal only what a person reads, unless that is asked for.
pub(super) fn shows_all(asked: bool) -> bool {
    asked || !io::stderr().is_terminal()
}

/// Messages by what they say.
#[derive(Debug, Default)]
pub(super) struct Listing {
    messages: Vec<Message>,
    places: HashMap<String, usize>,
    count: u64,
}

#[derive(Debug)]
struct Message {
    kind: &'static str,
    /// The column, where it is about one, and how many octets of the text say where it is: of faults.
    at: Option<(Option<usize>, usize)>,
    what: String,
    lines: Lines,
}

/// Lines, as stretches of them.
#[derive(Debug, Default)]
struct Lines {
    stretches: Vec<(u64, u64)>,
}

impl Listing {
    /// Takes a message. Whether it is kept: otherwise it is to be told now.
    pub(super) fn add(&mut self, kind: &'static str, line: Option<u64>, what: &str) -> bool {
        self.keep(kind, None, line, what)
    }

    /// Takes a fault. Whether it is kept, as [`Self::add`] says.
    pub(super) fn add_fault(&mut self, line: Option<u64>, fault: &RowFault) -> bool {
        let at = line.map(|_| (fault.column, fault.place.len())).filter(|(_, place)| *place > 0);
        self.keep(fault.kind, at, line, &fault.what)
    }

    fn keep(&mut self, kind: &'static str, at: Option<(Option<usize>, usize)>, line: Option<u64>, what: &str) -> bool {
        self.count += 1;
        let place = match self.places.get(what) {
            Some(place) => *place,
            None if self.messages.len() < MOST_KEPT => {
                self.places.insert(what.to_owned(), self.messages.len());
                self.messages.push(Message { kind, at, what: what.to_owned(), lines: Lines::default() });
                self.messages.len() - 1
            }
            None => return false,
        };
        if let Some(line) = line {
            self.messages[place].lines.add(line);
        }
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many messages it has taken.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// All that is to be shown, several lines without an end behind the last: what is of no line, and the rest by its first line,
    /// as one goes through a list to mend it. A message about one line begins with `{before}{line}: `.
    pub(super) fn text(self, name: &str, before: &str, all: bool) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        self.messages.iter().for_each(|message| *counts.entry(message.kind).or_default() += 1);
        let most = if all { usize::MAX } else { share(&counts.values().copied().collect::<Vec<_>>(), MOST_SHOWN) };
        let mut messages = self.messages;
        messages.sort_by_key(|message| message.lines.first());
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        let mut out = Vec::new();
        for message in messages {
            let shown = shown.entry(message.kind).or_default();
            *shown += 1;
            if *shown <= most {
                let place = message.lines.text(name, before, all);
                out.push(format!("{place}{}", message.what));
            }
        }
        for (kind, more) in counts.into_iter().filter_map(|(kind, count)| Some((kind, count.checked_sub(most)?))) {
            if more > 0 {
                out.push(format!("  … and {} more of {kind}: mailshot check --all shows all.", grouped(more as u64)));
            }
        }
        out.join("\n")
    }
}

/// How many of each can be shown so that there are no more than so many together, and of each at least one.
fn share(counts: &[usize], most: usize) -> usize {
    let sum = |each: usize| counts.iter().map(|count| (*count).min(each)).sum::<usize>();
    if sum(usize::MAX) <= most {
        return usize::MAX;
    }
    (1..=most).rev().find(|each| sum(*each) <= most).unwrap_or(1)
}

impl Lines {
    fn add(&mut self, line: u64) {
        match self.stretches.last_mut() {
            Some((first, last)) if (*first..=*last).contains(&line) => {}
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => self.stretches.push((line, line)),
        }
    }

    fn count(&self) -> u64 {
        self.stretches.iter().map(|(first, last)| last - first + 1).sum()
    }

    fn first(&self) -> Option<u64> {
        self.stretches.iter().map(|(first, _)| *first).min()
    }

    /// `line 4: `, `lines 4, 9, 12-40: `.
    fn text(mut self, name: &str, before: &str, all: bool) -> String {
        self.stretches.sort_unstable();
        let mut merged: Vec<(u64, u64)> = Vec::new();
        for (first, last) in self.stretches {
            match merged.last_mut() {
                Some((_, end)) if first <= *end + 1 => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        match merged[..] {
            // Under a heading that names the list, only what is said: it begins with its own place, if it has one.
            [] if before.trim() == "line" => return before[..before.len() - before.trim_start().len()].to_owned(),
            [] => return format!("{name}: "),
            [(first, last)] if first == last => return format!("{before}{first}: "),
            _ => {}
        }
        let stretch =
            |(first, last): &(u64, u64)| if first == last { first.to_string() } else { format!("{first}-{last}") };
        let most = if all { usize::MAX } else { MOST_STRETCHES };
        let mut text: Vec<_> = merged.iter().take(most).map(stretch).collect();
        let rest: u64 = merged.iter().skip(most).map(|(first, last)| last - first + 1).sum();
        if rest > 0 {
            text.push(format!("and {} more", grouped(rest)));
        }
        let name = if before.trim() == "line" { String::new() } else { format!("{name}: ") };
        let blanks = &before[..before.len() - before.trim_start().len()];
        format!("{blanks}{name}lines {}: ", text.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_messages_are_one_with_their_lines() {
        let mut listing = Listing::default();
        for line in [4, 9, 12, 13, 14, 2] {
            assert!(listing.add("a", Some(line), "the file is missing"));
        }
        listing.add("a", Some(7), "other");
        listing.add("a", None, "no line");
        assert_eq!(listing.count(), 8);
        assert_eq!(
            listing.text("l.csv", "l.csv:", true),
            "l.csv: no line\nl.csv: lines 2, 4, 9, 12-14: the file is missing\nl.csv:7: other"
        );
    }

    #[test]
    fn under_a_heading_the_list_is_not_named_again() {
        let mut listing = Listing::default();
        listing.add("a", None, "letter.md:5: \"TODO\" is left");
        listing.add("a", Some(2), "one");
        listing.add("a", Some(3), "two");
        listing.add("a", Some(5), "two");
        assert_eq!(
            listing.text("l.csv", "  line ", true),
            "  letter.md:5: \"TODO\" is left\n  line 2: one\n  lines 3, 5: two"
        );
    }

    #[test]
    fn on_a_terminal_each_kind_has_its_share() {
        let mut listing = Listing::default();
        for line in 1..=1_000 {
            listing.add("many", Some(line), &format!("many {line}"));
        }
        for line in 1..=30 {
            listing.add("few", Some(line), &format!("few {line}"));
        }
        listing.add("one", Some(1), "one");
        let text = listing.text("l.csv", "  line ", false);
        assert_eq!(text.lines().filter(|line| line.contains("many ")).count(), 29);
        assert!(text.starts_with("  line 1: many 1\n  line 1: few 1\n  line 1: one\n  line 2: many 2\n"), "{text}");
        assert!(text.ends_with("  … and 1 more of few: mailshot check --all shows all.\n  … and 971 more of many: mailshot check --all shows all."));
    }

    proptest! {
        #[test]
        fn a_share_is_the_largest_that_fits(counts in prop::collection::vec(1_usize..200, 1..20)) {
            let each = share(&counts, MOST_SHOWN);
            let sum = |each: usize| counts.iter().map(|count| (*count).min(each)).sum::<usize>();
            prop_assert!(each == 1 || sum(each) <= MOST_SHOWN);
            prop_assert!(each == usize::MAX || sum(each + 1) > MOST_SHOWN);
        }
    }
}
