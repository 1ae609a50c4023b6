//! The mail object (RFC 5321 §2.3.1): an envelope and a content. Where `message` and `smtp` meet.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Address, Mailbox};

/// Who a mail is from and to, as SMTP sees it. The header fields play no part in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The reverse-path (`MAIL FROM`); `None` is the null reverse-path `<>`.
    pub reverse_path: Option<Address>,
    /// The forward-paths (`RCPT TO`): To, Cc and Bcc, each address once, in that order. Never empty.
    pub forward_paths: Vec<Address>,
}

impl Envelope {
    /// An envelope to these mailboxes, each address once, in their order; `None` when there are none.
    #[must_use]
    pub fn new<'a>(reverse_path: Option<Address>, recipients: impl IntoIterator<Item = &'a Mailbox>) -> Option<Self> {
        let mut mailboxes = recipients.into_iter();
        let first = &mailboxes.next()?.address;
        // Mostly it is one, and room for more would be made for nothing.
        let mut forward_paths = vec![first.clone()];
        let mut seen = HashSet::new();
        let others = mailboxes.map(|mailbox| &mailbox.address).filter(|other| *other != first && seen.insert(*other));
        forward_paths.extend(others.cloned());
        Some(Self { reverse_path, forward_paths })
    }

    /// Whether an address in it needs SMTPUTF8 (RFC 6531).
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        self.reverse_path.iter().chain(&self.forward_paths).any(Address::needs_smtputf8)
    }
}

/// A piece of content. All pieces of a content one after the other are its octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Octets of this mail alone.
    Own(Vec<u8>),
    /// Octets that many mails share: an attachment, encoded once per batch.
    Shared(Arc<[u8]>),
}

impl Segment {
    /// The octets.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        match self {
            Self::Own(octets) => octets,
            Self::Shared(octets) => octets,
        }
    }
}

/// The content of a mail: header section and body, lines ended by CRLF and nothing else, no line over 998 octets,
/// ending with CRLF, before transparency (RFC 5321 §4.5.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    segments: Vec<Segment>,
}

impl Content {
    /// A content of these segments.
    #[must_use]
    pub fn new(segments: Vec<Segment>) -> Self {
        Self { segments }
    }

    /// The segments, in order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Its size in octets, before transparency: what `SIZE=` declares (RFC 1870 §3).
    #[must_use]
    pub fn size(&self) -> usize {
        self.segments.iter().map(|segment| segment.octets().len()).sum()
    }

    /// The room that its own octets have taken, empty: for another content. Nothing, if it is so large that it should not be kept.
    #[must_use]
    pub fn into_room(self) -> Vec<u8> {
        const MOST: usize = 64 << 10;
        let own = self.segments.into_iter().find_map(|segment| match segment {
            Segment::Own(octets) if octets.capacity() <= MOST => Some(octets),
            _ => None,
        });
        let mut room = own.unwrap_or_default();
        room.clear();
        room
    }

    /// All octets in one piece: for tests and for writing `.eml` files.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.size());
        for segment in &self.segments {
            all.extend_from_slice(segment.octets());
        }
        all
    }
}

/// What one mail transaction delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailObject {
    /// From whom, to whom.
    pub envelope: Envelope,
    /// Header section and body.
    pub content: Content,
    /// Whether the content holds octets over 127 (`BODY=8BITMIME`, RFC 6152).
    pub eight_bit: bool,
    /// Whether an address in the envelope or a raw UTF-8 header field needs SMTPUTF8 (RFC 6531).
    pub smtputf8: bool,
}
