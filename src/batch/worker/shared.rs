//! What all workers share.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use crate::merge::Template;
use crate::net::{Learnt, Server, Transcript};

/// What all workers share.
#[derive(Debug)]
pub(in crate::batch) struct Shared {
    pub(in crate::batch) template: Arc<Template>,
    pub(in crate::batch) batch_id: String,
    pub(in crate::batch) server: Arc<Server>,
    pub(in crate::batch) transcript: Option<Arc<Transcript>>,
    /// Most messages begun and not answered in one session.
    pub(in crate::batch) window: usize,
    /// Most messages armed in the ledger and not answered in one session: the window, and what is armed ahead of it.
    pub(in crate::batch) most_armed: AtomicUsize,
    /// How often a session has waited for the ledger.
    pub(in crate::batch) waits: AtomicU64,
    /// QUIT after so many; 0 = no limit. The coordinator learns it on the way.
    pub(in crate::batch) messages_per_session: AtomicU64,
    /// Whether another session is tried where MAIL is put off, nobody knows why, in one that has taken mails.
    pub(in crate::batch) renews: AtomicBool,
    /// A session without work is closed after this long.
    pub(in crate::batch) idle: Duration,
    /// What sessions have learnt of the server.
    pub(in crate::batch) learnt: Learnt,
    /// Some session has offered SMTPUTF8.
    pub(in crate::batch) smtputf8: AtomicBool,
    /// Sessions that could not be opened, or did not end as they should.
    pub(in crate::batch) mishaps: AtomicU64,
    /// As long as there are no more mishaps than these, a session may follow another in its slot without asking.
    pub(in crate::batch) follow: AtomicU64,
    /// Set when the batch is being stopped: queued jobs go back untouched.
    pub(in crate::batch) halt: AtomicBool,
    /// Set when not even replies are waited for: nothing more may be noted as leaving. Workers hold it while they note.
    pub(in crate::batch) is_closed: RwLock<bool>,
}

impl Shared {
    /// From here on nothing leaves that is not noted by now.
    pub(in crate::batch) fn close(&self) {
        *self.is_closed.write().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// Leave to note what leaves, as long as this is held; `None` once there is none any more.
    pub(super) fn may_note(&self) -> Option<RwLockReadGuard<'_, bool>> {
        Some(self.is_closed.read().unwrap_or_else(PoisonError::into_inner)).filter(|is_closed| !**is_closed)
    }

    pub(in crate::batch) fn most_armed(&self) -> usize {
        self.most_armed.load(Ordering::Relaxed)
    }

    /// Whether a session may follow another without asking the coordinator. From the first mishap on it may not, until the
    /// coordinator has heard of that: what stands against one session may stand against all.
    pub(super) fn may_follow(&self) -> bool {
        self.follow.load(Ordering::Acquire) == self.mishaps.load(Ordering::Acquire)
    }
}
