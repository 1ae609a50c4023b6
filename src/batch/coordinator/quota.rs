//! `--daily-limit` on the way: room is reserved before a message may end its data, and given back where nothing came of it.

use std::collections::HashMap;
use std::time::SystemTime;

use super::commit::Group;
use super::{Coordinator, End, Reason};
use crate::batch::quota::{Meter, Quota, QuotaError, Reservation, clock};
use crate::ledger::Change;

/// The quota of this run, if there is one.
#[derive(Default)]
pub(super) struct QuotaGate {
    open: Option<Open>,
    /// It could not be opened: told when the first message asks for room.
    failed: Option<QuotaError>,
}

struct Open {
    meter: Meter,
    limit: u64,
    /// Room that is left, as of the last reservation.
    room: u64,
    reserved: HashMap<u64, Reservation>,
    /// Messages that have come back before anything was reserved for them, and what counts of them.
    early: HashMap<u64, u64>,
    /// To be given back with the next reservation.
    unused: Vec<(Reservation, u64)>,
}

impl QuotaGate {
    pub(super) fn new(quota: Option<&Quota>) -> Self {
        let Some(quota) = quota else { return Self::default() };
        let opened = Meter::open(quota).and_then(|mut meter| {
            let room = meter.room(SystemTime::now())?;
            Ok(Open {
                meter,
                limit: quota.limit,
                room,
                reserved: HashMap::new(),
                early: HashMap::new(),
                unused: Vec::new(),
            })
        });
        match opened {
            Ok(open) => Self { open: Some(open), failed: None },
            Err(error) => Self { open: None, failed: Some(error) },
        }
    }

    /// The message is begun, perhaps not for the first time: what it came to before says nothing any more.
    pub(super) fn forget(&mut self, id: u64) {
        if let Some(open) = &mut self.open {
            open.early.remove(&id);
        }
    }

    /// The message has come back; so many of its recipients count.
    pub(super) fn used(&mut self, id: u64, recipients: u64) {
        let Some(open) = &mut self.open else { return };
        match open.reserved.remove(&id) {
            Some(reservation) => open.unused.push((reservation, recipients)),
            None => drop(open.early.insert(id, recipients)),
        }
    }
}

impl Coordinator<'_, '_> {
    /// Whether another message may be begun. Where there is no room, and what is in flight cannot leave any, the batch stops.
    pub(super) fn quota_has_room(&mut self) -> bool {
        if let Some(error) = self.quota.failed.take() {
            self.stop(End::Stopped(Reason::from(&error)));
            return false;
        }
        let Some(open) = &mut self.quota.open else { return true };
        // Each message in flight that has no room reserved yet will need some.
        let expected = (self.in_flight - open.reserved.len().min(self.in_flight)) as u64;
        if open.room > expected {
            return true;
        }
        if self.in_flight == 0 {
            match open.refresh() {
                Ok(0) => self.quota_is_used_up(),
                Ok(_) => return true,
                Err(error) => self.stop(End::Stopped(Reason::from(&error))),
            }
        }
        false
    }

    /// Takes out of the group what there is no room for: that is not begun, and its worker is held back.
    pub(super) fn reserve_quota(&mut self, group: &mut Group) {
        let Some(open) = &mut self.quota.open else { return };
        if group.armed.is_empty() && open.unused.is_empty() {
            return;
        }
        let early = std::mem::take(&mut open.early);
        let wanted = wanted(group.changes.iter().filter_map(armed).collect(), &early);
        let unused = std::mem::take(&mut open.unused);
        let reserved = match open.meter.reserve(SystemTime::now(), &wanted, &unused) {
            Ok((reserved, room)) => {
                open.room = room;
                reserved
            }
            Err(error) => {
                self.stop(End::Stopped(Reason::from(&error)));
                Vec::new()
            }
        };
        let fit = reserved.len();
        if let Some(open) = &mut self.quota.open {
            open.reserved.extend(reserved.into_iter().filter(|(id, _)| !early.contains_key(id)));
        }
        if fit < wanted.len() {
            group.armed.truncate(fit);
            group.withhold = true;
            let mut place = 0;
            group.changes.retain(|change| {
                place += usize::from(is_arm(change));
                !is_arm(change) || place <= fit
            });
            self.unanswered.retain(|id, _| !wanted[fit..].iter().any(|(other, _)| other == id));
            self.quota_is_used_up();
        }
    }

    fn quota_is_used_up(&mut self) {
        let Some(open) = &mut self.quota.open else { return };
        let left = self.counts.tally.messages.saturating_sub(self.counts.tally.done).max(1);
        let when = open.meter.plan(SystemTime::now(), left, |at| at).map(|plan| plan.next());
        let from = when.ok().flatten().map(clock);
        let limit = open.limit;
        self.stop(End::Stopped(Reason::DailyLimit { limit, from }));
    }
}

impl Open {
    fn refresh(&mut self) -> Result<u64, QuotaError> {
        let unused = std::mem::take(&mut self.unused);
        (_, self.room) = self.meter.reserve(SystemTime::now(), &[], &unused)?;
        Ok(self.room)
    }
}

/// How many recipients each message needs room for; what has come back already says so. A message that came back untouched may have been
/// begun anew in the same group: it counts once.
fn wanted(armed: Vec<(u64, u64)>, early: &HashMap<u64, u64>) -> Vec<(u64, u64)> {
    let last: HashMap<u64, usize> = armed.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
    let wants = |(place, (id, all))| {
        let wants = if last.get(&id) == Some(&place) { early.get(&id).copied().unwrap_or(all) } else { 0 };
        (id, wants)
    };
    armed.into_iter().enumerate().map(wants).collect()
}

/// The message that a change arms, and how many recipients it has in this attempt.
fn armed(change: &Change) -> Option<(u64, u64)> {
    match change {
        Change::Arm { id, recipients, .. } => Some((*id, recipients.len() as u64)),
        Change::Settle { .. } => None,
    }
}

fn is_arm(change: &Change) -> bool {
    armed(change).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_is_begun_twice_before_a_commit_counts_once_and_for_what_it_came_to_last() {
        let folder = tempfile::tempdir().unwrap();
        let quota = Quota { file: folder.path().join("used"), account: "ada".to_owned(), limit: 10 };
        let mut gate = QuotaGate::new(Some(&quota));
        let armed = || vec![(1, 2), (2, 1), (1, 2)];
        gate.forget(1);
        gate.used(1, 0);
        gate.forget(2);
        gate.forget(1);
        assert_eq!(wanted(armed(), &gate.open.as_ref().unwrap().early), [(1, 0), (2, 1), (1, 2)]);
        gate.used(1, 1);
        assert_eq!(wanted(armed(), &gate.open.as_ref().unwrap().early), [(1, 0), (2, 1), (1, 1)]);
    }
}
