//! Names of persons in one script, Hangul, Chinese, kana or Cyrillic, and one that is the same sort of name in another.

use super::odd_name::OddName;
use super::{asides, titles};
use crate::findings::han::is_han;

/// The script of nearly all names of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) enum Script {
    Hangul,
    Han,
    Kana,
    Cyrillic,
}

/// The first syllables of nearly all Korean names.
const FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길\
                        연위표명기반라왕금옥육인맹제모탁국어은편용";

/// The same as they are written in Latin letters.
const FAMILIES_IN_LATIN: [&str; 58] = [
    "kim", "lee", "yi", "rhee", "park", "pak", "bak", "choi", "choe", "jung", "jeong", "chung", "cheong", "kang",
    "gang", "cho", "jo", "yoon", "yun", "jang", "chang", "lim", "im", "rim", "han", "oh", "seo", "suh", "shin", "sin",
    "kwon", "gwon", "hwang", "ahn", "an", "song", "ryu", "yoo", "yu", "jeon", "jun", "chun", "hong", "ko", "go",
    "moon", "mun", "yang", "son", "sohn", "bae", "baek", "paik", "heo", "huh", "nam", "shim", "noh",
];

/// What Russian surnames end with in Latin letters.
const RUSSIAN_ENDS: [&str; 16] = [
    "ov", "ova", "ev", "eva", "yov", "sky", "skiy", "skij", "skaya", "skaja", "enko", "ovich", "ovna", "evich", "evna",
    "chuk",
];

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{AC00}'..='\u{D7A3}')
}

fn is_kana(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{30FF}')
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{4FF}')
}

/// `김민수`, `남궁민`: two to four syllables, the first of which is a family name.
fn is_korean(value: &str) -> bool {
    (2..=4).contains(&value.chars().count())
        && value.chars().all(is_hangul)
        && value.starts_with(|c: char| FAMILIES.contains(c))
}

impl Script {
    /// Of the first names of a column, that nearly all are in one.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 20;
        const MOST_IN: usize = 50;
        let others = |script: Self| values.iter().filter(|value| !script.is_of(value)).count();
        let is_one = |script: &Self| others(*script) <= values.len() / MOST_IN + 1;
        if values.len() < FEWEST {
            return None;
        }
        [Self::Hangul, Self::Kana, Self::Cyrillic, Self::Han].into_iter().find(is_one)
    }

    /// Whether nearly all of some values are Korean names; words of so few syllables are on other matters too.
    pub(super) fn are_korean(values: &[String]) -> bool {
        const FEWEST: usize = 10;
        let korean: Vec<&String> = values.iter().filter(|value| is_korean(value)).collect();
        let of_three = korean.iter().filter(|value| value.chars().count() == 3).count();
        korean.len() >= FEWEST && korean.len() * 10 >= values.len() * 9 && of_three * 10 >= korean.len() * 7
    }

    /// Whether the letters of a value are all of this script.
    fn is_of(self, value: &str) -> bool {
        let is_one: fn(char) -> bool = match self {
            Self::Hangul => is_hangul,
            Self::Han => |c| is_han(c) || is_kana(c) || c == '々',
            Self::Kana => is_kana,
            Self::Cyrillic => is_cyrillic,
        };
        let mut letters = value.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek().is_some() && letters.all(is_one)
    }

    /// What is wrong with a name that is of the same sort as the others, and not in their script. Of people from elsewhere, whose
    /// names are written as they are there, nothing is said.
    pub(super) fn flaw(self, value: &str) -> Option<OddName> {
        let first = value.chars().find(|c| c.is_alphabetic())?;
        if self.is_of(value) || !value.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.' | ',')) {
            return None;
        }
        let is_latin = value.is_ascii() && value.split([' ', ',']).filter(|word| !word.is_empty()).count() >= 2;
        let is_all =
            |is_one: fn(char) -> bool| is_one(first) && value.chars().filter(|c| c.is_alphabetic()).all(is_one);
        let is_other = match self {
            Self::Hangul => is_all(is_han) || is_latin && has_family(value),
            // Many a Chinese list has somebody from elsewhere, in Latin letters.
            Self::Han => is_all(is_hangul),
            Self::Kana => is_all(is_han),
            Self::Cyrillic => is_latin && has_russian_end(value),
        };
        is_other.then_some(OddName::Script)
    }
}

/// What is wrong with a value among Korean names.
pub(super) fn flaw_of_korean(value: &str) -> Option<OddName> {
    let is_noted = !value.chars().all(is_hangul) && value.starts_with(is_hangul);
    (is_noted && (asides::has_note(value) || asides::has_remark(value))).then_some(OddName::Note)
}

/// The same of one with how somebody is addressed behind it: `한윤경님`.
pub(in crate::findings) fn is_titled_in_korean(value: &str) -> bool {
    titles::without_korean(value).is_some_and(|name| name.chars().nth(1).is_some() && is_korean(name))
}

/// `Kim Minjae`, `Minjae KIM`: a family name at one of the ends.
fn has_family(value: &str) -> bool {
    let mut words = value.split([' ', ',']).filter(|word| !word.is_empty());
    let (first, last) = (words.next(), words.next_back());
    [first, last].into_iter().flatten().any(|word| FAMILIES_IN_LATIN.contains(&word.to_ascii_lowercase().as_str()))
}

fn has_russian_end(value: &str) -> bool {
    let mut words = value.split([' ', ',']).filter(|word| word.len() >= 5);
    words.any(|word| RUSSIAN_ENDS.iter().any(|end| word.to_ascii_lowercase().ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(names: &[&str], one: &str) -> Vec<String> {
        names.iter().cycle().take(60).chain([&one]).map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_script_of_a_column_is_known() {
        assert_eq!(Script::of(&all(&["김민수", "이서연"], "Kim Minjae")), Some(Script::Hangul));
        assert_eq!(Script::of(&all(&["王博", "李静怡"], "Wang Bo")), Some(Script::Han));
        assert_eq!(Script::of(&all(&["サトウ ミサキ"], "佐藤")), Some(Script::Kana));
        assert_eq!(Script::of(&all(&["Иванов Пётр"], "Ivanov")), Some(Script::Cyrillic));
        assert_eq!(Script::of(&all(&["Anna Berg"], "Иванов")), None);
        assert_eq!(Script::of(&all(&["김민수", "Kim Minjae"], "이서연")), None);
        assert_eq!(Script::of(&["김민수".to_owned()]), None);
    }

    #[test]
    fn names_in_other_letters_are_told_from_foreign_ones() {
        for (script, value) in [
            (Script::Hangul, "Kim Minjae"),
            (Script::Hangul, "Minjae KIM"),
            (Script::Hangul, "金敏宰"),
            (Script::Han, "김민수"),
            (Script::Kana, "佐藤 美咲"),
            (Script::Cyrillic, "Ivanov Petr"),
            (Script::Cyrillic, "Anna Petrova"),
        ] {
            assert_eq!(script.flaw(value), Some(OddName::Script), "{value}");
        }
        for (script, value) in [
            (Script::Hangul, "김민수"),
            (Script::Hangul, "John Smith"),
            (Script::Hangul, "Kim"),
            (Script::Hangul, "김Minjae"),
            (Script::Han, "Emily Thompson"),
            (Script::Han, "An Nan"),
            (Script::Han, "佐藤 さくら"),
            (Script::Kana, "John Smith"),
            (Script::Cyrillic, "John Smith"),
            (Script::Cyrillic, "Петрова Анна"),
            (Script::Cyrillic, "IKEA 7"),
            (Script::Hangul, ""),
        ] {
            assert_eq!(script.flaw(value), None, "{value}");
        }
    }

    #[test]
    fn notes_and_titles_behind_korean_names_are_found() {
        assert!(Script::are_korean(&all(&["김민수", "이서연", "박준호", "최준"], "류은훈(퇴사)")));
        assert!(!Script::are_korean(&all(&["서울", "부산", "대구"], "인천")));
        assert!(!Script::are_korean(&all(&["영업팀", "품질보증팀"], "인사팀")));
        for value in
            ["류은훈(퇴사)", "류은훈（퇴사）", "김민수(신규)", "김민수 (휴직)", "김민수(확인필요)", "김민수(test)"]
        {
            assert_eq!(flaw_of_korean(value), Some(OddName::Note), "{value}");
        }
        for value in ["김민수", "김민수(A)", "김민수(2)", "김민수(팀장)", "김민수(金敏洙)", "Kim (new)", ""]
        {
            assert_eq!(flaw_of_korean(value), None, "{value}");
        }
        for value in ["한윤경님", "한윤경씨", "한윤경 님", "한윤경 귀하", "한윤경 선생님"] {
            assert!(is_titled_in_korean(value), "{value}");
        }
        for value in ["한윤경", "님", "김씨", "선생님", "팀장님", ""] {
            assert!(!is_titled_in_korean(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(김민수|Kim |王|\\PC){0,4}[(（]?(퇴사)?[)）]?님?") {
            let _ = (flaw_of_korean(&value), is_titled_in_korean(&value));
            for script in [Script::Hangul, Script::Han, Script::Kana, Script::Cyrillic] {
                let _ = script.flaw(&value);
            }
        }
    }
}
