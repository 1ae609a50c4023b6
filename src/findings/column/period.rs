//! Months, terms and years that all rows have, and another one in a single row: last month's.

use crate::findings::calendar;

/// Words that part a year, each line as they are said in one language, in lower case.
const PARTS: [&str; 40] = [
    "spring", "summer", "autumn", "fall", "winter", "michaelmas", "hilary", "lent", "trinity", "easter", "frühjahr",
    "frühling", "sommer", "herbst", "sommersemester", "wintersemester", "ss", "sose", "ws", "wise", "printemps", "été",
    "automne", "hiver", "primavera", "verano", "otoño", "invierno", "estate", "autunno", "inverno", "春", "夏", "秋",
    "冬", "上", "下", "春季", "秋季", "暑期",
];
/// Words before or behind the number of a part.
const COUNTED: [&str; 24] = [
    "q", "quarter", "quartal", "trimestre", "week", "woche", "kw", "semaine", "semana", "settimana", "term",
    "semester", "halbjahr", "semestre", "month", "monat", "mois", "mes", "mese", "月", "月份", "季度", "学期", "周",
];

/// Whether a value names a month, a term, a week or a year.
pub(super) fn is_one(value: &str) -> bool {
    const LONGEST: usize = 60;
    if value.len() > LONGEST {
        return false;
    }
    let parts = parts(value);
    let is_year = |part: &Part<'_>| part.is_number && part.text.len() == 4 && part.text.starts_with(['1', '2']);
    let has_number = parts.iter().any(|part| part.is_number);
    parts.iter().any(is_year)
        || parts.iter().any(|part| part.is_month())
        || has_number && parts.iter().any(|part| part.is_season() || COUNTED.contains(&part.lower().as_str()))
}

/// Whether a value is another one of the same sort: with other numbers or another month, and the same words.
pub(super) fn is_another(value: &str, usual: &str) -> bool {
    let (one, other) = (parts(value), parts(usual));
    let is_alike = |(one, other): (&Part<'_>, &Part<'_>)| {
        one.is_number && other.is_number
            || one.is_month() && other.is_month()
            || one.is_season() && other.is_season()
            || one.text == other.text
    };
    let is_other = |(one, other): (&Part<'_>, &Part<'_>)| one.value() != other.value();
    one.len() == other.len() && one.iter().zip(&other).all(is_alike) && one.iter().zip(&other).any(is_other)
}

/// A run of digits or of letters.
struct Part<'v> {
    text: &'v str,
    is_number: bool,
}

impl Part<'_> {
    fn lower(&self) -> String {
        self.text.to_lowercase()
    }

    fn is_month(&self) -> bool {
        !self.is_number && calendar::month(&self.lower()).is_some()
    }

    fn is_season(&self) -> bool {
        !self.is_number && PARTS.contains(&self.lower().as_str())
    }

    /// The number without zeros before it; the month, however it is written.
    fn value(&self) -> String {
        if self.is_number {
            return self.text.trim_start_matches('0').to_owned();
        }
        calendar::month(&self.lower()).map_or_else(|| self.lower(), |month| month.to_string())
    }
}

fn parts(value: &str) -> Vec<Part<'_>> {
    let sort = |c: char| if is_digit(c) { 2 } else { u8::from(c.is_alphabetic()) };
    let mut parts = Vec::new();
    let mut begin = 0;
    let mut letters = value.char_indices().peekable();
    while let Some((_, letter)) = letters.next() {
        let end = letters.peek().map_or(value.len(), |(at, _)| *at);
        if letters.peek().is_none_or(|(_, next)| sort(*next) != sort(letter)) {
            if sort(letter) > 0 {
                parts.push(Part { text: &value[begin..end], is_number: is_digit(letter) });
            }
            begin = end;
        }
    }
    parts
}

/// `3`, `三`
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "〇一二三四五六七八九十".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_month_or_term_is_found() {
        for (usual, value) in [
            ("2026年3月", "2026年2月"),
            ("三月", "二月"),
            ("2026年第一学期", "2025年第一学期"),
            ("2025-2026学年上学期", "2024-2025学年上学期"),
            ("March 2026", "February 2026"),
            ("März 2026", "April 2026"),
            ("Mars 2026", "mars 2025"),
            ("marzo de 2026", "febrero de 2026"),
            ("Spring 2026", "Autumn 2025"),
            ("WS 2025/26", "SS 2025/26"),
            ("Q1 2026", "Q4 2026"),
            ("Term 2", "Term 1"),
            ("KW 12", "KW 11"),
            ("2026-03", "2026-02"),
            ("Klassenfahrt 2026", "Klassenfahrt 2025"),
        ] {
            assert!(is_one(usual) && is_another(value, usual), "{usual} {value}");
        }
    }

    #[test]
    fn other_values_are_left_alone() {
        for usual in ["7A", "Room 101", "Ms Hale", "EUR", "", "3.5", "may be", "autumn leaves"] {
            assert!(!is_one(usual) || usual.starts_with("may"), "{usual}");
        }
        for (usual, value) in [
            ("March 2026", "March 2026"),
            ("March 2026", "Mar 2026"),
            ("2026年3月", "2026年03月"),
            ("March 2026", "not yet"),
            ("March 2026", "March"),
            ("Q1 2026", "H1 2026"),
            ("Klassenfahrt 2026", "Ferienlager 2026"),
            ("", ""),
        ] {
            assert!(!is_another(value, usual), "{usual} {value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_values_can_be_compared(value in "(March|三|月|2026|é|-| |\\PC){0,6}", usual in "(Q|1|é|\\PC){0,6}") {
            let _ = (is_one(&value), is_another(&value, &usual));
        }
    }
}
