//! The run: which rows, are they sound, and then their delivery over concurrent sessions.
//!
//! For: preflight of every row ([`preflight`]), the coordinator and its workers ([`run`]), when to try again and how fast
//! to go ([`Pace`], [`Backoff`]: pure functions of an event and the time).
//!
//! Not for: what a reply means (see [`crate::delivery`]) or how it is shown (see [`crate::cli`], through [`Observer`]).
//!
//! Start reading at [`run`], then `coordinator.rs`, then `worker.rs`.
//!
//! # Who owns what
//!
//! The coordinator runs on the caller's thread and owns the source's reader, the retries, the pace, the reports and the
//! observer: no lock anywhere. A worker is a thread that owns one session at a time. A [`Job`](job::Job) is owned by
//! exactly one of them at any instant: it goes to a worker over the worker's own queue and comes back in an event.

mod backoff;
mod coordinator;
mod job;
mod outputs;
mod pace;
mod preflight;
mod prepare;
mod selection;
mod worker;

pub use backoff::Backoff;
pub use coordinator::{End, Ended, Notice, Observer, Options, Stop, StopHandle, Tally, run};
pub use outputs::Outputs;
pub use pace::{Pace, Rate, RateError};
pub use preflight::{Example, FaultyRow, Preflight, preflight};
pub use prepare::{Prepared, prepare};
pub use selection::{RowRanges, RowRangesError, Selected, Selection};
