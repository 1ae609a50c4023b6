//! Parts of one whole: `59/100`, `87/100`, and `17/20` among them.

/// The whole that nearly all values of a column are parts of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Shares(u32);

impl Shares {
    /// Of the first values of a column.
    pub(in crate::findings) fn of(values: &[String]) -> Option<Self> {
        const FEWEST: usize = 12;
        /// `7/28` is a month of a year as well; no month is behind the twelfth.
        const MONTHS: f64 = 12.0;
        if values.len() < FEWEST {
            return None;
        }
        let shares: Vec<(f64, u32)> = values.iter().filter_map(|value| read(value)).collect();
        let (_, whole) = *shares.get(shares.len() / 2)?;
        let of_whole = shares.iter().filter(|(_, other)| *other == whole).count();
        let is_no_month = shares.iter().any(|(part, other)| *other == whole && *part > MONTHS) || whole <= 10;
        (of_whole >= FEWEST && of_whole * 20 >= values.len() * 19 && is_no_month).then_some(Self(whole))
    }

    /// What is wrong with a value of such a column.
    pub(in crate::findings) fn flaw(self, value: &str) -> Option<String> {
        let (part, whole) = read(value)?;
        if whole != self.0 {
            return Some(format!("is of {whole}, and the other rows are of {}. Is it right?", self.0));
        }
        (part > f64::from(whole)).then(|| "is more than the whole. Is it right?".to_owned())
    }
}

/// `59/100`: the part, and the whole.
fn read(value: &str) -> Option<(f64, u32)> {
    const LONGEST: usize = 12;
    let (part, whole) = Some(value).filter(|value| value.len() <= LONGEST)?.split_once('/')?;
    let (part, whole) = (part.trim(), whole.trim());
    let is_number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.bytes().all(|octet| octet.is_ascii_digit() || octet == b'.')
    };
    (is_number(part) && is_number(whole)).then_some(())?;
    Some((part.parse().ok()?, whole.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl Iterator<Item = String>) -> Option<Shares> {
        Shares::of(&values.collect::<Vec<_>>())
    }

    #[test]
    fn parts_of_another_whole_are_found() {
        let marks = || (0..40).map(|n| format!("{}/100", 41 + n * 7 % 58));
        let shares = of(marks().chain(["17/20".to_owned()])).unwrap();
        for (value, is_found) in [
            ("17/20", true),
            ("9/10", true),
            ("104/100", true),
            ("59/100", false),
            ("88.5/100", false),
            ("absent", false),
        ] {
            assert_eq!(shares.flaw(value).is_some(), is_found, "{value}");
        }
        let grades = of((0..40).map(|n| format!("{}/10", 3 + n % 7))).unwrap();
        assert!(grades.flaw("17/20").is_some() && grades.flaw("10/10").is_none());
    }

    #[test]
    fn other_values_with_a_stroke_are_no_parts_of_one_whole() {
        assert_eq!(of((0..40).map(|n| format!("{}/{}", 1 + n % 12, 26 + n % 4))), None);
        assert_eq!(of((0..40).map(|n| format!("{:02}/28", 1 + n % 12))), None);
        assert_eq!(of((0..40).map(|n| format!("{}/{}", 40 + n, 41 + n))), None);
        assert_eq!(of((0..5).map(|n| format!("{n}/100"))), None);
    }

    proptest::proptest! {
        #[test]
        fn any_value_can_be_looked_at(value in "[0-9./ ]{0,10}|\\PC{0,8}") {
            Shares(100).flaw(&value);
        }
    }
}
