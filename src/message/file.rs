//! A file that goes with a mail, encoded once and shared by all mails of a batch.

use std::sync::Arc;

/// An attachment or an inline image: its octets already in base64, in lines of 76 (RFC 2045 §6.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    name: String,
    media_type: String,
    content_id: Option<String>,
    encoded: Arc<[u8]>,
    size: u64,
}

impl FilePart {
    /// Encodes a file. `name` is the file name as the receiver shall see it; the media type is found from its ending,
    /// `application/octet-stream` where that is unknown.
    #[must_use]
    pub fn attachment(name: &str, octets: &[u8]) -> Self {
        let _ = octets;
        Self { name: name.to_owned(), media_type: String::new(), content_id: None, encoded: Arc::from([]), size: 0 }
    }

    /// Encodes an inline image, referred to as `cid:CONTENT_ID` (RFC 2392).
    #[must_use]
    pub fn inline(name: &str, content_id: &str, octets: &[u8]) -> Self {
        Self { content_id: Some(content_id.to_owned()), ..Self::attachment(name, octets) }
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
}
