//! Days that a template's author wrote out: that there are, and that fall on the day of the week beside them.

mod context;
#[cfg(test)]
mod tests;

use crate::findings::calendar::{
    self, is_behind_date, length, month_in_date, of_week, weekday_beside, weekday_named, weekday_of_cell,
};
use crate::findings::column::dates::{Day, YEAR};

/// What may stand between the parts of a date, and between it and the day of the week.
const FILLERS: [&str; 22] = [
    "of", "the", "de", "del", "den", "dem", "der", "am", "le", "el", "la", "día", "dia", "on", "st", "du", "il",
    "feira", "d", "dnia", "dne", "tanggal",
];

/// What stands behind the year or the day, and belongs to it: `2027 r.`, `18-án`, `18 d.`
const MARKS: [&str; 12] = ["r", "roku", "г", "года", "р", "року", "m", "d", "án", "én", "jén", "i"];

/// A day that is wrong: where it stands in the text, and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::findings) struct Wrong {
    pub(in crate::findings) from: usize,
    pub(in crate::findings) to: usize,
    pub(in crate::findings) what: String,
    /// Whether it says no year, and would be right in others.
    pub(in crate::findings) has_no_year: bool,
}

/// A word, a number or a Chinese character.
#[derive(Debug, Clone)]
struct Token {
    text: String,
    from: usize,
    to: usize,
}

#[derive(Debug, Clone, Copy)]
struct Date {
    year: Option<u32>,
    month: u32,
    day: u32,
    /// Whether the first two numbers may change places: `1/2/2027`.
    is_open: bool,
    /// Whether it may be something else, unless a day of the week stands beside it: `March 20`, `20.3.`
    is_loose: bool,
    /// The tokens that it consists of, from and to.
    tokens: (usize, usize),
}

/// A day of the calendar with its year, where it stands in a text, in octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Dated {
    pub(in crate::findings) from: usize,
    pub(in crate::findings) to: usize,
    /// The year, the month and the day; and the same where the last two may change places: `1/2/2027`.
    pub(in crate::findings) days: (Day, Option<Day>),
}

/// All days that a text has with their years.
pub(in crate::findings) fn dated(text: &str) -> Vec<Dated> {
    let is_there =
        |(year, month, day): &Day| (1..=12).contains(month) && (1..=length(Some(*year), *month)).contains(day);
    let tokens = tokens(text);
    let mut found = Vec::new();
    for date in dates(text, &tokens) {
        let (first, last) = date.tokens;
        let Some(year) = date.year else { continue };
        let turned = Some((year, date.day, date.month)).filter(|day| date.is_open && is_there(day));
        let days = match (Some((year, date.month, date.day)).filter(is_there), turned) {
            (Some(day), turned) => (day, turned),
            (None, Some(day)) => (day, None),
            (None, None) => continue,
        };
        found.push(Dated { from: tokens[first].from, to: tokens[last].to, days });
    }
    found
}

/// All that are wrong in a text. A date without a year is the next one from today, or the last one; or of a year that the text names,
/// or of the one behind that: `school year 2026/27`. What is `written` is the text with its tags: they may be a part of a date, or its year.
pub(in crate::findings) fn wrong(text: &str, written: &str, today: u32) -> Vec<Wrong> {
    let tokens = tokens(text);
    let named = context::years(text, &tokens);
    let years = |month: u32, day: u32| {
        let this = today / YEAR;
        let is_to_come = month * 31 + day >= today % YEAR;
        let near = if is_to_come { [this, this.saturating_sub(1)] } else { [this + 1, this] };
        near.into_iter().chain(named.iter().copied()).collect()
    };
    let has_year_variable = context::has_year_variable(written);
    // `{% if … %}Samstag{% else %}Freitag{% endif %}, 3. Dezember`
    let has_tag = |wrong: &Wrong| written.get(wrong.from..wrong.to).is_some_and(|part| part.contains('{'));
    let may_be_of_other_year =
        |wrong: &Wrong| wrong.has_no_year && (has_year_variable || context::is_before_variable(written, wrong.to));
    let found = wrong_in(text, years).into_iter();
    found.filter(|wrong| !has_tag(wrong) && !may_be_of_other_year(wrong)).collect()
}

/// The same where a date without a year is of one of these, by its month and day.
pub(in crate::findings) fn wrong_in(text: &str, years: impl Fn(u32, u32) -> Vec<u32>) -> Vec<Wrong> {
    let tokens = tokens(text);
    dates(text, &tokens).filter_map(|date| flaw(text, &tokens, date, &years)).collect()
}

/// The dates of a text, none of which has a word of another.
fn dates<'t>(text: &'t str, tokens: &'t [Token]) -> impl Iterator<Item = Date> + 't {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (place, date) = (at..tokens.len()).find_map(|place| Some((place, date(text, tokens, place)?)))?;
        at = date.tokens.1.max(place) + 1;
        Some(date)
    })
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut last = Sort::Other;
    for (at, c) in text.char_indices() {
        let sort = Sort::of(c);
        let to = at + c.len_utf8();
        match tokens.last_mut() {
            Some(token) if sort == last && matches!(sort, Sort::Letter | Sort::Digit) => {
                token.text.extend(c.to_lowercase());
                token.to = to;
            }
            _ if sort != Sort::Other => tokens.push(Token { text: c.to_lowercase().collect(), from: at, to }),
            _ => {}
        }
        last = sort;
    }
    tokens
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Letter,
    Digit,
    Han,
    Other,
}

impl Sort {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Digit,
            '\u{4E00}'..='\u{9FFF}' => Self::Han,
            c if c.is_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }
}

fn number(token: &Token, most: usize) -> Option<u32> {
    let is_number = token.text.len() <= most && token.text.bytes().all(|octet| octet.is_ascii_digit());
    token.text.parse().ok().filter(|_| is_number)
}

fn year(token: &Token) -> Option<u32> {
    number(token, 4).filter(|year| (1900..2200).contains(year))
}

/// The next token that is no filler, if nothing but signs for a pause stands before it.
fn next(text: &str, tokens: &[Token], mut at: usize, fillers: &[&str]) -> Option<usize> {
    loop {
        let (here, next) = (tokens.get(at)?, tokens.get(at + 1)?);
        if !text[here.to..next.from].chars().all(|c| matches!(c, ' ' | ',' | '.' | '\u{A0}' | 'º')) {
            return None;
        }
        at += 1;
        if !fillers.contains(&next.text.as_str()) {
            return Some(at);
        }
    }
}

/// The date that begins with a token.
fn date(text: &str, tokens: &[Token], at: usize) -> Option<Date> {
    const ORDINALS: [&str; 11] = ["st", "nd", "rd", "th", "er", "of", "de", "del", "the", "º", "e"];
    if let Some(month) = month_in_date(&tokens[at].text) {
        // `January 12, 2027`
        let day = next(text, tokens, at, &["the"])?;
        let last = next(text, tokens, day, &ORDINALS).and_then(|last| Some((last, year(&tokens[last])?)));
        let (last, year) = last.map_or((day, None), |(last, year)| (last, Some(year)));
        let day = number(&tokens[day], 2)?;
        return Some(Date { year, month, day, is_open: false, is_loose: year.is_none(), tokens: (at, last) });
    }
    let between = |at: usize| Some(text[tokens.get(at)?.to..tokens.get(at + 1)?.from].trim());
    let first = number(&tokens[at], 4)?;
    let is_short = tokens[at].text.len() <= 2;
    let is_part = at > 0 && matches!(between(at - 1), Some("." | "/" | "-")) && number(&tokens[at - 1], 9).is_some();
    if is_part {
        return None;
    }
    let numbers = |second: usize, third: usize| {
        Some((number(tokens.get(second)?, 2)?, number(tokens.get(third)?, 4)?, tokens[third].text.len()))
    };
    if let (Some(one @ ("." | "/" | "-")), Some(two)) = (between(at), between(at + 1))
        && one == two
        && let Some((second, third, length)) = numbers(at + 1, at + 2)
    {
        let tokens = (at, at + 2);
        return match (is_short, length) {
            (true, 4) if (1900..2200).contains(&third) => {
                let is_open = one != ".";
                Some(Date { year: Some(third), month: second, day: first, is_open, is_loose: false, tokens })
            }
            (false, 1 | 2) if one == "-" && (1900..2200).contains(&first) => {
                let (is_open, is_loose) = (false, false);
                Some(Date { year: Some(first), month: second, day: third, is_open, is_loose, tokens })
            }
            _ => None,
        };
    }
    if !is_short {
        let is_year = tokens.get(at + 1).is_some_and(|sign| matches!(sign.text.as_str(), "年" | "년"));
        return chinese(text, tokens, at + 2, Some(first)).filter(|_| is_year).or_else(|| year_first(text, tokens, at));
    }
    if let Some(date) = chinese(text, tokens, at, None) {
        return Some(date);
    }
    // `20.3.`, and no `20.3`, which may be a time or a number.
    let behind = tokens.get(at + 1).map_or("", |second| &text[second.to..]);
    if between(at) == Some(".") && behind.starts_with('.') {
        let month = number(tokens.get(at + 1)?, 2)?;
        return Some(Date { year: None, month, day: first, is_open: false, is_loose: true, tokens: (at, at + 1) });
    }
    // `12 January 2027`, `12. Januar 2027`, `30 de febrero`, `12th of January, 2027`
    let name = next(text, tokens, at, &ORDINALS)?;
    let month = month_in_date(&tokens[name].text)?;
    let last = next(text, tokens, name, &["de", "del", "of"]);
    let year = last.and_then(|last| Some((last, year(&tokens[last])?)));
    let tokens = (at, year.map_or(name, |(last, _)| last));
    Some(Date { year: year.map(|(_, year)| year), month, day: first, is_open: false, is_loose: false, tokens })
}

/// `2027. április 18.`, `2027 m. balandžio 18 d.`
fn year_first(text: &str, tokens: &[Token], at: usize) -> Option<Date> {
    let year = year(&tokens[at])?;
    let name = next(text, tokens, at, &["m", "gada"])?;
    let month = month_in_date(&tokens[name].text)?;
    let last = next(text, tokens, name, &[])?;
    let day = number(&tokens[last], 2)?;
    let is_other = text[tokens[last].to..].starts_with(['%', ':', '/']);
    (!is_other).then_some(Date { year: Some(year), month, day, is_open: false, is_loose: true, tokens: (at, last) })
}

/// `1月18日`, which may have a year before it: where its month stands.
fn chinese(text: &str, tokens: &[Token], at: usize, year: Option<u32>) -> Option<Date> {
    let signs = tokens.get(at..at + 4)?;
    let first = if year.is_some() { at.checked_sub(2)? } else { at };
    let is_date = signs[1].text == "月" && matches!(signs[3].text.as_str(), "日" | "号")
        || signs[1].text == "월" && signs[3].text == "일";
    let is_dense = tokens[first..at + 4].windows(2).all(|two| text[two[0].to..two[1].from].trim().is_empty());
    let (month, day) = (number(&signs[0], 2)?, number(&signs[2], 2)?);
    let date = Date { year, month, day, is_open: false, is_loose: false, tokens: (first, at + 3) };
    (is_date && is_dense && year.is_none_or(|year| (1900..2200).contains(&year))).then_some(date)
}

fn flaw(text: &str, tokens: &[Token], date: Date, years: impl Fn(u32, u32) -> Vec<u32>) -> Option<Wrong> {
    let (first, last) = date.tokens;
    let Date { year, month, day, is_open, is_loose, .. } = date;
    let is_there = |month: u32, day: u32| (1..=12).contains(&month) && (1..=length(year, month)).contains(&day);
    let found = |from: usize, to: usize, what: String, has_no_year: bool| {
        let (from, to) = (tokens[from].from, tokens[to].to);
        (!context::is_of_moon(text, from, to)).then_some(Wrong { from, to, what, has_no_year })
    };
    let is_turned = is_open && is_there(day, month);
    if !is_there(month, day) && !is_turned {
        // Without a year, or with a month that is none, it may be something else.
        // `12月32日` is nothing else.
        let is_written_out = matches!(tokens[last].text.as_str(), "日" | "일");
        let most = if is_written_out { 99 } else { 31 };
        let is_day = (1..=12).contains(&month) && (length(year, month) + 1..=most).contains(&day)
            || is_written_out && year.is_some() && month > 12;
        let is_length = || is_written_out && year.is_none() && context::is_length(text, tokens[first].from);
        return if is_day && !is_loose && !is_reference(text, tokens, first) && !is_length() {
            found(first, last, "there is no such day. Correct it.".to_owned(), false)
        } else {
            None
        };
    }
    let (beside, weekday) = beside(text, tokens, first, last)?;
    let (from, to) = (first.min(beside), last.max(beside));
    let part = &text[tokens[from].from..tokens[to].to];
    // `Freitag 8.10.` may be a time of the day.
    if is_loose && number(&tokens[first], 2).is_some() && !part.contains([',', '(', '（']) && !part.contains(" de") {
        return None;
    }
    let is_long_ago = || context::is_long_ago(text, tokens[from].from, tokens[to].to);
    if beside < first && context::is_name(text, tokens, beside) || year.is_none() && is_long_ago() {
        return None;
    }
    let has_no_year = year.is_none();
    let years = year.map_or_else(|| years(month, day), |year| vec![year]);
    let is_of_year = |year: u32, month: u32, day: u32| is_there(month, day) && day <= length(Some(year), month);
    let fits_in =
        |year: u32, month: u32, day: u32| is_of_year(year, month, day) && of_week(year, month, day) == weekday;
    let fits = |month: u32, day: u32| years.iter().any(|year| fits_in(*year, month, day));
    if fits(month, day) || is_turned && fits(day, month) {
        return None;
    }
    let (month, day) = if is_there(month, day) { (month, day) } else { (day, month) };
    let first_year = *years.first()?;
    // 29 February: the year that has one may be meant.
    if !is_of_year(first_year, month, day) {
        let leap = (first_year..).take(8).find(|year| is_of_year(*year, month, day));
        let is_meant = leap.is_some_and(|year| fits_in(year, month, day));
        let what = format!("{first_year} has no such day. Correct the day or the date.");
        return if is_meant { None } else { found(from, to, what, has_no_year) };
    }
    let right = calendar::SHOWN[of_week(first_year, month, day)];
    let year = if has_no_year { format!("in {first_year} ") } else { String::new() };
    let what = format!("{year}that day is a {right}. Correct the day or the date.");
    found(from, to, what, has_no_year)
}

/// Whether what looks like a date is the number of something: `version 31.4.2027`.
fn is_reference(text: &str, tokens: &[Token], first: usize) -> bool {
    const WORDS: [&str; 14] = [
        "version", "v", "reference", "ref", "referenz", "no", "nr", "number", "nummer", "invoice", "order", "file",
        "az", "aktenzeichen",
    ];
    let Some(before) = first.checked_sub(1).and_then(|at| tokens.get(at)) else { return false };
    let between = &text[before.to..tokens[first].from];
    WORDS.contains(&before.text.as_str()) && between.chars().all(|c| matches!(c, ' ' | '.' | ':' | '#'))
}

/// Whether a date is the end of several days: `12–13 December 2026`.
fn is_range(text: &str, tokens: &[Token], first: usize) -> bool {
    let before = first.checked_sub(1).and_then(|at| tokens.get(at)).filter(|before| number(before, 2).is_some());
    before.is_some_and(|before| matches!(text[before.to..tokens[first].from].trim(), "-" | "–" | "—" | "/" | "+" | "&"))
}

/// The day of the week that stands beside a date, and where.
fn beside(text: &str, tokens: &[Token], first: usize, last: usize) -> Option<(usize, usize)> {
    if is_range(text, tokens, first) {
        return None;
    }
    let is_pause = |from: usize, to: usize| {
        text[from..to].chars().all(|c| matches!(c, ' ' | ',' | '.' | '(' | '（' | '，' | '\u{A0}'))
    };
    let mut before = first;
    while let Some(at) = before.checked_sub(1) {
        // `segunda-feira`
        let is_hyphen = tokens[before].text == "feira" && &text[tokens[at].to..tokens[before].from] == "-";
        if !is_hyphen && !is_pause(tokens[at].to, tokens[before].from) {
            break;
        }
        if let Some(weekday) = weekday(&tokens[at]) {
            // `18 Nisan 2027 Pazar, 19 Nisan 2027 Pazartesi`
            let is_of_number = || at.checked_sub(1).is_some_and(|at| number(&tokens[at], 4).is_some());
            if is_behind_date(&tokens[at].text) && is_of_number() {
                break;
            }
            // `Mon. 12`, and no end of a sentence: `… on Monday. 12 January 2027 is …`
            let is_end = text[tokens[at].to..tokens[before].from].contains('.') && tokens[at].text.len() > 4;
            return (!is_end).then_some((at, weekday));
        }
        if let Some(weekday) = at.checked_sub(2).and_then(|begin| han(&tokens[begin..=at])) {
            return Some((at - 2, weekday));
        }
        if let Some(weekday) = at.checked_sub(1).and_then(|begin| han(&tokens[begin..=at])) {
            return Some((at - 1, weekday));
        }
        if !FILLERS.contains(&tokens[at].text.as_str()) {
            break;
        }
        before = at;
    }
    let last = behind_marks(text, tokens, last);
    let behind = tokens.get(last + 1).filter(|behind| is_pause(tokens[last].to, behind.from))?;
    if let Some(weekday) = weekday(behind) {
        let next = tokens.get(last + 2);
        // It may belong to the date behind it, or be one of two: `Friday/Saturday`.
        let is_of_two = next.is_some_and(|next| {
            self::weekday(next).is_some() && matches!(text[behind.to..next.from].trim(), "/" | "-" | "–" | "and" | "&")
        });
        if is_of_two || next.is_some() && date(text, tokens, last + 2).is_some() {
            return None;
        }
        let between = &text[tokens[last].to..behind.from];
        // A day that only follows belongs to the next words: `by 12 January 2027 Monday's class`.
        let is_its_own = between.contains(['(', '（', ',']) || is_behind_date(&behind.text);
        // `18 r. (niedziela)`, and no end of a sentence.
        let is_end = between.contains('.') && !between.contains(['(', '（']) && !between.contains(".,");
        return is_its_own.then_some((last + 1, weekday)).filter(|_| !is_end);
    }
    let in_brackets = || in_brackets(text, tokens, last).map(|weekday| (last + 1, weekday));
    let of_two = tokens.get(last + 1..last + 3).and_then(han).map(|weekday| (last + 2, weekday));
    tokens.get(last + 1..last + 4).and_then(han).map(|weekday| (last + 3, weekday)).or(of_two).or_else(in_brackets)
}

/// The token behind which nothing more belongs to a date: that of its last number, or of a mark for the year or the day.
fn behind_marks(text: &str, tokens: &[Token], last: usize) -> usize {
    let Some(mark) = tokens.get(last + 1).filter(|mark| MARKS.contains(&mark.text.as_str())) else { return last };
    let is_joined = matches!(&text[tokens[last].to..mark.from], " " | "\u{A0}" | "-");
    if is_joined { last + 1 } else { last }
}

/// `（日）`, `(토)`: a day of the week that is one character, as Japanese and Korean write it behind a date.
fn in_brackets(text: &str, tokens: &[Token], last: usize) -> Option<usize> {
    let sign = tokens.get(last + 1)?;
    let is_open = matches!(text[tokens[last].to..sign.from].trim(), "(" | "（");
    let is_closed = text[sign.to..].starts_with([')', '）']);
    if !(is_open && is_closed && matches!(tokens[last].text.as_str(), "日" | "일")) {
        return None;
    }
    let day = |days: &str| days.chars().position(|day| sign.text.chars().eq([day]));
    day("月火水木金土日").or_else(|| day("월화수목금토일"))
}

/// Short names are other words in a text: `di`, `mar`.
fn weekday(token: &Token) -> Option<usize> {
    const SHORTEST: usize = 5;
    let is_long = token.text.chars().count() >= SHORTEST;
    let beside = || weekday_beside(&token.text);
    weekday_named(&token.text).or_else(beside).or_else(|| if is_long { weekday_of_cell(&token.text) } else { None })
}

/// `星期五`, `周五`, `金曜日`
fn han(tokens: &[Token]) -> Option<usize> {
    if let [day, of_week, _] = tokens
        && of_week.text == "曜"
    {
        return "月火水木金土日".chars().position(|known| day.text.chars().eq([known]));
    }
    let (last, before) = tokens.split_last()?;
    let before: String = before.iter().map(|token| token.text.as_str()).collect();
    let day = "一二三四五六日".find(last.text.as_str()).map(|at| at / "一".len());
    let day = day.or_else(|| (last.text == "天").then_some(6))?;
    matches!(before.as_str(), "星期" | "周" | "礼拜" | "週").then_some(day)
}
