//! What is read of a template: sentences without the tags of web pages and the signs of Markdown, and where they stood.

use crate::findings::near;

/// A text to be read, and where each of its octets stood.
#[derive(Debug, Default)]
pub(in crate::findings) struct Plain {
    /// Paragraphs have an empty line between them.
    pub(in crate::findings) text: String,
    places: Vec<usize>,
}

/// The tags within a sentence; all others end it.
const WITHIN: [&str; 16] =
    ["a", "abbr", "b", "big", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "time", "u", "wbr"];

impl Plain {
    /// Of a text without the tags of a template, whose header fields end at `body`: each of them is a paragraph.
    pub(in crate::findings) fn of(text: &str, body: usize) -> Self {
        const LONGEST_TAG: usize = 2_000;
        let mut plain = Self::default();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let behind = at + c.len_utf8();
            let tag = if c == '<' { tag(near::behind(&text[behind..], LONGEST_TAG)) } else { None };
            if let Some((name, length)) = tag {
                if !WITHIN.contains(&name.to_ascii_lowercase().as_str()) {
                    plain.push("\n\n", at);
                }
                at = behind + length;
                continue;
            }
            let blank = ["&nbsp;", "&#160;"].iter().find(|blank| text[at..].starts_with(**blank));
            match (c, blank) {
                (_, Some(blank)) => {
                    plain.push(" ", at);
                    at += blank.len();
                    continue;
                }
                ('*' | '_' | '`' | '\r' | '\u{FEFF}', _) => {}
                ('\n', _) if at < body => plain.push("\n\n", at),
                ('\u{A0}', _) => plain.push(" ", at),
                _ => plain.push(&text[at..behind], at),
            }
            at = behind;
        }
        plain
    }

    /// Where a stretch of it stood, in octets.
    pub(in crate::findings) fn place(&self, from: usize, to: usize) -> (usize, usize) {
        let begin = self.places.get(from).copied().unwrap_or_default();
        let last = to.checked_sub(1).and_then(|last| self.places.get(last)).copied().unwrap_or_default();
        (begin, (last + 1).max(begin))
    }

    fn push(&mut self, part: &str, at: usize) {
        self.text.push_str(part);
        self.places.extend((0..part.len()).map(|octet| at + if part == "\n\n" { 0 } else { octet }));
    }
}

/// The name of the tag that begins with a text, and how many octets it has up to its end.
pub(super) fn tag(inside: &str) -> Option<(&str, usize)> {
    let length = inside.find(['<', '>']).filter(|length| inside[*length..].starts_with('>'))?;
    let bare = inside.strip_prefix('/').unwrap_or(inside);
    let name = bare.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    is_tag.then_some((name, length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_signs_are_left_out_and_places_kept() {
        let text = "Subject: a\nCc: b\n\n<p>by <b>5&nbsp;March</b> 2026</p><p>**张伟**, a < b</p>";
        let plain = Plain::of(text, text.find("\n\n").unwrap());
        assert_eq!(plain.text, "Subject: a\n\nCc: b\n\n\n\nby 5 March 2026\n\n\n\n张伟, a < b\n\n");
        for part in ["March", "张伟", "a < b", "Cc"] {
            let from = plain.text.find(part).unwrap();
            let (from, to) = plain.place(from, from + part.len());
            assert_eq!(&text[from..to], part);
        }
        let from = plain.text.find("5 March 2026").unwrap();
        let (from, to) = plain.place(from, from + "5 March 2026".len());
        assert_eq!(&text[from..to], "5&nbsp;March</b> 2026");
        assert_eq!(Plain::of("", 0).place(0, 0), (0, 1));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "(\\PC|[<>/*&;\n]|<p>|&nbsp;|b ){0,24}", body in 0_usize..30) {
            let plain = Plain::of(&text, body);
            for (from, c) in plain.text.char_indices() {
                let (from, to) = plain.place(from, from + c.len_utf8());
                proptest::prop_assert!(text.get(from..to).is_some() || c == '\n' || c == ' ');
            }
        }
    }
}
