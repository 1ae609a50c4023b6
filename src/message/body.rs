//! The body: text parts in 7 bits, and the parts around them (RFC 2045, RFC 2046, RFC 2387).

use encodify::base64::MIME;
use encodify::qp;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::MimePart;

use super::Draft;

/// Octets of a line at most to leave it as it is (RFC 5322 §2.1.1).
const MAX_LINE: usize = 78;

/// What every boundary begins with: quoted-printable and base64 can hold no such line (RFC 2045 §6.7 note 5).
const BOUNDARY: &str = "=_";

/// The outermost part: text, HTML, or what holds them.
///
/// ```text
/// mixed ( alternative ( text, related ( html, inline … ) ), attachment … )
/// ```
///
/// A level with one member is left out. Inline parts without HTML are attachments.
pub(super) fn root_part<'a>(draft: &'a Draft, message_id: &str) -> MimePart<'a> {
    let body = &draft.body;
    let text = body.text.as_deref().map(|text| text_part("text/plain", text));
    let html = body.html.as_deref().map(|html| text_part("text/html", html));
    let (html, loose) = match html {
        Some(html) if !body.inline.is_empty() => {
            let members = body.inline.iter().map(|file| file.part());
            let members = std::iter::once(html).chain(members).collect();
            (Some(multipart("related", Some("text/html"), message_id, members)), None)
        }
        Some(html) => (Some(html), None),
        None => (None, Some(&body.inline)),
    };
    let readable = match (text, html) {
        (Some(text), Some(html)) => Some(multipart("alternative", None, message_id, vec![text, html])),
        (text, html) => text.or(html),
    };
    let mut members: Vec<_> = readable.into_iter().collect();
    members.extend(loose.into_iter().flatten().chain(&draft.attachments).map(|file| file.part()));
    match members.pop() {
        None => text_part("text/plain", ""),
        Some(only) if members.is_empty() && draft.attachments.is_empty() && loose.is_none_or(Vec::is_empty) => only,
        Some(last) => {
            members.push(last);
            multipart("mixed", None, message_id, members)
        }
    }
}

fn multipart<'a>(subtype: &str, root: Option<&'a str>, message_id: &str, members: Vec<MimePart<'a>>) -> MimePart<'a> {
    let mut content_type = ContentType::new(format!("multipart/{subtype}"));
    if let Some(root) = root {
        content_type = content_type.attribute("type", root);
    }
    MimePart::new(content_type.attribute("boundary", boundary(subtype, message_id)), members)
}

/// Each level has its own, and none begins with another; the same message has the same.
fn boundary(subtype: &str, message_id: &str) -> String {
    // FNV-1a: what counts is that it stays the same from one build to the next.
    let hash = message_id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{BOUNDARY}{subtype}_{hash:016x}")
}

fn text_part<'a>(media_type: &'a str, text: &str) -> MimePart<'a> {
    let text = crlf(text);
    let (encoding, octets) = if is_seven_bit(&text) {
        ("7bit", text.into_bytes())
    } else {
        match qp::BODY.encoded_len_within(&text, MIME.encoded_len(text.len())) {
            Some(_) => ("quoted-printable", qp::BODY.encode(&text).into_bytes()),
            None => ("base64", MIME.encode(&text).into_bytes()),
        }
    };
    MimePart::raw(octets)
        .header("Content-Type", ContentType::new(media_type).attribute("charset", "utf-8"))
        .transfer_encoding(encoding)
}

/// The text with CRLF at the end of every line, the last one too; CR, LF and CRLF all end a line.
fn crlf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / 16 + 2);
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'\r', b'\n', rest.as_bytes()) {
        lines.push_str(&rest[..at]);
        lines.push_str("\r\n");
        let end = if rest[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
        rest = &rest[end..];
    }
    lines.push_str(rest);
    if !rest.is_empty() {
        lines.push_str("\r\n");
    }
    lines
}

/// Whether every server hands the text on as it is: ASCII, short lines, no control characters, no blank at the end of a
/// line, and no line that could be taken for a boundary.
fn is_seven_bit(text: &str) -> bool {
    text.is_ascii()
        && text.split_terminator("\r\n").all(|line| {
            line.len() <= MAX_LINE
                && !line.ends_with([' ', '\t'])
                && !line.strip_prefix("--").is_some_and(|rest| rest.starts_with(BOUNDARY))
                && line.bytes().all(|b| (b' '..=b'~').contains(&b) || b == b'\t')
        })
}
