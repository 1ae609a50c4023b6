//! A text as it is compared: without accents, capital letters, and what stands between the words.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::findings::han::is_han;
use crate::findings::places;

/// A name or a number has no more words than this.
const MOST_WORDS: usize = 8;
/// Nor more Chinese characters.
const MOST_HAN: usize = 6;

/// A text, and where its words begin and end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    glued: Box<str>,
    /// Where something stood between, or Chinese ends or begins: in octets, in their order.
    breaks: Box<[u32]>,
}

impl Text {
    pub(super) fn of(text: &str) -> Self {
        let mut glued = String::with_capacity(text.len());
        let mut breaks = vec![0];
        let mut was_han = false;
        for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
            let at = u32::try_from(glued.len()).unwrap_or(u32::MAX);
            let (is_letter, is_chinese) = (c.is_alphanumeric(), is_han(c));
            if (!is_letter || is_chinese != was_han) && breaks.last() != Some(&at) {
                breaks.push(at);
            }
            if is_letter {
                was_han = is_chinese;
                push_lower(c, &mut glued);
            }
        }
        let end = u32::try_from(glued.len()).unwrap_or(u32::MAX);
        if breaks.last() != Some(&end) {
            breaks.push(end);
        }
        Self { glued: glued.into(), breaks: breaks.into() }
    }

    /// How many octets it takes.
    pub(super) fn size(&self) -> usize {
        self.glued.len() + size_of_val(&*self.breaks)
    }

    /// Letters and digits, in octets.
    pub(super) fn len(&self) -> usize {
        self.glued.len()
    }

    /// Whether a [key](key) is in it, also where it is in pieces; a number not within a longer one.
    pub(super) fn holds(&self, key: &str) -> bool {
        let starts_with_digit = key.starts_with(|c: char| c.is_ascii_digit());
        let ends_with_digit = key.ends_with(|c: char| c.is_ascii_digit());
        let octets = self.glued.as_bytes();
        let is_digit = |at: Option<usize>| at.and_then(|at| octets.get(at)).is_some_and(u8::is_ascii_digit);
        let is_within = |start: usize| {
            let end = start + key.len();
            starts_with_digit && is_digit(start.checked_sub(1)) && !self.is_break(start)
                || ends_with_digit && is_digit(Some(end)) && !self.is_break(end)
        };
        !key.is_empty() && places(key, &self.glued).any(|start| !is_within(start))
    }

    /// Whether a number is in it: the digits before the decimal mark, and those behind, where no zeros stand at the end.
    pub(super) fn holds_amount(&self, whole: &str, decimals: &str) -> bool {
        let octets = self.glued.as_bytes();
        let is_within = |at: usize| octets.get(at).is_some_and(u8::is_ascii_digit) && !self.is_break(at);
        let is_whole = |start: usize| {
            let mark = start + whole.len();
            let end = mark + decimals.len();
            let zeros = (end..octets.len()).take_while(|at| octets[*at] == b'0' && is_within(*at)).count();
            let end = if decimals.is_empty() { end } else { end + zeros };
            let is_after_digit = start > 0 && octets[start - 1].is_ascii_digit();
            !(is_within(end) || is_after_digit && is_within(start)) && (decimals.is_empty() || self.is_break(mark))
        };
        !whole.is_empty() && places(&format!("{whole}{decimals}"), &self.glued).any(is_whole)
    }

    /// Whether a word is in it, or several.
    pub(super) fn has_words(&self, key: &str) -> bool {
        let mut found = places(key, &self.glued);
        !key.is_empty() && found.any(|start| self.is_break(start) && self.is_break(start + key.len()))
    }

    fn is_break(&self, at: usize) -> bool {
        u32::try_from(at).is_ok_and(|at| self.breaks.binary_search(&at).is_ok())
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.breaks.windows(2).filter_map(|ends| self.glued.get(ends[0] as usize..ends[1] as usize))
    }

    /// All that could be a name or a number: some words together, and of Chinese text every run of a few characters.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &str> {
        let at = |index: usize| self.breaks.get(index).map(|at| *at as usize);
        let together = (0..self.breaks.len()).flat_map(move |first| {
            (1..=MOST_WORDS).filter_map(move |count| self.glued.get(at(first)?..at(first + count)?))
        });
        let han = self.glued.char_indices().filter(|(_, c)| is_han(*c));
        let runs = han.flat_map(move |(start, _)| {
            let letters = self.glued[start..].char_indices().take(MOST_HAN).take_while(|(_, c)| is_han(*c));
            letters.skip(1).map(move |(last, c)| &self.glued[start..start + last + c.len_utf8()])
        });
        together.chain(runs)
    }
}

/// What a value is compared by.
pub(super) fn key(value: &str) -> String {
    let mut key = String::with_capacity(value.len());
    let letters = value.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
    letters.for_each(|c| push_lower(c, &mut key));
    key
}

fn push_lower(c: char, text: &mut String) {
    match c {
        'ß' | 'ẞ' => text.push_str("ss"),
        _ if c.is_ascii() => text.push(c.to_ascii_lowercase()),
        // Of a dotted capital I, its dot is a mark.
        _ => text.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_compared_by_their_letters() {
        let text = Text::of("Nr. L-2027-041: E lea nor\nHÄLE, oﬃce; STRASSE 7 第20261101号 张三丰 1 001, 210013");
        for held in ["L-2027-041", "Eleanor Hale", "office", "Straße 7", "20261101", "张三丰", "张三", "1001"] {
            assert!(text.holds(&key(held)), "{held}");
        }
        for other in ["2027-04", "1100", "10013", "Hales", "", "2026110"] {
            assert!(!text.holds(&key(other)), "{other}");
        }
        let is_candidate = |value: &str| text.candidates().any(|found| found == key(value));
        for found in ["L-2027-041", "20261101", "张三丰", "三丰", "Straße", "office", "210013"] {
            assert!(is_candidate(found) && text.holds(&key(found)), "{found}");
        }
        assert!(!is_candidate("ice") && !is_candidate("10013") && !is_candidate("2026"));
        assert!(text.has_words("hale") && !text.has_words("hal") && !text.has_words(""));
    }

    proptest! {
        #[test]
        fn any_text_holds_what_is_in_it(before in "(\\PC|ﬁ|张|İ|ẞ){0,20}", value in "(\\PC|ﬁ|张|İ){1,10}") {
            let text = Text::of(&format!("{before} {value} {before}"));
            let key = key(&value);
            prop_assert!(key.is_empty() || text.has_words(&key), "{text:?} {key}");
            prop_assert!(text.candidates().all(|found| !found.is_empty()));
            prop_assert!(text.size() >= text.len());
        }
    }
}
