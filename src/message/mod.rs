//! From a [`Draft`] to a [`MailObject`]: MIME, by `mail-builder`.
//!
//! For: header fields (RFC 5322, RFC 2047), parts (RFC 2045, 2046), file names (RFC 2231), inline parts
//! (RFC 2387, 2392). Pure: the date, the Message-ID and the files' octets are given, so the same draft and
//! stamp make the same octets.
//!
//! Not for: templates (see [`crate::merge`]) or transparency (see [`crate::smtp`]).
//!
//! Start reading at [`compose()`].

mod body;
mod compose;
mod fields;
mod file;
mod parameter;
mod segments;

use std::sync::Arc;

pub(crate) use body::{MAX_LINE, is_seven_bit};
pub use compose::{ComposeError, Stamp, compose, compose_in};
pub use file::FilePart;

#[cfg(doc)]
use crate::mail::MailObject;
use crate::mail::Mailbox;

/// What stands behind the `@` in the Message-ID of a mail from an address in this domain. An address literal is no id-right
/// (RFC 5322 §3.6.4) that every receiver takes.
#[must_use]
pub fn id_right(domain: &str) -> &str {
    if domain.starts_with('[') { "mailshot.invalid" } else { domain }
}

/// A rendered message, every part of it typed: addresses parsed, files read and encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// `From`; also the reverse-path, unless there is a `sender`.
    pub from: Mailbox,
    /// `Sender` (RFC 5322 §3.6.2).
    pub sender: Option<Mailbox>,
    /// `Reply-To`; empty = no field.
    pub reply_to: Vec<Mailbox>,
    /// `To`.
    pub to: Vec<Mailbox>,
    /// `Cc`.
    pub cc: Vec<Mailbox>,
    /// `Bcc`: in the envelope only.
    pub bcc: Vec<Mailbox>,
    /// `Subject`, decoded; `None` = no field.
    pub subject: Option<String>,
    /// Any other field, name as written and value decoded, in the template's order. No CR, LF or NUL in either.
    pub fields: Vec<(String, String)>,
    /// What is to be read.
    pub body: Body,
    /// What is to be saved.
    pub attachments: Vec<Arc<FilePart>>,
}

/// The readable part of a draft: one text, one HTML, or both as alternatives (RFC 2046 §5.1.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The `text/plain` part; any line ends.
    pub text: Option<String>,
    /// Whether the text is known to go into a mail as it is: ASCII, its lines ended by CRLF. Where that is not known, it is
    /// looked at.
    pub is_text_seven_bit: bool,
    /// The `text/html` part; any line ends; images refer to `inline` by `cid:`.
    pub html: Option<String>,
    /// Whether the HTML is known to be in 7 bits.
    pub is_html_seven_bit: bool,
    /// The parts that the HTML refers to: `multipart/related` (RFC 2387).
    pub inline: Vec<Arc<FilePart>>,
}
