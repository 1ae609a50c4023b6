//! Sizes of clothes (`S`, `XL`, `2XL`), and values made of their letters that are none: `XLL`, `MM`, `L M`.

use crate::findings::has_digit;

/// A column in which nearly all values are sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Sizes {
    /// How many times `X` the largest one has.
    most: usize,
}

const NONE: &str = "is no size, and the other rows have sizes. Which one is meant?";
const LARGE: &str = "is far beyond the sizes of the other rows. Is it meant?";

impl Sizes {
    /// Of the first values of a column: two letters may mean something else.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST_ROWS: usize = 10;
        const FEWEST: usize = 3;
        let sizes: Vec<Size> = values.iter().filter_map(|value| size(value)).collect();
        let letters: Vec<(usize, char)> = sizes.iter().filter_map(|size| size.letters()).collect();
        let mut distinct = letters.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let are_sizes = sizes.len() >= FEWEST_ROWS
            && sizes.len() * 10 >= values.len() * 9
            && letters.len() * 2 >= sizes.len()
            && distinct.len() >= FEWEST;
        are_sizes.then(|| Self { most: large(&letters) })
    }

    /// What is wrong with a value that has nothing but the letters of sizes.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<&'static str> {
        /// So many more are a slip of the finger: who means them writes `4XL`.
        const MORE: usize = 3;
        match size(value) {
            Some(Size::Letters(times, 'L')) if times >= self.most + MORE && !has_digit(value) => Some(LARGE),
            Some(_) => None,
            None => is_of_letters(value).then_some(NONE),
        }
    }
}

/// A size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// How many times `X`, and the letter behind that.
    Letters(usize, char),
    /// `S/M`, `42`, `164`.
    Other,
}

impl Size {
    fn letters(self) -> Option<(usize, char)> {
        match self {
            Self::Letters(times, letter) => Some((times, letter)),
            Self::Other => None,
        }
    }
}

/// How many times `X` the largest of sizes has.
fn large(sizes: &[(usize, char)]) -> usize {
    sizes.iter().filter(|(_, letter)| *letter == 'L').map(|(times, _)| *times).max().unwrap_or_default()
}

/// The size that a value is, in capitals or not.
fn size(value: &str) -> Option<Size> {
    /// Of those for two, as `S/M`.
    const SEPARATORS: [char; 3] = ['/', '-', '–'];
    let value = value.trim();
    if let Some((one, other)) = value.split_once(SEPARATORS) {
        let are_sizes = size(one).is_some() && !other.contains(SEPARATORS) && size(other).is_some();
        return are_sizes.then_some(Size::Other);
    }
    // Of men, women and children.
    if (2..=3).contains(&value.len()) && value.bytes().all(|octet| octet.is_ascii_digit()) {
        return Some(Size::Other);
    }
    let upper = value.to_ascii_uppercase();
    let letter = upper.chars().next_back().filter(|letter| matches!(letter, 'S' | 'M' | 'L'))?;
    let before = upper[..upper.len() - 1].trim_end_matches(' ');
    let times = match before.as_bytes() {
        [times @ b'1'..=b'9', b'X'] => usize::from(times - b'0'),
        [times @ b'1'..=b'9', b' ', b'X'] => usize::from(times - b'0'),
        // `3L` is how Japan writes it.
        [times @ b'2'..=b'9'] => usize::from(times - b'0'),
        octets if octets.iter().all(|octet| *octet == b'X') => octets.len(),
        _ => return None,
    };
    (letter != 'M' || times == 0).then_some(Size::Letters(times, letter))
}

/// Whether a value has the letters of sizes and nothing else: not `none`, nor `N`.
fn is_of_letters(value: &str) -> bool {
    const LONGEST: usize = 6;
    value.len() <= LONGEST
        && value.bytes().all(|octet| matches!(octet, b'X' | b'S' | b'M' | b'L' | b'0'..=b'9' | b' '))
        && value.bytes().any(|octet| octet.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(usual: &[&str]) -> Option<Sizes> {
        Sizes::of(&(0..60).map(|n| usual[n % usual.len()].to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_no_size_is_found_among_sizes() {
        let usual = sizes(&["XS", "S", "M", "L", "XL"]).unwrap();
        for value in ["XLL", "MM", "XXXXL", "L M", "LX", "XM", "X", "SL", "XSX", "LL", "XX", "X M", "2XM"] {
            assert!(usual.flaw(value).is_some(), "{value}");
        }
    }

    #[test]
    fn sizes_and_words_are_left_alone() {
        let usual = sizes(&["XS", "S", "M", "L", "XL"]).unwrap();
        for value in [
            "XXS", "XXL", "XXXL", "2XL", "3XL", "4XL", "5XL", "2XS", "3L", "S/M", "L-XL", "42", "36/38", "164", "xl",
            "none", "N", "U", "UNI", "one size", "Damen M", "M (Damen)", "", "keins", "K", "2 XL", "X L", "XÉL",
        ] {
            assert_eq!(usual.flaw(value), None, "{value}");
        }
        assert_eq!(sizes(&["M", "L", "XL", "XXL", "XXXL"]).unwrap().flaw("XXXXL"), None);
        assert_eq!(sizes(&["M", "L", "XL", "38", "40"]).unwrap().flaw("39"), None);
    }

    #[test]
    fn other_letters_are_no_sizes() {
        // Spoken and written; men and women; numbers.
        for usual in [&["M", "S"][..], &["M", "F"], &["M", "W", "D"], &["38", "40", "42"], &["L", "M", "A", "B"]] {
            assert_eq!(sizes(usual), None, "{usual:?}");
        }
        assert_eq!(Sizes::of(&["S", "M", "L"].map(str::to_owned)), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_a_size(value in "[XSML0-9/ -]{0,7}|\\PC{0,8}") {
            let _ = sizes(&["S", "M", &value, "L"]).and_then(|sizes| sizes.flaw(&value));
        }
    }
}
