//! A row's identity within its batch.

use std::fmt;

use arrayvec::ArrayVec;
use sha2::{Digest, Sha256};

/// A hash of a row's values, 128 bits: two different rows of a batch of a million share one with a chance of 10⁻²⁷.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of a row with these values. The template is bound to the batch as a whole, so the forward-paths, which
    /// follow from template and values, need no part in it.
    #[must_use]
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        Self::feed(fields, |octets| hash.update(octets));
        let digest: [u8; 32] = hash.finalize().into();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }

    /// Gives a hash what it is to be of: each value behind its length, so that ("ab", "c") and ("a", "bc") differ.
    pub fn feed<'a>(values: impl IntoIterator<Item = &'a str>, mut hash: impl FnMut(&[u8])) {
        // What is short goes into the hash together: most rows are, as a whole.
        let mut gathered = ArrayVec::<u8, 512>::new();
        for value in values {
            for octets in [&(value.len() as u64).to_le_bytes(), value.as_bytes()] {
                if gathered.try_extend_from_slice(octets).is_err() {
                    hash(&gathered);
                    hash(octets);
                    gathered.clear();
                }
            }
        }
        hash(&gathered);
    }

    /// A key as it was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The octets to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Its 32 hexadecimal digits, written there.
    #[must_use]
    pub fn digits<'a>(&self, digits: &'a mut [u8; 32]) -> &'a str {
        for (pair, octet) in digits.as_chunks_mut().0.iter_mut().zip(self.0) {
            *pair = [digit(octet >> 4), digit(octet & 15)];
        }
        str::from_utf8(digits).unwrap_or_default()
    }
}

/// A hexadecimal digit, reckoned without a table, so that compilers make vector instructions of many.
const fn digit(number: u8) -> u8 {
    number + b'0' + if number > 9 { b'a' - b'9' - 1 } else { 0 }
}

impl fmt::Display for Key {
    /// 32 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits(&mut [0; 32]))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn depends_on_the_values_and_on_where_they_are_split() {
        assert_eq!(Key::of(["a", "b"]), Key::of(["a", "b"]));
        assert_ne!(Key::of(["ab", "c"]), Key::of(["a", "bc"]));
        assert_ne!(Key::of(["a", "b"]), Key::of(["b", "a"]));
        assert_ne!(Key::of([]), Key::of([""]));
        assert_eq!(Key::of(["a"]).to_string().len(), 32);
    }

    /// The first half of the SHA-256 of each value behind its length as eight octets, the lowest first. Another key for the
    /// same row, and a ledger of an earlier run would not know it: everyone in it would get the mail again.
    #[test]
    fn stays_what_it_is_in_ledgers_of_earlier_runs() {
        let great = "x".repeat(600);
        for (values, key) in [
            (vec!["anna@example.com", "姓名", ""], "1bc0b9e9eaa748adc06574be47c0ce42"),
            (vec![], "e3b0c44298fc1c149afbf4c8996fb924"),
            (vec![&great, "y"], "68209dde9dd27cb0c74da481a3527c37"),
        ] {
            assert_eq!(Key::of(values).to_string(), key);
        }
    }
}
