//! Content as it is written: own octets, and the octets that mails share.

use std::ptr;
use std::sync::Arc;

use mail_builder::Writer;

use super::FilePart;
use crate::mail::{Content, Segment};

/// Takes what `mail-builder` writes. The octets of a file are recognised by where they are, and referred to instead of
/// copied: a mail with a shared attachment of 5 MB takes no more memory than one without.
#[derive(Debug)]
pub(super) struct SegmentWriter<'a> {
    files: [&'a [Arc<FilePart>]; 2],
    segments: Vec<Segment>,
    own: Vec<u8>,
}

impl<'a> SegmentWriter<'a> {
    /// A writer that knows these files.
    pub(super) fn new(inline: &'a [Arc<FilePart>], attachments: &'a [Arc<FilePart>]) -> Self {
        Self { files: [inline, attachments], segments: Vec::new(), own: Vec::new() }
    }

    /// All that was written.
    pub(super) fn finish(mut self) -> Content {
        self.end_own();
        Content::new(self.segments)
    }

    fn shared(&self, octets: &[u8]) -> Option<&'a Arc<[u8]>> {
        let mut encoded = self.files.into_iter().flatten().map(|file| file.encoded());
        encoded.find(|encoded| ptr::eq(&raw const ***encoded, &raw const *octets) && !octets.is_empty())
    }

    fn end_own(&mut self) {
        if !self.own.is_empty() {
            self.segments.push(Segment::Own(std::mem::take(&mut self.own)));
        }
    }
}

impl Writer for SegmentWriter<'_> {
    fn write(&mut self, octets: &[u8]) {
        match self.shared(octets) {
            Some(encoded) => {
                let encoded = Arc::clone(encoded);
                self.end_own();
                self.segments.push(Segment::Shared(encoded));
            }
            None => self.own.extend_from_slice(octets),
        }
    }

    fn write_byte(&mut self, octet: u8) {
        self.own.push(octet);
    }

    fn reserve(&mut self, additional: usize) {
        self.own.reserve(additional);
    }

    fn append_with<T>(&mut self, _length: usize, append: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        append(&mut self.own)
    }

    fn append_limit(&self) -> usize {
        usize::MAX
    }
}
