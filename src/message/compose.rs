//! Draft and stamp in, mail object out.

use thiserror::Error;

use super::body::Part;
use super::segments::Segments;
use super::{Draft, fields};
#[cfg(doc)]
use crate::mail::Content;
use crate::mail::{Envelope, MailObject};

/// About how many octets a header section has.
const HEAD: usize = 768;

/// What makes this message that message: everything that is neither in the template nor in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// `Date`, in seconds since 1970-01-01T00:00:00Z.
    pub date: i64,
    /// `Message-ID` without angle brackets: `left@right`. The parts' boundaries are derived from it.
    pub message_id: &'a str,
}

/// Why a draft cannot become a message. All but the first are the last line of defence: what makes drafts is to find
/// such faults earlier, where it knows the line and the column they come from.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// Neither To, Cc nor Bcc.
    #[error("nobody to send to: To, Cc and Bcc are all empty")]
    NoRecipient,
    /// What could begin a new header field (header injection).
    #[error("{field}: a line break or a NUL in it. Remove it from the cell or the template")]
    LineBreak {
        /// The field's name.
        field: String,
    },
    /// A control character other than TAB in a field that is written as it is given.
    #[error("{field}: a control character in it (U+{:04X}). Remove it from the cell or the template", u32::from(*.character))]
    Control {
        /// The field's name.
        field: String,
        /// The first such character.
        character: char,
    },
    /// Not a field name (RFC 5322 §3.6.8 `ftext`).
    #[error("{0:?} is not a field name: it takes 1 to 76 visible ASCII characters, no colon")]
    FieldName(String),
    /// A field that this program writes itself.
    #[error("{field}: this field cannot be given, it is written by mailshot")]
    Reserved {
        /// The field's name.
        field: String,
    },
    /// A field whose syntax allows nothing but ASCII where something else is.
    #[error("{field}: {character:?} is not allowed in this field. Write it in ASCII: a URL percent-encoded")]
    NotAscii {
        /// The field's name.
        field: String,
        /// The first character that is not ASCII.
        character: char,
    },
    /// A word that is longer than a line may be (RFC 5322 §2.1.1: 998 octets).
    #[error("{field}: {octets} octets without a place to break the line; 998 are allowed. Shorten it")]
    LineTooLong {
        /// The field's name.
        field: String,
        /// The octets of the longest piece.
        octets: usize,
    },
    /// A stamp whose Message-ID is no `left@right` of visible ASCII characters.
    #[error("{0:?} is not a Message-ID")]
    MessageId(String),
    /// A file name with a control character in it.
    #[error("the file name {0:?} has a control character in it. Rename the file")]
    FileName(String),
    /// A Content-ID with anything but visible ASCII characters, or with an angle bracket.
    #[error("{0:?} is not a Content-ID: it takes visible ASCII characters, no angle brackets")]
    ContentId(String),
}

/// Composes the mail object of a draft.
///
/// The content is ASCII, unless an address has a local part that is not: its field is then written in UTF-8
/// (RFC 6532), and the mail object says so.
///
/// # Errors
/// See [`ComposeError`].
pub fn compose(draft: &Draft, stamp: &Stamp<'_>) -> Result<MailObject, ComposeError> {
    compose_in(draft, stamp, Vec::new())
}

/// As [`compose`], in a vector that was another content's ([`Content::into_room`]).
///
/// # Errors
/// See [`ComposeError`].
pub fn compose_in(draft: &Draft, stamp: &Stamp<'_>, room: Vec<u8>) -> Result<MailObject, ComposeError> {
    let reverse_path = draft.sender.as_ref().unwrap_or(&draft.from).address.clone();
    let recipients = draft.to.iter().chain(&draft.cc).chain(&draft.bcc);
    let envelope = Envelope::new(Some(reverse_path), recipients).ok_or(ComposeError::NoRecipient)?;
    check(draft, stamp)?;

    let root = Part::root(draft);
    let mut content = Segments::with_capacity(HEAD + root.own_size(), room);
    fields::write_header_section(draft, stamp, content.own())?;
    let eight_bit = !content.own().is_ascii();
    root.write(stamp.message_id, &mut content);

    let smtputf8 = eight_bit || envelope.needs_smtputf8();
    Ok(MailObject { envelope, content: content.finish(), eight_bit, smtputf8 })
}

fn check(draft: &Draft, stamp: &Stamp<'_>) -> Result<(), ComposeError> {
    let id = stamp.message_id;
    let sides =
        id.split_once('@').filter(|(left, right)| !left.is_empty() && !right.is_empty() && !right.contains('@'));
    if sides.is_none() || !is_id(id) {
        return Err(ComposeError::MessageId(id.to_owned()));
    }
    for file in draft.body.inline.iter().chain(&draft.attachments) {
        if file.name().contains(char::is_control) {
            return Err(ComposeError::FileName(file.name().to_owned()));
        }
        if let Some(id) = file.content_id()
            && !is_id(id)
        {
            return Err(ComposeError::ContentId(id.to_owned()));
        }
    }
    Ok(())
}

/// What may stand between the angle brackets of an identifier: more than `msg-id` (RFC 5322 §3.6.4) allows, but nothing
/// that could end the field.
fn is_id(text: &str) -> bool {
    // Without branches, so that compilers make vector instructions of it.
    let is_right = |octet: u8| octet.is_ascii_graphic() & (octet != b'<') & (octet != b'>');
    (1..=900).contains(&text.len()) && text.bytes().fold(true, |so_far, octet| so_far & is_right(octet))
}
