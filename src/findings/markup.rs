//! Traces of web pages and programs in a text: tags, entities, escapes.

use super::{Kind, places};

/// Names of characters in HTML that texts are seldom about.
const ENTITIES: [&str; 16] = [
    "amp", "nbsp", "lt", "gt", "quot", "apos", "euro", "copy", "reg", "hellip", "mdash", "ndash", "rsquo", "lsquo",
    "ldquo", "rdquo",
];

/// How the names of letters with accents end.
const ACCENTS: [&str; 9] = ["acute", "grave", "circ", "uml", "tilde", "cedil", "slash", "ring", "lig"];

const HTML: &str =
    "has tags of a web page in it, and most letters show them as they are. Take them out, if that is not meant.";

const MARKUP: &str = "is written as in a web page, and the letter shows it as it is. Type the character itself.";
const ESCAPE: &str = "has a character in it that a program has written as its number. Type the character itself.";

/// What a value has that a web page or a program writes for a character.
pub(super) fn sign(value: &str) -> Option<&'static str> {
    if has_entity(value) {
        return Some(MARKUP);
    }
    has_escape(value).then_some(ESCAPE)
}

/// `<b>good</b>`, `a<br>b`.
pub(super) fn html(value: &str) -> Option<(Kind, &'static str)> {
    const TAGS: [&str; 20] = [
        "a", "b", "br", "div", "em", "font", "h1", "h2", "h3", "i", "img", "li", "p", "script", "span", "strong",
        "style", "table", "u", "ul",
    ];
    // What stands behind the last one ends no tag.
    let last = value.rfind('>')?;
    let is_tag = |at: usize| {
        let rest = value[at + 1..].trim_start_matches('/');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let is_whole = rest[end..].starts_with(['>', ' ', '/']) && value.len() - rest.len() + end <= last;
        is_whole && TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(&rest[..end]))
    };
    value.match_indices('<').any(|(at, _)| is_tag(at)).then_some((Kind::Markup, HTML))
}

/// `&eacute;`, `&#233;`.
fn has_entity(value: &str) -> bool {
    /// Where its `;` is, at the latest.
    const LONGEST: usize = 12;
    places("&", value).any(|at| {
        let rest = &value[at + 1..];
        // `Smith & Sons`
        if !rest.starts_with(|c: char| c == '#' || c.is_ascii_alphabetic()) {
            return false;
        }
        let Some(end) = rest.bytes().take(LONGEST).position(|octet| octet == b';') else { return false };
        let name = &rest[..end];
        match name.strip_prefix('#') {
            Some(number) => {
                let number = number.trim_start_matches(['x', 'X']);
                (2..=6).contains(&number.len()) && number.bytes().all(|octet| octet.is_ascii_hexdigit())
            }
            None => {
                let is_letter = || name.len() <= 8 && name.bytes().all(|octet| octet.is_ascii_alphabetic());
                ENTITIES.contains(&name)
                    || is_letter() && ACCENTS.iter().any(|accent| name.len() > accent.len() && name.ends_with(accent))
            }
        }
    })
}

/// `_x000D_` as workbooks write a control character, `\u00e9` as JSON writes a letter.
fn has_escape(value: &str) -> bool {
    let has = |sign: &str, behind: &str| {
        places(sign, value).any(|at| {
            let rest = &value.as_bytes()[at + sign.len()..];
            rest.len() >= 4 && rest[..4].iter().all(u8::is_ascii_hexdigit) && rest[4..].starts_with(behind.as_bytes())
        })
    };
    has("_x", "_") || has("\\u", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_web_pages_are_found() {
        for value in ["<b>张三</b>", "a<br>b", "a<br />b", "<a href=\"x\">y</a>", "<SCRIPT>x", "x</p>"] {
            assert!(html(value).is_some(), "{value}");
        }
        for value in ["a < b > c", "<3", "<b", "<name>", "a <b c", "<url>", "<", "<<p"] {
            assert_eq!(html(value), None, "{value}");
        }
    }

    #[test]
    fn entities_and_escapes_are_found() {
        for (value, what) in [
            ("&eacute;tude", MARKUP),
            ("caf&#233;", MARKUP),
            ("a&nbsp;b", MARKUP),
            ("first_x000D_\nsecond", ESCAPE),
            ("caf\\u00e9", ESCAPE),
        ] {
            assert_eq!(sign(value), Some(what), "{value}");
        }
        for value in ["AT&T; and", "R&D", "a;b&c", "max_x", "_x12_", "x_x0_", "&;", "&circ", "\\users"] {
            assert_eq!(sign(value), None, "{value}");
        }
    }
}
