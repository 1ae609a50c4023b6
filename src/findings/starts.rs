//! Words by what they begin with. Most values begin in another way, and need not be compared with each word of a list.

/// What a text begins with, whatever the case of its letters: a number for its first three octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start(usize);

/// Which starts some words have. Others may have the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Starts([u64; Starts::PARTS]);

impl Start {
    pub(super) const fn of(text: &[u8]) -> Self {
        let one = Self::octet(text, 0);
        // The first octet of a letter that is not Latin may be another one in capitals: `у`, `У`.
        let one = if one < 0xC0 { one } else { one | 1 };
        Self((one * 7919 + Self::octet(text, 1) * 257 + Self::octet(text, 2)) % (Starts::PARTS * 64))
    }

    const fn octet(text: &[u8], at: usize) -> usize {
        if at < text.len() { (text[at] | 0x20) as usize } else { 0 }
    }
}

impl Starts {
    const PARTS: usize = 512;

    /// Those of all words of some lists. A word of fewer than three octets stands for itself, and not for what begins with it.
    pub(super) const fn of(lists: &[&[&str]]) -> Self {
        let mut starts = Self([0; Self::PARTS]);
        let mut list = 0;
        while list < lists.len() {
            let mut word = 0;
            while word < lists[list].len() {
                let Start(start) = Start::of(lists[list][word].as_bytes());
                starts.0[start / 64] |= 1 << (start % 64);
                word += 1;
            }
            list += 1;
        }
        starts
    }

    /// With those of others.
    pub(super) const fn and(mut self, others: &Self) -> Self {
        let mut part = 0;
        while part < Self::PARTS {
            self.0[part] |= others.0[part];
            part += 1;
        }
        self
    }

    /// Whether a text that begins so may be one of the words, or begin with one.
    pub(super) const fn may_have(&self, Start(start): Start) -> bool {
        self.0[start / 64] & 1 << (start % 64) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_their_starts() {
        let starts = Starts::of(&[&["tbc", "to be added", "nn"], &["à compléter", "уточняется", "未定"]]);
        for text in ["TBC", "tbc.", "To be added", "NN", "À COMPLÉTER", "Уточняется", "未定"] {
            assert!(starts.may_have(Start::of(text.as_bytes())), "{text}");
        }
        for text in ["", "n", "Anna", "nnn", "2026-11-01", "张三"] {
            assert!(!starts.may_have(Start::of(text.as_bytes())), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_text_begins_as_its_words_do(word in "[ -~]{3,8}", rest in "\\PC{0,8}") {
            let starts = Starts::of(&[&[word.to_lowercase().as_str()]]);
            let text = word.to_uppercase() + &rest;
            proptest::prop_assert!(starts.may_have(Start::of(text.as_bytes())), "{}", text);
        }
    }
}
