//! The languages that failures are explained in.

use std::fmt;
use std::str::FromStr;

/// A language. `Display` and `FromStr`: `en`, `zh`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, in simplified characters.
    Zh,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// As HTML names it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The language of a locale (`zh_CN.UTF-8`, `zh-Hans-CN`, `C`): English where it is none of ours.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::En => "en",
            Self::Zh => "zh",
        })
    }
}

impl FromStr for Lang {
    type Err = String;

    /// # Errors
    /// It is another word than `en` or `zh`.
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|lang| text.eq_ignore_ascii_case(&lang.to_string()));
        found.ok_or_else(|| "en or zh".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_read() {
        for locale in ["zh", "zh_CN.UTF-8", "zh_TW", "zh-Hans-CN", "ZH_cn.GBK", "zh.UTF-8"] {
            assert_eq!(Lang::of_locale(locale), Lang::Zh, "{locale}");
        }
        for locale in ["", "C", "POSIX", "C.UTF-8", "en_US.UTF-8", "de", "zha", "中文", "@zh"] {
            assert_eq!(Lang::of_locale(locale), Lang::En, "{locale}");
        }
    }

    #[test]
    fn names_are_read() {
        for lang in Lang::ALL {
            assert_eq!(lang.to_string().parse(), Ok(lang));
        }
        assert!("fr".parse::<Lang>().is_err());
    }
}
