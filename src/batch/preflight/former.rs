//! Who has got the mail by a row that is in the list no longer: the row that was made of it is another one, and is sent.

use super::PreflightError;
use super::block::mailbox;
use super::known::records;
use crate::batch::prepare::key;
use crate::batch::{List, RowSet};
use crate::delivery::{Outcome, Settlement};
use crate::ledger::{Entry, Sqlite};
use crate::merge::Template;

/// Mailboxes that got the mail, or may have, by rows that were changed or taken out since: ascending.
#[derive(Debug, Default)]
pub(super) struct Former {
    mailboxes: Vec<u128>,
}

impl Former {
    /// Where every row that is kept stands where it stood, there are none, and nothing is read. Otherwise a bit for each row,
    /// and 16 octets for each of these.
    pub(super) fn find(list: &List, ledger: &Sqlite) -> Result<Self, PreflightError> {
        if ledger.is_fresh() || !ledger.finds_by_key() {
            return Ok(Self::default());
        }
        let mut gone = RowSet::default();
        ledger.scan(|entry| {
            if first(list, &entry).is_some() {
                gone.insert(entry.id);
            }
        })?;
        for record in records(list)? {
            if let Some(entry) = ledger.find(record.number, &key(&record))? {
                gone.remove(entry.id);
            }
        }
        let mut mailboxes = Vec::new();
        if !gone.is_empty() {
            ledger.scan(|entry| {
                if gone.contains(entry.id) {
                    mailboxes.extend(first(list, &entry).map(mailbox));
                }
            })?;
        }
        mailboxes.sort_unstable();
        Ok(Self { mailboxes })
    }

    pub(super) fn has(&self, mailbox: u128) -> bool {
        self.mailboxes.binary_search(&mailbox).is_ok()
    }
}

/// The first recipient of a mail that is its row's own, if it got it or may have. Others may be copies that every mail has.
fn first<'e>(list: &List, entry: &'e Entry) -> Option<&'e str> {
    let first = own(Some(&list.template), entry)?;
    matches!(first.outcome, Outcome::Accepted | Outcome::InDoubt).then_some(first.address.as_str())
}

/// The first recipient of a mail that the template, if it is known, does not name for all; if there is one.
pub(in crate::batch) fn own<'e>(template: Option<&Template>, entry: &'e Entry) -> Option<&'e Settlement> {
    let is_of_all = |address: &str| {
        template.is_some_and(|letter| letter.recipients_of_all().any(|(_, other)| other.address.as_str() == address))
    };
    let recipients = &entry.delivery.recipients;
    recipients.iter().find(|recipient| !is_of_all(&recipient.address)).or_else(|| recipients.first())
}
