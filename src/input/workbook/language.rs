//! The names of months and days in the language that a format code asks for (`[$-407]`, `[$-fr-FR]`): those of the GNU C library.

use jiff::civil::{Date, Weekday};
use lcid::LanguageId;
use pure_rust_locales::{Locale, locale_match};

/// A language of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
    Other(Locale),
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_CHINESE: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAYS_CHINESE: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// Languages whose dates have another sign than `/` between their numbers, by the first part of their names.
const WITH_POINTS: [&str; 22] = [
    "az", "be", "bg", "cs", "de", "et", "fi", "hr", "hu", "hy", "ka", "kk", "lv", "mk", "nb", "pl", "ro", "ru", "sk",
    "sl", "tr", "uk",
];
const WITH_HYPHENS: [&str; 6] = ["da", "fy", "hi", "ko", "nl", "sv"];

impl Language {
    /// By its number (MS-LCID §2.2), whatever else the higher bits say; `None` = it is not known.
    pub(super) fn of_code(code: u32) -> Option<Self> {
        const PRIMARY: u32 = 0x3FF;
        /// The first of a language's countries.
        const FIRST: u32 = 0x400;
        if code & PRIMARY == 0 {
            return None;
        }
        let named = |code: u32| <&LanguageId>::try_from(code).ok().and_then(|id| Self::of_tag(id.name));
        named(code & 0xFFFF).or_else(|| named(code & PRIMARY | FIRST))
    }

    /// By its name (BCP 47): `de-DE`, `zh-Hans-CN`, `fr`.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::of_tag(name).or_else(|| Self::of_code(<&LanguageId>::try_from(name.split('-').next()?).ok()?.lcid))
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let language = parts.next()?.to_ascii_lowercase();
        match (language.as_str(), parts.next_back()) {
            ("zh", _) => Some(Self::Chinese),
            ("en", _) => Some(Self::English),
            (_, Some(country)) => {
                Locale::try_from(format!("{language}_{}", country.to_ascii_uppercase()).as_str()).ok().map(Self::Other)
            }
            (_, None) => None,
        }
    }

    /// `November`; in languages that change it behind a day, as it is there or alone.
    pub(super) fn month(self, date: Date, has_day: bool) -> &'static str {
        let month = usize::try_from(date.month() - 1).unwrap_or(0);
        match self {
            Self::English => MONTHS[month],
            Self::Chinese => MONTHS_CHINESE[month],
            Self::Other(locale) => {
                let alone = locale_match!(locale => LC_TIME::ALT_MON).filter(|_| !has_day);
                named(alone.unwrap_or(locale_match!(locale => LC_TIME::MON)), month)
            }
        }
    }

    /// `Nov`
    pub(super) fn short_month(self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1).unwrap_or(0);
        match self {
            Self::English => MONTHS[month][..3].to_owned(),
            Self::Chinese => format!("{}月", date.month()),
            Self::Other(locale) => named(locale_match!(locale => LC_TIME::ABMON), month).to_owned(),
        }
    }

    /// The letter of a month: `N`.
    pub(super) fn letter_of_month(self, date: Date) -> String {
        match self {
            Self::Chinese => self.month(date, false).to_owned(),
            _ => self.month(date, false).chars().take(1).collect(),
        }
    }

    /// `Monday`
    pub(super) fn day(self, day: Weekday) -> String {
        let index = index(day);
        match self {
            Self::English => DAYS[index].to_owned(),
            Self::Chinese => format!("星期{}", DAYS_CHINESE[index]),
            Self::Other(locale) => named(locale_match!(locale => LC_TIME::DAY), index).to_owned(),
        }
    }

    /// `Mon`
    pub(super) fn short_day(self, day: Weekday) -> String {
        let index = index(day);
        match self {
            Self::English => DAYS[index][..3].to_owned(),
            Self::Chinese => format!("周{}", DAYS_CHINESE[index]),
            Self::Other(locale) => named(locale_match!(locale => LC_TIME::ABDAY), index).to_owned(),
        }
    }

    /// A day as `aaa` writes it, which in Chinese is one character.
    pub(super) fn shortest_day(self, day: Weekday) -> String {
        match self {
            Self::Chinese => DAYS_CHINESE[index(day)].to_owned(),
            other => other.short_day(day),
        }
    }

    /// What `AM/PM` is: in East Asia other words.
    pub(super) fn halves_of_days(self) -> (&'static str, &'static str) {
        match self {
            Self::Chinese => ("上午", "下午"),
            Self::Other(locale @ (Locale::ja_JP | Locale::ko_KR)) => match locale_match!(locale => LC_TIME::AM_PM) {
                [before, after] => (*before, *after),
                _ => ("AM", "PM"),
            },
            _ => ("AM", "PM"),
        }
    }

    /// What stands between the numbers of a date, where a code has `/`.
    pub(super) fn date_separator(self) -> &'static str {
        let Self::Other(locale) = self else { return "/" };
        let name = format!("{locale:?}");
        let is_one_of = |languages: &[&str]| name.split('_').next().is_some_and(|name| languages.contains(&name));
        match (is_one_of(&WITH_POINTS), is_one_of(&WITH_HYPHENS)) {
            (true, _) => ".",
            (_, true) => "-",
            _ => "/",
        }
    }
}

fn index(day: Weekday) -> usize {
    usize::try_from(day.to_sunday_zero_offset()).unwrap_or(0)
}

/// Names of one digit have a blank in front of them there.
fn named(names: &'static [&'static str], index: usize) -> &'static str {
    names.get(index).copied().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_number_and_by_name() {
        for (code, name) in [(0x407, "de-DE"), (0x40C, "fr-FR"), (0x411, "ja-JP"), (0x419, "ru-RU"), (0x415, "pl-PL")] {
            let language = Language::of_code(code);
            assert!(matches!(language, Some(Language::Other(_))), "{code}");
            assert_eq!(language, Language::of_name(name), "{name}");
            assert_eq!(language, Language::of_name(&name[..2]), "{name}");
            assert_eq!(language, Language::of_name(&name.to_ascii_lowercase()), "{name}");
            assert_eq!(language, Language::of_code(code | 0xFC00), "{code}");
        }
        for code in [0x804, 0x404, 0x7C04, 0x4] {
            assert_eq!(Language::of_code(code), Some(Language::Chinese), "{code}");
        }
        for name in ["zh", "zh-CN", "zh-Hans-CN"] {
            assert_eq!(Language::of_name(name), Some(Language::Chinese), "{name}");
        }
        assert_eq!(Language::of_code(0x409), Some(Language::English));
        assert_eq!(Language::of_code(0x809), Some(Language::English));
        for (code, name) in [(0, ""), (0x3FF, "xx"), (0xF800, "x-sysdate")] {
            assert_eq!((Language::of_code(code), Language::of_name(name)), (None, None), "{name}");
        }
    }

    #[test]
    fn every_number_is_taken() {
        for code in 0..=0xFFFF {
            let Some(language) = Language::of_code(code) else { continue };
            let day = jiff::civil::date(2026, 11, 23);
            assert!(!language.month(day, true).is_empty() && !language.day(day.weekday()).is_empty(), "{code:x}");
        }
    }
}
