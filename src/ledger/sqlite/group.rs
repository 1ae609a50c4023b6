//! The changes of a commit, as they are written: what is settled, in the order of the table, and what is armed after that.

use crate::delivery::Delivery;
use crate::ledger::{Change, Key};

/// A group of changes.
pub(super) struct Group<'a> {
    /// Settlements, the last of a message last.
    pub(super) settled: Vec<(u64, &'a Key, &'a Delivery)>,
    /// Messages that are not settled by the same group.
    pub(super) armed: Vec<&'a Change>,
}

impl<'a> Group<'a> {
    pub(super) fn of(changes: &'a [Change], may_arm: bool) -> Self {
        let mut settled: Vec<_> = changes
            .iter()
            .enumerate()
            .filter_map(|(when, change)| match change {
                Change::Settle { id, key, delivery } => Some((*id, when, key, delivery)),
                Change::Arm { .. } => None,
            })
            .collect();
        // One page after the other, whatever order the replies came in.
        settled.sort_unstable_by_key(|(id, when, ..)| (*id, *when));
        let is_settled_after = |message: u64, when: usize| {
            let next = settled.partition_point(|(id, at, ..)| (*id, *at) < (message, when));
            settled.get(next).is_some_and(|(id, ..)| *id == message)
        };
        let armed = changes
            .iter()
            .enumerate()
            .filter(|(when, change)| {
                may_arm && matches!(change, Change::Arm { id, .. } if !is_settled_after(*id, *when))
            })
            .map(|(_, change)| change)
            .collect();
        Self { armed, settled: settled.into_iter().map(|(id, _, key, delivery)| (id, key, delivery)).collect() }
    }
}
