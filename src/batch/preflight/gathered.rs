//! What is gathered of the rows, in the order of the list, and what comes of all of them.

use super::alike::Alike;
use super::block::{Block, ToCheck, parsed, whole};
use super::crossed::Crossed;
use super::former::{self, Former};
use super::known::{edited, has_due, is_due, known};
use super::pairs::Pairs;
use super::{News, Preflight, PreflightError, Redo};
use crate::batch::repeats::Repeats;
use crate::batch::{List, Selected};
use crate::findings::{Attachments, Collector, Finding, MOST_COMPARED, Owned, copies};
use crate::input::InputError;
use crate::ledger::Sqlite;

/// The rows so far.
pub(super) struct Gathered<'a, T> {
    list: &'a List,
    ledger: Option<&'a mut Sqlite>,
    redo: Redo,
    attempts: u32,
    tell: T,
    found: Preflight,
    /// Rows that have been read.
    seen: u64,
    /// Whole rows, to be compared with the others.
    twins: Repeats,
    /// Addresses, where they are compared.
    addresses: Option<Repeats>,
    /// What each row has of its own, by sorts.
    owned: Vec<(&'a Owned, Repeats)>,
    /// Recipients of all fields.
    crossed: Crossed,
    former: Former,
    collector: Collector,
    /// Whether what is sent is compared with the files of those who have got theirs.
    compares_settled: bool,
}

impl<'a, T: FnMut(News<'_>)> Gathered<'a, T> {
    /// Nothing yet. The rows of the ledger are aligned with those of the list.
    pub(super) fn new(
        list: &'a List,
        ledger: Option<&'a mut Sqlite>,
        (redo, attempts): (Redo, u32),
        attachments: &Attachments,
        owned: &'a [Owned],
        tell: T,
    ) -> Result<Self, PreflightError> {
        let former = match ledger.as_deref() {
            Some(ledger) if !list.template.is_trial() => Former::find(list, ledger)?,
            _ => Former::default(),
        };
        let compares_settled = match ledger.as_deref() {
            Some(ledger) if attachments.compares_more() => has_due(list, ledger, (redo, attempts), MOST_COMPARED)?,
            _ => false,
        };
        let by_address = has_own_addresses(list) || list.selection.dedupe;
        Ok(Self {
            list,
            ledger,
            redo,
            attempts,
            tell,
            found: Preflight::default(),
            seen: 0,
            twins: Repeats::default(),
            addresses: by_address.then(Repeats::default),
            owned: owned.iter().map(|owned| (owned, Repeats::default())).collect(),
            crossed: Crossed::default(),
            former,
            collector: Collector::new(attachments.clone()),
            compares_settled,
        })
    }

    /// A warning.
    pub(super) fn warn(&mut self, finding: &Finding) {
        self.found.warn(finding, &mut self.tell);
    }

    /// The first row comes next.
    pub(super) fn tell_begins(&mut self) {
        (self.tell)(News::Begins);
    }

    /// Begins with a row that has been read. `None`: there is nothing to check.
    pub(super) fn begin(&mut self, row: Result<Selected, InputError>) -> Result<Option<ToCheck>, PreflightError> {
        self.seen += 1;
        let row = row?;
        let Selected::Row(record) = &row else { return Ok(Some(ToCheck { row, entry: None, is_settled: false })) };
        self.twins.add(whole(record))?;
        let entry = known(record, self.ledger.as_deref())?;
        if let Some(entry) = &entry {
            if !is_due(entry, self.redo, self.attempts) {
                self.found.add_known(record.number, entry);
                // One mail for each address, also where an earlier run has settled the first row that has it.
                if self.list.selection.dedupe
                    && let Some(addresses) = &mut self.addresses
                    && let Some(first) = former::own(Some(&self.list.template), entry)
                {
                    addresses.add(parsed(&first.address, record))?;
                }
                let is_compared = self.compares_settled && self.collector.compares_more();
                return Ok(is_compared.then_some(ToCheck { row, entry: None, is_settled: true }));
            }
            self.found.add_known_in_part(entry, self.redo, self.attempts);
            self.found.known_due.insert(record.number);
            self.found.retried += u64::from(!is_due(entry, Redo::default(), self.attempts));
        }
        Ok(Some(ToCheck { row, entry, is_settled: false }))
    }

    /// How many rows have been read.
    pub(super) fn tell_progress(&mut self) {
        (self.tell)(News::Progress(self.seen));
    }

    /// Takes what came of some rows, in the order of the list.
    pub(super) fn take(&mut self, block: Block) -> Result<(), PreflightError> {
        let found = &mut self.found;
        for row in block.rows {
            if let (Some(addresses), Some(address)) = (&mut self.addresses, row.address) {
                addresses.add(address)?;
            }
            if let Some(address) = row.address.filter(|address| row.outcome.is_ok() && self.former.has(address.value)) {
                found.add_again(address.number, address.line);
            }
            for (sort, item) in row.owned {
                self.owned[sort].1.add(item)?;
            }
            self.crossed.add(row.crossed)?;
            match row.outcome {
                Ok(fact) => found.add(&fact),
                Err(faulty) => {
                    found.add_faulty(&faulty);
                    if faulty.row.has_faults() {
                        (self.tell)(News::Faulty(&faulty.row));
                    }
                }
            }
        }
        // One letter is like the other: the first speaks for all.
        let letter = if found.first.is_none() { block.letter } else { Vec::new() };
        for finding in letter.into_iter().chain(block.findings) {
            if let Some(finding) = self.collector.take(finding) {
                found.warn(&finding, &mut self.tell);
            }
        }
        block.personal.into_iter().for_each(|personal| self.collector.compare(personal));
        found.first = found.first.take().or(block.first);
        found.last = block.last.or(found.last.take());
        Ok(())
    }

    /// Tells what needs all rows. `read`: whether the list could be read to its end.
    pub(super) fn finish(self, read: Result<(), PreflightError>) -> Result<Preflight, PreflightError> {
        let Self { list, ledger, redo, mut tell, mut found, seen, twins, addresses, owned, crossed, collector, .. } =
            self;
        for finding in collector.finish(seen, found.messages) {
            found.warn(&finding, &mut tell);
        }
        // Where the list could be read no further, that is all there is to be told.
        read?;
        found.rows_seen = seen;
        let twins = twins.finish(|_| true)?;
        found.tell_twins(&twins, &mut tell);
        found.leave_out(list, ledger.as_deref(), redo, &twins.rows)?;
        // Rows that are the same in every column have been told of.
        let addresses = addresses
            .unwrap_or_default()
            .finish(|item| !twins.rows.contains(item.number) && (!item.is_sound || found.due.contains(item.number)))?;
        let alike = Alike::of(list, &addresses.repeats, &Pairs::of(list, &addresses.repeats, seen)?);
        found.tell_addresses(list, &addresses, &alike, &mut tell);
        crossed.tell(list, &addresses.repeats, seen, &mut found, &mut tell)?;
        if list.selection.dedupe {
            found.leave_out(list, ledger.as_deref(), redo, &addresses.rows)?;
        }
        // So have those that have the same address; and of two rows with the same number and name once is enough.
        let mut told = vec![twins.rows, addresses.rows];
        for (owned, values) in owned {
            let same = values.finish(|item| !told.iter().any(|rows| rows.contains(item.number)))?;
            let pairs = Pairs::of(list, &same.repeats, seen)?;
            let are_told = found.tell_owned(list, owned, (&same, &pairs), &mut tell);
            // What a family shares is not told of, and one of them may be there twice.
            if are_told && !owned.is_shared() {
                told.push(same.rows);
            }
        }
        for finding in copies(&list.template, found.messages) {
            found.warn(&finding, &mut tell);
        }
        if let Some(ledger) = ledger {
            if found.twins > 0 {
                ledger.find_by_key()?;
            }
            found.edited = edited(list, ledger, &found.due)?;
        }
        Ok(found)
    }
}

/// Whether rows go to addresses of their own: a trial goes to one, and so may all letters.
fn has_own_addresses(list: &List) -> bool {
    let template = &list.template;
    !template.is_trial() && template.has_own_recipients() && template.typed_recipient().is_none()
}
