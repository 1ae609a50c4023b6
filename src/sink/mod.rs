//! The embedded test server: an SMTP receiver for trials, demonstrations and tests. It relays nothing.
//!
//! For: taking mail with AUTH and TLS, keeping it as a Maildir or only counting it, and misbehaving on request.
//! It is strict where a careless client does harm (bare CR and LF, parameters that were not offered, commands out
//! of order). Commands are parsed by `smtp-proto`, so that it does not share the client's mistakes.
//!
//! Not for: the open network.
//!
//! Start reading at [`Sink::start`]; then `connection` (one socket), `session` (the commands), `transaction`
//! (MAIL to the end of the content) and `chunk` (BDAT).
//!
//! RFC 5321 (SMTP), 2920 (PIPELINING), 3030 (CHUNKING), 1870 (SIZE), 6152 (8BITMIME), 6531 (SMTPUTF8),
//! 2034 and 3463 (enhanced status codes), 3207 (STARTTLS), 4954 (AUTH), 4616 (PLAIN), 2195 (CRAM-MD5).

mod auth;
mod certificate;
mod chunk;
mod connection;
mod content;
mod login;
mod maildir;
mod number;
mod options;
mod path;
mod pattern;
mod server;
mod session;
mod shared;
mod socket;
mod stream;
mod transaction;

pub use options::{Options, TlsOffer};
pub use pattern::{Pattern, PatternError};
pub use server::{Sink, SinkError};
pub use shared::Counts;
