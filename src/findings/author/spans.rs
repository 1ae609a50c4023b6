//! Two columns that a template names as a beginning and an end, and that are the other way round in the list: `from {{ until }} to
//! {{ from }}`.

use super::variables::{Variable, variables};
use crate::findings::column::{clocks, dates};
use crate::findings::known_column::Column;
use crate::findings::near;
use crate::input::Header;

/// Two columns in each other's places.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Where the first of them stands, in octets.
    pub(super) from: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What stands between a beginning and an end.
const BETWEEN: [&str; 22] = [
    "to", "and", "until", "till", "bis", "und", "à", "au", "jusqu'à", "et", "a", "al", "y", "hasta", "e", "tot", "do",
    "–", "—", "-", "至", "到",
];

/// What stands before a beginning.
const BEFORE: [&str; 20] = [
    "from", "between", "von", "vom", "zwischen", "de", "du", "entre", "del", "desde", "dal", "dalle", "tra", "van",
    "od", "ab", "从", "自", "由", "在",
];

/// Headings of beginnings and of ends, or words in them.
const BEGINS: [&str; 20] = [
    "from", "start", "begin", "begins", "beginning", "first", "von", "beginn", "ab", "anfang", "début", "debut",
    "inicio", "desde", "inizio", "起", "开始", "開始", "自", "从",
];
const ENDS: [&str; 21] = [
    "until", "till", "to", "end", "ends", "ending", "last", "bis", "ende", "fin", "hasta", "final", "fine", "tot",
    "止", "结束", "結束", "終了", "至", "终", "截止",
];

/// Those of a text, to a list with these first rows.
pub(super) fn wrong(text: &str, header: &Header, rows: &[Vec<String>], columns: &[Column]) -> Vec<Span> {
    let variables = variables(text, header);
    let is_wrong = |pair: &&[Variable<'_>]| {
        let [first, last] = pair else { return false };
        is_span(text, first, last) && are_turned(header, rows, columns, first.column, last.column).unwrap_or_default()
    };
    let span = |pair: &[Variable<'_>]| Some(Span { from: pair[0].from, first: pair[0].column?, last: pair[1].column? });
    variables.windows(2).filter(is_wrong).filter_map(span).collect()
}

/// Whether a text has one as the beginning, and the other as the end.
fn is_span(text: &str, first: &Variable<'_>, last: &Variable<'_>) -> bool {
    const NEAR: usize = 60;
    /// What tells of a day or a time that was put forward.
    const MOVED: [&str; 18] = [
        "mov", "chang", "resched", "brought", "postpon", "shift", "advanc", "correct", "verleg", "verschob", "geänd",
        "vorgezogen", "déplac", "avanc", "adelant", "改", "提前", "调整",
    ];
    let between = text[first.to..last.from].replace("&nbsp;", " ");
    let bare = between.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')).to_lowercase();
    let line = near::line_before(text, first.from, NEAR).to_lowercase();
    let word = line.trim_end().rsplit(|c: char| c.is_whitespace() || matches!(c, '>' | '(' | '（' | '，')).next();
    let is_led =
        word.is_some_and(|word| BEFORE.iter().any(|lead| word == *lead || !lead.is_ascii() && word.ends_with(lead)));
    let sentence =
        near::before(&text[..first.from], 3 * NEAR).rsplit(['.', '!', '?', '。', '>']).next().unwrap_or_default();
    let sentence = sentence.to_lowercase();
    // `{{ a }} and {{ b }}` is no span without a word before it.
    let is_clear = is_led || !matches!(bare.as_str(), "and" | "und" | "et" | "a" | "y" | "e" | "au" | "al" | "do");
    BETWEEN.contains(&bare.as_str()) && is_clear && !MOVED.iter().any(|word| sentence.contains(word))
}

/// Whether the first is later, or more, in nearly all rows.
fn are_turned(
    header: &Header,
    rows: &[Vec<String>],
    columns: &[Column],
    first: Option<usize>,
    last: Option<usize>,
) -> Option<bool> {
    const FEWEST: usize = 5;
    let (first, last) = (first?, last?);
    let (of_first, of_last) = (columns.get(first)?, columns.get(last)?);
    let value = |row: &[String], column: usize, of: &Column| -> Option<f64> {
        let value = row.get(column)?;
        if of.has_dates {
            return dates::number(value, of.shape).map(f64::from);
        }
        if of.times.is_some() {
            return clocks::read(value).map(|clock| f64::from(clock.minutes));
        }
        of.numbers?.number(value)
    };
    let are_times = of_first.times.is_some() && of_last.times.is_some();
    let are_dates = of_first.has_dates && of_last.has_dates;
    let is_alike = are_times || are_dates || of_first.numbers.is_some() && of_last.numbers.is_some();
    let pairs = rows.iter().filter_map(|row| value(row, first, of_first).zip(value(row, last, of_last)));
    let (mut count, mut later) = (0, 0);
    for (one, other) in pairs {
        // From the evening to the morning is no slip.
        let is_over_night = are_times && one >= f64::from(17 * 60) && other <= f64::from(12 * 60);
        count += 1;
        later += usize::from(one > other && !is_over_night);
    }
    let name = |column: usize| header.names().get(column).map(|name| name.to_lowercase()).unwrap_or_default();
    let is_named = is_of(&name(first), &ENDS) && is_of(&name(last), &BEGINS);
    // Prices fall from one to another.
    let is_certain = are_dates || is_named;
    Some(is_alike && is_certain && count >= FEWEST && later * 10 >= count * 9)
}

fn is_of(heading: &str, words: &[&str]) -> bool {
    let mut own = heading.split(|c: char| !c.is_alphanumeric());
    own.any(|own| words.iter().any(|word| own == *word || !word.is_ascii() && own.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::column::times::Times;
    use crate::findings::listed::numbered;

    const NAMES: [&str; 8] =
        ["From", "Until", "Arrival", "Departure", "Meter start", "Meter end", "Old price", "New price"];

    fn found(text: &str, is_night: bool) -> Vec<(&'static str, &'static str)> {
        let row = |n: usize| -> Vec<String> {
            let hours = if is_night { (20, 6) } else { (9, 14) };
            vec![
                format!("{:02}:00", hours.0),
                format!("{:02}:{:02}", hours.1, n + 10),
                format!("2026-12-{:02}", n + 1),
                format!("2026-12-{:02}", n + 5),
                (1000 + 7 * n).to_string(),
                (2000 + 9 * n).to_string(),
                (90 + n).to_string(),
                (50 + n).to_string(),
            ]
        };
        let rows: Vec<Vec<String>> = (0..12).map(row).collect();
        let column = |index: usize| {
            let values: Vec<String> = rows.iter().map(|row| row[index].clone()).collect();
            match index {
                0 | 1 => Column { times: Times::of(&values), ..Column::default() },
                2 | 3 => Column { has_dates: true, shape: dates::shape("2026-12-20"), ..Column::default() },
                _ => numbered(values.iter()),
            }
        };
        let columns: Vec<Column> = (0..NAMES.len()).map(column).collect();
        let header = Header::new(NAMES.map(str::to_owned).to_vec());
        wrong(text, &header, &rows, &columns).iter().map(|span| (NAMES[span.first], NAMES[span.last])).collect()
    }

    #[test]
    fn a_beginning_in_the_place_of_the_end_is_found() {
        for (text, pair) in [
            ("on Monday, between {{ Until }} and {{ From }}, we", ("Until", "From")),
            ("from {{ Until }} to {{ From }}", ("Until", "From")),
            ("{{ Until }}–{{ From }}", ("Until", "From")),
            ("von {{ Departure }} bis {{ Arrival }}", ("Departure", "Arrival")),
            ("入住：从{{ Departure }}至{{ Arrival }}", ("Departure", "Arrival")),
            ("meter {{ Meter end }} to {{ Meter start }}", ("Meter end", "Meter start")),
        ] {
            assert_eq!(found(text, false), [pair], "{text}");
        }
    }

    #[test]
    fn sound_spans_are_left_alone() {
        for text in [
            "between {{ From }} and {{ Until }}",
            "{{ From }} – {{ Until }}",
            "{{ Departure }} and {{ Arrival }}",
            "moved from {{ Departure }} to {{ Arrival }}",
            "原定改从{{ Departure }}至{{ Arrival }}",
            "the price falls from {{ Old price }} to {{ New price }}",
            "until {{ Until }}, from {{ From }}",
            "from {{ Until }} to {{ Arrival }}",
            "",
        ] {
            assert_eq!(found(text, false), [], "{text}");
        }
        assert_eq!(found("from {{ From }} to {{ Until }}", true), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|from |to|–|至|从|\\{\\{ From \\}\\}|\\{\\{ Until \\}\\}| |&nbsp;){0,16}") {
            found(&text, false);
        }
    }
}
