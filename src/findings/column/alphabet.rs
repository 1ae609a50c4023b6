//! Columns whose values are all in Cyrillic letters, or all in Latin ones, and a word that was typed in the other ones: with the
//! keyboard set wrong (`Cjdtncrfz`), with a letter that only looks right, or as it is said (`Sovetskaya`).

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::findings::{Map, alphabets, romanised, shown};

/// In whose letters nearly all values of a column are, and what they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::findings) struct Alphabet {
    is_cyrillic: bool,
    /// The hashes of all in small letters, ascending: they are only asked whether one is there, and there may be a thousand of each
    /// column.
    values: Box<[u64]>,
    /// Those that several rows have, by their keys in Latin letters.
    usual: Map<String, String>,
}

/// Which key has which letter, on a keyboard of Latin letters and on a Russian one.
const KEYS: [(char, char); 33] = [
    ('q', 'й'),
    ('w', 'ц'),
    ('e', 'у'),
    ('r', 'к'),
    ('t', 'е'),
    ('y', 'н'),
    ('u', 'г'),
    ('i', 'ш'),
    ('o', 'щ'),
    ('p', 'з'),
    ('[', 'х'),
    (']', 'ъ'),
    ('a', 'ф'),
    ('s', 'ы'),
    ('d', 'в'),
    ('f', 'а'),
    ('g', 'п'),
    ('h', 'р'),
    ('j', 'о'),
    ('k', 'л'),
    ('l', 'д'),
    (';', 'ж'),
    ('\'', 'э'),
    ('z', 'я'),
    ('x', 'ч'),
    ('c', 'с'),
    ('v', 'м'),
    ('b', 'и'),
    ('n', 'т'),
    ('m', 'ь'),
    (',', 'б'),
    ('.', 'ю'),
    ('`', 'ё'),
];

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, 'Ѐ'..='ӿ')
}

fn is_latin(letter: char) -> bool {
    letter.is_alphabetic() && matches!(letter, '\0'..='\u{24F}' | 'Ḁ'..='ỿ')
}

impl Alphabet {
    /// Of the first values of a column.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 10;
        let of = |is_one: fn(char) -> bool| {
            let is_all = |value: &&String| value.chars().filter(|c| c.is_alphabetic()).all(is_one);
            let with_letters = || values.iter().filter(|value| value.chars().any(char::is_alphabetic));
            let (all, count) = (with_letters().count(), with_letters().filter(is_all).count());
            let others = all - count;
            count >= FEWEST && (others <= 1 || others * 20 <= all)
        };
        let is_one_cyrillic = of(is_cyrillic);
        if !is_one_cyrillic && !of(is_latin) {
            return None;
        }
        let mut counts: Map<&str, usize> = Map::default();
        let own: fn(char) -> bool = if is_one_cyrillic { is_cyrillic } else { is_latin };
        let is_own = |value: &&String| value.chars().filter(|c| c.is_alphabetic()).all(own);
        values.iter().filter(is_own).for_each(|value| *counts.entry(value).or_default() += 1);
        let mut hashes: Vec<u64> = counts.keys().map(|value| hash(value)).collect();
        hashes.sort_unstable();
        let usual = counts.iter().filter(|(_, count)| is_one_cyrillic && **count > 1);
        Some(Self {
            is_cyrillic: is_one_cyrillic,
            values: hashes.into_boxed_slice(),
            usual: usual.flat_map(|(value, _)| keys(value).into_iter().map(|key| (key, (*value).to_owned()))).collect(),
        })
    }

    /// What is wrong with a value that has letters of the other alphabet.
    pub(in crate::findings) fn flaw(&self, value: &str) -> Option<String> {
        const LONGEST: usize = 300;
        let has_other = if self.is_cyrillic {
            value.bytes().any(|octet| octet.is_ascii_alphabetic())
        } else {
            !value.is_ascii() && value.chars().any(is_cyrillic)
        };
        if !has_other || value.len() > LONGEST || value.contains("://") || value.contains('@') {
            return None;
        }
        if let Some((word, letter, meant)) = words(value).find_map(|word| self.mixed(word)) {
            let (its, other) = if self.is_cyrillic { ("Latin", "Cyrillic") } else { ("Cyrillic", "Latin") };
            return Some(format!(
                "has a {its} \"{letter}\" (U+{:04X}) among {other} letters in \"{}\", which only looks right. Type \"{}\", if that \
                 is meant.",
                u32::from(letter),
                shown(word),
                shown(&meant)
            ));
        }
        if let Some((word, meant)) = self.typed(value) {
            let word = if word == value { String::new() } else { format!("has \"{}\" in it, which ", shown(&word)) };
            return Some(format!(
                "{word}is \"{}\" typed with the keyboard set to other letters. Is that meant?",
                shown(&meant)
            ));
        }
        let usual = self.usual.get(&key_of_latin(value)?)?;
        Some(format!("is \"{}\", as other rows have it, in other letters. Is that meant?", shown(usual)))
    }

    /// A word with letters of both, those of the other alphabet looking as its own do: with the first of them, and the word that is meant.
    fn mixed<'v>(&self, word: &'v str) -> Option<(&'v str, char, String)> {
        const SHORTEST: usize = 3;
        let own: fn(char) -> bool = if self.is_cyrillic { is_cyrillic } else { is_latin };
        let (ours, all) = (word.chars().filter(|c| own(*c)).count(), word.chars().count());
        if all < SHORTEST || ours == all || ours * 2 <= all {
            return None;
        }
        let other = word.chars().find(|c| !own(*c))?;
        let right = |c: char| {
            if own(c) {
                Some(c)
            } else if self.is_cyrillic {
                alphabets::cyrillic(c)
            } else {
                alphabets::latin(c)
            }
        };
        let meant = word.chars().map(right).collect::<Option<String>>()?;
        Some((word, other, meant))
    }

    /// A word, or the whole, that was typed with the keyboard set wrong, and what was meant: it is another value of the column, or it is a
    /// word by its vowels, which what stands there is not.
    fn typed(&self, value: &str) -> Option<(String, String)> {
        let is_value = |whole: &String| self.values.binary_search(&hash(whole)).is_ok();
        if let Some(whole) = self.as_typed(value).filter(is_value) {
            return Some((value.to_owned(), whole));
        }
        let mut words = value.split_whitespace().filter_map(|word| Some((word, self.as_typed(word)?)));
        words.find(|(word, meant)| self.is_typed(word, meant)).map(|(word, meant)| (word.to_owned(), meant))
    }

    /// What the same keys are with the other letters; what is in its own letters stays.
    fn as_typed(&self, value: &str) -> Option<String> {
        let key = |c: char| {
            let lower = c.to_lowercase().next().filter(|_| c.to_lowercase().count() == 1)?;
            let of_key = |(latin, cyrillic): &(char, char)| {
                let (from, to) = if self.is_cyrillic { (latin, cyrillic) } else { (cyrillic, latin) };
                (*from == lower).then_some(*to)
            };
            let other = KEYS.iter().find_map(of_key)?;
            Some(if c.is_uppercase() { other.to_uppercase().next().unwrap_or(other) } else { other })
        };
        let same = |c: char| (c.is_whitespace() || c.is_ascii_digit() || c == '-').then_some(c);
        value.chars().map(|c| key(c).or_else(|| same(c))).collect()
    }

    fn is_typed(&self, word: &str, meant: &str) -> bool {
        const SHORTEST: usize = 4;
        let count = |text: &str, vowels: &str| {
            text.chars().flat_map(char::to_lowercase).filter(|c| vowels.contains(*c)).count()
        };
        let letters = meant.chars().filter(|c| c.is_alphabetic()).count();
        let is_word = meant.chars().all(|c| c.is_alphabetic() || c == '-');
        let is_capital = |word: &str| word.starts_with(char::is_uppercase);
        // `y` is `н`, which many words have. Of what Russian words are on the keys of Latin letters, hardly any is a vowel.
        let (is_odd, vowels, least) = if self.is_cyrillic {
            (count(word, "aeiou") * 5 < letters, count(meant, "аеёиоуыэюя"), 30)
        } else {
            (true, count(meant, "aeiou"), 25)
        };
        letters >= SHORTEST
            && is_word
            && is_odd
            && is_capital(word) == is_capital(meant)
            && word.chars().skip(1).all(|c| !c.is_uppercase())
            && (letters * least..=letters * 60).contains(&(vowels * 100))
            && !meant.starts_with(['ь', 'ъ', 'ы', 'Ь', 'Ъ', 'Ы'])
    }
}

/// The hash of a value in small letters.
fn hash(value: &str) -> u64 {
    FixedState::default().hash_one(value.to_lowercase())
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    // What stands beside a digit is a code.
    value.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().all(char::is_alphabetic))
}

/// The keys of a value of one or several words, in Latin letters.
fn keys(value: &str) -> Vec<String> {
    const SHORTEST: usize = 4;
    let bare: String = value.chars().filter(|c| c.is_alphabetic()).collect();
    let has_digit = value.bytes().any(|octet| octet.is_ascii_digit());
    let keys = if has_digit { Vec::new() } else { romanised::keys(&bare) };
    keys.into_iter().filter(|key| key.len() >= SHORTEST).collect()
}

fn key_of_latin(value: &str) -> Option<String> {
    let bare: String = value.chars().filter(|c| c.is_alphabetic()).collect();
    let has_digit = value.bytes().any(|octet| octet.is_ascii_digit());
    Some(romanised::latin_key(&bare)).filter(|key| !has_digit && !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<Alphabet> {
        let values: Vec<String> = (0..20).map(|n| values[n % values.len()].to_owned()).collect();
        Alphabet::of(&values)
    }

    #[test]
    fn words_in_other_letters_are_found() {
        let streets = of(&["Советская", "Набережная Тьмаки", "Учительская", "пр-т Победы", "1-я Речная"]).unwrap();
        for (value, said) in [
            ("Cjdtncrfz", "\"Советская\" typed"),
            ("Kthvjynjdf", "\"Лермонтова\" typed"),
            ("ул. Kthvjynjdf", "\"Лермонтова\" typed"),
            ("Cоветская", "has a Latin \"C\" (U+0043) among Cyrillic letters in \"Cоветская\""),
            ("Sovetskaya", "is \"Советская\", as other rows"),
            ("Naberezhnaya Tmaki", "is \"Набережная Тьмаки\""),
        ] {
            assert!(streets.flaw(value).is_some_and(|what| what.contains(said)), "{value}: {:?}", streets.flaw(value));
        }
        for sound in [
            "Лермонтова", "Broadway", "ТЦ Park House", "IKEA", "GmbH", "Skype", "KPMG", "корп. A", "дом 5a", "Zoom",
            "html", "",
        ] {
            assert_eq!(streets.flaw(sound), None, "{sound}");
        }
        let towns = of(&["Berlin", "Köln", "Hamburg", "Bad Ems"]).unwrap();
        for (value, said) in [
            ("Иукдшт", "\"Berlin\" typed"),
            ("Dresdеn", "has a Cyrillic \"е\" (U+0435)"),
            ("Вкуывут", "\"Dresden\" typed"),
        ] {
            assert!(towns.flaw(value).is_some_and(|what| what.contains(said)), "{value}: {:?}", towns.flaw(value));
        }
        for sound in ["Dresden", "Берлин", "Москва", "Łódź", ""] {
            assert_eq!(towns.flaw(sound), None, "{sound}");
        }
        assert!(of(&["Советская", "Broadway"]).is_none() && of(&["12", "17"]).is_none());
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "(Cjd|Сов|[;',.]|[0-9]|é|\\PC){0,8}") {
            for known in [of(&["Советская", "Набережная"]), of(&["Berlin", "Köln"])].into_iter().flatten() {
                let _ = known.flaw(&value);
            }
        }
    }
}
