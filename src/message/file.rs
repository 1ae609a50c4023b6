//! A file that goes with a mail, encoded once and shared by all mails of a batch.

use std::sync::Arc;

use encodify::base64::MIME;
use mail_builder::headers::Header as _;
use mail_builder::headers::raw::Raw;

use super::parameter;
use super::segments::Segments;

/// An attachment or an inline image: its octets already in base64, in lines of 76 (RFC 2045 §6.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    name: String,
    media_type: String,
    content_id: Option<String>,
    encoded: Arc<[u8]>,
    size: u64,
    /// The part's header section and the empty line behind it.
    head: Vec<u8>,
}

impl FilePart {
    /// Encodes a file. `name` is the file name as the receiver shall see it; the media type is found from its ending,
    /// `application/octet-stream` where that is unknown.
    #[must_use]
    pub fn attachment(name: &str, octets: &[u8]) -> Self {
        Self::new(name, None, octets)
    }

    /// Encodes an inline image, referred to as `cid:CONTENT_ID` (RFC 2392).
    #[must_use]
    pub fn inline(name: &str, content_id: &str, octets: &[u8]) -> Self {
        Self::new(name, Some(content_id), octets)
    }

    fn new(name: &str, content_id: Option<&str>, octets: &[u8]) -> Self {
        let media_type = media_type(name);
        let utf8 = media_type.starts_with("text/") && std::str::from_utf8(octets).is_ok();
        let mut content_type = media_type.to_owned();
        if utf8 {
            parameter::push(&mut content_type, "charset", "utf-8");
        }
        // The fallback goes into `name`, which is older than RFC 2231. Beside `filename*` in the same field it would
        // be a duplicate to parsers that follow RFC 2231 (RFC 6266 is for HTTP alone).
        parameter::push(&mut content_type, "name", &parameter::ascii_fallback(name));
        Self {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            content_id: content_id.map(str::to_owned),
            encoded: MIME.encode(octets).into_bytes().into(),
            size: octets.len() as u64,
            head: head(content_type, disposition(name, content_id), content_id),
        }
    }

    /// The file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The media type: `application/pdf`.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The Content-ID without angle brackets, of an inline part.
    #[must_use]
    pub fn content_id(&self) -> Option<&str> {
        self.content_id.as_deref()
    }

    /// The base64 lines, CRLF at the end of each.
    #[must_use]
    pub fn encoded(&self) -> &Arc<[u8]> {
        &self.encoded
    }

    /// The file's size in octets, before encoding.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Writes the MIME part.
    pub(super) fn write(&self, out: &mut Segments) {
        out.own().extend_from_slice(&self.head);
        out.share(&self.encoded);
    }
}

fn disposition(name: &str, content_id: Option<&str>) -> String {
    let mut value = if content_id.is_some() { "inline" } else { "attachment" }.to_owned();
    parameter::push(&mut value, "filename", name);
    value
}

fn head(content_type: String, disposition: String, content_id: Option<&str>) -> Vec<u8> {
    let mut head = Vec::new();
    let mut field = |name: &str, value: String| {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        Raw::new(value).write_header(&mut head, name.len() + 2);
    };
    field("Content-Type", content_type);
    field("Content-Disposition", disposition);
    field("Content-Transfer-Encoding", "base64".to_owned());
    if let Some(id) = content_id {
        field("Content-ID", format!("<{id}>"));
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// The media type that the name's ending stands for.
fn media_type(name: &str) -> &'static str {
    match mime_guess::from_path(name).first_raw() {
        // RFC 2046 §5.2.1 and RFC 2045 §6.4: base64 is not allowed for these two, they must travel as octets.
        Some(guess) if !guess.starts_with("message/") && !guess.starts_with("multipart/") => guess,
        _ => "application/octet-stream",
    }
}
