//! A day by which the author asks who will come, behind all of the days on which they are to come: `please confirm by 21 December 2026`
//! where the last appointment of the list is on 18 December.

use super::overdue;
use super::plain::Plain;
use super::template::{behind_fields, without_tags};
use super::weekday::dated;
use crate::findings::column::dates;
use crate::findings::known_column::Column;
use crate::findings::{Finding, Kind, headings, near, shown};
use crate::merge::{Template, Uses};

/// The days of the list on which somebody is to come.
#[derive(Debug)]
struct Events {
    column: usize,
    /// The last one of the first rows, as a number of [`dates::number`].
    last: u32,
}

/// What is asked for after it has been, of the rows that are read first.
pub(in crate::findings) fn look(
    template: &Template,
    rows: &[Vec<String>],
    columns: &[Column],
    names: &[String],
    uses: &Uses,
    today: u32,
) -> Option<Finding> {
    let events = events(rows, columns, names, uses, today)?;
    template.written().find_map(|written| {
        let text = without_tags(written.text);
        let plain = Plain::of(&text, behind_fields(&text));
        let (from, to) = asked_after(&plain.text, events.last)?;
        let at = plain.place(from, to).0;
        let what = format!(
            "{}: \"{}\" is asked for after the days in column \"{}\", which are all before it. Is one of them wrong?",
            written.place(at),
            shown(&plain.text[from..to].replace('\n', " ")),
            shown(names.get(events.column)?),
        );
        Some(Finding::of_template(Kind::OtherYear, what, None))
    })
}

/// The one column of days that the letter has beside times, or that is called so, if nearly all of the days are still to come.
fn events(rows: &[Vec<String>], columns: &[Column], names: &[String], uses: &Uses, today: u32) -> Option<Events> {
    const FEWEST: usize = 10;
    const NAMES: [&str; 12] =
        ["date", "day", "datum", "fecha", "día", "data", "giorno", "jour", "日期", "日時", "when", "wann"];
    let used = || uses.letter.iter().copied();
    let has_times = used().any(|index| columns.get(index).is_some_and(|column| column.times.is_some()));
    let is_event = |index: &usize| {
        let name = names.get(*index).map(|name| name.trim().to_lowercase()).unwrap_or_default();
        let is_called = headings::is_appointment(&name) || has_times && NAMES.contains(&name.as_str());
        columns
            .get(*index)
            .is_some_and(|column| column.has_dates && column.shape.is_some() && !column.is_due && is_called)
    };
    let mut events = used().filter(is_event);
    let (column, None) = (events.next()?, events.next()) else { return None };
    let shape = columns.get(column)?.shape;
    let values = || rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty());
    let days: Vec<u32> = values().filter_map(|value| dates::number(value, shape)).collect();
    let to_come = days.iter().filter(|day| **day >= today).count();
    let are_to_come = days.len() >= FEWEST && to_come * 10 >= values().count() * 9;
    let last = days.into_iter().max().filter(|_| are_to_come)?;
    Some(Events { column, last })
}

/// Where a text asks who will come, by a day that is behind another.
fn asked_after(text: &str, last: u32) -> Option<(usize, usize)> {
    dated(text).iter().find_map(|day| {
        let (one, other) = day.days;
        let first = dates::growing(one).min(other.map_or(u32::MAX, dates::growing));
        let from = overdue::due(text, day).filter(|_| first > last)?;
        asks_who_comes(&text[..from]).then_some((from, day.to))
    })
}

/// Whether a sentence up to there asks for an answer that says who will come.
fn asks_who_comes(text: &str) -> bool {
    const NEAR: usize = 160;
    const STEMS: [&str; 30] = [
        "confirm", "rsvp", "reply", "respond", "let us know", "let me know", "sign up", "register", "cancel",
        "reschedule", "book", "bestätig", "zusage", "zusagen", "absage", "sagen sie", "anmeld", "melden", "rückmeld",
        "absagen", "confirme", "inscri", "cancele", "anule", "répond", "annul", "conferm", "iscri", "disdi",
        "bevestig",
    ];
    let before = near::before(text, NEAR).to_lowercase();
    let sentence = before.rsplit(['.', '!', '?']).next().unwrap_or_default();
    STEMS.iter().any(|stem| {
        let is_begin = |at: usize| !sentence[..at].ends_with(char::is_alphanumeric);
        sentence.match_indices(stem).any(|(at, _)| is_begin(at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_come_too_late_are_found() {
        let last = dates::growing((2026, 12, 18));
        for (text, found) in [
            ("Please confirm the appointment by 21 December 2026, or ring us.", Some("by 21 December 2026")),
            ("Please confirm the appointment by 21/12/2026.", Some("by 21/12/2026")),
            ("Bitte bestätigen Sie den Termin bis zum 21.12.2026.", Some("bis zum 21.12.2026")),
            ("Please let us know by 19 December 2026 whether you can come.", Some("by 19 December 2026")),
            ("Please confirm the appointment by 3 December 2026.", None),
            ("Please confirm the appointment by 18 December 2026.", None),
            ("Please pay the fee by 21 December 2026.", None),
            ("Please return the form by 21 December 2026.", None),
            ("The clinic runs from 7 to 21 December 2026.", None),
            ("You have confirmed. The bill is to be paid by 21 December 2026.", None),
            ("", None),
        ] {
            let is = asked_after(text, last).map(|(from, to)| &text[from..to]);
            assert_eq!(is, found, "{text}");
        }
    }

    #[test]
    fn days_on_which_somebody_comes_are_known() {
        let names: Vec<String> = ["name", "date", "time"].map(str::to_owned).to_vec();
        let rows = |month: u32| -> Vec<Vec<String>> {
            (1..20).map(|n| vec!["Anna".to_owned(), format!("2030-{month:02}-{n:02}"), "10:00".to_owned()]).collect()
        };
        let columns = |has_times: bool| -> Vec<Column> {
            let times: Vec<String> = vec!["10:00".to_owned(); 20];
            let times = if has_times { crate::findings::column::times::Times::of(&times) } else { None };
            let dates = Column { has_dates: true, shape: dates::shape("2030-01-20"), ..Column::default() };
            vec![Column::default(), dates, Column { times, ..Column::default() }]
        };
        let uses = Uses { letter: vec![0, 1, 2].into_iter().collect(), ..Uses::default() };
        let last = |month: u32, has_times: bool, today: u32| {
            events(&rows(month), &columns(has_times), &names, &uses, today).map(|events| events.last)
        };
        let today = dates::growing((2030, 4, 1));
        assert_eq!(last(5, true, today), Some(dates::growing((2030, 5, 19))));
        assert_eq!((last(3, true, today), last(5, false, today)), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|confirm |by |21 December 2026|bis |21.12.2026|[ .,]){0,12}") {
            asked_after(&text, 5);
        }
    }
}
