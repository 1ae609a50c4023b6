//! Columns of a sentence that stand in each other's places: `in Room {{ Time }} at {{ Room }}`.
//!
//! The labels of lists and tables are looked at in `labels.rs`. In a sentence a heading may well stand before another column, as in
//! `your course {{ Code }} ({{ Course }})`. It does not where that is a time and the heading is a place's.

use super::variables::{Variable, variables};
use crate::findings::near;
use crate::input::Header;

/// Two columns of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Exchanged {
    /// Where the first of them stands, in octets.
    pub(super) from: usize,
    /// The column whose heading stands before the other one.
    pub(super) label: usize,
    pub(super) column: usize,
}

/// What a room or a seat is called, in lower case.
const PLACES: [&str; 18] = [
    "room", "raum", "zimmer", "saal", "hall", "seat", "platz", "table", "tisch", "salle", "sala", "aula", "lokaal",
    "zaal", "教室", "会场", "会場", "座位",
];

/// What a time or a day is called.
const TIMES: [&str; 21] = [
    "time", "date", "day", "zeit", "uhr", "datum", "tag", "heure", "jour", "hora", "fecha", "día", "ora", "tijd",
    "dag", "时间", "日期", "時間", "時刻", "日付", "日時",
];

/// Those of a text, the body of a letter, where one is certain.
pub(super) fn wrong(text: &str, header: &Header) -> Vec<Exchanged> {
    let variables = variables(text, header);
    let heading = |column: usize| header.names().get(column).map(|name| name.to_lowercase()).unwrap_or_default();
    let mut found = Vec::new();
    for variable in &variables {
        let Some(column) = variable.column.filter(|column| is_of(&heading(*column), &TIMES)) else { continue };
        let Some(place) = before(text, variable) else { continue };
        let is_labelled = |other: &&Variable<'_>| {
            other.column.is_some_and(|label| label != column && is_of(&heading(label), &[place]))
        };
        let line = line(text, variable.from);
        let mut labels = variables.iter().filter(is_labelled);
        let (Some(label), None) = (labels.next(), labels.next()) else { continue };
        let is_once = variables.iter().filter(|other| other.column == Some(column)).count() == 1;
        let is_apart = before(text, label).is_none() && has_words_between(text, variable, label);
        if let Some(label_column) = label.column
            && is_once
            && is_apart
            && line.contains(&label.from)
            && !is_of(&heading(label_column), &TIMES)
        {
            let from = variable.from.min(label.from);
            found.push(Exchanged { from, label: label_column, column });
        }
    }
    found
}

/// Whether a heading has one of these words, at the end of one of its own.
fn is_of(heading: &str, words: &[&str]) -> bool {
    let mut own = heading.split(|c: char| !c.is_alphanumeric());
    own.any(|own| words.iter().any(|word| own.ends_with(word) || !word.is_ascii() && own.contains(word)))
}

/// The word for a place that stands right before a variable.
fn before(text: &str, variable: &Variable<'_>) -> Option<&'static str> {
    const NEAR: usize = 40;
    let before = near::before(&text[..variable.from], NEAR).trim_end_matches([' ', '\u{A0}']).to_lowercase();
    PLACES.into_iter().find(|place| {
        let rest = before.strip_suffix(place);
        rest.is_some_and(|rest| !place.is_ascii() || !rest.ends_with(|c: char| c.is_alphanumeric()))
    })
}

/// Where the line around a place begins and ends.
fn line(text: &str, at: usize) -> std::ops::Range<usize> {
    const LONGEST: usize = 400;
    let before = near::line_before(text, at, LONGEST);
    let behind = near::line_behind(text, at, LONGEST);
    at - before.len()..at + behind.len()
}

fn has_words_between(text: &str, one: &Variable<'_>, other: &Variable<'_>) -> bool {
    let (first, second) = if one.from < other.from { (one, other) } else { (other, one) };
    text[first.to..second.from].contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 9] = ["Time", "Room", "Date", "Tutor", "Uhrzeit", "Prüfungsraum", "時間", "会場", "Room times"];

    fn found(text: &str) -> Vec<(&'static str, &'static str)> {
        let header = Header::new(NAMES.map(str::to_owned).to_vec());
        wrong(text, &header).iter().map(|wrong| (NAMES[wrong.label], NAMES[wrong.column])).collect()
    }

    #[test]
    fn columns_in_each_other_s_places_are_found() {
        for (text, pair) in [
            ("Your appointment with {{ Tutor }} is in Room {{ Time }} at {{ Room }}.", ("Room", "Time")),
            ("at {{ Room }} in room {{ Time }}", ("Room", "Time")),
            ("in Room {{ Date }} on {{ Room }}, {{ Time }}", ("Room", "Date")),
            ("um {{ Prüfungsraum }} Uhr in Raum {{ Uhrzeit }}", ("Prüfungsraum", "Uhrzeit")),
            ("会場{{ 時間 }}に{{ 会場 }}から", ("会場", "時間")),
        ] {
            assert_eq!(found(text), [pair], "{text}");
        }
    }

    #[test]
    fn sound_sentences_are_left_alone() {
        for text in [
            "in Room {{ Room }} at {{ Time }}.",
            "in {{ Room }} at {{ Time }}",
            "Please be in the room {{ Time }}.",
            "Your room: {{ Time }} in {{ Room }}",
            "in Room {{ Tutor }}, {{ Room }}",
            "Room {{ Time }}, {{ Room }}",
            "in the room {{ Time }}\nIt is {{ Room }}",
            "the room {{ Time }} before; room {{ Room }} at {{ Time }}",
            "in the mushroom {{ Time }} at {{ Room }}",
            "in the room {{ Room times }} for {{ Tutor }}",
            "in Room {{ Time | default(value=Room) }} at {{ Room }}",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Room |会場|\\{\\{ Time \\}\\}|\\{\\{ Room \\}\\}| at |\n){0,16}") {
            for wrong in wrong(&text, &Header::new(NAMES.map(str::to_owned).to_vec())) {
                proptest::prop_assert!(text.is_char_boundary(wrong.from));
            }
        }
    }
}
