//! Traces of web pages and programs in a text: tags, entities, escapes.

use super::{Kind, places};
use crate::mail::Mailbox;

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
const MAIL: &str =
    "is written as mail programs write letters with accents, and the letter shows it as it is. Type the characters.";
const LINK: &str = "has %20 for a blank in it, as links have, and the letter shows it as it is. Type the blanks.";
const BREAK: &str =
    "has \\n for a new line in it, and the letter shows it as it is. Begin a new line in the cell, or take it out.";
const ESCAPE: &str = "has a character in it that a program has written as its number. Type the character itself.";

const LATEX: &str =
    "has the source of LaTeX in it, and the letter shows it as it is. Type it as it is to be read, if the others are.";

/// `\\emph{graphs}`, `$\\ell_1$`, `M{\\"u}ller`.
pub(super) fn latex(value: &str) -> Option<&'static str> {
    const COMMANDS: [&str; 48] = [
        "emph", "textbf", "textit", "texttt", "textrm", "textsc", "mathbb", "mathcal", "mathrm", "mathbf", "frac",
        "sqrt", "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "lambda", "mu", "sigma", "omega", "pi",
        "phi", "theta", "ell", "infty", "sum", "int", "partial", "nabla", "times", "cdot", "leq", "geq", "rightarrow",
        "ldots", "cite", "ref", "label", "url", "href", "footnote", "mathsf", "operatorname", "chi", "psi", "rho",
    ];
    let is_command = |at: usize| {
        let behind = &value[at + 1..];
        let length = behind.bytes().take_while(u8::is_ascii_alphabetic).count();
        // A path has a name before it.
        let is_free = !value[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '\\' | '.'));
        is_free && COMMANDS.contains(&&behind[..length]) && !behind[length..].starts_with(['\\', '.'])
    };
    let is_accent = |at: usize| {
        let behind = &value[at + 1..];
        value[..at].ends_with('{')
            && behind.starts_with(['"', '\'', '`', '^', '~'])
            && behind[1..].starts_with(char::is_alphabetic)
    };
    places("\\", value).any(|at| is_command(at) || is_accent(at)).then_some(LATEX)
}

/// What a value has that a web page or a program writes for a character.
pub(super) fn sign(value: &str) -> Option<&'static str> {
    if has_entity(value) {
        return Some(MARKUP);
    }
    if has_escape(value) {
        return Some(ESCAPE);
    }
    has_break(value).then_some(BREAK)
}

/// `M=C3=BCnchen`, `=?UTF-8?Q?M=C3=BCnchen?=`, as a mail has them.
pub(super) fn of_mail(value: &str) -> Option<&'static str> {
    let is_word = || places("=?", value).any(|at| is_encoded_word(&value[at + "=?".len()..]));
    // One may be an equation.
    let is_blank = |at: &usize| {
        let is_letter = |octet: Option<&u8>| octet.is_some_and(u8::is_ascii_alphabetic);
        let octets = value.as_bytes();
        is_letter(at.checked_sub(1).and_then(|before| octets.get(before))) && is_letter(octets.get(at + "=20".len()))
    };
    let has_blanks = || places("=20", value).filter(is_blank).nth(1).is_some();
    // A name before an address is read as in a mail.
    let is_name = || value.starts_with("=?") && value.ends_with('>') && Mailbox::parse(value).is_ok();
    ((has_octets(value, b'=') || is_word() || has_blanks()) && !is_name()).then_some(MAIL)
}

/// `Works%20steadily`, as a link has it: in no link or path, and in no name of a file.
pub(super) fn of_link(value: &str) -> Option<&'static str> {
    let is_file = || {
        let ending = value.rsplit_once('.').map_or("", |(_, ending)| ending);
        (2..=5).contains(&ending.len()) && ending.bytes().all(|octet| octet.is_ascii_alphanumeric())
    };
    let is_letter = |octet: Option<&u8>| octet.is_some_and(|octet| octet.is_ascii_alphabetic() || *octet >= 0x80);
    let octets = value.as_bytes();
    // `100%20` may be a slip, and `5%20 kg` too.
    let is_blank = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| octets.get(before));
        let is_end = before.is_some_and(|octet| matches!(octet, b',' | b'.' | b':' | b'!'));
        (is_letter(before) || is_end) && is_letter(octets.get(at + "%20".len()))
    };
    let is_found = places("%20", value).any(is_blank) || has_octets(value, b'%');
    (is_found && !value.contains(['/', '?', '\\']) && !is_file()).then_some(LINK)
}

/// Whether a text has the octets of a letter with an accent, each with a sign before it: `=C3=BC`, `%C3%BC`.
fn has_octets(value: &str, sign: u8) -> bool {
    let octets = value.as_bytes();
    let hex = |at: usize| {
        let digits = value.get(at..at + 2).filter(|_| at > 0 && octets[at - 1] == sign);
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    memchr::memchr_iter(sign, octets).any(|at| {
        hex(at + 1).is_some_and(|lead| (0xC2..=0xF4).contains(&lead))
            && hex(at + 4).is_some_and(|next| (0x80..=0xBF).contains(&next))
    })
}

/// `UTF-8?Q?…`, behind `=?` (RFC 2047).
fn is_encoded_word(rest: &str) -> bool {
    const LONGEST: usize = 20;
    let Some(end) = rest.bytes().take(LONGEST).position(|octet| octet == b'?') else { return false };
    let is_charset = rest[..end].bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'));
    let [_, encoding, b'?', ..] = rest.as_bytes()[end..] else { return false };
    end > 0 && is_charset && matches!(encoding, b'B' | b'b' | b'Q' | b'q')
}

/// `first line\nsecond`: in a text, and in no path or login (`SCHOOL\nora`).
fn has_break(value: &str) -> bool {
    let is_text = || value.contains(' ') || !value.is_ascii();
    let is_path = || value.contains(":\\") || value.starts_with("\\\\") || value.contains("\\\\");
    places("\\", value).any(|at| matches!(value.as_bytes()[at + 1..], [b'n', ..] | [b'r', b'\\', b'n', ..]))
        && is_text()
        && !is_path()
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
    fn sources_of_latex_are_found() {
        for value in
            ["Learning $\\ell_1$-sparse \\emph{graphs}", "$\\alpha$-stable", "M{\\\"u}ller", "\\textbf{Rivers}"]
        {
            assert!(latex(value).is_some(), "{value}");
        }
        for value in
            ["C:\\url\\a.pdf", "\\\\server\\label\\x", "a\\nb", "5 $ and 6 $", "\\", "\\alphabet", "x\\alpha", ""]
        {
            assert_eq!(latex(value), None, "{value}");
        }
    }

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
            ("first line\\nsecond", BREAK),
            ("上课认真\\n按时完成", BREAK),
            ("well done,\\r\\nAnna", BREAK),
        ] {
            assert_eq!(sign(value), Some(what), "{value}");
        }
        for value in [
            "AT&T; and", "R&D", "a;b&c", "max_x", "_x12_", "x_x0_", "&;", "&circ", "\\users", "C:\\new folder",
            "SCHOOL\\nora", "\\\\server\\new files", "a \\ n",
        ] {
            assert_eq!(sign(value), None, "{value}");
        }
    }

    #[test]
    fn what_mails_and_links_have_is_found_in_texts() {
        for value in [
            "M=C3=BCnchen", "=?UTF-8?Q?M=C3=BCnchen?=", "=?utf-8?B?QW5uYQ==?=", "=?iso-8859-1?q?a?=",
            "works=20steadily=20and", "=?utf-8?q?x?= <nobody>", "J=C3=BCrgen <a@x.test>",
        ] {
            assert_eq!(of_mail(value), Some(MAIL), "{value}");
        }
        for value in
            ["a=C3", "x=C3=C3", "a=?b", "=?", "=?x?", "=?UTF-8?Z?a", "50=50=100", "x=20y", "=?utf-8?q?x?= <a@x.test>"]
        {
            assert_eq!(of_mail(value), None, "{value}");
        }
        for value in ["Works%20steadily%20and%20asks%20good%20questions.", "M%C3%BCnchen", "Well done,%20Anna"] {
            assert_eq!(of_link(value), Some(LINK), "{value}");
        }
        for value in [
            "https://a.example/my%20file", "my%20file.pdf", "mit 5%20 kg", "100%20", "a %20 b",
            "www.a.example/my%20page", "%",
        ] {
            assert_eq!(of_link(value), None, "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(value in "(\\PC|[=?%&;\\\\n]|=C3|%20|UTF-8){0,16}") {
            let _ = (sign(&value), html(&value), of_mail(&value), of_link(&value));
        }
    }
}
