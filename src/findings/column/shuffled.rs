//! Short values that are a usual one but for the order of its letters or for a sign in it: `ERU`, `1A` for `A1`, `2.1` for `2:1`.
//!
//! Two letters are left alone: `ES` and `SE`, `DE` and `ED` may both be meant.

/// Whether a value is one of the usual ones in another order, or with another sign, and built as none of them is.
pub(super) fn is_of(value: &str, usual: &str, all: &[String]) -> bool {
    is_in_other_order(value, usual, all) || has_other_sign(value, usual, all)
}

/// `ERU` for `EUR`; `1A` for `A1`, where none begins with a number.
fn is_in_other_order(value: &str, usual: &str, all: &[String]) -> bool {
    const LONGEST: usize = 4;
    let are_codes = |text: &str| text.bytes().all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit());
    if value.len() != usual.len() || value.len() > LONGEST || !are_codes(value) || !are_codes(usual) {
        return false;
    }
    let sorted = |text: &str| {
        let mut octets = text.as_bytes().to_vec();
        octets.sort_unstable();
        octets
    };
    if value == usual || sorted(value) != sorted(usual) {
        return false;
    }
    if value.bytes().all(|octet| octet.is_ascii_uppercase()) {
        // Of four and more, `few.rs` tells.
        return value.len() == 3 && value.bytes().zip(usual.bytes()).filter(|(one, other)| one != other).count() == 2;
    }
    let is_digit = |octet: u8| octet.is_ascii_digit();
    let is_built_so = |other: &&String| other.bytes().map(is_digit).eq(value.bytes().map(is_digit));
    !all.iter().any(|other| is_built_so(&other))
}

/// `2.1` or `21` for `2:1`, where no other value is written so.
fn has_other_sign(value: &str, usual: &str, all: &[String]) -> bool {
    const LONGEST: usize = 12;
    if value.len() > LONGEST || value.len().abs_diff(usual.len()) > 1 {
        return false;
    }
    let (Some(own), Some(meant)) = (inner_sign(value), inner_sign(usual)) else { return false };
    let letters = |text: &str| text.chars().filter(|letter| !is_sign(*letter)).collect::<String>();
    if own == meant || letters(value) != letters(usual) {
        return false;
    }
    // What some others have is a way to write it.
    let has_as_well = |other: &String| match own {
        Some(sign) => other.contains(sign),
        None => inner_sign(other) == Some(None) && other.bytes().any(|octet| octet.is_ascii_digit()),
    };
    !all.iter().any(has_as_well)
}

fn is_sign(letter: char) -> bool {
    matches!(letter, '.' | ':' | ';' | ',' | '-' | '–' | '/' | '_')
}

/// The one sign inside a value, between letters or digits, or that there is none: nothing if it has others, as `A+` and `Dr.`.
fn inner_sign(value: &str) -> Option<Option<char>> {
    let is_other = |letter: char| !letter.is_alphanumeric() && !is_sign(letter);
    let mut signs = value.chars().filter(|letter| is_sign(*letter));
    let (sign, more) = (signs.next(), signs.next());
    let is_inside = !value.starts_with(is_sign) && !value.ends_with(is_sign);
    (is_inside && more.is_none() && !value.contains(is_other) && !value.is_empty()).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(usual: &[&str], value: &str) -> bool {
        let all: Vec<String> = usual.iter().map(|usual| (*usual).to_owned()).collect();
        usual.iter().any(|usual| is_of(value, usual, &all))
    }

    #[test]
    fn letters_in_another_order_and_other_signs_are_found() {
        for (usual, value) in [
            (&["EUR", "USD", "GBP"][..], "ERU"),
            (&["EUR", "USD", "GBP"], "UDS"),
            (&["A1", "A2", "B1"], "1A"),
            (&["SE", "M0", "M1"], "0M"),
            (&["First", "2:1", "2:2", "Third"], "2.1"),
            (&["First", "2:1", "2:2", "Third"], "21"),
            (&["U-8", "U-10"], "U10"),
            (&["U8", "U10"], "U-10"),
            (&["5/6", "7/8"], "5-6"),
        ] {
            assert!(is_found(usual, value), "{value}");
        }
    }

    #[test]
    fn other_values_are_left_alone() {
        for (usual, value) in [
            (&["SE", "M0", "M1"][..], "ES"),
            (&["SE", "DE", "FR"], "ES"),
            (&["EUR", "USD"], "GBP"),
            (&["ABC", "DEF"], "CAB"),
            (&["A1", "A2", "1B"], "2A"),
            (&["B12", "B13"], "B21"),
            (&["A+", "A", "B"], "A-"),
            (&["C", "D"], "C+"),
            (&["2:1", "2:2", "3.1"], "2.1"),
            (&["1-2", "12", "34"], "11"),
            (&["Dr.", "Prof."], "Dr"),
            (&["+1", "+2"], "-1"),
            (&["2:1", "2:2"], "1:2"),
            (&["2:1", "2:2"], "2:1"),
            (&["M", "F"], "M/F"),
        ] {
            assert!(!is_found(usual, value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_two_values_can_be_compared(value in "[A12:.é-]{0,5}|\\PC{0,6}", usual in "[A12:.é-]{0,5}|\\PC{0,6}") {
            let _ = is_found(&[&usual], &value);
            proptest::prop_assert!(!is_found(&[&value], &value));
        }
    }
}
