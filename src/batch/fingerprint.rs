//! What stands for values where those of one run are compared: for two rows that are the same, one gets no mail. So it is of 128
//! bits, and keyed with what nobody can know beforehand: who writes himself into a list cannot make his row pass for another's.
//! Nothing of it is stored; what the ledger keeps is a [`Key`], which takes several times as long.

use std::hash::Hasher;
use std::sync::LazyLock;

use siphasher::sip128::{Hasher128, SipHasher13};

use super::prepare::OfValues;
use crate::ledger::Key;

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint(pub(super) u128);

/// As it begins: with its key.
static BEGUN: LazyLock<SipHasher13> = LazyLock::new(|| {
    let random = std::hash::RandomState::new;
    let half = || std::hash::BuildHasher::hash_one(&random(), 0_u64);
    SipHasher13::new_with_keys(half(), half())
});

impl Fingerprint {
    /// Of one text.
    pub(super) fn of_text(text: &str) -> Self {
        Self(BEGUN.hash(text.as_bytes()).as_u128())
    }
}

impl OfValues for Fingerprint {
    fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = *BEGUN;
        Key::feed(values, |octets| hash.write(octets));
        Self(hash.finish128().as_u128())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Values as long as what is gathered, and longer, among them.
        #[test]
        fn values_that_differ_differ(
            one in prop::collection::vec("a{0,3}|b{500,520}|c{1000}", 0..4),
            other in prop::collection::vec("a{0,3}|b{500,520}|c{1000}", 0..4),
        ) {
            let of = |values: &[String]| Fingerprint::of(values.iter().map(String::as_str));
            prop_assert_eq!(of(&one) == of(&other), one == other);
        }
    }

    #[test]
    fn depends_on_where_values_are_split() {
        assert_ne!(Fingerprint::of(["ab", "c"]), Fingerprint::of(["a", "bc"]));
        assert_ne!(Fingerprint::of([]), Fingerprint::of([""]));
        assert_ne!(Fingerprint::of_text("a"), Fingerprint::of_text("A"));
    }
}
