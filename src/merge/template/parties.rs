//! Who a letter is from and to, rendered for a row.

use super::{Fault, Template};
use crate::input::Record;
use crate::mail::{Address, Mailbox};
use crate::merge::fields::{Addresses, Row, Source, Value, angle, items};

/// Who a row's letter is from and to.
#[derive(Debug)]
pub struct Parties {
    /// Missing only where the letter is looked at although it is not whole.
    pub(super) from: Option<Mailbox>,
    pub(super) sender: Option<Mailbox>,
    pub(super) reply_to: Vec<Mailbox>,
    pub(super) to: Vec<Mailbox>,
    pub(super) cc: Vec<Mailbox>,
    pub(super) bcc: Vec<Mailbox>,
}

impl Parties {
    /// From, if there is one.
    #[must_use]
    pub fn from(&self) -> Option<&Mailbox> {
        self.from.as_ref()
    }

    /// To, Cc and Bcc.
    #[must_use]
    pub fn fields(&self) -> [&[Mailbox]; 3] {
        [&self.to, &self.cc, &self.bcc]
    }

    /// All that are named in the letter: Bcc is not.
    pub fn written(&self) -> impl Iterator<Item = &Mailbox> {
        self.from.iter().chain(&self.sender).chain(&self.reply_to).chain(&self.to).chain(&self.cc)
    }

    /// All that are in them, in that order.
    pub fn recipients(&self) -> impl Iterator<Item = &Mailbox> {
        self.to.iter().chain(&self.cc).chain(&self.bcc)
    }
}

impl Template {
    /// Who a row's letter is from and to, without the letter.
    ///
    /// # Errors
    /// The faults of these fields.
    pub fn parties(&self, record: &Record) -> Result<Parties, Vec<Fault>> {
        let mut row = self.row(record);
        let parties = self.parties_of(&mut row);
        self.check_group(record, &mut row);
        if row.faults.is_empty() { Ok(parties) } else { Err(row.faults) }
    }

    /// The address that every row is sent to, where the author typed it beside a value: `{{ name }} <ann@example.org>`. With its field.
    #[must_use]
    pub fn typed_recipient(&self) -> Option<(&'static str, Address)> {
        let fields = [("To", &self.layout.to), ("Cc", &self.layout.cc), ("Bcc", &self.layout.bcc)];
        let (field, id) = fields.into_iter().find_map(|(field, addresses)| match addresses {
            Some(Addresses::Text(Value { source: Source::Text { id, .. }, .. })) => Some((field, *id)),
            _ => None,
        })?;
        let typed = |item: &str| -> Option<Address> {
            let (_, address) = angle(item)?;
            Address::parse(address.trim()).ok()
        };
        let own = items(self.engine.written(id)).into_iter().filter(|item| item.contains('{'));
        let addresses: Option<Vec<Address>> = own.map(typed).collect();
        Some((field, addresses?.into_iter().next()?))
    }

    /// Who sends, in the envelope, where that is the same for all rows.
    #[must_use]
    pub fn sender_of_all(&self) -> Option<&Mailbox> {
        match &self.layout.sender {
            Some(Addresses::Literal(mailboxes)) => mailboxes.first(),
            Some(Addresses::Text(_)) => None,
            None => self.from_of_all(),
        }
    }

    pub(super) fn parties_of(&self, row: &mut Row<'_>) -> Parties {
        let layout = &self.layout;
        let from = self.from(row);
        let sender = layout.sender.as_ref().and_then(|addresses| row.mailbox(addresses));
        let mut list = |addresses: &Option<Addresses>| {
            addresses.as_ref().map_or_else(Vec::new, |addresses| row.mailboxes(addresses))
        };
        let reply_to = list(&layout.reply_to);
        let (to, cc, bcc) = (list(&layout.to), list(&layout.cc), list(&layout.bcc));
        self.check_recipients(row, &[&to, &cc, &bcc]);
        match &self.options.send_to {
            Some(send_to) => {
                Parties { from, sender, reply_to, to: vec![send_to.clone()], cc: Vec::new(), bcc: Vec::new() }
            }
            None => Parties { from, sender, reply_to, to, cc, bcc },
        }
    }

    fn from(&self, row: &mut Row<'_>) -> Option<Mailbox> {
        if let Some(from) = &self.options.from {
            return Some(from.clone());
        }
        let Some(addresses) = &self.layout.from else {
            return self.options.default_from.clone().or_else(|| if self.is_whole { None } else { nobody() });
        };
        let before = row.faults.len();
        let from = row.mailbox(addresses);
        if from.is_none() && row.faults.len() == before {
            row.empty(addresses, "is empty: From needs an address");
        }
        from
    }

    fn check_recipients(&self, row: &mut Row<'_>, lists: &[&Vec<Mailbox>]) {
        // Where To has its own condition, it may be empty as long as there is somebody else.
        if let (Some(to @ Addresses::Text(value)), [list, ..]) = (&self.layout.to, lists)
            && row.faults.is_empty()
            && list.is_empty()
            && !matches!(value.source, Source::Text { id, .. } if self.engine.decides(id))
        {
            return row.empty(to, "is empty: there is nobody to send this row to");
        }
        let addresses = [&self.layout.to, &self.layout.cc, &self.layout.bcc].into_iter().flatten().next();
        if let Some(addresses) = addresses
            && row.faults.is_empty()
            && !self.layout.lacks_recipients
            && lists.iter().all(|list| list.is_empty())
        {
            row.empty(addresses, "is empty: there is nobody to send this row to");
        }
    }
}

/// In the place of a From that is missing.
fn nobody() -> Option<Mailbox> {
    Mailbox::parse("nobody@example.invalid").ok()
}
