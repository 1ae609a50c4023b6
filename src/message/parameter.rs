//! Parameters of `Content-Type` and `Content-Disposition` (RFC 2045 §5.1, RFC 2231).
//!
//! Written here and not by `mail-builder`, because a file's fields are made once per batch, and because a name that
//! looks like an encoded-word has to be percent-encoded too.

use encodify::hex::PERCENT;

/// Octets of a value on one line, so that the line keeps to 78 with the longest name and section number.
const MAX_VALUE: usize = 54;

/// Appends `;`, a fold and the parameter: as a quoted string where that is safe with every mail program, otherwise
/// percent-encoded, in sections if it is long (RFC 2231 §3, §4).
pub(super) fn push(field: &mut String, name: &str, value: &str) {
    if is_simple(value) {
        field.push_str(&format!(";\r\n {name}=\"{value}\""));
        return;
    }
    let mut sections = Vec::new();
    let mut section = String::from("UTF-8''");
    for c in value.chars() {
        let encoded = PERCENT.encode(c.encode_utf8(&mut [0; 4]));
        if section.len() + encoded.len() > MAX_VALUE {
            sections.push(std::mem::take(&mut section));
        }
        section.push_str(&encoded);
    }
    sections.push(section);
    match sections.as_slice() {
        [whole] => field.push_str(&format!(";\r\n {name}*={whole}")),
        _ => {
            for (number, section) in sections.iter().enumerate() {
                field.push_str(&format!(";\r\n {name}*{number}*={section}"));
            }
        }
    }
}

/// A name for programs that do not know RFC 2231: `r_sum_.pdf` for `résumé.pdf`, `attachment.pdf` for `简历.pdf`.
pub(super) fn ascii_fallback(name: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending))
            if (1..=8).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            (stem, Some(ending))
        }
        _ => (name, None),
    };
    let safe = |c: char| if c == ' ' || c.is_ascii_graphic() && !"\"\\%?/".contains(c) { c } else { '_' };
    let ascii: String = stem.chars().map(safe).take(MAX_VALUE - 9).collect();
    let ascii = match ascii.trim() {
        blank if !blank.contains(|c: char| c.is_ascii_alphanumeric()) => "attachment",
        ascii => ascii,
    };
    match ending {
        Some(ending) => format!("{ascii}.{ending}"),
        None => ascii.to_owned(),
    }
}

/// Whether a value means the same to everyone as a quoted string: no escapes, which some programs show, nothing that
/// some decode against RFC 2047 §5, no blanks that some drop.
fn is_simple(value: &str) -> bool {
    value.len() <= MAX_VALUE
        && value.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\')
        && !value.contains("=?")
        && value.trim() == value
        && !value.contains("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fallbacks() {
        for (name, expected) in [
            ("report.pdf", "report.pdf"),
            ("résumé.pdf", "r_sum_.pdf"),
            ("简历.pdf", "attachment.pdf"),
            ("简历", "attachment"),
            ("a\"b\\c%.pdf", "a_b_c_.pdf"),
            ("", "attachment"),
            (".bashrc", "attachment.bashrc"),
            ("=?utf-8?Q?a?=.txt", "=_utf-8_Q_a_=.txt"),
        ] {
            assert_eq!(ascii_fallback(name), expected, "{name}");
        }
        assert!(is_simple(&ascii_fallback(&"x y".repeat(100))));
    }
}
