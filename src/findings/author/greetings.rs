//! How letters begin: `Dear Mrs Hughes,`.

/// The words that greetings begin with, in lower case.
const WORDS: [&str; 31] = [
    "dear", "hello", "hi", "hey", "good", "sehr", "liebe", "lieber", "liebes", "hallo", "guten", "estimado",
    "estimada", "estimado/a", "estimados", "querido", "querida", "hola", "bonjour", "cher", "chère", "gentile", "caro",
    "cara", "beste", "geachte", "prezado", "prezada", "olá", "hej", "salut",
];

/// The greeting that a line begins with, up to its first sign: `Dear Mrs Hughes`.
pub(in crate::findings) fn greeting(line: &str) -> Option<&str> {
    let line = without_markup(line);
    let end = line.find([',', '!', ':', '<', '\n', '\r', '，', '：', '！']).unwrap_or(line.len());
    let first = line[..end].split_whitespace().next()?;
    WORDS.contains(&first.to_lowercase().as_str()).then_some(&line[..end])
}

/// A line behind the signs and the tags of web pages that it begins with.
pub(in crate::findings) fn without_markup(line: &str) -> &str {
    let mut rest = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '#' | '>' | '_'));
    while let Some(behind) = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        rest = behind.1.trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_are_known_by_their_first_word() {
        for (line, found) in [
            ("Dear Mrs Hughes, the report", Some("Dear Mrs Hughes")),
            ("**Liebe Anna!**", Some("Liebe Anna")),
            ("<html><p>Hello Ben</p>", Some("Hello Ben")),
            ("Hola", Some("Hola")),
            ("My dear friends,", None),
            ("Dearest", None),
            ("", None),
        ] {
            assert_eq!(greeting(line), found, "{line}");
        }
    }
}
