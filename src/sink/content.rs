//! Receiving the content: transparency undone (RFC 5321 section 4.5.2), octets counted, line ends judged.
//!
//! `smtp-proto`'s receiver is not used: it neither ends at a lone dot right behind DATA (RFC 2920 section 3.1) nor
//! tells bare CR and LF.

use memchr::memchr2;

/// Above this the buffer of a session is given back after a message.
const KEPT_CAPACITY: usize = 1 << 20;

/// Where in the content the next octet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum At {
    #[default]
    LineStart,
    /// Behind a dot that began a line.
    Dot,
    /// Behind such a dot and CR.
    DotCr,
    Text,
    /// Behind CR.
    Cr,
}

/// The content of one message while it comes in.
#[derive(Debug, Default)]
pub(super) struct Content {
    at: At,
    /// Octets on the wire, without dots for transparency and without the end of data.
    size: u64,
    limit: u64,
    bare: bool,
    keep: bool,
    kept: Vec<u8>,
}

impl Content {
    /// Forgets the last message and begins one of at most `limit` octets. With a `heading` the octets are kept behind
    /// it, CRLF as LF; without, they are only counted.
    pub(super) fn begin(&mut self, limit: u64, heading: Option<&str>) {
        self.clear();
        self.limit = limit;
        self.keep = heading.is_some();
        self.kept.extend_from_slice(heading.unwrap_or_default().as_bytes());
    }

    /// Forgets the message.
    pub(super) fn clear(&mut self) {
        self.at = At::LineStart;
        self.size = 0;
        self.bare = false;
        self.kept.clear();
        self.kept.shrink_to(KEPT_CAPACITY);
    }

    /// Takes octets behind DATA; says how many belong to the content and whether it has ended.
    pub(super) fn take_data(&mut self, input: &[u8]) -> (usize, bool) {
        let mut used = 0;
        while let Some(&octet) = input.get(used) {
            match (self.at, octet) {
                (At::LineStart, b'.') => {
                    self.at = At::Dot;
                    used += 1;
                }
                (At::Dot, b'\r') => {
                    self.at = At::DotCr;
                    used += 1;
                }
                (At::DotCr, b'\n') => return (used + 1, true),
                (At::DotCr, _) => {
                    self.size += 1;
                    self.bare = true;
                    self.at = At::Text;
                }
                (At::LineStart | At::Dot, _) => self.at = At::Text,
                (At::Text | At::Cr, _) => used += self.take_line(&input[used..]),
            }
        }
        (used, false)
    }

    /// Takes octets of a BDAT chunk, all of them.
    pub(super) fn take_chunk(&mut self, input: &[u8]) {
        let mut used = 0;
        while used < input.len() {
            used += self.take_line(&input[used..]);
        }
    }

    /// Ends a message that came in chunks.
    pub(super) fn end_chunks(&mut self) {
        self.bare |= self.at == At::Cr;
    }

    /// Octets so far.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Whether it is larger than allowed.
    pub(super) fn is_too_large(&self) -> bool {
        self.size > self.limit
    }

    /// Whether it had CR or LF on their own: forbidden (RFC 5321 section 2.3.8), and the means of SMTP smuggling.
    pub(super) fn has_bare_line_end(&self) -> bool {
        self.bare
    }

    /// What was kept, heading first.
    pub(super) fn kept(&self) -> Option<&[u8]> {
        self.keep.then_some(&self.kept)
    }

    /// Takes octets up to and with the next CR or LF, or one octet behind a CR.
    fn take_line(&mut self, input: &[u8]) -> usize {
        if self.at == At::Cr {
            if input.first() == Some(&b'\n') {
                self.size += 2;
                self.push(b"\n");
                self.at = At::LineStart;
                return 1;
            }
            self.size += 1;
            self.bare = true;
            self.at = At::Text;
        }
        let Some(end) = memchr2(b'\r', b'\n', input) else {
            self.text(input);
            return input.len();
        };
        self.text(&input[..end]);
        if input[end] == b'\r' {
            self.at = At::Cr;
        } else {
            self.size += 1;
            self.bare = true;
        }
        end + 1
    }

    fn text(&mut self, octets: &[u8]) {
        self.at = At::Text;
        self.size += octets.len() as u64;
        self.push(octets);
    }

    fn push(&mut self, octets: &[u8]) {
        if self.keep && !self.bare && !self.is_too_large() {
            self.kept.extend_from_slice(octets);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is seen of a message: octets used, ended, size, bare, kept.
    type Seen = (usize, bool, u64, bool, Vec<u8>);

    fn receive<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Seen {
        let mut content = Content::default();
        content.begin(u64::MAX, Some(""));
        let (mut used, mut ended) = (0, false);
        for piece in pieces {
            if !ended {
                let (more, end) = content.take_data(piece);
                used += more;
                ended = end;
            }
        }
        (used, ended, content.size(), content.has_bare_line_end(), content.kept().unwrap_or_default().to_vec())
    }

    #[test]
    fn transparency_is_undone_and_the_end_is_found() {
        for (wire, used, ended, size, bare, kept) in [
            (".\r\nQUIT", 3, true, 0, false, ""),
            ("a\r\n.\r\n", 6, true, 3, false, "a\n"),
            ("..\r\n.a\r\n.\r\n", 11, true, 6, false, ".\na\n"),
            ("a\r\n..\r\n.\r\nx", 10, true, 6, false, "a\n.\n"),
            ("a\r\n", 3, false, 3, false, "a\n"),
            ("a\n.\r\n", 5, false, 5, true, "a"),
            ("a\n.\n\r\n.\r\n", 9, true, 6, true, "a"),
            ("a\r.\r\n.\r\n", 8, true, 5, true, "a"),
            ("a\r\n.\rb\r\n.\r\n", 11, true, 7, true, "a\n"),
            ("a\r\r\n.\r\n", 7, true, 4, true, "a"),
            ("\r\n.\r\n", 5, true, 2, false, "\n"),
        ] {
            assert_eq!(
                receive([wire.as_bytes()]),
                (used, ended, size, bare, kept.as_bytes().to_vec()),
                "{}",
                wire.escape_debug()
            );
        }
    }

    #[test]
    fn chunks_have_no_transparency() {
        let mut content = Content::default();
        content.begin(100, Some("H\n"));
        content.take_chunk(b".\r");
        content.take_chunk(b"\n..\r\n");
        content.end_chunks();
        assert_eq!((content.size(), content.has_bare_line_end()), (7, false));
        assert_eq!(content.kept(), Some(&b"H\n.\n..\n"[..]));
        content.take_chunk(b"\r");
        content.end_chunks();
        assert!(content.has_bare_line_end());
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same(octets in proptest::collection::vec(prop::sample::select(b"a.\r\n".to_vec()), 0..60),
                                    cuts in proptest::collection::vec(0usize..60, 0..6)) {
            let whole = receive([&octets[..]]);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(octets.len())).collect();
            cuts.sort_unstable();
            cuts.insert(0, 0);
            cuts.push(octets.len());
            let pieces = cuts.windows(2).map(|pair| &octets[pair[0]..pair[1]]);
            prop_assert_eq!(receive(pieces), whole);
        }
    }
}
