//! Names in Cyrillic or Greek letters, as they are written in Latin ones: `Щукин` is `shchukin`, `schukin` or `ščukin`.
//!
//! There are many ways to write them, by standards, passports and habit. A key has what they have in common, so that two can be
//! compared by a look-up.

/// What a name's letters are in a key, where there is a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Choice {
    /// `ё` as `o`: `fyodorov`.
    is_yo: bool,
    /// `г` as `h`, as in Ukrainian; `χ` as `ch`.
    is_other: bool,
}

/// Whether a text has letters that are written so.
pub(super) fn is_foreign(text: &str) -> bool {
    text.chars().any(|c| matches!(c, 'Ѐ'..='ӿ' | 'Ͱ'..='Ͽ'))
}

/// The keys of a name in its own letters; none, if it has others too.
pub(super) fn keys(name: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    if !is_foreign(name) {
        return keys;
    }
    let lower = name.to_lowercase();
    let yo: &[bool] = if lower.contains('ё') { &[false, true] } else { &[false] };
    let is_open = lower.contains('г') && lower.contains(['і', 'ї', 'є', 'ґ']) || lower.contains('χ');
    let other: &[bool] = if is_open { &[false, true] } else { &[false] };
    for choice in yo.iter().flat_map(|is_yo| other.iter().map(|is_other| Choice { is_yo: *is_yo, is_other: *is_other }))
    {
        keys.extend(own_key(&lower, choice).filter(|key| !key.is_empty()));
    }
    keys
}

/// The key of a name in Latin letters; empty, where there are others.
pub(super) fn latin_key(name: &str) -> String {
    /// What several letters stand for, the longer before the shorter.
    const SEVERAL: [(&str, &str); 17] = [
        ("shch", "X"),
        ("sch", "X"),
        ("šč", "X"),
        ("tch", "C"),
        ("sh", "S"),
        ("ch", "C"),
        ("zh", "J"),
        ("kh", "h"),
        ("ts", "c"),
        ("tz", "c"),
        ("tc", "c"),
        ("th", "t"),
        ("ph", "f"),
        ("ou", "u"),
        ("x", "ks"),
        ("w", "v"),
        ("q", "k"),
    ];
    let lower = name.to_lowercase();
    let mut key = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(first) = rest.chars().next() {
        if let Some((written, sound)) = SEVERAL.iter().find(|(written, _)| rest.starts_with(written)) {
            key.push_str(sound);
            rest = &rest[written.len()..];
            continue;
        }
        match first {
            'i' | 'y' | 'j' | 'ĭ' | 'ì' | 'ï' => key.push('i'),
            'a'..='z' => key.push(first),
            'š' => key.push('S'),
            'ŝ' => key.push('X'),
            'č' => key.push('C'),
            'ž' => key.push('J'),
            'è' | 'é' | 'ë' | 'ê' => key.push('e'),
            'û' => key.push('u'),
            'â' => key.push('a'),
            '\'' | '’' | '`' => {}
            _ => return String::new(),
        }
        rest = &rest[first.len_utf8()..];
    }
    plain(&key)
}

fn own_key(lower: &str, choice: Choice) -> Option<String> {
    let mut key = String::with_capacity(lower.len());
    for letter in lower.chars() {
        let sound = match letter {
            'а' | 'я' | 'α' | 'ά' => "a",
            'б' => "b",
            'в' | 'β' => "v",
            'г' if choice.is_other => "h",
            'г' | 'ґ' | 'γ' => "g",
            'д' | 'δ' => "d",
            'ё' if choice.is_yo => "o",
            'е' | 'ё' | 'э' | 'є' | 'ε' | 'έ' => "e",
            'ж' => "J",
            'з' | 'ζ' => "z",
            'и' | 'й' | 'і' | 'ї' | 'ы' | 'ј' | 'η' | 'ή' | 'ι' | 'ί' | 'ϊ' | 'ΐ' | 'υ' | 'ύ' | 'ϋ' | 'ΰ' => {
                "i"
            }
            'к' | 'κ' => "k",
            'л' | 'λ' => "l",
            'м' | 'μ' => "m",
            'н' | 'ν' => "n",
            'о' | 'ο' | 'ό' | 'ω' | 'ώ' => "o",
            'п' | 'π' => "p",
            'р' | 'ρ' => "r",
            'с' | 'σ' | 'ς' => "s",
            'т' | 'θ' | 'τ' => "t",
            'у' | 'ў' | 'ю' => "u",
            'ф' | 'φ' => "f",
            'χ' if choice.is_other => "C",
            'х' | 'χ' => "h",
            'ц' => "c",
            'ч' => "C",
            'ш' => "S",
            'щ' => "X",
            'ξ' => "ks",
            'ψ' => "ps",
            'ъ' | 'ь' | '\'' | '’' => "",
            _ => return None,
        };
        key.push_str(sound);
    }
    // What Latin letters do not tell apart.
    let key = key.replace("sC", "X").replace("SC", "X").replace("ts", "c").replace("ou", "u");
    // `ου`, `γιου`
    let key = if lower.contains("ου") || lower.contains("ού") { key.replace("oi", "u") } else { key };
    Some(plain(&key))
}

/// A key without what is written or not: letters twice, and `y` beside a vowel.
fn plain(key: &str) -> String {
    let is_vowel = |letter: Option<&u8>| letter.is_some_and(|letter| matches!(letter, b'a' | b'e' | b'o' | b'u'));
    let mut letters: Vec<u8> = key.bytes().collect();
    letters.dedup();
    let has_vowel =
        |at: usize| is_vowel(at.checked_sub(1).and_then(|at| letters.get(at))) || is_vowel(letters.get(at + 1));
    let kept = letters.iter().enumerate().filter(|(at, letter)| **letter != b'i' || !has_vowel(*at));
    let mut kept: Vec<u8> = kept.map(|(_, letter)| *letter).collect();
    kept.dedup();
    kept.into_iter().map(char::from).collect()
}

/// Whether a value in Latin letters has a name in it that is written in other ones: a longer name also within a word, and the name
/// of a woman as her husband's.
pub(super) fn is_in(name: &str, value: &str) -> bool {
    const SHORTEST: usize = 4;
    if !is_foreign(name) || is_foreign(value) {
        return false;
    }
    let has_all = |word: &str| {
        let keys = keys(word);
        let words = || value.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(latin_key);
        keys.iter().any(|key| {
            let stem = of_man(word, key);
            words().any(|word| word == *key || stem.len() >= SHORTEST && word.contains(stem))
        })
    };
    let mut names = name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).peekable();
    names.peek().is_some() && names.all(has_all)
}

/// The key of a woman's last name without what a man's lacks.
fn of_man<'k>(name: &str, key: &'k str) -> &'k str {
    let lower = name.to_lowercase();
    let is_womans = ["ова", "ева", "ёва", "ина", "ына", "ская", "цкая", "ська"].iter().any(|end| lower.ends_with(end));
    if is_womans { key.strip_suffix('a').unwrap_or(key) } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_latin_letters() {
        for (name, written) in [
            ("Щукин", &["shchukin", "schukin", "ščukin", "ŝukin"][..]),
            ("Хохлова", &["khokhlova", "hohlova", "Khokhlova"]),
            ("Юлия", &["yuliya", "julija", "iuliia", "yulia", "julia"]),
            ("Ягодин", &["yagodin", "jagodin", "iagodin"]),
            ("Андрей", &["andrey", "andrei", "andrej"]),
            ("Фёдоров", &["fedorov", "fyodorov", "fëdorov", "fjodorov"]),
            ("Цветкова", &["tsvetkova", "cvetkova", "tcvetkova"]),
            ("Жданов", &["zhdanov", "ždanov"]),
            ("Чистяков", &["chistyakov", "chistiakov", "čistjakov"]),
            ("Соловьёв", &["solovyov", "solovev", "soloviev", "solov'ev"]),
            ("Анатолий", &["anatoly", "anatoliy", "anatolij", "anatolii"]),
            ("Подъячев", &["podyachev", "podiachev"]),
            ("Александр", &["aleksandr", "alexandr"]),
            ("Гнатюк", &["gnatyuk", "gnatiuk"]),
            ("Григоренко", &["grigorenko"]),
            ("Гриценків", &["hrytsenkiv"]),
            ("Въжаров", &["vzharov"]),
            ("Παπαδόπουλος", &["papadopoulos"]),
            ("Χρήστος", &["christos", "hristos"]),
        ] {
            for written in written {
                assert!(
                    keys(name).contains(&latin_key(written)),
                    "{name} {:?}, {written} {}",
                    keys(name),
                    latin_key(written)
                );
            }
        }
        for (name, other) in [("Федотов", "fedorov"), ("Баранов", "fedotov"), ("Котов", "kotova"), ("Иванов", "ivlev")]
        {
            assert!(!keys(name).contains(&latin_key(other)), "{name}, {other}");
        }
        assert!(keys("Berg").is_empty() && keys("Жerg").is_empty() && keys("").is_empty());
    }

    #[test]
    fn names_are_found_in_files_and_addresses() {
        for (name, value, is) in [
            ("Федотов", "2026-11_730215137_fedotov.pdf", true),
            ("Баранов", "2026-11_730215137_fedotov.pdf", false),
            ("Баранов Константин", "konstantin.baranov@a.ru", true),
            ("Баранов Константин", "baranov93@a.ru", false),
            ("Селезнёва", "oselezneva.1991@mail.ru", true),
            ("Зимина", "zimin68@yandex.ru", true),
            ("Ким", "kimono.pdf", false),
            ("Ким", "kim_2026.pdf", true),
            ("Berg", "berg.pdf", false),
            ("Федотов", "федотов.pdf", false),
            ("", "a.pdf", false),
        ] {
            assert_eq!(is_in(name, value), is, "{name}, {value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_texts_can_be_compared(name in "(Щука|ий|ου|é|-|\\PC){0,5}", value in "(shch|iy|ou|é|@|\\PC){0,6}") {
            let _ = is_in(&name, &value);
        }
    }
}
