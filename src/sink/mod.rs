//! The embedded test server: an SMTP receiver for trials, demonstrations and tests. It relays nothing.
//!
//! For: taking mail with AUTH and TLS, keeping it as a Maildir or only counting it, and misbehaving on request.
//! Commands are parsed by `smtp-proto`, so that it does not share the client's mistakes.
//!
//! Not for: the open network.
//!
//! Start reading at [`Sink::start`].

mod options;
mod server;

pub use options::{Options, Pattern, TlsOffer};
pub use server::{Counts, Sink, SinkError};
