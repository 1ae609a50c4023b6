//! Mail's own words, shared by all floors: addresses, mailboxes, the envelope and the mail object.
//!
//! For: values that are valid once they exist. An [`Address`] has been parsed, so it holds no CR, LF, NUL
//! or space that could end a command early: this is the one choke point for everything that is written into
//! an SMTP command.
//!
//! Not for: MIME (see [`crate::message`]) or the dialog (see [`crate::smtp`]).
//!
//! Start reading at [`MailObject`]. RFC 5321 §2.3 (mail objects), §4.1.2 (Mailbox), RFC 5322 §3.4 (address
//! specification), RFC 6531 (SMTPUTF8), RFC 5890 (A-labels).

mod address;
mod beside;
mod error;
mod mailbox;
mod object;
mod phrase;
mod scan;
mod small;
mod text;

pub use address::{Address, DOCUMENTATION_DOMAINS};
pub use error::AddressError;
pub use mailbox::Mailbox;
pub use object::{Content, Envelope, MailObject, Segment};
pub use small::SmallText;
pub(crate) use text::{is_plain, narrow};
pub use text::{is_unsafe, nearest, printable, shown};
