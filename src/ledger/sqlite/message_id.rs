//! A Message-ID as it is kept: most consist of the row's key, the batch's id and a domain, and two of these are known.

use crate::ledger::Key;

/// `@example.org` for `KEY.BATCH@example.org`; any other as it is.
pub(super) fn shortened<'a>(message_id: &'a str, key: &Key, batch_id: &str) -> &'a str {
    let domain = message_id
        .strip_prefix(key.digits(&mut [0; 32]))
        .and_then(|rest| rest.strip_prefix('.')?.strip_prefix(batch_id))
        .filter(|rest| rest.starts_with('@'));
    domain.unwrap_or(message_id)
}

/// The Message-ID of which [`shortened`] made this.
pub(super) fn whole(kept: &str, key: &Key, batch_id: &str) -> String {
    if kept.starts_with('@') { [key.digits(&mut [0; 32]), ".", batch_id, kept].concat() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_left_out_and_comes_back() {
        let key = Key::of(["a"]);
        let message_id = format!("{key}.01234567@example.org");
        assert_eq!(shortened(&message_id, &key, "01234567"), "@example.org");
        assert_eq!(whole("@example.org", &key, "01234567"), message_id);
        for (other, batch_id) in [("1@example.org", "01234567"), (message_id.as_str(), "0123456"), ("", "")] {
            assert_eq!(shortened(other, &key, batch_id), other);
            assert_eq!(whole(other, &key, batch_id), other);
        }
    }
}
