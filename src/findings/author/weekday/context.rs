//! What stands around a day, and says that it is of another year or calendar than is asked, or no day at all.

use std::collections::BTreeSet;

use super::{Sort, Token, number, year};
use crate::findings::near;

/// All years that a text names, in any form, each with the one behind it: `2027`, `school year 2026/27`, `WS 27/28`, `'27`, `27年`.
pub(super) fn years(text: &str, tokens: &[Token]) -> BTreeSet<u32> {
    let short = (0..tokens.len()).filter_map(|at| short_year(text, tokens, at));
    tokens.iter().filter_map(year).chain(short).flat_map(|year| [year, year + 1]).collect()
}

/// A year of two digits, where what stands beside it says that it is one.
fn short_year(text: &str, tokens: &[Token], at: usize) -> Option<u32> {
    const BEFORE: [&str; 32] = [
        "ws", "ss", "wise", "sose", "fy", "sy", "ay", "sj", "hj", "fs", "hs", "wintersemester", "sommersemester",
        "semester", "saison", "season", "term", "jahr", "schuljahr", "year", "winter", "sommer", "summer", "spring",
        "autumn", "fall", "herbst", "frühjahr", "année", "rentrée", "curso", "anno",
    ];
    const BEHIND: [&str; 6] = ["年", "届", "級", "级", "屆", "년"];
    let token = &tokens[at];
    let short = number(token, 2).filter(|_| token.text.len() == 2)?;
    let between = |from: usize, to: usize| text[from..to].trim();
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    let is_named = || {
        before.is_some_and(|before| {
            BEFORE.contains(&before.text.as_str()) && matches!(between(before.to, token.from), "" | "." | "'" | "’")
        })
    };
    let behind = tokens.get(at + 1);
    let is_counted = || behind.is_some_and(|sign| BEHIND.contains(&sign.text.as_str()) && sign.from == token.to);
    // `27/28`
    let is_of_two = || {
        behind.is_some_and(|next| {
            between(token.to, next.from) == "/" && next.text.len() == 2 && number(next, 2) == Some((short + 1) % 100)
        })
    };
    let is_shortened = || text[..token.from].ends_with(['\'', '’', '‘', '´', '`']);
    (is_shortened() || is_named() || is_counted() || is_of_two()).then_some(2000 + short)
}

/// Whether a template has a variable for a year, by its name: `{{ Jahr }}`.
pub(super) fn has_year_variable(written: &str) -> bool {
    const LONGEST: usize = 200;
    const YEARS: [&str; 14] = [
        "jahr", "year", "año", "anno", "annee", "année", "jaar", "год", "年", "년", "rok", "season", "saison",
        "semester",
    ];
    // Those have a year in them, and are none.
    const OTHERS: [&str; 8] = ["年级", "年級", "年龄", "年齡", "jahrgang", "geburtsjahr", "birth", "青年"];
    written.split("{{").skip(1).any(|behind| {
        let inside = near::behind(behind, LONGEST).split("}}").next().unwrap_or_default().to_lowercase();
        YEARS.iter().any(|word| inside.contains(word)) && !OTHERS.iter().any(|word| inside.contains(word))
    })
}

/// Whether what is found ends before a variable, which may be its year: `Freitag, 3. Dezember {{ j }}`.
pub(super) fn is_before_variable(written: &str, to: usize) -> bool {
    written.get(to..).is_some_and(|behind| behind.trim_start_matches([' ', '.', '\u{A0}']).starts_with("{{"))
}

/// Whether it is said of a day that it is one of the moon's calendar, which has other months.
pub(super) fn is_of_moon(text: &str, from: usize, to: usize) -> bool {
    const NEAR: usize = 40;
    const WORDS: [&str; 13] =
        ["农历", "農曆", "農历", "阴历", "陰曆", "旧历", "舊曆", "旧暦", "腊月", "臘月", "正月", "음력", "âm lịch"];
    let (before, behind) = (near::line_before(text, from, NEAR), near::line_behind(text, to, NEAR));
    WORDS.iter().any(|word| before.contains(word) || behind.contains(word))
}

/// Whether it is told how long ago a day was: `vor drei Jahren`.
pub(super) fn is_long_ago(text: &str, from: usize, to: usize) -> bool {
    const NEAR: usize = 80;
    const PAIRS: [[&str; 2]; 24] = [
        ["vor", "jahren"],
        ["years", "ago"],
        ["year", "ago"],
        ["long", "ago"],
        ["hace", "años"],
        ["hace", "año"],
        ["il", "ans"],
        ["il", "an"],
        ["anni", "fa"],
        ["anno", "fa"],
        ["há", "anos"],
        ["há", "ano"],
        ["jaar", "geleden"],
        ["lat", "temu"],
        ["lata", "temu"],
        ["rok", "temu"],
        ["лет", "назад"],
        ["года", "назад"],
        ["год", "назад"],
        ["år", "sedan"],
        ["år", "siden"],
        ["vuotta", "sitten"],
        ["před", "lety"],
        ["pred", "rokmi"],
    ];
    let line = [near::line_before(text, from, NEAR), near::line_behind(text, to, NEAR)].join(" ").to_lowercase();
    let words: Vec<&str> = line.split(|c: char| !c.is_alphabetic()).collect();
    let is_there = |[first, last]: &[&str; 2]| {
        let mut words = words.iter();
        words.any(|word| word == first) && words.any(|word| word == last)
    };
    PAIRS.iter().any(is_there) || line.contains("年前")
}

/// Whether a day of the week is somebody's name: `Frau Sonntag`.
pub(super) fn is_name(text: &str, tokens: &[Token], at: usize) -> bool {
    const TITLES: [&str; 32] = [
        "frau", "herr", "herrn", "hr", "fr", "familie", "fam", "mr", "mrs", "ms", "miss", "sir", "dr", "prof",
        "professor", "m", "mme", "mlle", "monsieur", "madame", "señor", "señora", "sr", "sra", "don", "doña", "signor",
        "signora", "sig", "dhr", "mevr", "mevrouw",
    ];
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    let is_joined = text[before.to..tokens[at].from].chars().all(|c| matches!(c, ' ' | '.' | '\u{A0}'));
    is_joined && TITLES.contains(&before.text.as_str())
}

/// Whether months and days are how long something lasts: `满3月40日`.
pub(super) fn is_length(text: &str, from: usize) -> bool {
    const WORDS: [&str; 10] = ["满", "滿", "历时", "歷時", "为期", "為期", "龄", "共", "耗时", "已有"];
    let before = text[..from].trim_end_matches(|c: char| Sort::of(c) == Sort::Other && c != '\n');
    WORDS.iter().any(|word| before.ends_with(word))
}
