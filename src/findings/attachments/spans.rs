//! All that could be a name or a number in a file's name.

use crate::findings::han::is_han;

/// So many parts stand together at most.
const MOST_ATOMS: usize = 6;

/// A Chinese name has no more characters.
const MOST_HAN: usize = 6;

/// A file's name in lower case without what stands between its words, and where they are.
#[derive(Debug)]
pub(super) struct Name {
    text: String,
    atoms: Vec<Atom>,
}

/// Letters of one kind that stand together.
#[derive(Debug, Clone, Copy)]
struct Atom {
    start: usize,
    end: usize,
    kind: Kind,
    /// The word that it is part of.
    word: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Han,
    Letter,
}

/// A stretch of a name, in octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether something stands in it that is neither letter nor digit.
    pub(super) is_parted: bool,
}

impl Span {
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether the other is in it, and is not all of it.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end && self.end - self.start > other.end - other.start
    }
}

impl Name {
    /// Of a file, without its ending.
    pub(super) fn of(stem: &str) -> Self {
        let mut name = Self { text: String::with_capacity(stem.len()), atoms: Vec::new() };
        let (mut word, mut before) = (0, None);
        for c in stem.chars() {
            if !c.is_alphanumeric() {
                (word, before) = (word + 1, None);
                continue;
            }
            let kind = match c {
                c if c.is_ascii_digit() => Kind::Digit,
                c if is_han(c) => Kind::Han,
                _ => Kind::Letter,
            };
            let start = name.text.len();
            name.text.extend(c.to_lowercase());
            let end = name.text.len();
            // `BertCarl` is two words.
            let is_hump = matches!(before, Some((Kind::Letter, false))) && c.is_uppercase();
            match name.atoms.last_mut() {
                Some(atom) if before.is_some_and(|(other, _)| other == kind) && !is_hump => atom.end = end,
                _ => name.atoms.push(Atom { start, end, kind, word }),
            }
            before = Some((kind, c.is_uppercase()));
        }
        name
    }

    pub(super) fn text(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    /// Its words, one by one.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.atoms.iter().map(|atom| &self.text[atom.start..atom.end])
    }

    /// The stretches that could be a name or a number: parts that stand together, and of Chinese text every run of a few
    /// characters.
    pub(super) fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        for (index, first) in self.atoms.iter().enumerate() {
            let together = &self.atoms[index..self.atoms.len().min(index + MOST_ATOMS)];
            for (last, atom) in together.iter().enumerate() {
                let is_all = |kind: Kind| together[..=last].iter().all(|atom| atom.kind == kind);
                let is_parted = atom.word != first.word && !is_all(Kind::Han);
                // The numbers of a date are no number.
                if !(is_parted && is_all(Kind::Digit)) {
                    spans.push(Span { start: first.start, end: atom.end, is_parted });
                }
            }
            if first.kind == Kind::Han {
                self.push_runs(*first, &mut spans);
            }
        }
        spans
    }

    /// Numbers with signs between them, taken together: `2026-1140`. A date is one too, and so none of them is [somebody's](Self::spans)
    /// by itself.
    pub(super) fn parted_numbers(&self) -> impl Iterator<Item = Span> {
        let is_digit = |atom: &Atom| atom.kind == Kind::Digit;
        self.atoms.iter().enumerate().flat_map(move |(index, first)| {
            let together = self.atoms[index..].iter().take(MOST_ATOMS).take_while(move |atom| is_digit(atom));
            together.skip(1).map(|last| Span { start: first.start, end: last.end, is_parted: true })
        })
    }

    fn push_runs(&self, atom: Atom, spans: &mut Vec<Span>) {
        let text = &self.text[atom.start..atom.end];
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| atom.start + at).chain([atom.end]).collect();
        for (from, &start) in bounds.iter().enumerate() {
            let ends = bounds.iter().skip(from + 2).take(MOST_HAN - 1);
            spans.extend(ends.map(|&end| Span { start, end, is_parted: false }));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(stem: &str) -> Vec<String> {
        let name = Name::of(stem);
        name.spans().into_iter().map(|span| name.text(span).to_owned()).collect()
    }

    #[test]
    fn what_could_be_a_name_is_among_them() {
        for (stem, wanted) in [
            ("BertCarl", "bertcarl"),
            ("reportNingGao", "ninggao"),
            ("report2002", "2002"),
            ("Report Lan Zhao", "lanzhao"),
            ("202600006_杨子涵(1)", "杨子涵"),
            ("成绩单Jean-Luc Null", "jeanlucnull"),
            ("jia.hu4", "jiahu4"),
            ("成绩单张三丰", "张三"),
            ("ÉLODIE_martin", "élodiemartin"),
        ] {
            assert!(texts(stem).iter().any(|text| text == wanted), "{stem}: {:?}", texts(stem));
        }
        assert!(!texts("2026-11-23").iter().any(|text| text == "1123"));
    }

    #[test]
    fn numbers_with_signs_between_them_are_taken_together() {
        let numbers = |stem: &str| {
            let name = Name::of(stem);
            name.parted_numbers().map(|span| name.text(span).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(numbers("Receipt_2026-1140_Lee"), ["20261140"]);
        assert_eq!(numbers("2026-11-23"), ["202611", "20261123", "1123"]);
        assert_eq!(numbers("R2026 Lee 1140"), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_name_can_be_looked_at(stem in "\\PC{0,80}") {
            let name = Name::of(&stem);
            let spans = name.spans();
            prop_assert!(spans.len() <= 80 * (MOST_ATOMS + MOST_HAN));
            for span in spans {
                prop_assert!(!name.text(span).is_empty());
            }
            for span in name.parted_numbers() {
                prop_assert!(name.text(span).chars().all(|c| c.is_ascii_digit()));
            }
        }
    }
}
