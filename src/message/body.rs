//! The body: text parts in 7 bits, and the parts around them (RFC 2045, RFC 2046, RFC 2387).

use std::borrow::Cow;

use encodify::base64::MIME;
use encodify::qp;
use mail_builder::headers::Header as _;
use mail_builder::headers::content_type::ContentType;

use super::segments::Segments;
use super::{Draft, FilePart};

/// Octets of a line at most to leave it as it is. No line may have more than 998 (RFC 5322 §2.1.1); the 78 named there are
/// for people who read mail on terminals that cut lines off, and every program of today shows a longer line whole. What is left
/// below 998 is for those who put something in front of a line: `>`, or a dot.
pub(crate) const MAX_LINE: usize = 900;

/// What every boundary begins with: quoted-printable and base64 can hold no such line (RFC 2045 §6.7 note 5).
const BOUNDARY: &str = "=_";

/// A part of a message (RFC 2045 §2.4).
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// A media type and a text in any line ends.
    Text(&'static str, &'a str),
    /// A media type and a text in any line ends that is known to be [in 7 bits](is_seven_bit).
    SevenBit(&'static str, &'a str),
    /// A file, encoded already.
    File(&'a FilePart),
    /// A subtype of `multipart`, and the parts in it.
    Multipart(&'static str, Vec<Part<'a>>),
}

impl<'a> Part<'a> {
    /// The outermost part: text, HTML, or what holds them.
    ///
    /// ```text
    /// mixed ( alternative ( text, related ( html, inline … ) ), attachment … )
    /// ```
    ///
    /// A level with one member is left out. Inline parts without HTML are attachments.
    pub(super) fn root(draft: &'a Draft) -> Self {
        let body = &draft.body;
        let part = |media_type, text, is_seven_bit| match is_seven_bit {
            true => Self::SevenBit(media_type, text),
            false => Self::Text(media_type, text),
        };
        let text = body.text.as_deref().map(|text| part("text/plain", text, body.is_text_seven_bit));
        let html = body.html.as_deref().map(|html| part("text/html", html, body.is_html_seven_bit));
        let inline = || body.inline.iter().map(|file| Self::File(file));
        let (html, loose) = match html {
            Some(html) if !body.inline.is_empty() => {
                (Some(Self::Multipart("related", std::iter::once(html).chain(inline()).collect())), None)
            }
            Some(html) => (Some(html), None),
            None => (None, Some(inline())),
        };
        let readable = match (text, html) {
            (Some(text), Some(html)) => Some(Self::Multipart("alternative", vec![text, html])),
            (text, html) => text.or(html),
        };
        let files = draft.attachments.iter().map(|file| Self::File(file));
        let mut files = loose.into_iter().flatten().chain(files).peekable();
        match readable {
            Some(readable) if files.peek().is_none() => readable,
            None if files.peek().is_none() => Self::Text("text/plain", ""),
            readable => Self::Multipart("mixed", readable.into_iter().chain(files).collect()),
        }
    }

    /// About how many octets of its own it comes to.
    pub(super) fn own_size(&self) -> usize {
        const HEAD: usize = 256;
        match self {
            Self::Text(_, text) => text.len() + text.len() / 8 + HEAD,
            Self::SevenBit(_, text) => text.len() + HEAD,
            Self::File(_) => HEAD,
            Self::Multipart(_, members) => members.iter().map(Part::own_size).sum::<usize>() + HEAD,
        }
    }

    /// Writes its header section and its body. The same message has the same boundaries.
    pub(super) fn write(&self, message_id: &str, out: &mut Segments) {
        match self {
            Self::Multipart(..) => self.write_within(&format!("{:016x}", hash(message_id)), out),
            _ => self.write_within("", out),
        }
    }

    fn write_within(&self, id: &str, out: &mut Segments) {
        match self {
            Self::Text(media_type, text) => write_text(media_type, text, out.own()),
            Self::SevenBit(media_type, text) => {
                debug_assert!(is_seven_bit(text));
                write_type(media_type, out.own());
                write_as_it_is(text, out.own());
            }
            Self::File(file) => file.write(out),
            Self::Multipart(subtype, members) => write_multipart(subtype, members, id, out),
        }
    }
}

fn write_multipart(subtype: &str, members: &[Part<'_>], id: &str, out: &mut Segments) {
    // Each level has its own, and none begins with another.
    let boundary = [BOUNDARY, subtype, "_", id].concat();
    let mut content_type = ContentType::new(["multipart/", subtype].concat());
    if subtype == "related" {
        // RFC 2387 §3.1: the type of its root.
        content_type = content_type.attribute("type", "text/html");
    }
    out.own().extend_from_slice(b"Content-Type: ");
    content_type.attribute("boundary", &boundary).write_header(out.own(), "Content-Type: ".len());
    for member in members {
        push_all(out.own(), &["\r\n--", &boundary, "\r\n"]);
        member.write_within(id, out);
    }
    push_all(out.own(), &["\r\n--", &boundary, "--\r\n"]);
}

/// FNV-1a: what counts is that it stays the same from one build to the next.
fn hash(message_id: &str) -> u64 {
    let take = |hash: u64, octet| (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3);
    message_id.bytes().fold(0xcbf2_9ce4_8422_2325, take)
}

/// Up to the name of the encoding.
fn write_type(media_type: &str, out: &mut Vec<u8>) {
    push_all(out, &["Content-Type: ", media_type, "; charset=\"utf-8\"\r\nContent-Transfer-Encoding: "]);
}

fn write_as_it_is(text: &str, out: &mut Vec<u8>) {
    push_all(out, &["7bit\r\n\r\n", text, if text.is_empty() || text.ends_with('\n') { "" } else { "\r\n" }]);
}

fn write_text(media_type: &str, text: &str, out: &mut Vec<u8>) {
    write_type(media_type, out);
    if is_seven_bit(text) {
        return write_as_it_is(text, out);
    }
    let start = out.len();
    if write_seven_bit(text, out) {
        return;
    }
    out.truncate(start);
    let text = without_lone_cr(text);
    if !write_quoted_printable(&text, out) {
        out.truncate(start);
        push_all(out, &["base64\r\n\r\n"]);
        let mut lines = Vec::with_capacity(crlf_len(&text));
        push_crlf(&mut lines, &text);
        MIME.encode_append(&lines, out);
    }
}

/// Whether a text has the line ends of a mail already, and every server hands it on unchanged, which [`write_seven_bit`] says
/// more of. Some texts that are so are not found: to look at pairs of octets without branches is what is quick.
pub(crate) fn is_seven_bit(text: &str) -> bool {
    let is_odd = |before: u8, octet: u8| {
        let is_return = octet == b'\r';
        let is_allowed = (octet.wrapping_sub(b' ') <= b'~' - b' ') | is_return | (octet == b'\n');
        let is_broken = (before == b'\r') != (octet == b'\n');
        let ends_in_blank = (before == b' ') & is_return;
        // In a boundary.
        let is_boundary = (before == b'-') & (octet == b'=');
        !is_allowed | is_broken | ends_in_blank | is_boundary
    };
    let octets = text.as_bytes();
    let ([first, ..], [.., last]) = (octets, octets) else { return true };
    // As nearly all texts tell in their first line that do not have them.
    let is_ended = |end: usize| end.checked_sub(1).is_some_and(|before| octets[before] == b'\r');
    if memchr::memchr(b'\n', octets).is_some_and(|end| !is_ended(end)) {
        return false;
    }
    let rest = octets.iter().zip(&octets[1..]);
    let odd = rest.fold(0, |odd, (before, octet)| odd | u8::from(is_odd(*before, *octet)));
    if odd > 0 || is_odd(b'\n', *first) || matches!(last, b' ' | b'\r') {
        return false;
    }
    let mut lines = octets;
    while lines.len() > MAX_LINE {
        // All lines that end here are short enough.
        let most = lines.len().min(MAX_LINE + 2);
        let Some(end) = memchr::memrchr(b'\n', &lines[..most]) else { return false };
        lines = &lines[end + 1..];
    }
    true
}

/// Writes the name of the encoding and the text as it is, if every server hands that on unchanged: ASCII, no control
/// characters, no long line, no blank at the end of one, and none that could be taken for a boundary. Otherwise what is written
/// is to be thrown away: to look at each line takes as long as to write it.
fn write_seven_bit(text: &str, out: &mut Vec<u8>) -> bool {
    let is_printable = |octet: u8| octet.wrapping_sub(b' ') <= b'~' - b' ';
    let is_simple = all(text, |octet| is_printable(octet) | (octet == b'\n'));
    if !is_simple && !all(text, |octet| is_printable(octet) | matches!(octet, b'\n' | b'\r' | b'\t')) {
        return false;
    }
    push_all(out, &["7bit\r\n\r\n"]);
    let text = if is_simple { Cow::Borrowed(text) } else { without_lone_cr(text) };
    lines(&text).all(|line| {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
        line.len() <= MAX_LINE
            && !matches!(line.last(), Some(b' ' | b'\t'))
            && !line.strip_prefix(b"--").is_some_and(|rest| rest.starts_with(BOUNDARY.as_bytes()))
    })
}

/// Whether all octets of a text are such. Many are looked at in one step: where the test has no branches, compilers make vector
/// instructions of it.
fn all(text: &str, test: impl Fn(u8) -> bool) -> bool {
    const WIDTH: usize = 64;
    let (wide, rest) = text.as_bytes().as_chunks::<WIDTH>();
    let holds = |octets: &[u8]| octets.iter().fold(true, |so_far, octet| so_far & test(*octet));
    wide.iter().all(|octets| holds(octets)) && holds(rest)
}

/// Writes the name of the encoding and the encoded text, or something to be thrown away where base64 is shorter: to
/// encode takes little more than to count what it would come to.
fn write_quoted_printable(text: &str, out: &mut Vec<u8>) -> bool {
    let base64 = || MIME.encoded_len(crlf_len(text));
    // All octets behind the first one of a character; of each come three, of any other octet one at least.
    let escaped = text.len() - text.chars().count();
    if escaped > text.len() / 6 && text.len() + 2 * escaped > base64() {
        return false;
    }
    push_all(out, &["quoted-printable\r\n\r\n"]);
    let start = out.len();
    qp::BODY.encode_append(text, out);
    // Its line ends are those of quoted-printable, whichever the text has.
    if !text.ends_with('\n') {
        out.extend_from_slice(b"\r\n");
    }
    let octets = out.len() - start;
    octets <= text.len() / 3 * 4 || octets <= base64()
}

/// A CR alone ends a line too: such a text gets LF in its place.
fn without_lone_cr(text: &str) -> Cow<'_, str> {
    let is_lone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', text.as_bytes()).any(is_lone) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The octets of a text with CRLF at the end of every line, the last one too.
fn crlf_len(text: &str) -> usize {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let whole = memchr::memchr_iter(b'\r', text.as_bytes()).count();
    let last = if text.is_empty() || text.ends_with('\n') { 0 } else { 2 };
    text.len() + ends - whole + last
}

fn push_crlf(out: &mut Vec<u8>, text: &str) {
    for line in lines(text) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
}

/// The lines of a text without lone CR, without their ends.
fn lines(text: &str) -> impl Iterator<Item = &[u8]> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = memchr::memchr(b'\n', rest);
        let line = &rest[..at.unwrap_or(rest.len())];
        rest = at.map_or(&[][..], |at| &rest[at + 1..]);
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    })
}

fn push_all(out: &mut Vec<u8>, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.extend_from_slice(piece.as_bytes()));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_line_ends_are_counted(text in "([a-z\r\n]{0,40})") {
            let text = without_lone_cr(&text);
            let mut lines = Vec::new();
            push_crlf(&mut lines, &text);
            prop_assert_eq!(lines.len(), crlf_len(&text));
        }

        #[test]
        fn a_text_is_left_as_it_is_where_each_line_may_be(
            text in "((--=_|[ -~]{0,40}|x{890,905}|[ \t]|\r\n|\n|\r|[\0\u{7f}é]){0,6})"
        ) {
            let normal = text.replace("\r\n", "\n").replace('\r', "\n");
            let good = |line: &str| {
                line.chars().all(|c| matches!(c, ' '..='~' | '\t'))
                    && line.len() <= MAX_LINE
                    && !line.ends_with([' ', '\t'])
                    && !line.starts_with("--=_")
            };
            let mut out = Vec::new();
            prop_assert_eq!(write_seven_bit(&text, &mut out), normal.lines().all(good), "{:?}", text);
            prop_assert!(normal.lines().all(good) || !is_seven_bit(&text));
            let crlf = normal.replace('\n', "\r\n");
            prop_assert_eq!(normal.lines().all(good) && !text.contains("-=") && !text.contains('\t'), is_seven_bit(&crlf), "{:?}", crlf);
            prop_assert!(crlf == text || !is_seven_bit(&text));
            if normal.lines().all(good) {
                let lines: String = normal.lines().flat_map(|line| [line, "\r\n"]).collect();
                prop_assert_eq!(String::from_utf8(out).unwrap(), ["7bit\r\n\r\n", &lines].concat());
            }
        }

        #[test]
        fn the_shorter_encoding_is_taken(text in "([a-c=é张\u{1F600}\r\n ]{0,120})") {
            let text = without_lone_cr(&text);
            prop_assume!(!write_seven_bit(&text, &mut Vec::new()));
            let end = if text.ends_with('\n') { 0 } else { 2 };
            let is_base64 = qp::BODY.encoded_len(&*text) + end > MIME.encoded_len(crlf_len(&text));
            let mut out = Vec::new();
            write_text("text/plain", &text, &mut out);
            let written = String::from_utf8(out).unwrap();
            let encoding = if is_base64 { "base64" } else { "quoted-printable" };
            let head = format!("Content-Transfer-Encoding: {encoding}\r\n\r\n");
            prop_assert!(written.contains(&head), "{}", written);
            let lines = text.replace("\r\n", "\n");
            let body = written.split_once("\r\n\r\n").unwrap().1;
            let decoded = if is_base64 { MIME.decode(body).unwrap() } else { qp::BODY.decode(body).unwrap().into_owned() };
            let decoded = String::from_utf8(decoded).unwrap().replace("\r\n", "\n");
            prop_assert_eq!(decoded.strip_suffix('\n').unwrap_or(&decoded), lines.strip_suffix('\n').unwrap_or(&lines));
        }
    }
}
