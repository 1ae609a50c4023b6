//! A file that goes with a mail, encoded once and shared by all mails of a batch.

use std::sync::Arc;

use encodify::base64::MIME;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use super::parameter;

/// An attachment or an inline image: its octets already in base64, in lines of 76 (RFC 2045 §6.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    name: String,
    media_type: String,
    content_id: Option<String>,
    encoded: Arc<[u8]>,
    size: u64,
    /// The value of `Content-Type`, folded.
    content_type: String,
    /// The value of `Content-Disposition`, folded.
    disposition: String,
}

impl FilePart {
    /// Encodes a file. `name` is the file name as the receiver shall see it; the media type is found from its ending,
    /// `application/octet-stream` where that is unknown.
    #[must_use]
    pub fn attachment(name: &str, octets: &[u8]) -> Self {
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
            content_id: None,
            encoded: MIME.encode(octets).into_bytes().into(),
            size: octets.len() as u64,
            content_type,
            disposition: disposition("attachment", name),
        }
    }

    /// Encodes an inline image, referred to as `cid:CONTENT_ID` (RFC 2392).
    #[must_use]
    pub fn inline(name: &str, content_id: &str, octets: &[u8]) -> Self {
        Self {
            content_id: Some(content_id.to_owned()),
            disposition: disposition("inline", name),
            ..Self::attachment(name, octets)
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

    /// The MIME part. It borrows the encoded octets, so that whoever writes it can tell them by their place.
    pub(super) fn part(&self) -> MimePart<'_> {
        let part = MimePart::raw(&*self.encoded)
            .header("Content-Type", Raw::new(&self.content_type))
            .header("Content-Disposition", Raw::new(&self.disposition))
            .transfer_encoding("base64");
        match &self.content_id {
            Some(id) => part.header("Content-ID", Raw::new(format!("<{id}>"))),
            None => part,
        }
    }
}

fn disposition(kind: &str, name: &str) -> String {
    let mut value = kind.to_owned();
    parameter::push(&mut value, "filename", name);
    value
}

/// The media type that the name's ending stands for.
fn media_type(name: &str) -> &'static str {
    match mime_guess::from_path(name).first_raw() {
        // RFC 2046 §5.2.1 and RFC 2045 §6.4: base64 is not allowed for these two, they must travel as octets.
        Some(guess) if !guess.starts_with("message/") && !guess.starts_with("multipart/") => guess,
        _ => "application/octet-stream",
    }
}
