//! A Message-ID as it is kept: most consist of the row's key, the batch's id and a domain, and two of these are known.

use crate::ledger::Key;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// `@example.org` for `KEY.BATCH@example.org`; any other as it is.
pub(super) fn shortened<'a>(message_id: &'a str, key: &Key, batch_id: &str) -> &'a str {
    let domain = message_id
        .strip_prefix(hexadecimal(key, &mut [0; 32]))
        .and_then(|rest| rest.strip_prefix('.')?.strip_prefix(batch_id))
        .filter(|rest| rest.starts_with('@'));
    domain.unwrap_or(message_id)
}

/// The Message-ID of which [`shortened`] made this.
pub(super) fn whole(kept: &str, key: &Key, batch_id: &str) -> String {
    if kept.starts_with('@') { [hexadecimal(key, &mut [0; 32]), ".", batch_id, kept].concat() } else { kept.to_owned() }
}

/// What `Display` writes for a key, which takes ten times as long.
pub(super) fn hexadecimal<'a>(key: &Key, digits: &'a mut [u8; 32]) -> &'a str {
    for (pair, octet) in digits.chunks_exact_mut(2).zip(key.as_bytes()) {
        pair.copy_from_slice(&[DIGITS[usize::from(octet >> 4)], DIGITS[usize::from(octet & 15)]]);
    }
    str::from_utf8(digits).expect("digits are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_left_out_and_comes_back() {
        let key = Key::of(["a"]);
        assert_eq!(hexadecimal(&key, &mut [0; 32]), key.to_string());
        let message_id = format!("{key}.01234567@example.org");
        assert_eq!(shortened(&message_id, &key, "01234567"), "@example.org");
        assert_eq!(whole("@example.org", &key, "01234567"), message_id);
        for (other, batch_id) in [("1@example.org", "01234567"), (message_id.as_str(), "0123456"), ("", "")] {
            assert_eq!(shortened(other, &key, batch_id), other);
            assert_eq!(whole(other, &key, batch_id), other);
        }
    }
}
