//! Which addresses to refuse or to defer.

use std::str::Chars;

use thiserror::Error;

/// An address pattern, `*` and `?` as in a shell (`*@bad.example`), and for deferrals how many times (`*@slow.example:2`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern.
    pub glob: String,
    /// How many times an address is deferred before it is accepted; `None` = always.
    pub times: Option<u32>,
}

/// Why a text is no [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Nothing to match.
    #[error("pattern {text:?}: it is empty. Write an address with * and ?, such as *@bad.example")]
    Empty {
        /// What was written.
        text: String,
    },
    /// The number behind the colon.
    #[error(
        "pattern {text:?}: {times:?} is not a number from 1 to 4294967295. Write how many times to defer, such as *@slow.example:2"
    )]
    Times {
        /// What was written.
        text: String,
        /// The part behind the last colon.
        times: String,
    },
}

impl Pattern {
    /// Parses `GLOB`, or `GLOB:TIMES` when `with_times`.
    ///
    /// A last colon inside an address literal (`*@[IPv6:::1]`) begins no number.
    ///
    /// # Errors
    /// The glob is empty, or what follows the colon is no number above zero.
    pub fn parse(text: &str, with_times: bool) -> Result<Self, PatternError> {
        let (glob, times) = match text.rsplit_once(':') {
            Some((glob, times)) if with_times && !times.ends_with(']') => (glob, Some(times)),
            _ => (text, None),
        };
        if glob.is_empty() {
            return Err(PatternError::Empty { text: text.to_owned() });
        }
        let times = match times {
            None => None,
            Some(number) => match number.parse() {
                Ok(times) if times > 0 => Some(times),
                _ => return Err(PatternError::Times { text: text.to_owned(), times: number.to_owned() }),
            },
        };
        Ok(Self { glob: glob.to_owned(), times })
    }

    /// Whether the pattern matches the whole address, letter case aside.
    #[must_use]
    pub fn matches(&self, address: &str) -> bool {
        matches(&self.glob.to_lowercase(), &address.to_lowercase())
    }
}

/// Whether `glob` matches the whole of `text`, both in lower case already. Linear memory, no recursion.
pub(super) fn matches(glob: &str, text: &str) -> bool {
    let (mut glob, mut text) = (glob.chars(), text.chars());
    // Where the last `*` stood, and the rest of the text it has not swallowed yet.
    let mut star: Option<(Chars<'_>, Chars<'_>)> = None;
    loop {
        let rest = text.clone();
        match (glob.next(), text.next()) {
            (Some('*'), _) => {
                star = Some((glob.clone(), rest.clone()));
                text = rest;
            }
            (None, None) => return true,
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => {
                let Some((after, swallowed)) = &mut star else { return false };
                if swallowed.next().is_none() {
                    return false;
                }
                glob = after.clone();
                text = swallowed.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_addresses() {
        for (glob, address, expected) in [
            ("*@bad.example", "bob@bad.example", true),
            ("*@bad.example", "bob@BAD.Example", true),
            ("*@bad.example", "bob@bad.example.org", false),
            ("b?b@*", "bob@x", true),
            ("b?b@*", "b贝b@x", true),
            ("b?b@*", "bb@x", false),
            ("*a*b*c", "xxaxxbxxbxc", true),
            ("*a*b*c", "xxaxxcxxbx", false),
            ("*", "", true),
            ("?", "", false),
            ("É@x", "é@x", true),
            ("[a]@{b}", "[a]@{b}", true),
        ] {
            let pattern = Pattern::parse(glob, false).unwrap();
            assert_eq!(pattern.matches(address), expected, "{glob} on {address}");
        }
    }

    #[test]
    fn patterns_parse() {
        let parsed = |text, times| Pattern::parse(text, times).map(|pattern| (pattern.glob, pattern.times));
        assert_eq!(parsed("*@slow.example:2", true), Ok(("*@slow.example".into(), Some(2))));
        assert_eq!(parsed("*@slow.example", true), Ok(("*@slow.example".into(), None)));
        assert_eq!(parsed("*@slow.example:2", false), Ok(("*@slow.example:2".into(), None)));
        assert_eq!(parsed("*@[IPv6:::1]", true), Ok(("*@[IPv6:::1]".into(), None)));
        assert_eq!(parsed("*@[IPv6:::1]:3", true), Ok(("*@[IPv6:::1]".into(), Some(3))));
        for wrong in ["", ":1", "a@b:", "a@b:x", "a@b:0", "a@b:-1", "a@b:99999999999"] {
            assert!(parsed(wrong, true).is_err(), "{wrong}");
        }
    }
}
