//! The names of months and days in the language that a format code asks for (`[$-407]`, `[$-fr-FR]`): those of the GNU C library.

use jiff::civil::{Date, Weekday};

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
macro_rules! languages {
    ($($language:ident $name:literal $code:literal $locale:ident $separator:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Language { $($language,)* }

        impl Language {
            fn of_primary(code: u32) -> Option<Self> {
                match code { $($code => Some(Self::$language),)* _ => None }
            }

            fn of_tag(tag: &str) -> Option<Self> {
                match tag { $($name => Some(Self::$language),)* _ => None }
            }

            fn names(self) -> Names {
                match self {
                    $(Self::$language => {
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

languages! {
    Afrikaans "af" 0x36 af_ZA "/",
    Albanian "sq" 0x1C sq_AL ".",
    Arabic "ar" 0x01 ar_EG "/",
    Armenian "hy" 0x2B hy_AM ".",
    Azerbaijani "az" 0x2C az_AZ ".",
    Basque "eu" 0x2D eu_ES "/",
    Belarusian "be" 0x23 be_BY ".",
    Bulgarian "bg" 0x02 bg_BG ".",
    Catalan "ca" 0x03 ca_ES "/",
    Chinese "zh" 0x04 zh_CN "/",
    Croatian "hr" 0x1A hr_HR ".",
    Czech "cs" 0x05 cs_CZ ".",
    Danish "da" 0x06 da_DK "-",
    Dutch "nl" 0x13 nl_NL "-",
    English "en" 0x09 en_US "/",
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

impl Language {
    /// By its number (MS-LCID §2.2), whatever the higher bits say of countries and calendars; `None` = it is not known.
    pub(super) fn of_code(code: u32) -> Option<Self> {
        /// Serbian and Bosnian have the same lowest bits.
        const OF_CROATIAN: [u32; 3] = [0x1A, 0x041A, 0x101A];
        Self::of_primary(code & 0x3FF)
            .filter(|language| *language != Self::Croatian || OF_CROATIAN.contains(&(code & 0xFFFF)))
    }

    /// By its name (BCP 47): `de-DE`, `zh-Hans-CN`, `fr`.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        match name.split('-').next()?.to_ascii_lowercase().as_str() {
            "no" | "nn" => Some(Self::Norwegian),
            tag => Self::of_tag(tag),
        }
    }

    /// `November`; in languages that change it behind a day, as it is there or alone.
    pub(super) fn month(self, date: Date, has_day: bool) -> &'static str {
        let Names { months, months_alone, .. } = self.names();
        named(months_alone.filter(|_| !has_day).unwrap_or(months), month(date))
    }

    /// `Nov`
    pub(super) fn short_month(self, date: Date) -> &'static str {
        named(self.names().short_months, month(date))
    }

    /// The letter of a month: `N`. In Chinese it has more than one.
    pub(super) fn letter_of_month(self, date: Date) -> String {
        let letters = if self == Self::Chinese { usize::MAX } else { 1 };
        self.month(date, false).chars().take(letters).collect()
    }

    /// `Monday`
    pub(super) fn day(self, day: Weekday) -> &'static str {
        named(self.names().days, index(day))
    }

    /// `Mon`
    pub(super) fn short_day(self, day: Weekday) -> String {
        let before = if self == Self::Chinese { "周" } else { "" };
        [before, self.shortest_day(day)].concat()
    }

    /// A day as `aaa` writes it, which in Chinese is one character.
    pub(super) fn shortest_day(self, day: Weekday) -> &'static str {
        named(self.names().short_days, index(day))
    }

    /// What `AM/PM` is: in East Asia other words.
    pub(super) fn halves_of_days(self) -> (&'static str, &'static str) {
        match (self, self.names().halves) {
            (Self::Chinese | Self::Japanese | Self::Korean, [before, after]) => (*before, *after),
            _ => ("AM", "PM"),
        }
    }

    /// What stands between the numbers of a date, where a code has `/`.
    pub(super) fn date_separator(self) -> &'static str {
        self.names().separator
    }
}

fn month(date: Date) -> usize {
    usize::try_from(date.month() - 1).unwrap_or(0)
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
            assert!(!matches!(language, None | Some(Language::English | Language::Chinese)), "{code}");
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
