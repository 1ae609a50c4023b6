//! The reader of replies: octets in, whole replies out, within limits.

use std::ops::Range;

use memchr::memchr;
use thiserror::Error;

use super::text::decode;
use super::{EnhancedCode, Reply};

/// Why octets are no reply. None of these quotes the octets: a server may echo a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// A line over the limit.
    #[error("a line of more than {limit} octets")]
    LongLine {
        /// The limit in octets.
        limit: usize,
    },
    /// A reply over the limit.
    #[error("a reply of more than {limit} octets")]
    LongReply {
        /// The limit in octets.
        limit: usize,
    },
    /// A reply of too many lines.
    #[error("a reply of more than {limit} lines")]
    ManyLines {
        /// The limit in lines.
        limit: usize,
    },
    /// A line does not begin with a code from 200 to 599.
    #[error("a line without a reply code{}", .looks_like.map(|what| format!("; this looks like {what}")).unwrap_or_default())]
    NoCode {
        /// The protocol that such a line belongs to.
        looks_like: Option<&'static str>,
    },
    /// Neither a space nor a hyphen after the code.
    #[error("neither a space nor a hyphen after the code {code}")]
    NoSeparator {
        /// The code.
        code: u16,
    },
    /// The lines of one reply have different codes (RFC 5321 §4.2.1 forbids it).
    #[error("lines with different codes, {first} and {other}, in one reply")]
    MixedCodes {
        /// The first line's.
        first: u16,
        /// The other line's.
        other: u16,
    },
    /// A CR that does not end the line.
    #[error("a CR in the middle of a line")]
    StrayCr,
}

/// Takes octets as they come, gives whole replies. Any split of the octets gives the same replies.
#[derive(Debug, Default)]
pub struct ReplyReader {
    octets: Vec<u8>,
    /// Where in `octets` the reply begins that is being read. Every other position is counted from here.
    start: usize,
    /// Where its unfinished line begins.
    line: usize,
    /// How far the end of that line has been looked for.
    scanned: usize,
    /// The code of its finished lines.
    code: Option<u16>,
    /// The texts of its finished lines.
    texts: Vec<Range<usize>>,
    /// Once the octets are no reply, they never will be.
    failed: Option<ReplyError>,
}

impl ReplyReader {
    /// Longest line in octets, CRLF included (RFC 5321 §4.5.3.1.5 says 512; servers say more).
    pub const MAX_LINE: usize = 16 << 10;
    /// Most lines of one reply.
    pub const MAX_LINES: usize = 1_000;
    /// Most octets of one reply.
    pub const MAX_REPLY: usize = 256 << 10;

    /// An empty reader.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes octets from the wire.
    pub fn push(&mut self, octets: &[u8]) {
        self.octets.drain(..self.start);
        self.start = 0;
        self.octets.extend_from_slice(octets);
    }

    /// The next whole reply, if it is there.
    ///
    /// # Errors
    /// The octets are no reply, or break a limit: the session is over, nothing is resynchronised.
    pub fn next_reply(&mut self) -> Result<Option<Reply>, ReplyError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let result = self.read();
        self.failed = result.as_ref().err().cloned();
        result
    }

    /// Whether octets are waiting that no reply has taken: before a TLS handshake there must be none.
    #[must_use]
    pub fn has_rest(&self) -> bool {
        self.start < self.octets.len()
    }

    fn read(&mut self) -> Result<Option<Reply>, ReplyError> {
        loop {
            let waiting = &self.octets[self.start..];
            let end = memchr(b'\n', &waiting[self.scanned..]).map(|at| self.scanned + at + 1);
            // Checked before anything else about the line, so that it does not matter how much of it has come.
            self.check_room(end.unwrap_or(waiting.len()))?;
            let Some(end) = end else {
                self.scanned = waiting.len();
                return Ok(None);
            };
            // A bare LF ends a line too: such servers exist, and a reply holds nothing to be smuggled.
            let line = &waiting[self.line..end - 1];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let (code, separator) = parse(line)?;
            let text_at = self.line + 3 + usize::from(separator.is_some());
            let text = text_at..self.line + line.len();
            match self.code {
                Some(first) if first != code => return Err(ReplyError::MixedCodes { first, other: code }),
                _ => self.code = Some(code),
            }
            self.texts.push(text);
            self.line = end;
            self.scanned = end;
            if separator != Some(b'-') {
                return Ok(Some(self.take(code)));
            }
            if self.texts.len() == Self::MAX_LINES {
                return Err(ReplyError::ManyLines { limit: Self::MAX_LINES });
            }
        }
    }

    /// Whether the unfinished line may reach as far as `end`.
    fn check_room(&self, end: usize) -> Result<(), ReplyError> {
        let room = Self::MAX_REPLY - self.line;
        if end - self.line <= room.min(Self::MAX_LINE) {
            Ok(())
        } else if room < Self::MAX_LINE {
            Err(ReplyError::LongReply { limit: Self::MAX_REPLY })
        } else {
            Err(ReplyError::LongLine { limit: Self::MAX_LINE })
        }
    }

    /// Takes the finished reply out of the octets.
    fn take(&mut self, code: u16) -> Reply {
        let reply = &self.octets[self.start..];
        let split = |range: &Range<usize>| {
            let text = &reply[range.clone()];
            let split = EnhancedCode::split(text).filter(|(found, _)| u16::from(found.0) == code / 100);
            split.map_or((None, text), |(found, rest)| (Some(found), rest))
        };
        let (enhanced, text) = match self.texts.as_slice() {
            // As nearly all have.
            [only] => {
                let (enhanced, text) = split(only);
                (enhanced, decode(&std::iter::once(text)))
            }
            all => (all.iter().find_map(|range| split(range).0), decode(&all.iter().map(|range| split(range).1))),
        };
        self.texts.clear();
        self.start += self.line;
        self.line = 0;
        self.scanned = 0;
        self.code = None;
        Reply { code, text, enhanced }
    }
}

/// Code and separator of a line; a bare code has none (RFC 5321 §4.2: "clients SHOULD" take it).
fn parse(line: &[u8]) -> Result<(u16, Option<u8>), ReplyError> {
    let [a @ b'2'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..] = line else {
        return Err(ReplyError::NoCode { looks_like: looks_like(line) });
    };
    let code = [a, b, c].into_iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    // Somewhere on its way this has been a line's end: what stands behind may be another reply. All other controls are
    // replaced in the text, and leave the code as clear as it is.
    if memchr(b'\r', rest).is_some() {
        return Err(ReplyError::StrayCr);
    }
    match rest.first() {
        None => Ok((code, None)),
        Some(&separator @ (b' ' | b'-')) => Ok((code, Some(separator))),
        Some(_) => Err(ReplyError::NoSeparator { code }),
    }
}

/// What speaks like this on a wrong port.
fn looks_like(line: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 6] = [
        (b"HTTP/", "HTTP"),
        (b"SSH-", "SSH"),
        (b"* OK", "IMAP"),
        (b"+OK", "POP3"),
        (b"\x15\x03", "TLS; use --tls implicit"),
        (b"\x16\x03", "TLS; use --tls implicit"),
    ];
    KNOWN.iter().find(|(beginning, _)| line.starts_with(beginning)).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> Result<Option<Reply>, ReplyError> {
        let mut reader = ReplyReader::new();
        reader.push(octets);
        reader.next_reply()
    }

    fn reply(code: u16, lines: &[&str]) -> Reply {
        Reply { code, text: lines.join("\n").into(), enhanced: None }
    }

    #[test]
    fn replies() {
        let cases: [(&[u8], Reply); 9] = [
            (b"250 ok\r\n", reply(250, &["ok"])),
            (b"250\r\n", reply(250, &[""])),
            (b"250 \r\n", reply(250, &[""])),
            (b"250 bare LF\n", reply(250, &["bare LF"])),
            (b"250 a\0b\x1b\r\n", reply(250, &["a\u{fffd}b\u{fffd}"])),
            (b"250-a\r\n250-\r\n250 c\r\n", reply(250, &["a", "", "c"])),
            (b"250-a\r\n250\r\n", reply(250, &["a", ""])),
            (b"599 far\r\n", reply(599, &["far"])),
            (b"550 2.1.1 another class\r\n", reply(550, &["2.1.1 another class"])),
        ];
        for (octets, expected) in cases {
            assert_eq!(read(octets), Ok(Some(expected)), "{:?}", octets.escape_ascii().to_string());
        }
    }

    #[test]
    fn enhanced_codes_are_taken_out_of_every_line() {
        let found = read(b"550-5.7.1 one\r\n550-5.7.1 two\r\n550 4.0.0 three\r\n").unwrap().unwrap();
        assert_eq!(found.enhanced, Some(EnhancedCode(5, 7, 1)));
        assert_eq!(found.text, "one\ntwo\n4.0.0 three");
        assert_eq!(found.to_string(), "550 5.7.1 one two 4.0.0 three");
    }

    #[test]
    fn what_is_no_reply() {
        let no_code = ReplyError::NoCode { looks_like: None };
        let cases: [(&[u8], ReplyError); 15] = [
            (b"\r\n", no_code.clone()),
            (b"\n", no_code.clone()),
            (b"25\r\n", no_code.clone()),
            (b"199 x\r\n", no_code.clone()),
            (b"600 x\r\n", no_code.clone()),
            (b"2x0 x\r\n", no_code.clone()),
            (b" 250 x\r\n", no_code.clone()),
            (b"echo of a secret\r\n", no_code),
            (b"HTTP/1.1 400 Bad Request\r\n", ReplyError::NoCode { looks_like: Some("HTTP") }),
            (b"2500 x\r\n", ReplyError::NoSeparator { code: 250 }),
            (b"250\tx\r\n", ReplyError::NoSeparator { code: 250 }),
            (b"250 a\rb\r\n", ReplyError::StrayCr),
            (b"250 a\r\r\n", ReplyError::StrayCr),
            (b"250-a\r\n251 b\r\n", ReplyError::MixedCodes { first: 250, other: 251 }),
            (b"250-a\r\nb\r\n", ReplyError::NoCode { looks_like: None }),
        ];
        for (octets, expected) in cases {
            assert_eq!(read(octets), Err(expected), "{:?}", octets.escape_ascii().to_string());
        }
    }

    #[test]
    fn limits() {
        let line = |length: usize| [b"250-".as_slice(), &vec![b'x'; length - 6], b"\r\n"].concat();
        assert_eq!(read(&line(ReplyReader::MAX_LINE)), Ok(None));
        let long_line = Err(ReplyError::LongLine { limit: ReplyReader::MAX_LINE });
        assert_eq!(read(&line(ReplyReader::MAX_LINE + 1)), long_line);
        assert_eq!(read(&vec![b'x'; ReplyReader::MAX_LINE + 1]), long_line);
        let full = line(ReplyReader::MAX_LINE).repeat(ReplyReader::MAX_REPLY / ReplyReader::MAX_LINE);
        assert_eq!(read(&full), Ok(None));
        let long_reply = Err(ReplyError::LongReply { limit: ReplyReader::MAX_REPLY });
        assert_eq!(read(&[&full, b"2".as_slice()].concat()), long_reply);
        let lines = b"250-\r\n".repeat(ReplyReader::MAX_LINES - 1);
        assert!(read(&[&lines, b"250 \r\n".as_slice()].concat()).unwrap().is_some());
        let many_lines = Err(ReplyError::ManyLines { limit: ReplyReader::MAX_LINES });
        assert_eq!(read(&b"250-\r\n".repeat(ReplyReader::MAX_LINES)), many_lines);
    }

    #[test]
    fn an_error_stays_and_a_rest_is_seen() {
        let mut reader = ReplyReader::new();
        assert!(!reader.has_rest());
        reader.push(b"220 go\r\n2");
        assert_eq!(reader.next_reply(), Ok(Some(reply(220, &["go"]))));
        assert!(reader.has_rest());
        reader.push(b"50 ok\r\n");
        assert_eq!(reader.next_reply(), Ok(Some(reply(250, &["ok"]))));
        assert!(!reader.has_rest());
        reader.push(b"junk\r\n250 ok\r\n");
        assert!(reader.next_reply().is_err());
        assert!(reader.next_reply().is_err());
    }
}
