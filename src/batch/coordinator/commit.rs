//! What has gathered is made durable, and lets happen what waited for that.

use std::mem;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::bookkeeper::Written;
use super::{Ahead, Coordinator, Notice};
use crate::delivery::Delivery;
use crate::ledger::{Change, Key, Note};

/// While a group is being written, no more is handed out once so many changes have gathered for each slot: memory stays flat however
/// long the disk takes, and notes do not forget what has been answered meanwhile.
const MOST_OF_SLOT: usize = Note::REMEMBERED;

/// What has gathered for one commit, and what happens once it is durable.
#[derive(Default)]
pub(super) struct Group {
    pub(super) changes: Vec<Change>,
    /// Slots, and which of their messages is armed by the commit, and may end its data then.
    pub(super) armed: Vec<(usize, u64)>,
    /// Slots whose workers are to know that the outcomes are durable, up to which message.
    pub(super) unsure: Vec<(usize, u64)>,
    /// Whether no other message may end its data.
    pub(super) withhold: bool,
    /// Of each outcome among the changes, in their order: whether its row is settled for good.
    pub(super) are_final: Vec<bool>,
}

impl Group {
    /// What a row has come to: for good, or until another attempt.
    pub(super) fn settle(&mut self, id: u64, key: Key, delivery: Delivery, is_final: bool) {
        self.changes.push(Change::Settle { id, key, delivery });
        self.are_final.push(is_final);
    }

    /// Rows that are settled for good.
    fn settled(&self) -> impl Iterator<Item = &Delivery> {
        let outcomes = self.changes.iter().filter_map(|change| match change {
            Change::Settle { delivery, .. } => Some(delivery),
            Change::Arm { .. } => None,
        });
        outcomes.zip(&self.are_final).filter(|(_, is_final)| **is_final).map(|(delivery, _)| delivery)
    }

    /// Its room stays.
    fn clear(&mut self) {
        self.changes.clear();
        self.armed.clear();
        self.unsure.clear();
        self.withhold = false;
        self.are_final.clear();
    }
}

impl Coordinator<'_, '_> {
    /// Makes the group durable, then lets happen what waited for that. While another is being written, it goes on gathering; so
    /// it does, until [`Self::gather_until`], where no session waits for it yet.
    pub(super) fn commit(&mut self) {
        self.gather_until = None;
        if self.books.is_busy() {
            return;
        }
        let ahead = self.ahead.as_ref().filter(|_| !self.group.changes.is_empty());
        self.gather_until = ahead.map(Ahead::next).filter(|next| *next > Instant::now());
        if self.gather_until.is_none() {
            self.write_group();
        }
    }

    /// Whether what is being written is waited for before more is handed out.
    pub(super) fn has_gathered_enough(&self) -> bool {
        self.books.is_busy() && self.group.changes.len() >= MOST_OF_SLOT * self.slots.in_use().max(1)
    }

    fn write_group(&mut self) {
        let mut group = mem::replace(&mut self.group, mem::take(&mut self.spare));
        self.reserve_quota(&mut group);
        if let Some(written) = self.books.write(group) {
            self.written(written);
        }
    }

    /// Makes all that has gathered durable, and waits until it is.
    pub(super) fn commit_now(&mut self) {
        self.wait();
        self.write_group();
        self.wait();
    }

    /// Waits for the group that is being written, if there is one.
    fn wait(&mut self) {
        if let Some(written) = self.books.wait() {
            self.written(written);
        }
    }

    /// A group is durable: what waited for that may happen. If it could not be made so, nothing more is sent.
    pub(super) fn written(&mut self, written: Written) {
        self.learn_pace(&written);
        let Written { mut group, result, .. } = written;
        let Group { armed, unsure, withhold, .. } = &mut group;
        match &result {
            Ok(()) => {
                unsure.drain(..).for_each(|(slot, message)| self.slots.settled(slot, message));
                armed.drain(..).for_each(|(slot, message)| self.slots.armed(slot, message));
            }
            Err(error) => self.fail(error),
        }
        if *withhold || result.is_err() {
            self.slots.withhold();
        }
        // Workers that wait for armed messages go on while the rest is told.
        self.slots.hand_over(false);
        if result.is_err() {
            self.unwritten.extend(group.changes.iter().map(row_of));
        } else {
            self.written_after_all(&group.changes);
            group.settled().for_each(|delivery| self.count(delivery));
        }
        group.clear();
        self.spare = group;
    }

    /// A row is settled for good, and will be told of as this.
    pub(super) fn count(&mut self, delivery: &Delivery) {
        self.counts.add(delivery);
        self.tell(&Notice::Settled(delivery));
    }

    /// Outcomes are still taken after a failure.
    fn written_after_all(&mut self, changes: &[Change]) {
        if self.unwritten.is_empty() {
            return;
        }
        for change in changes {
            if let Change::Settle { id, .. } = change {
                self.unwritten.remove(id);
            }
        }
    }

    /// How long the disk takes decides how many messages are armed ahead.
    fn learn_pace(&mut self, written: &Written) {
        let Some(ahead) = self.ahead.as_mut().filter(|_| !written.group.changes.is_empty()) else { return };
        let settled = written.group.are_final.len();
        ahead.committed(written.began, written.ended, settled, self.shared.waits.load(Ordering::Relaxed));
        let most_armed = self.shared.window + ahead.messages(self.slots.count().open, self.shared.window);
        self.shared.most_armed.store(most_armed, Ordering::Relaxed);
    }
}

/// The message that a change is of, with its row's number and key.
fn row_of(change: &Change) -> (u64, (u64, Key)) {
    match change {
        Change::Arm { id, row, key, .. } => (*id, (*row, *key)),
        Change::Settle { id, key, delivery } => (*id, (delivery.row, *key)),
    }
}
