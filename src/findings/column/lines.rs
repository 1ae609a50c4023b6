//! Values that are set in another way than the rest: with a line break among short lines, a title in capitals among titles.

use crate::findings::octet_classes::Parts;
use crate::findings::{Kind, headings};

const BREAK: &str = "has a line break in it, and the other rows have none. Take it out.";
const CAPITALS: &str = "is in capitals, and the other rows are not. Type it as they are.";

/// How the values of a column are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::findings) struct Lines {
    /// Nearly all are short, and of one line.
    are_short: bool,
    /// They are titles, nearly all with small letters in them.
    are_titles: bool,
}

impl Lines {
    /// Of the first values of a column with this heading, in lower case.
    pub(in crate::findings) fn of(values: &[String], heading: &str) -> Self {
        const FEWEST: usize = 10;
        const SHORT: usize = 100;
        if values.len() < FEWEST || headings::is_remark(heading) {
            return Self::default();
        }
        let are_rare = |is: &dyn Fn(&String) -> bool| {
            let count = values.iter().filter(|value| is(value)).count();
            count <= 1 || count * 25 <= values.len()
        };
        let are_short = are_rare(&|value| value.contains('\n')) && are_rare(&|value| value.len() > SHORT);
        Self { are_short, are_titles: headings::is_title(heading) && are_rare(&|value| is_in_capitals(value)) }
    }

    /// What is wrong with a value of such a column, of which is known what its octets may be a part of.
    pub(in crate::findings) fn flaw(self, value: &str, parts: Parts) -> Option<(Kind, &'static str)> {
        if self.are_short && parts.has(Parts::BREAK) {
            return Some((Kind::OddValue, BREAK));
        }
        (self.are_titles && is_in_capitals(value)).then_some((Kind::OddValue, CAPITALS))
    }
}

/// Several words, none of them with a small letter.
fn is_in_capitals(value: &str) -> bool {
    const WORDS: usize = 3;
    const LETTERS: usize = 12;
    // Most begin with a capital and go on with a small letter.
    !value.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase)
        && !value.chars().any(char::is_lowercase)
        && value.chars().filter(|c| c.is_uppercase()).count() >= LETTERS
        && value.split_whitespace().nth(WORDS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(lines: Lines, value: &str) -> Option<(Kind, &'static str)> {
        lines.flaw(value, Parts::of(value))
    }

    #[test]
    fn line_breaks_and_capitals_among_titles_are_found() {
        let of = |value: &str, heading: &str| Lines::of(&vec![value.to_owned(); 12], heading);
        let titles = of("Robust control of rivers", "talk title");
        assert_eq!(flaw(titles, "Robust\ncontrol of rivers"), Some((Kind::OddValue, BREAK)));
        assert_eq!(flaw(titles, "ROBUST CONTROL OF RIVERS"), Some((Kind::OddValue, CAPITALS)));
        for value in ["Robust control", "NASA", "UNESCO AND UN", "A B C D", "河流的稳健控制", ""] {
            assert_eq!(flaw(titles, value), None, "{value}");
        }
        for other in [of("ROBUST CONTROL OF RIVERS", "title"), of("Nut allergy", "notes"), of("Berlin", "city")] {
            assert_eq!(flaw(other, "ROBUST CONTROL OF RIVERS"), None);
        }
        for (lines, is_found) in [
            (of("Berlin", "city"), true),
            (of("Nut allergy", "notes"), false),
            (of("Street 1\nBerlin", "address"), false),
            (Lines::of(&[], "city"), false),
        ] {
            assert_eq!(flaw(lines, "Ber\nlin").is_some(), is_found);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "\\PC{0,20}") {
            flaw(Lines { are_short: true, are_titles: true }, &value);
        }
    }
}
