//! Numbers as decimal digits, rounded as people round.

/// Digits that a spreadsheet program keeps of a number.
const PRECISION: usize = 15;

/// `0.d₁d₂d₃… · 10^point`, not negative.
#[derive(Debug, Clone)]
pub(super) struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// The size of a finite number: 15 digits of it, or all if it is a whole number that is held exactly.
    pub(super) fn of(value: f64) -> Self {
        let value = value.abs();
        let text = if is_whole(value) { format!("{value:e}") } else { format!("{value:.*e}", PRECISION - 1) };
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let point = if value == 0.0 { 0 } else { exponent.parse().unwrap_or(0) + 1 };
        Self { digits, point }
    }

    /// Times a power of ten.
    pub(super) fn shifted(mut self, places: i32) -> Self {
        if self.digits.iter().any(|digit| *digit != 0) {
            self.point += places;
        }
        self
    }

    /// The digits before the point, without leading zeros (none for 0), and so many behind it. Halves are rounded up.
    pub(super) fn rounded(&self, places: usize) -> (String, String) {
        let kept = self.point + i32::try_from(places).unwrap_or(i32::MAX / 2);
        let Ok(kept) = usize::try_from(kept) else { return (String::new(), "0".repeat(places)) };
        let mut digits: Vec<u8> = self.digits.iter().copied().chain(std::iter::repeat(0)).take(kept).collect();
        let mut point = self.point;
        if self.digits.get(kept).is_some_and(|next| *next >= 5) {
            let full = digits.iter().rposition(|digit| *digit < 9);
            digits.iter_mut().skip(full.map_or(0, |at| at + 1)).for_each(|digit| *digit = 0);
            match full {
                Some(at) => digits[at] += 1,
                None => {
                    digits.insert(0, 1);
                    point += 1;
                }
            }
        }
        let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        match usize::try_from(point) {
            Ok(point) => (text[..point].trim_start_matches('0').to_owned(), text[point..].to_owned()),
            Err(_) => (String::new(), format!("{text:0>places$}")),
        }
    }

    /// As many digits as `step` before the point, so many behind it, and the power of ten that it is to be multiplied with, which is
    /// a multiple of `step`.
    pub(super) fn scientific(&self, places: usize, step: i32) -> (String, i32) {
        let exponent = (self.point - 1).div_euclid(step) * step;
        let (whole, fraction) = self.clone().shifted(-exponent).rounded(places);
        let point = if places > 0 { "." } else { "" };
        if whole.len() as i64 > i64::from(step) {
            // 9.96 is 10.0.
            return (format!("1{point}{}", "0".repeat(places)), exponent + step);
        }
        (format!("{whole}{point}{fraction}"), exponent)
    }
}

/// Whether a number is a whole one, and small enough that its neighbours can be told from it.
pub(super) fn is_whole(value: f64) -> bool {
    value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0
}

/// A number without a format, as a wide cell shows it: eleven characters, but never an exponent and never less than the
/// whole number (a student's, say).
pub(super) fn general(value: f64) -> String {
    if !value.is_finite() || value.fract() == 0.0 {
        return format!("{}", value + 0.0);
    }
    let decimal = Decimal::of(value);
    let places = match usize::try_from(-decimal.point) {
        // What a cell would show with an exponent, and six digits.
        Ok(zeros @ 4..) => zeros + 6,
        _ => 10_usize.saturating_sub(decimal.rounded(0).0.len().max(1)),
    };
    let (whole, fraction) = decimal.rounded(places);
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { &whole };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_without_a_format_are_shown_as_cells_show_them() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (85.0, "85"),
            (85.5, "85.5"),
            (-3.25, "-3.25"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333"),
            (200.0 / 3.0, "66.66666667"),
            (202_600_001_234.0, "202600001234"),
            (110_101_199_003_071_230.0, "110101199003071230"),
            (0.000_01, "0.00001"),
            (1.5e-10, "0.00000000015"),
            (5e-10, "0.0000000005"),
            (1.0 / 30_000.0, "0.0000333333"),
            (0.000_123_456_789, "0.000123457"),
            (12_345_678_901.5, "12345678902"),
            (0.999_999_999_99, "1"),
        ] {
            assert_eq!(general(value), text);
        }
    }

    proptest! {
        #[test]
        fn rounding_is_that_of_whole_hundredths(hundredths in 0_u64..100_000_000, places in 0_usize..6) {
            let (whole, fraction) = Decimal::of(hundredths as f64 / 100.0).rounded(places);
            let unit = 10_u64.pow(2_u32.saturating_sub(places as u32));
            let rounded = (hundredths + unit / 2) / unit * unit;
            let text = format!("{}.{:02}0000", rounded / 100, rounded % 100);
            let expected = &text[..text.len() - 6 + places];
            let whole = if whole.is_empty() { "0".to_owned() } else { whole };
            prop_assert_eq!(format!("{whole}.{fraction}"), expected);
        }

        #[test]
        fn whole_numbers_keep_every_digit(number in -9_007_199_254_740_991_i64..=9_007_199_254_740_991) {
            prop_assert_eq!(general(number as f64), number.to_string());
        }

        #[test]
        fn any_number_is_shown_without_an_exponent(bits in any::<u64>(), places in 0_usize..40) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert!(general(value).chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-'));
            let (whole, fraction) = Decimal::of(value).rounded(places);
            prop_assert!(!whole.starts_with('0') && fraction.len() == places);
        }
    }
}
