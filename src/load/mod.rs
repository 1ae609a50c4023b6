//! Bulk test deliveries: generated messages to generated recipients, and how long the server takes for them.
//!
//! For: the messages ([`Generator`]), when each starts (`schedule.rs`: pure), the sessions (`slots.rs`), the loop ([`run()`]),
//! what was measured ([`Measured`]), what must not be ([`Condition`]), the report in its
//! formats ([`Report`]).
//!
//! Not for: anybody's real mail: there is no ledger, nothing is tried again, and what fails is only counted (see
//! [`crate::batch`] for the other thing).
//!
//! What a batch has too (slots, options, an observer, an end) is of its own kind here: nothing is retried and nobody is in doubt, so that
//! hardly a field would be shared. What both have in common is below them: [`crate::net`] and [`crate::rate`].
//!
//! Start reading at [`run()`], then `schedule.rs`, which says what "corrected for coordinated omission" means.

mod alarm;
mod condition;
mod failures;
mod generator;
mod head;
mod loopback;
mod measured;
mod recipients;
mod report;
mod run;
mod schedule;
mod sizes;
mod slots;
mod stop;
mod timeline;
mod units;

use std::time::Duration;

pub use condition::{Checked, Condition, ConditionError};
pub use generator::{Generator, GeneratorError};
pub use loopback::{RemoteError, check_loopback};
pub use measured::Measured;
pub use recipients::{Recipients, RecipientsError};
pub use report::{Content, Report, Settings, Verdict};
pub use run::{End, Options, run};
pub use sizes::{Sizes, SizesError};
pub use stop::StopFlag;

/// Who watches a run.
pub trait Observer {
    /// Ten times a second.
    fn progress(&mut self, progress: &Progress);

    /// Ctrl-C was seen: what is in flight gets its replies.
    fn stopping(&mut self);
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Messages started.
    pub started: u64,
    /// Messages accepted.
    pub accepted: u64,
    /// Messages that were not.
    pub failed: u64,
    /// Messages accepted per second, in the last second.
    pub rate: f64,
    /// Of the latencies in the last second.
    pub p99: Duration,
    /// Sessions open.
    pub sessions: usize,
    /// From the opening of the first session.
    pub elapsed: Duration,
}
