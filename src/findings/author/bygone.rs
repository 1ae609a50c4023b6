//! A Subject with the number of a year that is over, where the days of the list or of the letter are of this year or the next:
//! `Newsletter 2025`, `2025年11月缴费单`.
//!
//! Much is written of a year when it is over: reports, results, bills that are settled. A Subject that says so is left alone, and in
//! the first half of a year so is any that is not of an event.

use super::weekday::dated;
use super::{header_fields, template, years};
use crate::findings::column::dates::{self, YEAR, growing};
use crate::findings::known_column::Column;
use crate::findings::{Finding, Kind, shown};
use crate::merge::{Template, Uses};

/// What a Subject has that looks back, in lower case: as parts of words.
const BACK: [&str; 123] = [
    "report", "review", "annual", "yearly", "year-end", "year end", "result", "tax", "account", "audit", "summary",
    "statistic", "survey", "feedback", "recap", "looking back", "archive", "minutes", "photo", "picture",
    "certificate", "thank", "class of", "cohort", "alumni", "correct", "amend", "reissue", "outstanding", "arrears",
    "overdue", "reminder", "unpaid", "service charge", "utilit", "heating", "settlement", "reconcil", "dividend",
    "donation", "receipt", "refund", "invoice", "follow-up", "proceedings", "winner", "award", "best of", "closing",
    "final", "bericht", "rückblick", "bilanz", "abrechnung", "nebenkosten", "betriebskosten", "jahres", "ergebnis",
    "steuer", "bescheinigung", "protokoll", "auswertung", "bilder", "dank", "nachtrag", "mahnung", "erinnerung",
    "spende", "quittung", "zeugnis", "jahrgang", "abitur", "korrektur", "rechnung", "nachlese", "urkunde", "rapport",
    "bilan", "résultat", "impôt", "fiscal", "attestation", "compte rendu", "compte-rendu", "merci", "promotion",
    "régularisation", "rappel", "reçu", "facture", "informe", "balance", "memoria", "renta", "certificad", "acta",
    "foto", "gracias", "promoción", "recordatorio", "recibo", "donación", "factura", "rapporto", "risultat",
    "relazione", "总结", "回顾", "年报", "年度", "报告", "决算", "汇算", "个税", "报税", "证明", "证书", "照片",
    "感谢", "结果", "结算", "更正", "報告",
];

/// The same in the East, where one word may be the whole Subject.
const BACK_IN_HAN: [&str; 22] = [
    "补缴", "欠费", "催缴", "补发", "往年", "去年", "审计", "发票", "收据", "捐赠", "成绩", "决定", "決算", "結果",
    "源泉", "証明", "写真", "議事録", "御礼", "お礼", "再送", "정산",
];

/// Of what is to be, whatever the time of the year.
const EVENTS: [&str; 39] = [
    "camp", "party", "conference", "trip", "tournament", "concert", "festival", "dinner", "gala", "workshop",
    "congress", "summit", "meeting", "invitation", "registration", "enrolment", "enrollment", "open day", "fair",
    "course", "fest", "feier", "ausflug", "turnier", "konzert", "tagung", "einladung", "anmeldung", "fête",
    "inscription", "congrès", "fiesta", "congreso", "invitación", "邀请", "报名", "夏令营", "年会", "运动会",
];

/// Those of the same that are of the year in which they are, and of no other: an annual meeting may be a year behind.
const EVENTS_OF_THE_YEAR: [&str; 25] = [
    "conference", "tournament", "concert", "festival", "workshop", "congress", "summit", "symposium", "marathon",
    "turnier", "konzert", "tagung", "kongress", "congrès", "colloque", "congreso", "jornadas", "congresso", "convegno",
    "夏令营", "运动会", "复试", "面试", "大会", "论坛",
];

/// What stands before a number that is no year, or a year since when something is, in lower case.
const BEFORE: [&str; 44] = [
    "room", "raum", "zimmer", "salle", "sala", "no", "nr", "number", "nummer", "flat", "unit", "platz", "expo",
    "agenda", "vision", "horizon", "horizont", "office", "windows", "server", "excel", "word", "autocad", "strategy",
    "strategie", "plan", "goals", "iso", "din", "model", "modell", "version", "edition", "vintage", "since", "seit",
    "from", "until", "depuis", "desde", "before", "after", "vor", "nach",
];

/// What stands behind a year that says when somebody began or ends.
const BEHIND: [&str; 10] = ["级", "届", "学年", "款", "版", "年版", "年级", "年以来", "年度", "号"];

/// What looks wrong about a Subject, to a list with these first rows.
pub(in crate::findings) fn look(
    letter: &Template,
    rows: &[Vec<String>],
    columns: &[Column],
    names: &[String],
    uses: &Uses,
    today: u32,
) -> Option<Finding> {
    let (_, subject) = letter.field("Subject")?;
    let subject = template::without_tags(subject);
    let rest = header_fields::rest(letter);
    let Some((digits, year)) = year(&subject, today) else {
        return current(letter, (&subject, &rest), (rows, columns, names, uses), today);
    };
    if years::years(&rest).any(|other| other.digits == digits) || years::other_year(&subject, &rest).is_some() {
        return None;
    }
    let evidence = match of_list(rows, columns, uses, (digits, year), today)? {
        Some((column, last)) => format!("the days in column \"{}\" are of {last}", shown(names.get(column)?)),
        None => format!("the letter has days of {}", of_letter(&rest, year, today)?),
    };
    let what = format!(
        "{}: field Subject: {digits} is over, and {evidence}. Is it last year's Subject? Correct it.",
        letter.place_of("Subject")
    );
    Some(Finding::of_template(Kind::OtherYear, what, None))
}

/// What the first rows, and what is known of their columns, are told by.
type List<'l> = (&'l [Vec<String>], &'l [Column], &'l [String], &'l Uses);

/// What looks wrong about the Subject of an event with the number of this year, where all of the days in the list and in the letter
/// are of the next, and some weeks in it.
fn current(letter: &Template, (subject, rest): (&str, &str), list: List<'_>, today: u32) -> Option<Finding> {
    let (rows, columns, names, uses) = list;
    let (digits, year) = this_year(subject, today)?;
    if years::years(rest).any(|other| other.digits == digits) {
        return None;
    }
    let (column, last) = of_list(rows, columns, uses, (digits, year), today)??;
    let shape = columns.get(column)?.shape;
    let days = rows.iter().filter_map(|row| dates::number(row.get(column)?, shape));
    let is_told = last == year + 1
        && days.min()? > growing((last, 1, 31))
        && of_letter(rest, year, today) == Some(last)
        && years::other_year(subject, rest).or_else(|| years::other_in_han(subject, rest)).is_none();
    let what = format!(
        "{}: field Subject: {digits} is in it, and the days in column \"{}\" and in the letter are of {last}. Is it the \
         Subject of the last time? Correct it.",
        letter.place_of("Subject"),
        shown(names.get(column)?)
    );
    is_told.then(|| Finding::of_template(Kind::OtherYear, what, None))
}

/// The year of a Subject, if it is this one, and that of an event.
fn this_year(subject: &str, today: u32) -> Option<(&str, u32)> {
    let (digits, year) = only_year(subject)?;
    let lower = subject.to_lowercase();
    let is_event = EVENTS_OF_THE_YEAR.iter().any(|word| lower.contains(word));
    (year == today / YEAR && is_event && !looks_back(subject)).then_some((digits, year))
}

/// Whether a Subject is of what has been.
pub(super) fn looks_back(subject: &str) -> bool {
    let lower = subject.to_lowercase();
    BACK.iter().chain(&BACK_IN_HAN).any(|word| lower.contains(word))
}

/// The year of a Subject, if that is over, and the Subject does not look back on it.
fn year(subject: &str, today: u32) -> Option<(&str, u32)> {
    const MOST: u32 = 3;
    const JULY: u32 = 7;
    let (digits, year) = only_year(subject)?;
    let this = today / YEAR;
    let is_over = year < this && this - year <= MOST;
    let lower = subject.to_lowercase();
    let is_now = (today % YEAR).saturating_sub(1) / 31 >= JULY || EVENTS.iter().any(|word| lower.contains(word));
    (is_over && !looks_back(subject) && is_now).then_some((digits, year))
}

/// The year of a Subject that has one alone, and no day.
fn only_year(subject: &str) -> Option<(&str, u32)> {
    let mut all = years::years(subject);
    let (only, None) = (all.next()?, all.next()) else { return None };
    let year: u32 = only.digits.parse().ok()?;
    let at = subject.find(only.digits)?;
    let (before, behind) = (subject[..at].to_lowercase(), &subject[at + only.digits.len()..]);
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_number = BEFORE.contains(&word)
        || before.trim_end().ends_with(['#', '№'])
        || BEHIND.iter().any(|word| behind.starts_with(word));
    (!is_number && dated(subject).is_empty()).then_some((only.digits, year))
}

/// The column with days of which nearly all are of later years, and most near today or to come, and their year. Nothing at all where
/// others are of that year, or the rows name it; and `Some(None)` where the list does not tell.
fn of_list(
    rows: &[Vec<String>],
    columns: &[Column],
    uses: &Uses,
    (digits, year): (&str, u32),
    today: u32,
) -> Option<Option<(usize, u32)>> {
    const FEWEST: usize = 5;
    const NEAR: u32 = 2 * 31;
    let mut found: Option<(usize, u32)> = None;
    for &column in uses.letter.iter().chain(&uses.attachment) {
        let values = || rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty());
        let shape = columns.get(column).filter(|column| column.has_dates).and_then(|column| column.shape);
        let days: Vec<u32> = if shape.is_some() {
            values().filter_map(|value| dates::number(value, shape)).collect()
        } else {
            Vec::new()
        };
        let named = values().filter(|value| value.contains(digits)).count();
        let is_birth = columns.get(column).is_some_and(|column| column.latest.is_some());
        if named * 2 > rows.len() && !is_birth {
            return None;
        }
        let first = growing((year, 12, 31));
        let last = growing((today / YEAR + 1, 12, 31));
        let later = days.iter().filter(|day| (first + 1..=last).contains(*day)).count();
        let current = days.iter().filter(|day| **day + NEAR >= today).count();
        if days.len() >= FEWEST && later * 10 >= days.len() * 9 && current * 2 > days.len() {
            // Of several, the one whose days come first is nearest to the letter.
            let last = days.iter().max().map_or(0, |day| (day - 32) / YEAR);
            found = found.filter(|(_, other)| *other <= last).or(Some((column, last)));
        }
    }
    Some(found)
}

/// The year of the letter's own days, if all are of later years and one is still to come.
fn of_letter(rest: &str, year: u32, today: u32) -> Option<u32> {
    let days: Vec<_> = dated(rest).into_iter().map(|day| day.days.0).collect();
    let are_later = days.iter().all(|day| day.0 > year);
    let to_come = days.iter().filter(|day| growing(**day) >= today).max()?;
    are_later.then_some(to_come.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_that_are_over_are_told_from_those_that_are_looked_back_on() {
        let november = growing((2026, 11, 30));
        let found = |subject: &str, today: u32| year(subject, today).map(|(_, year)| year);
        for (subject, over) in [
            ("Statement 2025", 2025),
            ("Newsletter 2025", 2025),
            ("Christmas party 2025", 2025),
            ("Your fee for 2025", 2025),
            ("2025年11月缴费单", 2025),
            ("2024年家长会通知", 2024),
            ("Elternabend 2025", 2025),
        ] {
            assert_eq!(found(subject, november), Some(over), "{subject}");
        }
        for subject in [
            "Statement 2026", "Statement 2027", "Statement", "Annual report 2025", "Your results of 2025",
            "Rückblick 2025", "Nebenkostenabrechnung 2025", "Spendenquittung 2025", "2025年度总结", "2025级新生家长会",
            "Vision 2025", "Room 2025", "Member since 2025", "Statement 2025 and 2026", "Statement 2025/26",
            "Meeting of 5 March 2025", "Class of 2025", "Olympics 1996", "",
        ] {
            assert_eq!(found(subject, november), None, "{subject}");
        }
        let february = growing((2026, 2, 10));
        assert_eq!((found("Statement 2025", february), found("Summer camp 2025", february)), (None, Some(2025)));
        assert_eq!(found("2025年11月缴费单", february), None);
    }

    #[test]
    fn events_of_this_year_are_told_from_what_is_of_it() {
        let november = growing((2026, 11, 30));
        for (subject, is_one) in [
            ("河东理工大学2026年硕士研究生复试通知：", true),
            ("Dune Conference 2026: your talk", true),
            ("Dune Conference 2027: your talk", false),
            ("Dune Conference 2026: proceedings", false),
            ("Annual meeting 2026", false),
            ("2026级新生面试", false),
            ("Invoice 2026", false),
        ] {
            assert_eq!(this_year(subject, november).is_some(), is_one, "{subject}");
        }
    }

    #[test]
    fn the_days_of_the_list_tell() {
        let today = growing((2026, 11, 30));
        let told = |days: [&str; 2], other: &str| {
            let rows: Vec<Vec<String>> = (0..10).map(|n| vec![days[n % 2].to_owned(), other.to_owned()]).collect();
            let dates = Column { has_dates: true, shape: dates::shape(days[0]), ..Column::default() };
            let uses = Uses { letter: vec![0, 1], ..Uses::default() };
            of_list(&rows, &[dates, Column::default()], &uses, ("2025", 2025), today)
        };
        assert_eq!(told(["2026-12-14", "2026-12-31"], "Ann"), Some(Some((0, 2026))));
        assert_eq!(told(["2027-01-14", "2026-12-01"], "Ann"), Some(Some((0, 2027))));
        // A contract that ends in some years says nothing of today.
        assert_eq!(told(["2029-01-14", "2028-12-01"], "Ann"), Some(None));
        assert_eq!(told(["2026-03-14", "2026-03-01"], "Ann"), Some(None));
        assert_eq!(told(["2025-12-14", "2025-12-01"], "Ann"), None);
        assert_eq!(told(["2026-12-14", "2026-12-01"], "RE-2025-17.pdf"), None);
        assert_eq!(of_letter("we meet on 12 December 2026", 2025, today), Some(2026));
        assert_eq!(of_letter("we met on 12 March 2026", 2025, today), None);
        assert_eq!(of_letter("from 1 May 2025 to 12 December 2026", 2025, today), None);
        assert_eq!(of_letter("", 2025, today), None);
    }

    proptest::proptest! {
        #[test]
        fn any_subject_can_be_looked_at(subject in "(\\PC|2025|年|Statement |级){0,8}") {
            year(&subject, growing((2026, 11, 30)));
        }
    }
}
