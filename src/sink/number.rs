//! The numbers of BDAT and of MAIL's SIZE, of any length: `smtp-proto` takes some that are too large for small ones.

/// A chunk as BDAT announces it (RFC 3030 section 2): its octets, and whether it is the last one. `None` if the command
/// is not BDAT; `Some(None)` if its parameters are malformed.
pub(super) fn chunk(command: &str) -> Option<Option<(u64, bool)>> {
    let verb = command.get(..4).filter(|verb| verb.eq_ignore_ascii_case("BDAT"))?;
    let parameters = &command[verb.len()..];
    if !parameters.is_empty() && !parameters.starts_with(' ') {
        return None;
    }
    let mut words = parameters.split(' ').filter(|word| !word.is_empty());
    let size = words.next().and_then(number);
    let last = words.next();
    let is_known = last.is_none_or(|word| word.eq_ignore_ascii_case("LAST")) && words.next().is_none();
    Some(size.filter(|_| is_known).map(|size| (size, last.is_some())))
}

/// The size that a well-formed MAIL declares (RFC 1870 section 6); 0 if it declares none.
pub(super) fn declared_size(command: &str) -> u64 {
    let (_, parameters) = command.rsplit_once('>').unwrap_or_default();
    let size = |word: &str| number(word.get(5..).filter(|_| word[..5].eq_ignore_ascii_case("SIZE="))?);
    parameters.split(' ').find_map(size).unwrap_or_default()
}

/// Digits; what no memory could hold is `u64::MAX`.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_any_size() {
        for (command, expected) in [
            ("BDAT 0", Some(Some((0, false)))),
            ("bdat 86 last", Some(Some((86, true)))),
            ("BDAT 5 LAST ", Some(Some((5, true)))),
            ("BDAT 18446744073709551615", Some(Some((u64::MAX, false)))),
            ("BDAT 18446744073709551616 LAST", Some(Some((u64::MAX, true)))),
            ("BDAT 99999999999999999999123", Some(Some((u64::MAX, false)))),
            ("BDAT", Some(None)),
            ("BDAT LAST", Some(None)),
            ("BDAT -1", Some(None)),
            ("BDAT +1", Some(None)),
            ("BDAT 1x", Some(None)),
            ("BDAT 1 FIRST", Some(None)),
            ("BDAT 1 LAST 2", Some(None)),
            ("BDAT1", None),
            ("NOOP", None),
            ("BDÄT", None),
            ("", None),
        ] {
            assert_eq!(chunk(command), expected, "{command}");
        }
    }

    #[test]
    fn declared_sizes() {
        for (command, expected) in [
            ("MAIL FROM:<a@b.example>", 0),
            ("MAIL FROM:<> BODY=8BITMIME size=12 SMTPUTF8", 12),
            ("MAIL FROM:<\" SIZE=9 >\"@b.example> SIZE=1", 1),
            ("MAIL FROM:<> SIZE=99999999999999999999123", u64::MAX),
            ("MAIL FROM:<> É€É€=1", 0),
            ("MAIL", 0),
        ] {
            assert_eq!(declared_size(command), expected, "{command}");
        }
    }
}
