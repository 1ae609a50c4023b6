//! Texts that are made by the million, and mostly short.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

use arrayvec::ArrayString;

/// The octets of a text that is held in place. Few addresses have more, and few replies. With these it takes 64 in all.
const SHORT: usize = 56;

/// A text that is held in place, where it is short enough.
///
/// An address is copied six times on its way from a cell to the server, and let go of by other threads than those that made it; of a
/// reply's text mostly nothing is kept. To allocate each of them would take longer than to copy it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SmallText(Held);

/// What fits is always short, so that equal texts are equal here.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Held {
    Short(ArrayString<SHORT>),
    Long(Box<str>),
}

impl SmallText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Held::Short(text) => text,
            Held::Long(text) => text,
        }
    }
}

impl From<&str> for SmallText {
    fn from(text: &str) -> Self {
        Self(ArrayString::from(text).map_or_else(|_| Held::Long(text.into()), Held::Short))
    }
}

impl From<String> for SmallText {
    fn from(text: String) -> Self {
        let short = ArrayString::from(&text).ok();
        Self(short.map_or_else(|| Held::Long(text.into()), Held::Short))
    }
}

impl Default for SmallText {
    fn default() -> Self {
        Self(Held::Short(ArrayString::new()))
    }
}

impl Deref for SmallText {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for SmallText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Debug for SmallText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl PartialEq<str> for SmallText {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for SmallText {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for SmallText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SmallText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_whether_it_fits_or_not() {
        for length in [0, 1, SHORT - 1, SHORT, SHORT + 1, 1000] {
            let text = "x".repeat(length);
            let (small, same) = (SmallText::from(text.as_str()), SmallText::from(text.clone()));
            assert_eq!((small.as_str(), small.len()), (text.as_str(), length));
            assert_eq!(small, same);
            assert_eq!(matches!(small.0, Held::Short(_)), length <= SHORT);
            assert!(small < SmallText::from(text + "a"));
        }
        // What fits would end within the last character.
        let text = "x".repeat(SHORT - 2) + "张";
        assert_eq!(SmallText::from(text.as_str()), text.as_str());
        assert_eq!(size_of::<SmallText>(), 64);
    }
}
