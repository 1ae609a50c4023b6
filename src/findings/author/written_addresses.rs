//! Addresses that an author wrote into the text of a template.

use crate::findings::{Kind, addresses, near};
use crate::mail::Address;

/// Where such addresses stand, in octets, that mail does not reach, and why.
pub(in crate::findings) fn wrong(text: &str) -> Vec<(usize, usize, Kind, String)> {
    const MOST: usize = 200;
    const LONGEST: usize = 80;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let found = text.match_indices('@').take(MOST).filter_map(|(at, _)| {
        let (before, behind) = (near::before(&text[..at], LONGEST), near::behind(&text[at + 1..], LONGEST));
        let from = at - (before.len() - before.trim_end_matches(is_part).len());
        let length = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
        let to = at + 1 + behind[..length].trim_end_matches(['.', '-', '_']).len();
        let address = Address::parse(&text[from..to]).ok().filter(|address| address.domain().contains('.'))?;
        let (kind, what, _) = addresses::of_sender(&address)?;
        matches!(kind, Kind::TypoDomain | Kind::DeadDomain).then_some((from, to, kind, what))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_addresses_are_found() {
        let found =
            |text: &str| wrong(text).iter().map(|(from, to, ..)| text[*from..*to].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("ask h.carter@gmial.com."), ["h.carter@gmial.com"]);
        assert_eq!(found("[me](mailto:h.carter@gmial.com)"), ["h.carter@gmial.com"]);
        assert_eq!(found("请联系a@163.con，谢谢"), ["a@163.con"]);
        for text in ["h.carter@gmail.com", "@anna", "a@b", "x @ y", "a@example.com", "@", ""] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "(\\PC|[@.]|gmial.com){0,24}") {
            for (from, to, ..) in wrong(&text) {
                proptest::prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}
