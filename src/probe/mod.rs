//! Is this mailbox ready? Everything a batch needs of a server and a domain is tried once, and told step by step. Nothing is
//! sent.
//!
//! For: the walk from the server's name to RSET ([`walk`]); SPF, DKIM and DMARC of the From domain ([`look_up`]); what it all
//! means for a batch ([`meaning`]).
//!
//! Not for: sending (see [`crate::batch`]). One connection, blocking: there is nothing to be fast at.
//!
//! Start reading at [`walk`], then `wire.rs` (one connection), `dns/` (records: parsers are pure, [`Resolver`] asks).
//!
//! RFC 5321 (SMTP), 7208 (SPF), 6376 (DKIM), 7489 (DMARC).

mod certificate;
mod dns;
mod meaning;
mod reach;
mod step;
mod walk;
mod wire;

pub use dns::{Lookup, NameError, Names, Resolver, ResolverError, hosted_at, look_up};
pub use meaning::meaning;
pub use step::{Mark, Step};
pub use walk::{Walked, walk};
