//! How large test mail is.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use thiserror::Error;

/// A header section alone takes some 400 octets.
const SMALLEST: u64 = 512;

/// As much as the largest providers take, and then some.
const LARGEST: u64 = 1_000_000_000;

/// Sizes of contents in octets, each as likely as any other: `4k`, `2k..50k`, `1M..1.5M`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    range: RangeInclusive<u64>,
}

/// Why a text is no [`Sizes`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} {why}. Write a size such as 4k, or a range such as 2k..50k (k = 1,000 bytes, M = 1,000,000)")]
pub struct SizesError {
    text: String,
    why: &'static str,
}

impl FromStr for Sizes {
    type Err = SizesError;

    fn from_str(text: &str) -> Result<Self, SizesError> {
        let fault = |why| SizesError { text: text.to_owned(), why };
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let size = |text| octets(text).ok_or_else(|| fault("is no size"));
        let (first, last) = (size(first)?, size(last)?);
        if first > last {
            return Err(fault("begins with the larger size"));
        }
        if first < SMALLEST {
            return Err(fault("is less than the 512 bytes that a message takes"));
        }
        if last > LARGEST {
            return Err(fault("is more than 1,000 MB"));
        }
        Ok(Self { range: first..=last })
    }
}

impl fmt::Display for Sizes {
    /// `4000` or `2000..50000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.range.start())?;
        if self.range.start() < self.range.end() { write!(f, "..{}", self.range.end()) } else { Ok(()) }
    }
}

impl Sizes {
    /// One of them.
    pub(super) fn draw(&self, random: &mut fastrand::Rng) -> u64 {
        random.u64(self.range.clone())
    }
}

/// `2k`, `1.5M`, `700`.
fn octets(text: &str) -> Option<u64> {
    let text = text.trim();
    let text = text.strip_suffix(['B', 'b']).unwrap_or(text);
    let (number, unit) = match text.char_indices().next_back()? {
        (end, 'k' | 'K') => (&text[..end], 1e3),
        (end, 'm' | 'M') => (&text[..end], 1e6),
        _ => (text, 1.0),
    };
    let number = number.trim_end();
    // Rust's numbers may also be "inf" or "1e9".
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    Some((number.parse::<f64>().ok()? * unit).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, range) in [
            ("700", 700..=700),
            ("4k", 4_000..=4_000),
            ("4 kB", 4_000..=4_000),
            ("2k..50k", 2_000..=50_000),
            ("2K .. 1.5M", 2_000..=1_500_000),
            ("512..1000M", 512..=1_000_000_000),
        ] {
            assert_eq!(text.parse(), Ok(Sizes { range }), "{text}");
        }
        for text in
            ["", "k", "..", "2k..", "..2k", "50k..2k", "0", "511", "1001M", "-2k", "infk", "1e9", "2x", "2k...4k", "."]
        {
            assert!(text.parse::<Sizes>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn sizes_are_spread_over_the_range_and_the_same_for_the_same_seed() {
        let sizes: Sizes = "1k..2k".parse().unwrap();
        let drawn = |seed| {
            let mut random = fastrand::Rng::with_seed(seed);
            (0..1_000).map(|_| sizes.draw(&mut random)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
        assert!(drawn(1).iter().all(|size| (1_000..=2_000).contains(size)));
        assert!(drawn(1).iter().any(|size| *size < 1_050) && drawn(1).iter().any(|size| *size > 1_950));
    }
}
