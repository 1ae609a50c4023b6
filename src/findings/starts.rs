//! Words by what they begin with. Most values begin in another way, and need not be compared with each word of a list.

/// What a text begins with, whatever the case of its letters: numbers for its first three octets, and for its first four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    three: usize,
    four: usize,
}

/// Which starts some words have. Others may have the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Starts([u64; Starts::PARTS]);

impl Start {
    pub(super) const fn of(text: &[u8]) -> Self {
        let three = Self::octet(text, 0) * 7919 + Self::octet(text, 1) * 257 + Self::octet(text, 2);
        let four = three * 31 + Self::octet(text, 3);
        Self { three: three % Starts::COUNT, four: four % Starts::COUNT }
    }

    /// The same for both cases of a letter, also of one that is not Latin: those of `у` and `У` begin with other octets.
    const fn octet(text: &[u8], at: usize) -> usize {
        match text.len() {
            length if at >= length => 0,
            _ if text[at] < 0xC0 => (text[at] | 0x20) as usize,
            _ => (text[at] | 0x21) as usize,
        }
    }
}

impl Starts {
    const PARTS: usize = 512;
    const COUNT: usize = Self::PARTS * 64;

    const fn add(&mut self, word: &[u8]) {
        let start = Start::of(word);
        let start = if word.len() > 3 { start.four } else { start.three };
        self.0[start / 64] |= 1 << (start % 64);
    }

    /// The same of words that are the lines of some texts.
    pub(super) const fn of_lines(texts: &[&str]) -> Self {
        Self::of_parts(texts, b'\n')
    }

    /// The same of words that have a blank between them.
    pub(super) const fn of_words(texts: &[&str]) -> Self {
        Self::of_parts(texts, b' ')
    }

    /// The same of what has an octet behind it, or ends its text.
    const fn of_parts(texts: &[&str], separator: u8) -> Self {
        let mut starts = Self([0; Self::PARTS]);
        let mut at = 0;
        while at < texts.len() {
            let mut rest = texts[at].as_bytes();
            let mut end = 0;
            while end < rest.len() {
                if rest[end] == separator {
                    let (word, behind) = rest.split_at(end);
                    starts.add(word);
                    (rest, end) = (behind.split_at(1).1, 0);
                } else {
                    end += 1;
                }
            }
            if end > 0 {
                starts.add(rest);
            }
            at += 1;
        }
        starts
    }

    /// Those of all words of some lists. A word of fewer than three octets stands for itself, and not for what begins with it.
    pub(super) const fn of(lists: &[&[&str]]) -> Self {
        let mut starts = Self([0; Self::PARTS]);
        let mut list = 0;
        while list < lists.len() {
            let mut word = 0;
            while word < lists[list].len() {
                starts.add(lists[list][word].as_bytes());
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
    pub(super) const fn may_have(&self, Start { three, four }: Start) -> bool {
        (self.0[three / 64] >> (three % 64) | self.0[four / 64] >> (four % 64)) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_words() {
        let (words, lines) =
            (Starts::of(&[&["moved out", "no", "退园"]]), Starts::of_lines(&["moved out\nno\n", "退园\n"]));
        assert_eq!(words.0, lines.0);
        assert_eq!(Starts::of(&[&["ana", "bea", "zoë"]]).0, Starts::of_words(&["ana bea", "zoë"]).0);
    }

    #[test]
    fn words_are_known_by_their_starts() {
        let starts = Starts::of(&[&["tbc", "to be added", "nn"], &["à compléter", "уточняется", "未定"]]);
        for text in ["TBC", "tbc.", "To be added", "NN", "À COMPLÉTER", "Уточняется", "УТОЧНЯЕТСЯ", "未定"]
        {
            assert!(starts.may_have(Start::of(text.as_bytes())), "{text}");
        }
        for text in ["", "n", "Anna", "nnn", "to the end", "2026-11-01", "张三"] {
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
