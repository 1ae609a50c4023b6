//! Filters that Tera does not bring and mail needs. Cells are text, so every one of them takes text.

#![expect(clippy::needless_pass_by_value, reason = "this is the shape of a filter in Tera")]

use std::borrow::Cow;
use std::fmt::Write;

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::marks::{self, Segment};
use crate::mail::shown;

/// All filters, Tera's and ours, for the nearest name to a misspelt one.
pub(super) const NAMES: [&str; 42] = [
    "abs", "capitalize", "date", "default", "escape", "escape_html", "escape_xml", "first", "float", "get", "group_by",
    "indent", "int", "join", "keys", "last", "length", "lower", "money", "newlines_to_br", "nth", "num", "number",
    "pairs", "pluralize", "replace", "reverse", "round", "safe", "sort", "split", "str", "title", "trim", "trim_end",
    "trim_start", "truncate", "unique", "upper", "urlencode", "values", "wordcount",
];

/// All tests, which are Tera's: `{% if mark is defined %}`.
pub(super) const TESTS: [&str; 17] = [
    "array", "bool", "containing", "defined", "divisible_by", "ending_with", "even", "float", "integer", "iterable",
    "map", "none", "number", "odd", "starting_with", "string", "undefined",
];

/// All functions, which are Tera's.
pub(super) const FUNCTIONS: [&str; 2] = ["range", "throw"];

/// Adds the filters to an engine.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("date", date);
    tera.register_filter("num", num);
    tera.register_filter("number", number);
    tera.register_filter("money", money);
    tera.register_filter("urlencode", urlencode);
    tera.register_filter("newlines_to_br", newlines_to_br);
}

/// `{{ due | date(format="%d.%m.%Y") }}`; `from` says how an ambiguous date is written.
fn date(value: Value, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let text = value.to_string();
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let format = kwargs.get::<&str>("format")?.unwrap_or("%Y-%m-%d");
    let read = match kwargs.get::<&str>("from")? {
        Some(from) => strtime::parse(from, text).ok().and_then(|parsed| {
            parsed.to_datetime().ok().or_else(|| parsed.to_date().ok().map(|date| date.at(0, 0, 0, 0)))
        }),
        None => read_date(text),
    };
    let Some(read) = read else {
        return Err(Error::message(format!(
            "\"{}\" is not a date that can be read without doubt: write it as 2026-11-23, or say how it is \
             written: date(from=\"%m/%d/%Y\")",
            shown(text, 60)
        )));
    };
    strtime::format(format, read)
        .map_err(|error| Error::message(format!("the format \"{format}\" is not one: {error}")))
}

/// `2026-11-23`, `2026/11/23`, `2026.11.23`, `2026年11月23日`, `23.11.2026`, each with or without a time (`18:30`, `6:30 PM`), or
/// RFC 3339.
fn read_date(text: &str) -> Option<DateTime> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (first, rest) = text.split_at(digits(text));
    let separator = rest.chars().next()?;
    let rest = &rest[separator.len_utf8()..];
    let (second, rest) = rest.split_at(digits(rest));
    let other = rest.chars().next()?;
    let rest = &rest[other.len_utf8()..];
    let (third, rest) = rest.split_at(digits(rest));
    let (year, month, day, rest) = match (first.len(), separator, other, third.len()) {
        (4, '年', '月', 1..=2) => (first, second, third, rest.strip_prefix('日')?),
        (4, '-' | '/' | '.', _, 1..=2) if other == separator => (first, second, third, rest),
        (1..=2, '.', '.', 4) => (third, second, first, rest),
        _ => return None,
    };
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let time = rest.trim_start_matches('T').trim();
    if time.is_empty() {
        return Some(date.at(0, 0, 0, 0));
    }
    let end = time.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(time.len());
    let (time, behind) = time.split_at(end);
    let mut parts = time.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next();
    if parts.next().is_some() {
        return None;
    }
    // Otherwise, `10:30-12:00` is from when until when.
    let may_be_west = second.is_some() || rest.starts_with('T');
    let second = second.map_or(Some(0), |second| second.split('.').next()?.parse().ok())?;
    let hour = of_day(hour, behind.trim(), may_be_west)?;
    Some(date.to_datetime(jiff::civil::Time::new(hour, minute, second, 0).ok()?))
}

/// An hour of the day, by what stands behind the time: before or after noon, a zone, or nothing.
fn of_day(hour: i8, behind: &str, may_be_west: bool) -> Option<i8> {
    let noon = match behind.replace(['.', ' '], "").to_ascii_lowercase().as_str() {
        "am" | "上午" => 0,
        "pm" | "下午" => 12,
        // A zone is dropped: a date is shown as it was written.
        _ => return (behind.is_empty() || is_zone(behind, may_be_west)).then_some(hour),
    };
    (1..=12).contains(&hour).then_some(hour % 12 + noon)
}

/// `Z`, `+08:00`, `-0500`, `+01:00[Europe/Berlin]`.
fn is_zone(text: &str, may_be_west: bool) -> bool {
    let offset = match text.strip_suffix(']') {
        Some(named) => named.split_once('[').map_or("", |(offset, _)| offset),
        None => text,
    };
    let digits = match offset.strip_prefix('+') {
        None if may_be_west => offset.strip_prefix('-'),
        east => east,
    };
    let Some(digits) = digits else { return offset.eq_ignore_ascii_case("z") };
    let (hours, minutes) = digits.split_at_checked(2).unwrap_or((digits, ""));
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    let is_pair = |text: &str| text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_digit());
    is_pair(hours) && (digits.len() == 2 || is_pair(minutes))
}

/// `{% if score | num >= 60 %}`: a number out of text, with thousands separators, currency or percent signs.
fn num(value: Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    if value.is_number() {
        return Ok(value);
    }
    let decimal = Decimal::read(&value)?;
    let text = decimal.plain();
    if decimal.fraction.is_empty()
        && let Ok(integer) = text.parse::<i64>()
    {
        return Ok(Value::from(integer));
    }
    text.parse::<f64>().map(Value::from).map_err(|_| not_a_number(&text))
}

/// `{{ amount | number(decimals=2) }}`: 1,234.50. Digits are kept as text, so none is lost.
fn number(value: Value, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let separator = kwargs.get::<&str>("sep")?.unwrap_or(",");
    let point = kwargs.get::<&str>("point")?.unwrap_or(".");
    let mut decimal = match blank(&value) {
        true => return Ok(String::new()),
        false => Decimal::read(&value)?,
    };
    if let Some(decimals) = kwargs.get::<usize>("decimals")? {
        decimal.round(decimals.min(100));
    }
    Ok(decimal.grouped(separator, point))
}

/// `{{ amount | money(symbol="¥") }}`: ¥1,234.50.
fn money(value: Value, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    if blank(&value) {
        return Ok(String::new());
    }
    let symbol = kwargs.get::<&str>("symbol")?.unwrap_or("");
    let separator = kwargs.get::<&str>("sep")?.unwrap_or(",");
    let point = kwargs.get::<&str>("point")?.unwrap_or(".");
    let mut decimal = Decimal::read(&value)?;
    decimal.round(kwargs.get::<usize>("decimals")?.unwrap_or(2).min(100));
    let amount = decimal.grouped(separator, point);
    Ok(match amount.strip_prefix('-') {
        Some(amount) => format!("-{symbol}{amount}"),
        None => format!("{symbol}{amount}"),
    })
}

/// Everything but RFC 3986's unreserved characters as `%XX`: fit for any part of a link.
fn urlencode(value: Value, _: Kwargs, _: &State) -> String {
    percent_encoded(&value.to_string()).into_owned()
}

/// What `urlencode` makes of a text.
pub(super) fn percent_encoded(text: &str) -> Cow<'_, str> {
    let is_unreserved = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~');
    if text.bytes().all(is_unreserved) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() * 3);
    for octet in text.bytes() {
        match octet {
            octet if is_unreserved(octet) => encoded.push(char::from(octet)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{octet:02X}");
            }
        }
    }
    encoded.into()
}

/// Tera's own leaves the value to `| safe`, which would let tags through as well. This one writes the line separator
/// U+2028, which HTML and Markdown bodies turn into a break when the value is put back; in text a line break stays one.
fn newlines_to_br(value: StringInput, _: Kwargs, state: &State) -> TeraResult<Value> {
    if !state.autoescaping_enabled() {
        return Ok(value.into_value());
    }
    let lines: Vec<_> = value.as_str().lines().collect();
    Ok(Value::safe_string(&state.escape(&lines.join("\u{2028}"))?))
}

/// Adds the filters that must know marks: in a captured text (`{% filter upper %}Dear {{ name }}{% endfilter %}`) the
/// cells are marked already.
pub(super) fn register_marked(tera: &mut Tera) {
    tera.register_filter("upper", |value: StringInput, _: Kwargs, _: &State| each_segment(&value, str::to_uppercase));
    tera.register_filter("lower", |value: StringInput, _: Kwargs, _: &State| each_segment(&value, str::to_lowercase));
}

fn each_segment(value: &StringInput, change: fn(&str) -> String) -> Value {
    let mut changed = String::with_capacity(value.as_str().len());
    for segment in marks::segments(value.as_str()) {
        match segment {
            Segment::Literal(literal) => changed.push_str(&change(literal)),
            Segment::Cell(cell) if value.is_safe() => changed.push_str(&marks::mark(&change(&cell))),
            // Not captured: a cell with such characters of its own.
            Segment::Cell(_) => return value.inherit_safety(change(value.as_str())),
        }
    }
    value.inherit_safety(changed)
}

fn blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn not_a_number(text: &str) -> Error {
    Error::message(format!("\"{}\" is not a number", shown(text, 60)))
}

/// A number without what stands around it, and without the blanks between its groups of three digits. `None` where two numbers
/// would come to be one: `5 10`.
fn without_signs(given: &str) -> Option<String> {
    const AROUND: [char; 9] = ['$', '€', '£', '¥', '￥', '%', '元', '\'', '_'];
    let is_left_out = |c: char| c.is_whitespace() || AROUND.contains(&c);
    let is_digit = |c: &char| c.is_ascii_digit();
    // How many digits stand side by side at the end of the text.
    let (mut text, mut between, mut group) = (String::with_capacity(given.len()), "", 0);
    for (at, letter) in given.char_indices() {
        if is_left_out(letter) {
            let start = given[..at].trim_end_matches(is_left_out).len();
            between = &given[start..at + letter.len_utf8()];
            continue;
        }
        if !between.is_empty() && group > 0 && letter.is_ascii_digit() {
            let is_group = group <= 3 && given[at..].chars().take_while(is_digit).count() == 3;
            let may_part = between.chars().all(|c| matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\'' | '_'));
            if !is_group || !may_part || text.starts_with('0') {
                return None;
            }
            group = 0;
        }
        between = "";
        group = if letter.is_ascii_digit() { group + 1 } else { 0 };
        text.push(letter);
    }
    Some(text)
}

/// A decimal number as its digits.
struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    fn read(value: &Value) -> TeraResult<Self> {
        let given = value.to_string();
        let text = without_signs(&given).ok_or_else(|| not_a_number(given.trim()))?;
        let (negative, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        // `1,23` may be a decimal comma: not guessed at. `0,375` can be nothing else.
        let mut groups = whole.rsplit(',');
        let last = groups.next().map_or(0, str::len);
        let are_thousands = last == 3 && !whole.starts_with('0') && groups.all(|group| (1..=3).contains(&group.len()));
        let grouped = !whole.contains(',') || are_thousands;
        let whole = whole.replace(',', "");
        let digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
        if !grouped || !digits(&whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return Err(not_a_number(given.trim()));
        }
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        Ok(Self { negative, whole: whole.to_owned(), fraction: fraction.to_owned() })
    }

    fn plain(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let point = if self.fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{}", self.whole, self.fraction)
    }

    /// Half away from zero, as people round money.
    fn round(&mut self, decimals: usize) {
        let up = self.fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5');
        self.fraction.truncate(decimals);
        while self.fraction.len() < decimals {
            self.fraction.push('0');
        }
        if !up {
            return;
        }
        let mut digits: Vec<u8> = self.whole.bytes().chain(self.fraction.bytes()).collect();
        let mut carry = true;
        for digit in digits.iter_mut().rev() {
            match *digit {
                b'9' => *digit = b'0',
                other => {
                    *digit = other + 1;
                    carry = false;
                    break;
                }
            }
        }
        if carry {
            digits.insert(0, b'1');
        }
        let all: String = digits.into_iter().map(char::from).collect();
        let (whole, fraction) = all.split_at(all.len() - decimals);
        (self.whole, self.fraction) = (whole.to_owned(), fraction.to_owned());
    }

    fn grouped(&self, separator: &str, point: &str) -> String {
        let zero = self.whole.bytes().chain(self.fraction.bytes()).all(|digit| digit == b'0');
        let mut text = String::from(if self.negative && !zero { "-" } else { "" });
        for (index, digit) in self.whole.chars().enumerate() {
            if index > 0 && (self.whole.len() - index).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        if !self.fraction.is_empty() {
            text.push_str(point);
            text.push_str(&self.fraction);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use tera::Context;

    use super::*;
    use crate::merge::engine;

    fn render(template: &str, value: &str) -> Result<String, String> {
        let mut tera = Tera::new();
        register(&mut tera);
        let mut context = Context::new();
        context.insert_value("x", Value::from(value));
        tera.render_str(template, &context, false).map_err(|error| error.to_string())
    }

    #[test]
    fn dates() {
        for (value, expected) in [
            ("2026-11-23", "23.11.2026"),
            ("2026/1/3", "03.01.2026"),
            ("2026.11.23", "23.11.2026"),
            ("23.11.2026", "23.11.2026"),
            ("2026年11月23日", "23.11.2026"),
            ("2026-11-23T08:00:00Z", "23.11.2026"),
            ("2026-11-23 18:30", "23.11.2026"),
            ("2026-11-23T08:00:00.25+08:00", "23.11.2026"),
            (" ", ""),
        ] {
            assert_eq!(render("{{ x | date(format=\"%d.%m.%Y\") }}", value).as_deref(), Ok(expected), "{value}");
        }
        assert_eq!(render("{{ x | date(format=\"%H:%M\") }}", "2026-11-23 18:30:05").as_deref(), Ok("18:30"));
        for (value, expected) in [
            ("2026-11-23 2:30 PM", "23 Nov 2026 at 14:30"),
            ("2026-11-23 2:30pm", "23 Nov 2026 at 14:30"),
            ("2026-11-23 2:30 p.m.", "23 Nov 2026 at 14:30"),
            ("2026-11-23 2:30:15 a. m.", "23 Nov 2026 at 02:30"),
            ("2026/11/23 2:30 下午", "23 Nov 2026 at 14:30"),
            ("2026年11月23日 9:05上午", "23 Nov 2026 at 09:05"),
            ("23.11.2026 12:15 AM", "23 Nov 2026 at 00:15"),
            ("23.11.2026 12:15 PM", "23 Nov 2026 at 12:15"),
            ("2026-11-23T14:30z", "23 Nov 2026 at 14:30"),
            ("2026-11-23T14:30:00+08", "23 Nov 2026 at 14:30"),
            ("2026-11-23 14:30:00 -0500", "23 Nov 2026 at 14:30"),
            ("2026-11-23T14:30-05:00", "23 Nov 2026 at 14:30"),
            ("2026-11-23T14:30:00+01:00[Europe/Berlin]", "23 Nov 2026 at 14:30"),
            ("2026-11-23T14:30:00.123456789Z", "23 Nov 2026 at 14:30"),
        ] {
            let told = render("{{ x | date(format=\"%d %b %Y at %H:%M\") }}", value);
            assert_eq!(told.as_deref(), Ok(expected), "{value}");
        }
        for value in [
            "2026-11-23 14:30 - cancelled", "2026-11-23 13:30 PM", "2026-11-23 0:30 AM", "2026-11-23 2:30 PM sharp",
            "2026-11-23 14:30 Uhr, Raum 5", "2026-11-23 10:30-12:00", "2026-11-23 10:30 - 12:00",
            "2026-11-23 14:30 +8", "2026-11-23 14:30 +08:0", "2026-11-23 14:30 +0é", "2026-11-23 14:30 [Berlin]",
            "2026-11-23 14:30 ]", "2026-11-23 14:30:00:00",
        ] {
            assert!(render("{{ x | date }}", value).unwrap_err().contains("without doubt"), "{value}");
        }
        assert_eq!(render("{{ x | date(from=\"%m/%d/%Y\") }}", "11/23/2026").as_deref(), Ok("2026-11-23"));
        for value in ["11/12/2026", "2026-13-01", "tomorrow", "2026-11", "2026", "年", "2026年1月", "2026-11-23 99:00"]
        {
            assert!(render("{{ x | date }}", value).is_err(), "{value}");
        }
        assert!(render("{{ x | date(format=\"%!\") }}", "2026-11-23").is_err());
    }

    #[test]
    fn numbers() {
        for (template, value, expected) in [
            ("{{ x | number }}", "1234567.5", "1,234,567.5"),
            ("{{ x | number(decimals=2) }}", "1234.5", "1,234.50"),
            ("{{ x | number(decimals=0) }}", "999.5", "1,000"),
            ("{{ x | number(decimals=2) }}", "-0.001", "0.00"),
            ("{{ x | number(sep=\".\", point=\",\", decimals=1) }}", "1,234.56", "1.234,6"),
            ("{{ x | number }}", "12345678901234567890123", "12,345,678,901,234,567,890,123"),
            ("{{ x | number }}", "", ""),
            ("{{ x | money(symbol=\"¥\") }}", "-1234.5", "-¥1,234.50"),
            ("{{ x | money }}", "$1,000", "1,000.00"),
            ("{% if x | num >= 60 %}pass{% endif %}", "60.5", "pass"),
            ("{% if x | num >= 60 %}pass{% endif %}", "85%", "pass"),
            ("{{ x | num + 1 }}", "1,000", "1001"),
            ("{{ x | num }}", "- 5", "-5"),
            ("{{ x | num }}", "¥ 12 345 678.50 元", "12345678.5"),
            ("{{ x | num }}", "1\u{202F}234", "1234"),
            ("{{ x | num }}", "1'234'567", "1234567"),
        ] {
            assert_eq!(render(template, value).as_deref(), Ok(expected), "{template} {value}");
        }
        for value in [
            "abc", "1,2", "1,23", "1.2.3", ".", "--1", "1e5", "0,375", "-0,005", "01,500", "5 10", "3 4", "12345 678",
            "1 2345", "0 500", "5$10", "100元 500", "100\n200", "1 234 56",
        ] {
            assert!(render("{{ x | number }}", value).is_err(), "{value}");
        }
    }

    #[test]
    fn the_names_are_those_that_there_are() {
        let unknown = |text: String| {
            let mut tera = engine::tera(engine::Mode::Marked);
            let added = tera.add_raw_template("t", &text);
            added.err().is_some_and(|error| error.to_string().contains("Unknown"))
        };
        assert!(NAMES.iter().all(|name| !unknown(format!("{{{{ x | {name} }}}}"))));
        assert!(TESTS.iter().all(|name| !unknown(format!("{{% if x is {name} %}}{{% endif %}}"))));
        assert!(FUNCTIONS.iter().all(|name| !unknown(format!("{{{{ {name}() }}}}"))));
        assert!(unknown("{{ x | nothing }}".to_owned()) && unknown("{{ nothing() }}".to_owned()));
    }

    #[test]
    fn links() {
        assert_eq!(render("{{ x | urlencode }}", "a b&c/张~").as_deref(), Ok("a%20b%26c%2F%E5%BC%A0~"));
    }
}
