//! Values that are of another sort than the rest of their column.

use super::names::Names;
use super::odd_name::OddName;
use super::season::Season;
use super::{codes, dates, figures, own, streets, surnames, words};
use crate::findings::known_column::Column;
use crate::findings::{Detail, Kind, Oddity, secrets};

const FAR: &str = "is far from the other dates, which are close together. Is the year or the month right?";
const FUTURE: &str = "is a day of birth in the future. Type the right year.";
const BY_HABIT: &str =
    "is a day of birth of this year or the last, and all others are of years before. Was the year typed by habit?";
const END: &str = "has a letter or a sign behind the day. Type the date anew.";

const LEFT_OUT: &str = "stands for a name that is not told. Type the whole name.";
const NO_TIME: &str = "has a time that is none of a day. Type it.";
const MIDNIGHT: &str =
    "has midnight behind the day, as programs write it, and the other rows have no time. Take it out.";
const OTHER_DAY: &str = "is another day, and nearly all other rows have one and the same. Is it right?";

const TURNED: &str =
    "has day and month the other way round: read as the others are, there is no such month. Write it as they are.";
const WRITTEN: &str = "is a date, and the others are written in another way. Write it as they are.";
const OTHER_ERA: &str = "is years away from the other dates. Is it right?";
const OTHER_YEAR: &str = "is a year away from the other dates of the column. Is it right?";

/// What is unlike the rest about a value, and what to do.
pub(in crate::findings) fn flaw(column: &Column, value: &str) -> Option<Oddity> {
    if column.has_dates {
        return date(column, value);
    }
    if let Some(numbers) = column.numbers {
        return numbers.flaw(value);
    }
    if let Some(what) = column.shares.and_then(|shares| shares.flaw(value)) {
        return Some(Oddity::new(Kind::OddNumber, what));
    }
    if let Some(sites) = &column.sites {
        return sites.flaw(value).map(Oddity::from);
    }
    if column.has_accounts {
        return secrets::flaw_of_account(value).map(Oddity::from);
    }
    if let Some(code) = &column.code
        && let Some(flaw) = code.flaw(value)
    {
        return Some(match flaw {
            codes::Flaw::Slip(what, meant) => {
                Oddity::new(Kind::SlipInNumber, format!("{what} Type {meant}, if that is meant."))
            }
            codes::Flaw::Length(what) => Oddity::new(Kind::OddLength, what),
            codes::Flaw::Begin(what) => Oddity::new(Kind::OddNumber, what),
            codes::Flaw::Year(what) => Oddity::new(Kind::OtherYear, what),
        });
    }
    if let Some(what) = column.tokens.and_then(|tokens| tokens.flaw(value)) {
        return Some(Oddity::new(Kind::OddLength, what));
    }
    if let Some(times) = column.times {
        return times.flaw(value).map(Oddity::from);
    }
    if let Some(found) = column.telephones.as_ref().and_then(|telephones| telephones.flaw(value)) {
        return Some(Oddity::from(found));
    }
    if column.names.is_some() && surnames::is_left_out(value) {
        return Some(Oddity::new(Kind::Leftover, LEFT_OUT));
    }
    let of_title = |names: Names| if column.are_bare_names { names.flaw_of_title(value) } else { None };
    let of_half = |names: Names| if column.are_whole_names { names.flaw_of_half(value) } else { None };
    let of_script = || column.script?.flaw(value);
    let of_name =
        |names: Names| names.flaw(value).or_else(|| of_title(names)).or_else(|| of_half(names)).or_else(of_script);
    if let Some(odd) = column.names.and_then(of_name) {
        return Some(Oddity::from(odd));
    }
    if column.has_towns
        && let Some(odd) = flaw_of_town(value)
    {
        return Some(Oddity::from(odd));
    }
    if column.are_numbered_streets
        && let Some(what) = streets::flaw(value)
    {
        return Some(Oddity::new(Kind::NearValue, what));
    }
    let sort = match (column.has_words, column.has_streets) {
        (true, _) => sort(value)?,
        (_, true) => sort_of_contact(value)?,
        _ => return None,
    };
    Some(Oddity::new(Kind::OddValue, format!("is {sort}, and the other rows have words. Is it in the right column?")))
}

fn date(column: &Column, value: &str) -> Option<Oddity> {
    let usual = dates::usual_day(value, column.shape, column.years);
    let is_off = |season: Season| usual.map_or_else(|| season.is_year_off(value), |day| season.is_off(day));
    if column.season.is_some_and(is_off) {
        return Some(Oddity::new(Kind::OtherYear, OTHER_YEAR));
    }
    let year = |value: &str| usual.map_or_else(|| dates::year(value), |(year, ..)| Some(year));
    let far = |value: &str| {
        let is_far = column.near.is_some_and(|near| dates::is_far(value, column.shape, near));
        let is_of_child = |(first, last): (u32, u32)| {
            let day = usual.map_or_else(|| dates::number(value, column.shape), |day| Some(dates::growing(day)));
            day.is_none_or(|day| (first..=last).contains(&day))
        };
        let is_future =
            || column.latest.is_some_and(|latest| dates::number(value, column.shape).is_some_and(|day| day > latest));
        if is_far {
            Some(Oddity::new(Kind::OddDate, FAR).with(Detail::FarDay))
        } else if is_future() {
            Some(Oddity::new(Kind::WrongDate, FUTURE))
        } else if column.by_habit.is_some_and(|first| year(value).is_some_and(|year| year >= first)) {
            Some(Oddity::new(Kind::OddDate, BY_HABIT))
        } else if column.era.is_some_and(|era| year(value).is_some_and(|year| era.is_off(year))) {
            Some(of_other_era())
        } else if column.children.is_some_and(|children| !is_of_child(children)) {
            Some(Oddity::new(Kind::OddDate, FAR).with(Detail::FarDay))
        } else if column
            .constant
            .is_some_and(|day| usual.or_else(|| dates::day_first(value, column.shape)) != Some(day))
        {
            Some(Oddity::new(Kind::OddDate, OTHER_DAY))
        } else {
            column
                .workdays
                .and_then(|workdays| workdays.flaw(value, usual))
                .map(|what| Oddity::new(Kind::OddDate, what))
        }
    };
    if usual.is_some() {
        return far(value);
    }
    if let Some(what) = dates::flaw(value) {
        return Some(Oddity::new(Kind::WrongDate, what));
    }
    if let Some(what) = dates::flaw_of_weekday(value, column.shape) {
        return Some(Oddity::new(Kind::WrongDate, what));
    }
    match dates::odd(value, column.shape, column.years) {
        Some(dates::Odd::Turned) => return Some(Oddity::new(Kind::OddDate, TURNED)),
        Some(dates::Odd::Written) => return Some(Oddity::new(Kind::OddDate, WRITTEN)),
        Some(dates::Odd::OtherEra) => return Some(of_other_era()),
        None => {}
    }
    if dates::is_date(value) {
        if dates::time_behind(value).is_some_and(|(hours, minutes)| hours > 24 || minutes > 59) {
            return Some(Oddity::new(Kind::WrongDate, NO_TIME));
        }
        if column.are_days && dates::has_midnight(value) {
            return Some(Oddity::new(Kind::OddDate, MIDNIGHT));
        }
        return if dates::has_end(value) { Some(Oddity::new(Kind::OddDate, END)) } else { far(value) };
    }
    if words::are_for_a_day(value) {
        return None;
    }
    let kind = if value.chars().any(|c| c.is_ascii_digit()) { Kind::OddDate } else { Kind::OddWord };
    Some(Oddity::new(kind, "is no date, and the other rows have one. Is it right?"))
}

fn of_other_era() -> Oddity {
    Oddity::new(Kind::OddDate, OTHER_ERA).with(Detail::FarDay)
}

/// Whether a value is of words.
pub(in crate::findings) fn is_word(value: &str) -> bool {
    !value.bytes().any(|octet| octet.is_ascii_digit() || octet == b'@') && !is_truth(value)
}

/// What a value is, if it is not of words.
fn sort(value: &str) -> Option<&'static str> {
    if is_truth(value) {
        return Some("what a spreadsheet writes for yes or no");
    }
    if is_word(value) {
        None
    } else if let Some(contact) = sort_of_contact(value) {
        Some(contact)
    } else if figures::plain(value).is_some() {
        Some("a number")
    } else {
        dates::is_date(value).then_some("a date")
    }
}

/// An address of mail or a telephone number.
fn sort_of_contact(value: &str) -> Option<&'static str> {
    let is_address = value.split_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    if is_address && !value.contains(char::is_whitespace) {
        Some("an address")
    } else {
        let is_telephone = value.starts_with(['+', '0']) && own::is_telephone(value) && figures::plain(value).is_none();
        is_telephone.then_some("a telephone number")
    }
}

/// What is wrong with the name of a town, where the others are names alone and begin with a capital.
fn flaw_of_town(value: &str) -> Option<OddName> {
    const DIGITS: usize = 4;
    let (first, rest) = value.split_once(' ').unwrap_or((value, ""));
    let digits = first.bytes().filter(u8::is_ascii_digit).count();
    if digits >= DIGITS && rest.starts_with(char::is_alphabetic) {
        return Some(OddName::Postcode);
    }
    (value.len() >= DIGITS && value.bytes().all(|octet| octet.is_ascii_lowercase())).then_some(OddName::Small)
}

/// `TRUE`, as a spreadsheet writes it, in any language.
pub(in crate::findings) fn is_truth(value: &str) -> bool {
    matches!(
        value,
        "TRUE"
            | "FALSE"
            | "WAHR"
            | "FALSCH"
            | "VRAI"
            | "FAUX"
            | "VERDADERO"
            | "FALSO"
            | "VERO"
            | "WAAR"
            | "ONWAAR"
            | "PRAWDA"
            | "FAŁSZ"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::column::codes::Code;
    use crate::findings::column::telephones::Telephones;

    #[test]
    fn values_that_are_no_code_or_telephone_number_are_found() {
        let codes = Column { code: Code::of(&vec!["A-2026-010481".to_owned(); 20]), ..Column::default() };
        for (value, kind) in [
            ("A-2026-O10481", Some(Kind::SlipInNumber)),
            ("A-2026-1048", Some(Kind::OddLength)),
            ("A-2026-999999", None),
            ("express", None),
        ] {
            assert_eq!(flaw(&codes, value).map(|odd| odd.kind), kind, "{value}");
        }
        let telephones = Column { telephones: Some(Telephones::default()), ..Column::default() };
        assert_eq!(flaw(&telephones, "ask Anna").map(|odd| odd.kind), Some(Kind::OddWord));
        assert_eq!(flaw(&telephones, "0351/123456 (office)"), None);
    }

    #[test]
    fn values_of_another_sort_are_found() {
        let words = Column { has_words: true, ..Column::default() };
        for odd in ["12345", "0", "li@163.com", "2026-11-01", "TRUE", "FALSCH"] {
            assert_eq!(flaw(&words, odd).map(|odd| odd.kind), Some(Kind::OddValue), "{odd}");
            assert_eq!(flaw(&Column::default(), odd), None, "{odd}");
        }
        for sound in ["张三", "Anna Berg", "Class 3", "see you @ 8 p.m.", "3A", "R2-D2", "True", ""] {
            assert_eq!(flaw(&words, sound), None, "{sound}");
        }
        let towns = Column { has_towns: true, has_words: true, ..Column::default() };
        for odd in ["L-2255 Luxembourg", "70173 Stuttgart", "luxembourg", "0171 5550192"] {
            assert!(flaw(&towns, odd).is_some(), "{odd}");
        }
        for sound in ["Luxembourg", "den Haag", "Lyon 3", "Paris 75001", "'s-Hertogenbosch"] {
            assert_eq!(flaw(&towns, sound), None, "{sound}");
        }
        let streets = Column { has_streets: true, ..Column::default() };
        for (value, is_odd) in [("li@163.com", true), ("+352 621 123 456", true), ("Calle 13", false), ("12345", false)]
        {
            assert_eq!(flaw(&streets, value).is_some(), is_odd, "{value}");
        }
        let numbered = Column { are_numbered_streets: true, ..streets.clone() };
        assert_eq!(flaw(&numbered, "Calle Mayor").map(|odd| odd.kind), Some(Kind::NearValue));
        assert!(flaw(&streets, "Calle Mayor").is_none() && flaw(&numbered, "Calle Mayor 3").is_none());
        let names = Column { names: Some(Names::Full), are_bare_names: true, ..Column::default() };
        let titled = Column { are_bare_names: false, ..names.clone() };
        for value in ["Herr Claudia Winkler", "Mrs Anna Berg"] {
            assert!(flaw(&names, value).is_some() && flaw(&titled, value).is_none(), "{value}");
        }
        let (constant, shape) = (Some((2027, 2, 5)), dates::shape("05/02/2027"));
        let one_day = Column { has_dates: true, shape, constant, ..Column::default() };
        assert!(flaw(&one_day, "05/02/2027").is_none() && flaw(&one_day, "06/02/2027").is_some());
        let births = Column { has_dates: true, shape, by_habit: Some(2026), ..Column::default() };
        assert!(flaw(&births, "23/02/2026").is_some() && flaw(&births, "23/02/2007").is_none());
        let dates = Column { has_dates: true, are_days: true, ..Column::default() };
        for (value, kind) in [
            ("2027-01-18 29:00", Some(Kind::WrongDate)),
            ("2027-01-18 15:75:00", Some(Kind::WrongDate)),
            ("2027-01-18 15:30", None),
            ("2027-01-18 00:00:00", Some(Kind::OddDate)),
            ("2027-01-18T00:00:00", Some(Kind::OddDate)),
            ("2027-01-18 (Mon)", None),
            ("2026-11-01", None),
            ("46350", Some(Kind::WrongDate)),
            ("2026-11", Some(Kind::OddDate)),
            ("08:00", Some(Kind::OddDate)),
            ("soon", Some(Kind::OddWord)),
        ] {
            assert_eq!(flaw(&dates, value).map(|odd| odd.kind), kind, "{value}");
        }
    }
}
