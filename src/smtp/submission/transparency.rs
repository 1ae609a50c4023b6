//! Content as it goes over the wire, block by block: after DATA with transparency (RFC 5321 §4.5.2), after BDAT without
//! (RFC 3030 §2).

use memchr::{memchr2, memrchr};

use crate::mail::Content;

/// How far a content has been written.
///
/// Whatever the content holds, CR and LF go out as CRLF only and the last line is ended: a lone one of them in front
/// of a dot is how mails are smuggled past a relay.
#[derive(Debug)]
pub(super) struct ContentCursor {
    segment: usize,
    offset: usize,
    line: Line,
    /// Whether a dot at the beginning of a line is doubled.
    is_transparent: bool,
}

/// Where in a line the next octet falls.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Line {
    #[default]
    Start,
    Middle,
    /// Behind a CR that has not been written yet: what follows decides.
    AfterCr,
}

impl ContentCursor {
    /// At the beginning; with transparency, as DATA needs it, or without.
    pub(super) fn new(is_transparent: bool) -> Self {
        Self { segment: 0, offset: 0, line: Line::Start, is_transparent }
    }

    /// Appends what the next `limit` octets of the content become; `true` once all of it has been appended.
    pub(super) fn write(&mut self, content: &Content, limit: usize, out: &mut Vec<u8>) -> bool {
        let mut room = limit;
        while let Some(segment) = content.segments().get(self.segment) {
            let rest = &segment.octets()[self.offset..];
            let taken = if rest.len() > room { up_to_line_end(&rest[..room]) } else { rest.len() };
            self.encode(&rest[..taken], out);
            room -= taken;
            if taken < rest.len() {
                self.offset += taken;
                return false;
            }
            self.segment += 1;
            self.offset = 0;
        }
        if self.line != Line::Start {
            out.extend_from_slice(b"\r\n");
            self.line = Line::Start;
        }
        true
    }

    /// Whether the next `limit` octets are all that is left.
    pub(super) fn is_near_end(&self, content: &Content, limit: usize) -> bool {
        let left: usize = content.segments().iter().skip(self.segment).map(|segment| segment.octets().len()).sum();
        left <= limit + self.offset
    }

    fn encode(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        let Some(&first) = octets.first() else { return };
        if self.line == Line::Start && is_plain(octets) {
            out.extend_from_slice(octets);
            return;
        }
        // `at` is where the scan stands; what lies before it and behind `copied` goes out as it is, in one piece.
        let mut at = 0;
        if self.line == Line::AfterCr {
            out.extend_from_slice(b"\r\n");
            self.line = Line::Start;
            at = usize::from(first == b'\n');
        }
        let mut copied = at;
        while at < octets.len() {
            if self.is_transparent && self.line == Line::Start && octets[at] == b'.' {
                out.extend_from_slice(&octets[copied..at]);
                out.push(b'.');
                copied = at;
            }
            let Some(end) = memchr2(b'\r', b'\n', &octets[at..]).map(|length| at + length) else {
                self.line = Line::Middle;
                break;
            };
            self.line = Line::Start;
            match &octets[end..] {
                [b'\r', b'\n', ..] => at = end + 2,
                [b'\r'] => {
                    out.extend_from_slice(&octets[copied..end]);
                    self.line = Line::AfterCr;
                    return;
                }
                _ => {
                    out.extend_from_slice(&octets[copied..end]);
                    out.extend_from_slice(b"\r\n");
                    at = end + 1;
                    copied = at;
                }
            }
        }
        out.extend_from_slice(&octets[copied..]);
    }
}

/// Whether a content is one piece of no more than `limit` octets that goes out as it is, with transparency or without.
pub(super) fn goes_as_it_is(content: &Content, limit: usize) -> bool {
    matches!(content.segments(), [all] if all.octets().len() <= limit && is_plain(all.octets()))
}

/// Whether whole lines go out as they are: nearly always. All pairs of octets are looked at, without branches, so that compilers
/// make vector instructions of it: to look for each line's end takes several times as long.
fn is_plain(lines: &[u8]) -> bool {
    let ([first, rest @ ..], true) = (lines, lines.ends_with(b"\r\n")) else { return false };
    let is_odd =
        |before: u8, octet: u8| ((before == b'\r') != (octet == b'\n')) | ((before == b'\n') & (octet == b'.'));
    let odd = lines.iter().zip(rest).fold(0, |odd, (before, octet)| odd | u8::from(is_odd(*before, *octet)));
    odd == 0 && !is_odd(b'\n', *first)
}

/// The octets up to the last end of a line; all of them where there is none.
fn up_to_line_end(octets: &[u8]) -> usize {
    memrchr(b'\n', octets).map_or(octets.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mail::Segment;

    /// The content of these segments on the wire, in blocks of `limit` octets.
    fn wire(segments: &[Vec<u8>], limit: usize) -> Vec<u8> {
        written(ContentCursor::new(true), segments, limit)
    }

    fn written(mut cursor: ContentCursor, segments: &[Vec<u8>], limit: usize) -> Vec<u8> {
        let content = Content::new(segments.iter().cloned().map(Segment::Own).collect());
        let mut out = Vec::new();
        while !cursor.write(&content, limit, &mut out) {}
        out
    }

    /// What a receiver makes of it, or nothing if it would end early or holds a bare CR or LF.
    fn unwire(wire: &[u8]) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut rest = wire;
        while !rest.is_empty() {
            let length = rest.windows(2).position(|pair| pair == b"\r\n")?;
            let (line, behind) = rest.split_at(length);
            rest = &behind[2..];
            let line = match line {
                b"." => return None,
                [b'.', line @ ..] => line,
                line => line,
            };
            if line.contains(&b'\r') || line.contains(&b'\n') {
                return None;
            }
            content.extend_from_slice(line);
            content.extend_from_slice(b"\r\n");
        }
        Some(content)
    }

    /// The content by a rule instead of a scan: any of CRLF, CR, LF ends a line, and the last line is ended.
    fn normalised(octets: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = octets;
        while let Some((&first, behind)) = rest.split_first() {
            rest = behind;
            match first {
                b'\r' => {
                    rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                    out.extend_from_slice(b"\r\n");
                }
                b'\n' => out.extend_from_slice(b"\r\n"),
                other => out.push(other),
            }
        }
        if !out.is_empty() && !out.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        out
    }

    #[test]
    fn cases() {
        let cases: [(&[u8], &[u8]); 14] = [
            (b"", b""),
            (b".\r\n", b"..\r\n"),
            (b"..\r\n", b"...\r\n"),
            (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
            (b"a.b\r\n", b"a.b\r\n"),
            (b"a", b"a\r\n"),
            (b"a\r", b"a\r\n"),
            (b"a\n.\nb", b"a\r\n..\r\nb\r\n"),
            (b"a\r.\rb", b"a\r\n..\r\nb\r\n"),
            (b"a\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
            (b"a\r\n.\rb\r\n", b"a\r\n..\r\nb\r\n"),
            (b"\r\n\r\n.", b"\r\n\r\n..\r\n"),
            (b"a\r\r\n", b"a\r\n\r\n"),
            (b"a\n\r\n", b"a\r\n\r\n"),
        ];
        for (content, expected) in cases {
            for limit in [1, 2, 3, 1000] {
                let found = wire(&[content.to_vec()], limit);
                assert_eq!(found, expected, "{:?} by {limit}", content.escape_ascii().to_string());
            }
        }
    }

    #[test]
    fn a_dot_behind_a_segment_boundary() {
        let segments = ["a\r\n", "", ".", "b\r", "\n.c\r\n"].map(|text| text.as_bytes().to_vec());
        assert_eq!(wire(&segments, 64), b"a\r\n..b\r\n..c\r\n");
    }

    proptest! {
        /// Whatever the content, its segments and the blocks: the receiver gets it, and nothing ends it early.
        #[test]
        fn a_receiver_gets_the_content(
            segments in prop::collection::vec(prop::collection::vec(prop::sample::select(b".\r\nab\0".to_vec()), 0..12), 0..6),
            limit in 1usize..20,
        ) {
            let expected = normalised(&segments.concat());
            prop_assert_eq!(&written(ContentCursor::new(false), &segments, limit), &expected);
            let content = Content::new(vec![Segment::Own(segments.concat())]);
            if goes_as_it_is(&content, 1000) {
                prop_assert_eq!(&content.to_vec(), &expected);
                prop_assert_eq!(&wire(&segments, limit), &expected);
            }
            prop_assert_eq!(unwire(&wire(&segments, limit)), Some(expected));
        }
    }
}
