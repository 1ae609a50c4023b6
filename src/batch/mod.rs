//! The run: which rows, are they sound, and then their delivery over concurrent sessions.
//!
//! For: preflight of every row ([`preflight()`]), the coordinator and its workers ([`run`]), when to try again and how fast
//! to go (`governor.rs`, [`Pace`], [`Backoff`]: pure functions of an event and the time), how many a day ([`Quota`]), reports
//! from the ledger ([`write_reports`]).
//!
//! Not for: what a reply means (see [`crate::delivery`]) or how it is shown (see [`crate::cli`], through [`Observer`]).
//!
//! Start reading at [`run`], then `coordinator.rs`, then `worker.rs`; what the coordinator asks about a server's limits is in
//! `governor.rs`.
//!
//! # Who owns what
//!
//! The coordinator runs on the caller's thread and owns the source's reader, the ledger, the retries, the governor, the
//! daily limit's count and the observer: they need no lock, but for the ledger, which a thread of its own has meanwhile where much is
//! to be written (`coordinator/bookkeeper.rs`). A slot is a place for a session, and for the one after it. There are
//! as many workers as threads for preflight (as processors, or as `RAYON_NUM_THREADS` says), each a thread that owns its share
//! of the slots and drives them all with one event loop ([`crate::net::Sessions`]). A job is owned by the coordinator or by one
//! worker at any instant: it goes there over the worker's own queue and comes back in an event.
//!
//! # A turn of the ring
//!
//! 1. Take every event that has gathered: attempts that came to something, workers about to begin a message.
//! 2. Hand out what may go next.
//! 3. Reserve room in the daily limit, where there is one; what finds none is not armed.
//! 4. Commit all of it to the ledger in one transaction: outcomes, and `sending` for the messages begun.
//! 5. Tell the workers that those messages are armed, and the observer what is settled.
//!
//! # The life of a message
//!
//! ```text
//! queued ─▶ begun ─▶ armed ──────▶ let go ─▶ answered ─▶ settled
//!             └────▶ submitted ──────┘
//! ```
//!
//! *Queued*: its job waits at a worker. *Begun* (`Lane::begun`): the worker has looked up who it is for, and has told the coordinator.
//! *Armed* (`Lane::armed`): they are `sending` in the ledger, and that is on the disk, so that it may leave. *Submitted*
//! (`Lane::submitted`): it is composed and a session has it; MAIL and RCPT may be out. *Let go* (`Note::let_go`): that is noted beside
//! the ledger where more are armed than may leave, and what ends its data leaves; from here on a crash leaves it in doubt. *Answered*:
//! the server's word for it has come. *Settled*: what came of it is in the ledger, and on the disk. The counters of a lane count the
//! messages of its slot from 1, over all of its sessions, and only grow.
//!
//! While the thread of its own commits, the coordinator takes what comes, which gathers for the next commit: there is one at a time.
//! A commit is put off as long as hardly any session waits for it (`coordinator/ahead.rs`).
//!
//! A worker begins a message by looking up who it is for, which is all that the ledger has to know. It composes it when it may
//! leave, or soon will, and gives it to the session: what is written is what was composed last, and hundreds that wait for their turn
//! take the room of their rows. It does so without waiting for the disk: MAIL and RCPT make their round trip while the disk makes
//! its own. Only what ends the data waits, and only if the disk is slower.
//!
//! Where the disk is slower than the server, a window would be empty before the next commit. Then more messages are begun, and so
//! armed in the ledger, ahead of what may leave (`coordinator/ahead.rs`). The worker lets them go by the window, and notes
//! that beside the ledger first ([`FlightLog`](crate::ledger::FlightLog)): a crash leaves no more in doubt for it.
//!
//! Where sessions end after so many messages, the next one of a slot follows as soon as the server has closed the last, without
//! a turn of the ring: its jobs are there by then, and what it will carry first is begun while it is being opened, or before.
//! If it cannot be opened, that is taken back: nothing of it has been sent. From the first session on that goes wrong, and
//! where there are limits of logins or of the pace, the coordinator is asked about each session.

mod addressed;
mod backoff;
mod coordinator;
mod fingerprint;
mod governor;
mod job;
mod list;
mod observer;
mod pace;
mod preflight;
mod prepare;
mod quota;
mod reason;
mod repeats;
mod reports;
mod rest;
mod rowset;
mod schedule;
mod selection;
mod stop;
mod whole;
mod worker;

pub use backoff::Backoff;
pub use coordinator::{Options, run};
pub use governor::{Lesson, Limits, MOST_LOGINS, Sessions, StopAfter, StopAfterError, WINDOW};
pub use list::List;
pub use observer::{End, Ended, Notice, Observer, Tally, WaitsFor};
pub use pace::Pace;
pub use preflight::{
    Edited, Example, FaultyRow, LARGE, News, Preflight, PreflightError, Redo, RowFault, is_unfinished, preflight,
};
pub use prepare::{Prepared, prepare};
pub use quota::{Plan, Quota, QuotaError, clock};
pub use reason::Reason;
pub use reports::{NotWritten, Reports, Written, write_reports};
pub use rest::{Rest, RestError};
pub use rowset::RowSet;
pub use schedule::{QuietHours, QuietHoursError, Schedule};
pub use selection::{RowRanges, RowRangesError, Rows, Selected, Selection};
pub use stop::{Stop, StopHandle};
pub use whole::Whole;
