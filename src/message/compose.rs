//! Draft and stamp in, mail object out.

use thiserror::Error;

use super::Draft;
use crate::mail::MailObject;

/// What makes this message that message: everything that is neither in the template nor in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// `Date`, in seconds since 1970-01-01T00:00:00Z.
    pub date: i64,
    /// `Message-ID` without angle brackets: `left@right`. The parts' boundaries are derived from it.
    pub message_id: &'a str,
}

/// Why a draft cannot become a message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// Neither To, Cc nor Bcc.
    #[error("nobody to send to: To, Cc and Bcc are all empty")]
    NoRecipient,
}

/// Composes the mail object of a draft.
///
/// # Errors
/// See [`ComposeError`].
pub fn compose(draft: &Draft, stamp: &Stamp<'_>) -> Result<MailObject, ComposeError> {
    let _ = (draft, stamp);
    Err(ComposeError::NoRecipient)
}
