//! Column names as people see and type them: whatever blanks or line breaks lie between the words, and whichever of Unicode's two
//! ways an accent is written in.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

use crate::input::Header;

/// A name with one blank where there is any number of blanks and line breaks, and with its accents composed.
pub(super) fn visible(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// The column that looks like this, where it is the only one.
pub(super) fn position(name: &str, header: &Header) -> Option<usize> {
    let wanted = visible(name);
    let mut like = header.names().iter().enumerate().filter(|(_, other)| visible(other) == wanted);
    let (index, _) = like.next()?;
    like.next().is_none().then_some(index)
}

/// A column's name, and what it may be typed as.
#[derive(Debug)]
pub(super) struct Spelling {
    pub(super) name: String,
    /// With its accents apart, as a text is compared with it. `None` where another column looks the same: then only the name itself
    /// is it.
    apart: Option<String>,
}

impl Spelling {
    /// Of these columns of a list.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a String>, header: &Header) -> Vec<Self> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for name in header.names() {
            *counts.entry(visible(name)).or_default() += 1;
        }
        let is_only = |name: &str| counts.get(name) == Some(&1);
        let spelling = |name: &String| {
            let visible = visible(name);
            Self { name: name.clone(), apart: is_only(&visible).then(|| visible.nfd().collect()) }
        };
        names.map(spelling).collect()
    }

    /// How much of a text is this name, if that begins with it.
    pub(super) fn length_in(&self, text: &str) -> Option<usize> {
        // An accent behind it makes another letter of the last one.
        let is_whole = |end: usize| text[end..].chars().next().is_none_or(|next| canonical_combining_class(next) == 0);
        if text.starts_with(&self.name) && is_whole(self.name.len()) {
            return Some(self.name.len());
        }
        let mut wanted = self.apart.as_ref()?.chars().peekable();
        let mut characters = text.char_indices().peekable();
        let mut end = 0;
        while wanted.peek().is_some() {
            let (at, character) = characters.next()?;
            end = at + character.len_utf8();
            if character.is_whitespace() {
                wanted.next_if_eq(&' ')?;
                while let Some((at, blank)) = characters.next_if(|(_, next)| next.is_whitespace()) {
                    end = at + blank.len_utf8();
                }
                continue;
            }
            let mut is_same = true;
            decompose_canonical(character, |part| is_same &= wanted.next() == Some(part));
            if !is_same {
                return None;
            }
        }
        is_whole(end).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Header {
        Header::new(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn names_are_found_as_they_look() {
        for (name, text, length) in [
            ("First\nName", "First Name }}", 10),
            ("First\u{a0}Name", "First Name", 10),
            ("First  Name", "First Name", 10),
            ("First Name", "First\u{a0}\n Name|", 13),
            ("e\u{301}t", "ét }}", 3),
            ("ét", "e\u{301}t }}", 4),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}", 18),
        ] {
            let header = header(&[name, "other"]);
            let spelling = &Spelling::of(header.names().iter(), &header)[0];
            assert_eq!(spelling.length_in(text), Some(length), "{name:?} {text:?}");
            assert_eq!(position(&text[..length], &header), Some(0), "{name:?} {text:?}");
        }
        for (name, text) in [("First Name", "FirstName"), ("e", "e\u{301}"), ("ab", "a"), ("a b", "a "), ("a", "")] {
            let header = header(&[name]);
            assert_eq!(Spelling::of(header.names().iter(), &header)[0].length_in(text), None, "{name:?} {text:?}");
        }
    }

    #[test]
    fn what_looks_the_same_is_told_apart_as_it_is_written() {
        let header = header(&["First Name", "First\u{a0}Name"]);
        let spellings = Spelling::of(header.names().iter(), &header);
        let found = |text| spellings.iter().position(|spelling| spelling.length_in(text).is_some());
        assert_eq!((found("First Name"), found("First\u{a0}Name"), found("First\nName")), (Some(0), Some(1), None));
        assert_eq!(position("First Name", &header), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_may_be_compared(name in "[ab e\u{301}é\u{a0}\n한]{1,6}", text in "[ab e\u{301}é\u{a0}\n한]{0,8}") {
            let header = header(&[&name]);
            if let Some(length) = Spelling::of(header.names().iter(), &header)[0].length_in(&text) {
                proptest::prop_assert!(text.get(..length).is_some());
            }
        }
    }
}
