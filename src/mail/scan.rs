//! Where the pieces of an address field end (RFC 5322 §3.2): quoted strings, comments, angle brackets, and the commas
//! between mailboxes. Loops over octets, no recursion: a field may hold any nesting.
//!
//! Every delimiter is ASCII, so each index found is a character boundary.

use encodify::rfc2047::EncodedWord;

use super::AddressError;

/// A mailbox of a list, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item<'a> {
    pub(super) text: &'a str,
    /// Whether a comma ended it.
    pub(super) comma: bool,
    /// Whether it is a member of a group.
    pub(super) grouped: bool,
}

/// How far an encoded-word or an address literal is looked for, so that a hostile field cannot make the scan quadratic.
/// Far beyond the 75 octets of RFC 2047 §2, which not every mail program keeps to.
const MAX_LOOKAHEAD: usize = 1000;

/// The index behind the quoted string that begins at `start`; `None` when it is not closed.
pub(super) fn quoted_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The index behind the comment that begins at `start`; comments nest.
pub(super) fn comment_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The index behind the angle brackets that open at `start`.
pub(super) fn angle_end(text: &str, start: usize) -> Result<usize, AddressError> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        match bytes.get(at).ok_or(AddressError::UnclosedAngle)? {
            b'>' => return Ok(at + 1),
            b'<' => return Err(AddressError::UnclosedAngle),
            b'"' => at = quoted_end(text, at).ok_or(AddressError::UnclosedQuote)?,
            b'(' => at = comment_end(text, at).ok_or(AddressError::UnclosedComment)?,
            _ => at += 1,
        }
    }
}

/// The encoded-word (RFC 2047 §2) that begins at `start`, and the index behind it.
pub(super) fn encoded_word(text: &str, start: usize) -> Option<(EncodedWord<'_>, usize)> {
    let rest = text.as_bytes().get(start..)?;
    if !rest.starts_with(b"=?") {
        return None;
    }
    let rest = &rest[..rest.len().min(MAX_LOOKAHEAD)];
    let (word, length) = EncodedWord::parse(rest)?;
    let end = start + length;
    text.is_char_boundary(end).then_some((word, end))
}

/// The octets of a line break that is part of folding (RFC 5322 §2.2.3), the blank after it not counted.
pub(super) fn fold(text: &str, start: usize) -> Option<usize> {
    let length = match text.as_bytes().get(start..)? {
        [b'\r', b'\n', b' ' | b'\t', ..] => 2,
        [b'\n', b' ' | b'\t', ..] => 1,
        _ => return None,
    };
    Some(length)
}

/// Splits an address list (RFC 5322 §3.4) at its commas, and at semicolons as some mail programs write them. Groups
/// are opened: their members are items like any other. Empty items are left out, as RFC 5322 §4.4 allows them.
pub(super) fn items(text: &str) -> Result<Vec<Item<'_>>, (&str, AddressError)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut grouped = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let fault = |error| (text[start..].trim(), error);
        match byte {
            b'"' => at = quoted_end(text, at).ok_or_else(|| fault(AddressError::UnclosedQuote))?,
            b'(' => at = comment_end(text, at).ok_or_else(|| fault(AddressError::UnclosedComment))?,
            b'<' => at = angle_end(text, at).map_err(fault)?,
            b'[' if text[..at].ends_with('@') => at = literal_end(bytes, at),
            b'=' => at = encoded_word(text, at).map_or(at + 1, |(_, end)| end),
            b':' if grouped => return Err(fault(AddressError::Colon)),
            b':' => {
                grouped = true;
                at += 1;
                start = at;
            }
            b',' | b';' => {
                found.push(Item { text: text[start..at].trim(), comma: *byte == b',', grouped });
                grouped &= *byte == b',';
                at += 1;
                start = at;
            }
            _ => at += 1,
        }
    }
    if grouped {
        return Err((text.trim(), AddressError::Colon));
    }
    found.push(Item { text: text[start..].trim(), comma: false, grouped });
    found.retain(|item| !item.text.is_empty());
    Ok(found)
}

/// The index behind an address literal; a bracket that is not closed is left to [`super::Address::parse`].
fn literal_end(bytes: &[u8], start: usize) -> usize {
    let ahead = &bytes[start..bytes.len().min(start + MAX_LOOKAHEAD)];
    let inside = ahead.iter().position(|b| matches!(b, b']' | b',' | b';' | b'<' | b'"'));
    start + inside.unwrap_or(1).max(1)
}
