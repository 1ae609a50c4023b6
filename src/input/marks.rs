//! Where in a text the octets stand that mean something to a row: delimiters, quotes, line ends.

/// Octets that are looked at together.
const BLOCK: usize = 64;

/// The places of these octets, ascending.
#[derive(Debug)]
pub(super) struct Marks<'a> {
    delimiter: u8,
    /// What has not been looked at.
    ahead: &'a [u8],
    /// Where the block begins that was looked at last.
    block: usize,
    /// A bit for each place in it where there is one that has not been given.
    bits: u64,
}

impl<'a> Marks<'a> {
    pub(super) fn new(octets: &'a [u8], delimiter: u8) -> Self {
        let mut marks = Self { delimiter, ahead: octets, block: 0, bits: 0 };
        marks.look();
        marks
    }

    /// Looks at the next block.
    fn look(&mut self) {
        self.bits = match self.ahead.split_first_chunk::<BLOCK>() {
            Some((block, ahead)) => {
                self.ahead = ahead;
                bits(block, self.delimiter)
            }
            None => {
                let rest = std::mem::take(&mut self.ahead);
                let mut block = [0; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                // A NUL may be the delimiter; those of the padding are none.
                bits(&block, self.delimiter) & ((1 << rest.len()) - 1)
            }
        };
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if self.ahead.is_empty() {
                return None;
            }
            self.block += BLOCK;
            self.look();
        }
        let place = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.block + place)
    }
}

/// A bit for each octet, the lowest for the first. Written so that compilers make vector instructions of it.
fn bits(block: &[u8; BLOCK], delimiter: u8) -> u64 {
    let is_mark = |octet: u8| (octet == delimiter) | (octet == b'"') | (octet == b'\n') | (octet == b'\r');
    let hits = block.map(|octet| u8::from(is_mark(octet)));
    // Each product has the lowest bits of the eight octets side by side as its highest octet.
    let gathered = |word: &[u8; 8]| u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    let (words, _) = hits.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| bits << 8 | gathered(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Marks;

    proptest! {
        #[test]
        fn are_all_found(
            octets in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"\",;\r\n\0a"[..])], 0..300),
            delimiter in prop::sample::select(&b",;\t\0\x7F"[..]),
        ) {
            let is_mark = |octet: u8| octet == delimiter || matches!(octet, b'"' | b'\n' | b'\r');
            let expected: Vec<usize> = (0..octets.len()).filter(|place| is_mark(octets[*place])).collect();
            prop_assert_eq!(Marks::new(&octets, delimiter).collect::<Vec<_>>(), expected);
        }
    }
}
