//! The names of months and days in the language that a format code asks for (`[$-407]`, `[$-fr-FR]`): those of the GNU C library.

use jiff::civil::{Date, Weekday};

/// A language of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
    Other(Tongue),
}

/// What dates are like in a language.
struct Names {
    months: &'static [&'static str],
    /// Where they differ from those behind a day.
    months_alone: Option<&'static [&'static str]>,
    short_months: &'static [&'static str],
    days: &'static [&'static str],
    short_days: &'static [&'static str],
    halves: &'static [&'static str],
    /// Between the numbers of a date.
    separator: &'static str,
}

/// The languages by their names (BCP 47), the lowest ten bits of their numbers (MS-LCID §2.2), a country, and what stands between the
/// numbers of a date. The library has three hundred; the tables of all would be in memory with each run.
macro_rules! tongues {
    ($($tongue:ident $name:literal $code:literal $locale:ident $separator:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Tongue { $($tongue,)* }

        impl Tongue {
            fn of_code(code: u32) -> Option<Self> {
                match code { $($code => Some(Self::$tongue),)* _ => None }
            }

            fn of_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$tongue),)* _ => None }
            }

            fn names(self) -> Names {
                match self {
                    $(Self::$tongue => {
                        use pure_rust_locales::$locale::LC_TIME;
                        Names {
                            months: LC_TIME::MON,
                            months_alone: LC_TIME::ALT_MON,
                            short_months: LC_TIME::ABMON,
                            days: LC_TIME::DAY,
                            short_days: LC_TIME::ABDAY,
                            halves: LC_TIME::AM_PM,
                            separator: $separator,
                        }
                    })*
                }
            }
        }
    };
}

tongues! {
    Afrikaans "af" 0x36 af_ZA "/",
    Albanian "sq" 0x1C sq_AL ".",
    Arabic "ar" 0x01 ar_EG "/",
    Armenian "hy" 0x2B hy_AM ".",
    Azerbaijani "az" 0x2C az_AZ ".",
    Basque "eu" 0x2D eu_ES "/",
    Belarusian "be" 0x23 be_BY ".",
    Bulgarian "bg" 0x02 bg_BG ".",
    Catalan "ca" 0x03 ca_ES "/",
    Croatian "hr" 0x1A hr_HR ".",
    Czech "cs" 0x05 cs_CZ ".",
    Danish "da" 0x06 da_DK "-",
    Dutch "nl" 0x13 nl_NL "-",
    Estonian "et" 0x25 et_EE ".",
    Filipino "fil" 0x64 fil_PH "/",
    Finnish "fi" 0x0B fi_FI ".",
    French "fr" 0x0C fr_FR "/",
    Galician "gl" 0x56 gl_ES "/",
    Georgian "ka" 0x37 ka_GE ".",
    German "de" 0x07 de_DE ".",
    Greek "el" 0x08 el_GR "/",
    Hebrew "he" 0x0D he_IL "/",
    Hindi "hi" 0x39 hi_IN "-",
    Hungarian "hu" 0x0E hu_HU ".",
    Icelandic "is" 0x0F is_IS ".",
    Indonesian "id" 0x21 id_ID "/",
    Irish "ga" 0x3C ga_IE "/",
    Italian "it" 0x10 it_IT "/",
    Japanese "ja" 0x11 ja_JP "/",
    Kazakh "kk" 0x3F kk_KZ ".",
    Korean "ko" 0x12 ko_KR "-",
    Latvian "lv" 0x26 lv_LV ".",
    Lithuanian "lt" 0x27 lt_LT "-",
    Macedonian "mk" 0x2F mk_MK ".",
    Malay "ms" 0x3E ms_MY "/",
    Norwegian "nb" 0x14 nb_NO ".",
    Persian "fa" 0x29 fa_IR "/",
    Polish "pl" 0x15 pl_PL ".",
    Portuguese "pt" 0x16 pt_PT "/",
    Romanian "ro" 0x18 ro_RO ".",
    Russian "ru" 0x19 ru_RU ".",
    Slovak "sk" 0x1B sk_SK ".",
    Slovenian "sl" 0x24 sl_SI ".",
    Spanish "es" 0x0A es_ES "/",
    Swahili "sw" 0x41 sw_KE "/",
    Swedish "sv" 0x1D sv_SE "-",
    Thai "th" 0x1E th_TH "/",
    Turkish "tr" 0x1F tr_TR ".",
    Ukrainian "uk" 0x22 uk_UA ".",
    Vietnamese "vi" 0x2A vi_VN "/",
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

impl Language {
    /// By its number (MS-LCID §2.2), whatever the higher bits say of countries and calendars; `None` = it is not known.
    pub(super) fn of_code(code: u32) -> Option<Self> {
        const CROATIAN: u32 = 0x1A;
        /// Serbian and Bosnian have the same lowest bits.
        const OF_CROATIAN: [u32; 3] = [0x1A, 0x041A, 0x101A];
        match code & 0x3FF {
            0x09 => Some(Self::English),
            0x04 => Some(Self::Chinese),
            CROATIAN if !OF_CROATIAN.contains(&(code & 0xFFFF)) => None,
            language => Tongue::of_code(language).map(Self::Other),
        }
    }

    /// By its name (BCP 47): `de-DE`, `zh-Hans-CN`, `fr`.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        match name.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            "no" | "nn" => Some(Self::Other(Tongue::Norwegian)),
            language => Tongue::of_name(language).map(Self::Other),
        }
    }

    /// `November`; in languages that change it behind a day, as it is there or alone.
    pub(super) fn month(self, date: Date, has_day: bool) -> &'static str {
        let month = usize::try_from(date.month() - 1).unwrap_or(0);
        match self {
            Self::English => MONTHS[month],
            Self::Chinese => MONTHS_CHINESE[month],
            Self::Other(tongue) => {
                let Names { months, months_alone, .. } = tongue.names();
                named(months_alone.filter(|_| !has_day).unwrap_or(months), month)
            }
        }
    }

    /// `Nov`
    pub(super) fn short_month(self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1).unwrap_or(0);
        match self {
            Self::English => MONTHS[month][..3].to_owned(),
            Self::Chinese => format!("{}月", date.month()),
            Self::Other(tongue) => named(tongue.names().short_months, month).to_owned(),
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
            Self::Other(tongue) => named(tongue.names().days, index).to_owned(),
        }
    }

    /// `Mon`
    pub(super) fn short_day(self, day: Weekday) -> String {
        let index = index(day);
        match self {
            Self::English => DAYS[index][..3].to_owned(),
            Self::Chinese => format!("周{}", DAYS_CHINESE[index]),
            Self::Other(tongue) => named(tongue.names().short_days, index).to_owned(),
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
            Self::Other(tongue @ (Tongue::Japanese | Tongue::Korean)) => match tongue.names().halves {
                [before, after] => (*before, *after),
                _ => ("AM", "PM"),
            },
            _ => ("AM", "PM"),
        }
    }

    /// What stands between the numbers of a date, where a code has `/`.
    pub(super) fn date_separator(self) -> &'static str {
        match self {
            Self::Other(tongue) => tongue.names().separator,
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
