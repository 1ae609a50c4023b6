//! The calendar: the names of months and of days of the week, how long months are, and which day of the week a day is.

mod words;

pub(super) use self::words::{begins_month, is_behind_date, month_in_date, weekday_beside};

/// Names of months, by language, in lower case: full, and what they are shortened to where the two are no words of their own.
const MONTHS: [[&str; 12]; 9] = [
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ],
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sept", "oct", "nov", "dec"],
    [
        "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "dezember",
    ],
    ["jänner", "feber", "maerz", "april", "mai", "juni", "juli", "august", "sep", "okt", "november", "dez"],
    [
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
        "diciembre",
    ],
    [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ],
    [
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
        "novembre", "dicembre",
    ],
    [
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
        "novembro", "dezembro",
    ],
    [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ],
];

/// What months are shortened to in cells, where nothing but a date stands. In a text, some of them are other words.
const SHORT_MONTHS: [[&str; 12]; 5] = [
    ["janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"],
    ["jan", "fév", "mrz", "avr", "mai", "jun", "jul", "aout", "sep", "okt", "nov", "dez"],
    ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
    ["gen", "feb", "mär", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
    ["jan", "fev", "mrt", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
];

/// Names of days from Monday on, in lower case.
const DAYS: [[&str; 7]; 5] = [
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"],
    ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
];

/// What they are called and shortened to in cells.
const SHORT_DAYS: [[&str; 7]; 9] = [
    ["mo", "tu", "we", "th", "fr", "sa", "su"],
    ["mo", "di", "mi", "do", "fr", "sa", "so"],
    ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"],
    ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
    ["lun", "mar", "mie", "gio", "ven", "sab", "dom"],
    ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"],
    ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    ["ma", "di", "wo", "do", "vr", "za", "zo"],
];

/// As messages name them.
pub(super) const SHOWN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The month of a name in lower case, as texts have them.
pub(super) fn month(word: &str) -> Option<u32> {
    month_of(&MONTHS, word)
}

/// The same of a name as cells have them.
pub(super) fn month_of_cell(word: &str) -> Option<u32> {
    month(word).or_else(|| month_of(&SHORT_MONTHS, word))
}

/// Whether a word in lower case may be a month, shortened or not, as spreadsheets write one beside a number.
pub(super) fn may_be_month(word: &str) -> bool {
    const SHORTEST: usize = 3;
    let is_begun = || MONTHS.iter().flatten().any(|name| name.starts_with(word));
    month_of_cell(word).is_some() || word.chars().nth(SHORTEST - 1).is_some() && (is_begun() || begins_month(word))
}

fn month_of(months: &[[&str; 12]], word: &str) -> Option<u32> {
    let at = months.iter().find_map(|names| names.iter().position(|name| *name == word))?;
    u32::try_from(at + 1).ok()
}

/// The day of the week of a name in lower case, from Monday on, as texts have them.
pub(super) fn weekday_named(word: &str) -> Option<usize> {
    let full = DAYS.iter().find_map(|names| names.iter().position(|name| *name == word));
    full.or(match word {
        "tues" => Some(1),
        "thur" | "thurs" => Some(3),
        "sonnabend" => Some(5),
        _ => None,
    })
}

/// The same of a name as cells have them: `Di`, `星期二`.
pub(super) fn weekday_of_cell(word: &str) -> Option<usize> {
    let short = || SHORT_DAYS.iter().find_map(|names| names.iter().position(|name| *name == word));
    let han = || ["星期", "礼拜", "周", "週"].iter().find_map(|prefix| day_in_han(word.strip_prefix(prefix)?));
    weekday_named(word).or_else(short).or_else(han).or_else(|| weekday_beside(word))
}

/// `二`: Tuesday.
pub(super) fn day_in_han(sign: &str) -> Option<usize> {
    ["一", "二", "三", "四", "五", "六", "日", "天"].iter().position(|day| *day == sign).map(|at| at.min(6))
}

/// How many days a month has; February 29, where the year is not known.
pub(super) fn length(year: Option<u32>, month: u32) -> u32 {
    let is_leap = year.is_none_or(|year| year % 4 == 0 && year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of the week, from Monday on (Sakamoto).
pub(super) fn of_week(year: u32, month: u32, day: u32) -> usize {
    const SHIFTS: [u32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = year.saturating_sub(u32::from(month < 3));
    let shift = SHIFTS.get(month.saturating_sub(1) as usize).copied().unwrap_or(0);
    ((year + year / 4 - year / 100 + year / 400 + shift + day + 6) % 7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_months_and_days_are_known() {
        for (word, number) in [("july", 7), ("juillet", 7), ("juli", 7), ("julio", 7), ("dez", 12), ("luglio", 7)] {
            assert_eq!((month(word), month_of_cell(word)), (Some(number), Some(number)), "{word}");
        }
        // In a text they are other words.
        for (word, number) in [("set", 9), ("out", 10), ("juil", 7), ("mrz", 3)] {
            assert_eq!((month(word), month_of_cell(word)), (None, Some(number)), "{word}");
        }
        for (word, day) in [("tuesday", 1), ("di", 1), ("mar", 1), ("星期二", 1), ("周日", 6), ("礼拜天", 6), ("so", 6)]
        {
            assert_eq!(weekday_of_cell(word), Some(day), "{word}");
        }
        for word in ["", "day", "周", "二", "星期", "周末"] {
            assert_eq!(weekday_of_cell(word), None, "{word}");
        }
        assert_eq!((of_week(2027, 1, 12), of_week(2026, 11, 28), of_week(2000, 2, 29)), (1, 5, 1));
        assert_eq!((length(Some(2027), 2), length(None, 2), length(Some(2027), 4)), (28, 29, 30));
    }
}
