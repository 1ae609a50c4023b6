//! Letters of other alphabets that look as Latin ones do.

/// Letters of other alphabets, and the Latin ones that they look like.
const ALIKE: [(char, char); 22] = [
    ('а', 'a'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ӏ', 'l'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('х', 'x'),
    ('у', 'y'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('М', 'M'),
    ('О', 'O'),
    ('Т', 'T'),
    ('ο', 'o'),
    ('α', 'a'),
    ('ν', 'v'),
];

/// The Latin letter that one of another alphabet looks like.
pub(super) fn latin(letter: char) -> Option<char> {
    ALIKE.iter().find(|(other, _)| *other == letter).map(|(_, latin)| *latin)
}

/// The Cyrillic letter that a Latin one looks like.
pub(super) fn cyrillic(letter: char) -> Option<char> {
    const CAPITALS: [(char, char); 5] = [('С', 'C'), ('Н', 'H'), ('К', 'K'), ('Р', 'P'), ('Х', 'X')];
    let is_usual = |other: char| matches!(other, 'А'..='я' | 'і');
    let alike = ALIKE.iter().chain(&CAPITALS);
    alike.filter(|(other, _)| is_usual(*other)).find(|(_, latin)| *latin == letter).map(|(other, _)| *other)
}

/// What is said of letters of other alphabets among Latin ones, if each looks as a Latin one does, and the text that was meant.
pub(super) fn look_alike(text: &str) -> Option<(String, String)> {
    let first = text.chars().find(|c| !c.is_ascii())?;
    let meant = text.chars().map(|c| if c.is_ascii() { Some(c) } else { latin(c) }).collect::<Option<String>>()?;
    text.bytes().any(|octet| octet.is_ascii_alphabetic()).then(|| {
        let what = format!(
            "the letter \"{first}\" (U+{:04X}) in it only looks like a Latin \"{}\", and is one of another alphabet. Type the \
             address anew.",
            u32::from(first),
            latin(first).unwrap_or(first)
        );
        (what, meant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_only_look_like_latin_ones_are_found() {
        for (text, letter, meant) in [
            ("sabin\u{435}.berg", "(U+0435)", "sabine.berg"),
            ("\u{430}nna", "(U+0430)", "anna"),
            ("b\u{3BF}b", "(U+03BF)", "bob"),
        ] {
            let found = look_alike(text);
            assert!(found.as_ref().is_some_and(|(what, to)| what.contains(letter) && to == meant), "{text}: {found:?}");
        }
        for text in ["anna", "müller", "анна", "李四", "anna\u{44F}", ""] {
            assert_eq!(look_alike(text), None, "{text}");
        }
    }
}
