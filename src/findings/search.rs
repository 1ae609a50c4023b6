//! Searches for any of some words in texts, most of which have none of them.

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, Match, MatchKind};

/// Finds words, in either case of the letters that are ASCII: of those that begin at one place the longest.
#[derive(Debug)]
pub(super) struct Search {
    words: AhoCorasick,
    heads: Heads,
}

impl Search {
    /// For words of two octets at least. The small kind is the slower one, in the few texts that may have a word.
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str> + Clone, is_small: bool) -> Result<Self, BuildError> {
        let mut builder = AhoCorasick::builder();
        let builder = builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        let builder = builder.kind(is_small.then_some(AhoCorasickKind::ContiguousNFA));
        Ok(Self { heads: Heads::of(words.clone()), words: builder.build(words)? })
    }

    /// Where words stand in a text, one behind the other.
    pub(super) fn find_iter(&self, text: &str) -> impl Iterator<Item = Match> {
        let text = if self.heads.may_be_in(text) { text } else { "" };
        self.words.find_iter(text)
    }

    /// Whether a text has any of the words.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.heads.may_be_in(text) && self.words.is_match(text)
    }
}

/// With which three octets some words begin, by a number for them. Others may have the same.
#[derive(Debug)]
struct Heads(Box<[u64; Heads::PARTS]>);

impl Heads {
    const PARTS: usize = 512;
    const BITS: u32 = (Self::PARTS * 64).ilog2();

    fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut heads = Self(Box::new([0; Self::PARTS]));
        for word in words {
            match *word.as_bytes() {
                [first, second, third, ..] => heads.insert([first, second, third]),
                // Whatever stands behind it.
                [first, second] => (0..=u8::MAX).for_each(|third| heads.insert([first, second, third])),
                _ => heads.0.fill(u64::MAX),
            }
        }
        heads
    }

    fn insert(&mut self, head: [u8; 3]) {
        let (part, bit) = Self::place(head.into_iter().fold(0, Self::next));
        self.0[part] |= 1 << bit;
    }

    /// Whether one of the words may be in a text.
    fn may_be_in(&self, text: &str) -> bool {
        let mut octets = 0;
        // A word of two may stand at its end.
        text.bytes().chain([0]).any(|octet| {
            octets = Self::next(octets, octet);
            let (part, bit) = Self::place(octets);
            self.0[part] >> bit & 1 != 0
        })
    }

    /// The last three octets, each the same in both cases.
    fn next(octets: u32, octet: u8) -> u32 {
        (octets << 8 | u32::from(octet | 0x20)) & 0xFF_FFFF
    }

    fn place(octets: u32) -> (usize, u32) {
        // Fibonacci hashing: the upper bits depend on all of them.
        let number = octets.wrapping_mul(0x9E37_79B9) >> (u32::BITS - Self::BITS);
        (number as usize / 64, number % 64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_either_case() {
        let search = Search::of(["pw", "pwd", "密码", "Mot de passe"].into_iter(), true).unwrap();
        for (text, found) in [
            ("pw", vec![(0, 2)]),
            ("my PW", vec![(3, 5)]),
            ("Pwd: x, pw: y", vec![(0, 3), (8, 10)]),
            ("你的密码是", vec![(6, 12)]),
            ("MOT DE PASSE", vec![(0, 12)]),
            ("p w", vec![]),
            ("", vec![]),
        ] {
            let places: Vec<_> = search.find_iter(text).map(|found| (found.start(), found.end())).collect();
            assert_eq!(places, found, "{text}");
            assert_eq!(search.is_in(text), !found.is_empty(), "{text}");
        }
        assert!(!search.heads.may_be_in("He said \"ok\" on call 7"));
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_missed(
            word in "\\PC{2,4}|[a-c ]{2,4}", before in "\\PC{0,8}", behind in "\\PC{0,8}", is_small in proptest::bool::ANY
        ) {
            proptest::prop_assume!(word.len() >= 2);
            let search = Search::of([word.as_str()].into_iter(), is_small).unwrap();
            for word in [word.clone(), word.to_ascii_uppercase(), word.to_ascii_lowercase()] {
                let text = format!("{before}{word}{behind}");
                proptest::prop_assert!(search.is_in(&text) && search.find_iter(&text).next().is_some(), "{}", text);
            }
        }
    }
}
