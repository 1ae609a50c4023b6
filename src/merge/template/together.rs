//! The rows of a group have one letter (`--group-by`): whom it is to, and what it encloses, is said by the first of them, and has to
//! be the same in the others. Otherwise somebody would get nothing, and somebody else what is not his.

use std::sync::Arc;

use super::{FaultKind, Template};
use crate::input::{Member, Record};
use crate::mail::Mailbox;
use crate::merge::fields::{Addresses, Row, Source, Value};
use crate::merge::marks;

impl Template {
    /// Adds a fault for the first row of the group that says something else than the row it stands behind.
    pub(super) fn check_group(&self, record: &Record, row: &mut Row<'_>) {
        if record.more.is_empty() {
            return;
        }
        let layout = &self.layout;
        let fields = [&layout.to, &layout.cc, &layout.bcc].into_iter().flatten();
        for addresses in fields {
            if let Addresses::Text(value) = addresses {
                self.check_recipients_of(record, row, addresses, value);
            }
        }
        for value in &layout.attachments {
            self.check_file_of(record, row, value);
        }
    }

    fn check_recipients_of(&self, record: &Record, row: &mut Row<'_>, addresses: &Addresses, value: &Value) {
        let mut own: Option<Vec<String>> = None;
        for member in record.more.iter().filter(|member| differs(value, record, member)) {
            let alone = alone(record, member);
            let mut other = self.row(&alone);
            // What is wrong with an address is told of the first row; of others only whom they would go to is asked.
            let others = other.mailboxes(addresses);
            let own = own.get_or_insert_with(|| row.mailboxes(addresses).iter().map(folded).collect());
            if let Some(stranger) = others.iter().find(|other| !own.contains(&folded(other))) {
                let place = row.place(value, |cell| cell.contains('@'));
                let what = format!(
                    "line {} is another row of this letter, and has another address: \"{}\". The letter goes to the first row's \
                     alone. Group the rows by the address, or mend it.",
                    member.line, stranger.address
                );
                return row.fault(FaultKind::SeveralAddresses, place, what);
            }
        }
    }

    fn check_file_of(&self, record: &Record, row: &mut Row<'_>, value: &Value) {
        for member in record.more.iter().filter(|member| differs(value, record, member)) {
            let alone = alone(record, member);
            let path = |row: &mut Row<'_>| {
                row.render(value).map(|path| marks::plain(path.trim()).to_string()).unwrap_or_default()
            };
            let (other, own) = (path(&mut self.row(&alone)), path(row));
            if !other.is_empty() && other != own {
                let what = format!(
                    "line {} is another row of this letter, and has another file: \"{other}\". The first row's alone is enclosed. Put \
                     them into one file, or group the rows otherwise.",
                    member.line
                );
                return row.file_fault(value, what);
            }
        }
    }
}

/// Whether another row of the group has other values than the first in what this field is made of.
fn differs(value: &Value, record: &Record, member: &Member) -> bool {
    let Source::Text { columns, .. } = &value.source else { return false };
    columns.iter().any(|column| record.differs(member, *column))
}

/// Another row of the group by itself.
fn alone(record: &Record, member: &Member) -> Record {
    Record {
        number: record.number,
        line: member.line,
        header: Arc::clone(&record.header),
        fields: member.fields.clone(),
        more: Vec::new(),
    }
}

/// An address as most servers take it.
fn folded(mailbox: &Mailbox) -> String {
    mailbox.address.as_str().to_lowercase()
}
