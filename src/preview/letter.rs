//! A row as it is handed over to be shown.

use crate::mail::{MailObject, Mailbox};
use crate::message::Draft;

/// A sound row: what would be sent.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The row's number, from 1.
    pub number: u64,
    /// Its line in the list.
    pub line: u64,
    /// What the mail was made of.
    pub draft: &'a Draft,
    /// What would be delivered.
    pub mail: &'a MailObject,
    /// What is odd about it, a sentence each.
    pub warnings: &'a [String],
}

/// A row that cannot be sent.
#[derive(Debug, Clone, Copy)]
pub struct Faulty<'a> {
    /// The row's number, from 1.
    pub number: u64,
    /// Its line in the list.
    pub line: u64,
    /// Some of its cells, so that a person knows whose it is.
    pub cells: &'a str,
    /// What is wrong, a sentence each.
    pub faults: &'a [String],
}

impl Letter<'_> {
    /// Whom it is to in the first place.
    #[must_use]
    pub fn first_recipient(&self) -> Option<&Mailbox> {
        let Draft { to, cc, bcc, .. } = self.draft;
        to.iter().chain(cc).chain(bcc).next()
    }

    /// Its header fields as a person reads them, the usual ones first; `Bcc` too, which is in no header section.
    #[must_use]
    pub fn fields(&self) -> Vec<(&str, String)> {
        let Draft { from, sender, to, cc, bcc, reply_to, subject, fields, .. } = self.draft;
        let from = std::slice::from_ref(from);
        let lists = [("From", from), ("Sender", sender.as_slice()), ("To", to), ("Cc", cc), ("Bcc", bcc)];
        let lists = lists.into_iter().chain([("Reply-To", reply_to.as_slice())]);
        let lists = lists.filter(|(_, list)| !list.is_empty()).map(|(name, list)| (name, joined(list)));
        let subject = subject.iter().map(|subject| ("Subject", subject.clone()));
        let others = fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
        lists.chain(subject).chain(others).collect()
    }

    /// The header section as it goes over the wire, with LF at the end of lines.
    #[must_use]
    pub fn header_section(&self) -> String {
        let octets = self.mail.content.segments().first().map_or(&[][..], |segment| segment.octets());
        let end = octets.windows(4).position(|four| four == b"\r\n\r\n").map_or(octets.len(), |at| at + 2);
        String::from_utf8_lossy(&octets[..end]).replace("\r\n", "\n")
    }
}

fn joined(mailboxes: &[Mailbox]) -> String {
    mailboxes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
