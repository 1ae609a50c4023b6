//! A content composed once for many messages that differ in their number alone.

use crate::mail::Content;

/// Stands for the number while the content is composed. Nothing else in it holds so long a number.
pub(super) const NUMBER: u64 = u64::MAX;

/// The pieces between the numbers.
#[derive(Debug)]
pub(super) struct Head {
    pieces: Vec<Vec<u8>>,
    length: usize,
}

impl Head {
    /// From a content that holds [`NUMBER`] wherever the number is to stand. Lines get no longer by it: no number has more
    /// digits.
    pub(super) fn of(content: &Content) -> Self {
        let octets = content.to_vec();
        let number = NUMBER.to_string();
        let mut pieces = Vec::new();
        let mut start = 0;
        for at in memchr::memmem::find_iter(&octets, number.as_bytes()) {
            pieces.push(octets[start..at].to_vec());
            start = at + number.len();
        }
        pieces.push(octets[start..].to_vec());
        Self { pieces, length: octets.len() }
    }

    /// The content with this number, in a vector with room for `more` octets.
    pub(super) fn with(&self, number: u64, more: usize) -> Vec<u8> {
        let number = number.to_string();
        let mut octets = Vec::with_capacity(self.length + more);
        for (index, piece) in self.pieces.iter().enumerate() {
            if index > 0 {
                octets.extend_from_slice(number.as_bytes());
            }
            octets.extend_from_slice(piece);
        }
        octets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Segment;

    #[test]
    fn every_number_is_put_in_its_place() {
        let head = |text: &str| {
            let octets = text.replace("{n}", &NUMBER.to_string()).into_bytes();
            Head::of(&Content::new(vec![Segment::Own(octets)]))
        };
        for text in ["a {n} b {n}", "{n}{n}", "", "a", "{n}"] {
            assert_eq!(head(text).with(12, 3), text.replace("{n}", "12").into_bytes(), "{text}");
        }
    }
}
