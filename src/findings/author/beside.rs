//! What a template has beside a column, and the column's cells have too: `Flat {{ flat }}` where they are `Flat 18`, `£{{ sum }}`
//! where they are `£12`; and two columns side by side whose words run into each other: `{{ title }}{{ last_name }}`.

use super::greetings::greeting;
use super::variables::{Variable, variables};
use crate::findings::han::is_han;
use crate::findings::headings::{self, Half, half};
use crate::findings::near;
use crate::findings::persons::sex_of_salutation;
use crate::input::Header;
use crate::mail::Address;

/// What is wrong beside a column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Where it stands, with what is beside it, in octets.
    pub(super) from: usize,
    pub(super) to: usize,
    /// How it comes out in a letter.
    pub(super) comes_out: String,
    /// What to do.
    pub(super) remedy: &'static str,
}

const TWICE: &str = "Take one of the two out.";
const NO_BLANK: &str = "Write a blank between the two.";
const ADDRESS: &str = "Is a name meant?";

/// Signs of money.
const MONEY: [char; 13] = ['£', '$', '€', '¥', '￥', '₩', '₹', '₽', '₺', '₫', '元', '円', '원'];

/// Cells of one column, of the first rows: those that are not empty.
type Cells<'r> = Vec<&'r str>;

/// So far is looked beside a column, in octets.
const FAR: usize = 60;

/// What looks wrong in a text, to a list with these first rows.
pub(super) fn wrong(text: &str, header: &Header, rows: &[Vec<String>]) -> Vec<Wrong> {
    let variables = variables(text, header);
    // What a filter makes of a cell is not known here.
    let plain = |variable: &Variable<'_>| variable.column.filter(|_| !variable.inside.contains('|'));
    let has_names = header.names().iter().map(|name| name.to_lowercase()).any(|name| half(&name).is_some());
    let mut found = Vec::new();
    for (at, variable) in variables.iter().enumerate() {
        let Some(column) = plain(variable) else { continue };
        let cells = cells(rows, column);
        let last = at.checked_sub(1).and_then(|last| variables.get(last)).filter(|last| last.to == variable.from);
        let joined = last.and_then(|last| joined(text, header, rows, (last, plain(last)?), (variable, column)));
        if let Some(wrong) = joined {
            found.push(wrong);
        }
        if !is_habit(&cells, |_| true) {
            found.extend(signs_twice(text, variable, "…"));
            continue;
        }
        let beside = before(text, variable, &cells).or_else(|| behind(text, variable, &cells));
        let example = cells.first().copied().unwrap_or_default();
        let beside = beside.map(|(from, to)| Wrong {
            from,
            to,
            comes_out: [&text[from..variable.from], example, &text[variable.to..to]].concat(),
            remedy: TWICE,
        });
        found.extend(beside.or_else(|| signs_twice(text, variable, example)));
        if has_names && let Some(greeting) = greeted(text, variable).filter(|_| is_habit(&cells, is_address)) {
            let comes_out = [greeting, example].concat();
            found.push(Wrong { from: near::place_of(greeting, text), to: variable.to, comes_out, remedy: ADDRESS });
        }
    }
    found
}

fn cells(rows: &[Vec<String>], column: usize) -> Cells<'_> {
    rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
}

/// Whether nearly all of several cells are so.
fn is_habit(cells: &[&str], is_so: impl Fn(&str) -> bool) -> bool {
    const FEWEST: usize = 5;
    cells.len() >= FEWEST && cells.iter().filter(|cell| is_so(cell)).count() * 10 >= cells.len() * 9
}

fn is_address(cell: &str) -> bool {
    cell.contains('@') && Address::parse(cell).is_ok()
}

/// `Dear {{ email }}`: the greeting up to the column.
fn greeted<'t>(text: &'t str, variable: &Variable<'_>) -> Option<&'t str> {
    let line = near::line_before(text, variable.from, FAR);
    let greeting = greeting(line).filter(|greeting| near::place_of(greeting, line) + greeting.len() == line.len())?;
    (!greeting.contains('}')).then_some(greeting)
}

/// Two signs of money on one side: `££{{ sum }}`, `{{ sum }}元元`.
fn signs_twice(text: &str, variable: &Variable<'_>, example: &str) -> Option<Wrong> {
    let pair = |signs: &mut dyn Iterator<Item = char>| {
        let first = signs.next().filter(|sign| MONEY.contains(sign))?;
        (signs.next() == Some(first) && signs.next() != Some(first)).then_some(first.len_utf8() * 2)
    };
    let before = near::before(&text[..variable.from], FAR);
    let behind = near::behind(&text[variable.to..], FAR);
    // `$$…$$` is a formula.
    if before.ends_with("$$") && behind.trim_start().starts_with("$$") {
        return None;
    }
    let is_sign = !before.ends_with(char::is_alphabetic);
    let (from, to) = match pair(&mut before.chars().rev()).filter(|_| is_sign) {
        Some(length) => (variable.from - length, variable.to),
        None => (variable.from, variable.to + pair(&mut behind.chars())?),
    };
    let comes_out = [&text[from..variable.from], example, &text[variable.to..to]].concat();
    Some(Wrong { from, to, comes_out, remedy: TWICE })
}

/// Whether a sign parts what is before it from a word.
fn is_end(c: char) -> bool {
    c.is_whitespace() || "<>(){}[]\"“”'‘’「」『』（）【】：:，,。.;；!！?？|*_".contains(c)
}

/// What stands before a column and in front of its cells.
fn before(text: &str, variable: &Variable<'_>, cells: &[&str]) -> Option<(usize, usize)> {
    let line = near::line_before(text, variable.from, FAR);
    let bare = line.trim_end_matches([' ', '\u{A0}']);
    let is_apart = bare.len() < line.len();
    let from = |word: &str| variable.from - (line.len() - bare.len()) - word.len();
    let last = bare.chars().next_back().filter(|c| !is_end(*c))?;
    if MONEY.contains(&last) && !last.is_alphabetic() {
        let sign = &bare[bare.len() - last.len_utf8()..];
        return is_habit(cells, |cell| has_money(cell, last)).then(|| (from(sign), variable.to));
    }
    if is_han(last) {
        let word = common(cells, true)?;
        let word = (1..=word.chars().count()).rev().map(|count| word.chars().take(count).collect::<String>());
        let word = word.into_iter().find(|word| bare.ends_with(word.as_str()))?;
        let rest = &bare[..bare.len() - word.len()];
        // One character may be the end of another word.
        let is_word = word.chars().nth(1).is_some() || !rest.ends_with(is_han);
        return is_word.then(|| (from(&word), variable.to));
    }
    let word = &bare[bare.rfind(is_end).map_or(0, |at| at + bare[at..].chars().next().map_or(1, char::len_utf8))..];
    let has_path = word.contains(['/', '=', '&', '@', '\\']);
    let is_long = word.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
    let begins = |cell: &str| {
        let (begin, rest) = cell.split_at_checked(word.len()).unwrap_or_default();
        let is_over = |c: char| if is_apart { !c.is_alphanumeric() } else { true };
        let is_next = rest.starts_with(is_over) && !rest.trim().is_empty();
        if is_apart && word.ends_with(char::is_alphanumeric) {
            is_next && begin.eq_ignore_ascii_case(word)
        } else {
            is_next && begin == word && !(word.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic))
        }
    };
    let is_title = || is_apart && sex_of_salutation(word).is_some() && is_habit(cells, is_title);
    let is_doubled = || (is_long || !is_apart) && is_habit(cells, begins);
    (!word.is_empty() && !has_path && (is_doubled() || is_title())).then(|| (from(word), variable.to))
}

/// `Mr`, and no whole greeting.
fn is_title(cell: &str) -> bool {
    sex_of_salutation(cell).is_some() && !cell.contains(' ')
}

/// What stands behind a column and at the end of its cells.
fn behind(text: &str, variable: &Variable<'_>, cells: &[&str]) -> Option<(usize, usize)> {
    let line = near::line_behind(text, variable.to, FAR);
    let bare = line.trim_start_matches([' ', '\u{A0}']);
    let is_apart = bare.len() < line.len();
    let to = |length: usize| variable.to + (line.len() - bare.len()) + length;
    let first = bare.chars().next()?;
    if MONEY.contains(&first) && is_habit(cells, |cell| has_money(cell, first)) {
        let is_word = !is_han(first) || is_whole_in_han(&bare[first.len_utf8()..]);
        return is_word.then(|| (variable.from, to(first.len_utf8())));
    }
    if is_han(first) {
        let word = common(cells, false)?;
        let word = (1..=word.chars().count())
            .rev()
            .map(|count| word.chars().skip(word.chars().count() - count).collect::<String>());
        let word = word.into_iter().find(|word| bare.starts_with(word.as_str()))?;
        return is_whole_in_han(&bare[word.len()..]).then(|| (variable.from, to(word.len())));
    }
    // `12.50` and `.00`
    if !is_apart && let Some(cents) = bare.get(..3).filter(|cents| is_cents(cents)) {
        let has_own = |cell: &str| cell.len() > 3 && cell.get(cell.len() - 3..).is_some_and(is_cents);
        let is_last = !bare[cents.len()..].starts_with(|c: char| c.is_ascii_digit());
        return (is_last && is_habit(cells, has_own)).then(|| (variable.from, to(cents.len())));
    }
    let length = bare.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '%').unwrap_or(bare.len());
    let word = &bare[..length];
    let is_path = bare[length..].starts_with(['/', '@', '_', '=']) || bare[length..].starts_with('.') && !is_apart;
    let is_long = word.chars().filter(|c| c.is_alphabetic()).count() >= 2 || word == "%";
    let ends = |cell: &str| {
        let Some(at) = cell.len().checked_sub(length).filter(|at| *at > 0 && cell.is_char_boundary(*at)) else {
            return false;
        };
        let (rest, end) = cell.split_at(at);
        // `Tower` ends as `lower` does.
        let is_word = !word.starts_with(char::is_alphabetic) || !rest.ends_with(char::is_alphabetic);
        is_word && if is_apart { end.eq_ignore_ascii_case(word) } else { end == word }
    };
    (is_long && !is_path && is_habit(cells, ends)).then(|| (variable.from, to(length)))
}

fn is_cents(text: &str) -> bool {
    matches!(text.as_bytes(), [b'.' | b',', one, other] if one.is_ascii_digit() && other.is_ascii_digit())
}

/// Whether a word of Chinese that stands there is one, and not the beginning of another: `班，`, `班同学`, and no `班主任`.
fn is_whole_in_han(behind: &str) -> bool {
    const NEXT: [&str; 8] = ["的", "同学", "小朋友", "学生", "家长", "和", "及", "与"];
    !behind.starts_with(is_han) || NEXT.iter().any(|word| behind.starts_with(word))
}

/// Whether a cell is a sum with this sign of money on one of its sides.
fn has_money(cell: &str, sign: char) -> bool {
    let has_digits = cell.bytes().any(|octet| octet.is_ascii_digit());
    has_digits && (cell.starts_with(sign) || cell.ends_with(sign))
}

/// The Chinese characters that nearly all cells begin or end with, where they have more than those.
fn common(cells: &[&str], is_begin: bool) -> Option<String> {
    const MOST: usize = 4;
    let part = |cell: &str, count: usize| -> Option<String> {
        let length = cell.chars().count();
        let part: String = if is_begin {
            cell.chars().take(count).collect()
        } else {
            cell.chars().skip(length.saturating_sub(count)).collect()
        };
        (length > count && part.chars().all(is_han)).then_some(part)
    };
    // The first cell may be one of the few that are otherwise.
    let shown = cells.iter().take(2);
    let found = shown.flat_map(|cell| (1..=MOST).rev().filter_map(|count| part(cell, count)));
    let is_common = |word: &String| {
        let count = word.chars().count();
        is_habit(cells, |cell| part(cell, count).as_ref() == Some(word))
    };
    found.filter(is_common).max_by_key(String::len)
}

/// `{{ title }}{{ last_name }}`, whose words run into each other; in a path they are meant to.
fn joined(
    text: &str,
    header: &Header,
    rows: &[Vec<String>],
    (first, one): (&Variable<'_>, usize),
    (second, other): (&Variable<'_>, usize),
) -> Option<Wrong> {
    let name = |column: usize| header.names().get(column).map(|name| name.to_lowercase()).unwrap_or_default();
    let is_name = |column: usize| half(&name(column)).is_some();
    let is_begin = half(&name(one)) == Some(Half::First)
        || is_habit(&cells(rows, one), is_title)
        || headings::is_before_name(&name(one));
    let is_path = text[..first.from].ends_with(['/', '\\', '=', '&', '?', '#', '_', '-', '.', '@', '<'])
        || text[second.to..].starts_with(['.', '@', '_', '-', '/', '&', '=']);
    let pairs: Vec<(&str, &str)> = rows
        .iter()
        .filter_map(|row| Some((row.get(one)?.as_str(), row.get(other)?.as_str())))
        .filter(|(one, other)| !one.is_empty() && !other.is_empty())
        .collect();
    let runs = |(one, other): &(&str, &str)| {
        let is_latin = |c: char| c.is_alphabetic() && !is_han(c) && c < '\u{2E80}';
        one.ends_with(|c| is_latin(c) || c == '.') && other.starts_with(is_latin)
    };
    let firsts: Vec<&str> = pairs.iter().filter(|pair| runs(pair)).map(|(one, _)| *one).collect();
    let is_wrong = is_begin && is_name(other) && !is_path && firsts.len() * 10 >= pairs.len() * 9;
    let comes_out = pairs.first().filter(|_| is_wrong && is_habit(&firsts, |_| true))?;
    let comes_out = [comes_out.0, comes_out.1].concat();
    Some(Wrong { from: first.from, to: second.to, comes_out, remedy: NO_BLANK })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 14] = [
        "Flat", "Total", "Price", "No", "Type", "Title", "First name", "Last name", "Email", "班级", "星期", "餐费",
        "School", "Time",
    ];

    fn rows() -> Vec<Vec<String>> {
        let one = |n: usize| {
            let weekday = ["一", "二", "三", "四", "五", "六"][n % 6];
            let row = [
                format!("Flat {}", n + 3),
                format!("£{n}1.50"),
                format!("{n}2.50"),
                format!("T-000{n}"),
                format!("{}-bed", n % 3 + 1),
                ["Mr", "Ms"][n % 2].to_owned(),
                ["Ann", "Ben", "Cleo"][n % 3].to_owned(),
                ["Moor", "Lake"][n % 2].to_owned(),
                format!("a{n}@post.org"),
                format!("中{weekday}班"),
                format!("星期{weekday}"),
                format!("{n}9元"),
                format!("{} School", ["Hill", "Lake", "Moor"][n % 3]),
                format!("1{}:00", n % 6),
            ];
            row.to_vec()
        };
        (0..12).map(one).collect()
    }

    fn found(text: &str) -> Vec<(String, String)> {
        let header = Header::new(NAMES.map(str::to_owned).to_vec());
        wrong(text, &header, &rows())
            .into_iter()
            .map(|wrong| (text[wrong.from..wrong.to].to_owned(), wrong.comes_out))
            .collect()
    }

    #[test]
    fn what_stands_there_twice_is_found() {
        for (text, part, comes_out) in [
            ("in Flat {{ Flat }}.", "Flat {{ Flat }}", "Flat Flat 3"),
            ("your flat {{ Flat }}", "flat {{ Flat }}", "flat Flat 3"),
            ("(tenant T-{{ No }})", "T-{{ No }}", "T-T-0000"),
            ("Total: £{{ Total }}", "£{{ Total }}", "££01.50"),
            ("Total: {{ Total }} £", "{{ Total }} £", "£01.50 £"),
            ("££{{ Price }}", "££{{ Price }}", "££02.50"),
            ("{{ Price }}元元", "{{ Price }}元元", "02.50元元"),
            ("£{{ Price }}.00", "{{ Price }}.00", "02.50.00"),
            ("your {{ Type }}-bed home", "{{ Type }}-bed", "1-bed-bed"),
            ("at {{ School }} School on", "{{ School }} School", "Hill School School"),
            ("Dear Mr {{ Title }} {{ Last name }}", "Mr {{ Title }}", "Mr Mr"),
            ("Dear {{ Title }}{{ Last name }},", "{{ Title }}{{ Last name }}", "MrMoor"),
            ("To: {{ First name }}{{ Last name }} <x>", "{{ First name }}{{ Last name }}", "AnnMoor"),
            ("<p>Dear {{ Email }},</p>", "Dear {{ Email }}", "Dear a0@post.org"),
            ("你在{{ 班级 }}班，", "{{ 班级 }}班", "中一班班"),
            ("{{ 班级 }}班家长", "{{ 班级 }}班", "中一班班"),
            ("会议在星期{{ 星期 }}举行", "星期{{ 星期 }}", "星期星期一"),
            ("餐费：{{ 餐费 }}元", "{{ 餐费 }}元", "09元元"),
        ] {
            assert_eq!(found(text), [(part.to_owned(), comes_out.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_stands_there_once_is_left_alone() {
        for text in [
            "in {{ Flat }}.",
            "Flat: {{ Flat }}",
            "| Flat | {{ Flat }} |",
            "<td>Flat</td><td>{{ Flat }}</td>",
            "flats {{ Flat }}",
            "Flat {{ Flat | upper }}",
            "https://a.org/T-{{ No }}",
            "tenant number {{ No }}",
            "Total: {{ Total }}",
            "£{{ Price }} €",
            "$${{ Price }}$$",
            "£{{ Price }}. 00",
            "{{ Type }} home",
            "{{ School }} schools",
            "Dear {{ Title }} {{ Last name }}",
            "{{ First name }} {{ Last name }}",
            "files/{{ First name }}{{ Last name }}.pdf",
            "{{ Last name }}{{ First name }}",
            "{{ Flat }}{{ Total }}",
            "Dear {{ First name }}, we write to {{ Email }}",
            "{{ 班级 }}班主任",
            "{{ 班级 }}的班级群",
            "本{{ 星期 }}",
            "星期：{{ 星期 }}",
            "餐费{{ 餐费 }}",
            "at {{ Time }}",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|Flat |£|元|班|星期|T-|-bed|\\{\\{ Flat \\}\\}|\\{\\{ Total \\}\\}|\\{\\{ 班级 \\}\\}|\\{\\{ No \\}\\}|Dear ){0,16}", cell in "\\PC{0,6}") {
            let header = Header::new(NAMES.map(str::to_owned).to_vec());
            let odd: Vec<Vec<String>> = (0..6).map(|_| vec![cell.clone(); NAMES.len()]).collect();
            for rows in [rows(), odd] {
                for wrong in wrong(&text, &header, &rows) {
                    proptest::prop_assert!(text.get(wrong.from..wrong.to).is_some());
                }
            }
        }
    }
}
