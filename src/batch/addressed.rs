//! One mail for each address (`--dedupe address`): who has had a row already.

use std::collections::HashSet;

use super::preflight::{own_recipient, spelling};
use crate::ledger::{LedgerError, Sqlite};
use crate::merge::Template;

/// Addresses that rows go to, 16 octets for each.
#[derive(Debug, Default)]
pub(super) struct Addressed {
    seen: HashSet<u128>,
}

impl Addressed {
    /// Those of all rows that the ledger knows, whose letter this is, if it is known.
    pub(super) fn of(ledger: &Sqlite, template: Option<&Template>) -> Result<Self, LedgerError> {
        let mut seen = HashSet::new();
        ledger.scan(|entry| seen.extend(own_recipient(template, &entry).map(|own| spelling(&own.address))))?;
        Ok(Self { seen })
    }

    /// Whether no row before had this address. From now on one has.
    pub(super) fn is_first(&mut self, address: &str) -> bool {
        self.seen.insert(spelling(address))
    }
}
