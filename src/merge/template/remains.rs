//! What is left of a letter whose row has faults.

use std::sync::Arc;

use super::{Fault, Template};
use crate::mail::Mailbox;
use crate::message::{Draft, FilePart};

/// A row that has faults, and what can be told of its letter all the same.
#[derive(Debug, Default)]
pub struct Remains {
    /// All of its faults.
    pub faults: Vec<Fault>,
    /// The row's own recipients that could be read (see [`Template::own_recipients`]).
    pub recipients: Vec<Mailbox>,
    /// Whom it is for: the first in the first field of the row's own, if that could be read. Who gets a copy is not in their place.
    pub addressee: Option<Mailbox>,
    /// The attachments that are there.
    pub attachments: Vec<Arc<FilePart>>,
    /// The letter with those, where nothing is wrong but that others are not there.
    pub letter: Option<Draft>,
}

impl Template {
    /// How many recipients a faulty row's letter will have, once it is mended: one at least of its own, if it has any.
    #[must_use]
    pub fn recipients_when_mended(&self, remains: &Remains) -> usize {
        if self.is_trial() || !self.has_own_recipients() {
            return remains.recipients.len();
        }
        remains.recipients.len().max(1) + self.recipients_of_all().count()
    }

    /// What is left of a letter that could be written, and not be sent.
    #[must_use]
    pub fn remains_of(&self, letter: &Draft, faults: Vec<Fault>) -> Remains {
        let recipients = self.own_recipients(letter).cloned().collect();
        let addressee = self.addressee([&letter.to, &letter.cc, &letter.bcc]);
        Remains { faults, recipients, addressee, attachments: letter.attachments.clone(), letter: None }
    }

    /// Of To, Cc and Bcc, the first in the first of them that holds a row's own recipients.
    pub(super) fn addressee(&self, fields: [&Vec<Mailbox>; 3]) -> Option<Mailbox> {
        let (_, first) = self.own_fields().into_iter().zip(fields).find(|(is_own, _)| *is_own)?;
        first.first().cloned()
    }
}
