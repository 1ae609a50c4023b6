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
        Remains { faults, recipients, attachments: letter.attachments.clone(), letter: None }
    }
}
