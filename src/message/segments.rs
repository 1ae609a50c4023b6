//! Content as it is written: own octets, and the octets that mails share.

use std::sync::Arc;

use crate::mail::{Content, Segment};

/// Gathers content. The octets of a file are referred to instead of copied: a mail with a shared attachment of 5 MB takes no
/// more memory than one without.
#[derive(Debug)]
pub(super) struct Segments {
    done: Vec<Segment>,
    own: Vec<u8>,
}

impl Segments {
    /// Nothing yet, and room for so many octets of its own; in this vector, whatever was in it.
    pub(super) fn with_capacity(octets: usize, mut room: Vec<u8>) -> Self {
        room.clear();
        room.reserve(octets);
        Self { done: Vec::new(), own: room }
    }

    /// Where octets of this mail alone are appended.
    pub(super) fn own(&mut self) -> &mut Vec<u8> {
        &mut self.own
    }

    /// Appends octets that other mails have too.
    pub(super) fn share(&mut self, octets: &Arc<[u8]>) {
        if !octets.is_empty() {
            self.end_own();
            self.done.push(Segment::Shared(Arc::clone(octets)));
        }
    }

    /// All that was appended.
    pub(super) fn finish(mut self) -> Content {
        if self.done.is_empty() && !self.own.is_empty() {
            // As nearly all are: room for more would be made for nothing.
            return Content::new(vec![Segment::Own(self.own)]);
        }
        self.end_own();
        Content::new(self.done)
    }

    fn end_own(&mut self) {
        if !self.own.is_empty() {
            self.done.push(Segment::Own(std::mem::take(&mut self.own)));
        }
    }
}
