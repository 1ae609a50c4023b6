//! The dialog of RFC 5321, without any IO: replies in, octets and verdicts out.
//!
//! For: what a client says and when ([`Dialog`]: [`Handshake`], [`Submission`], [`Quit`]), how replies are read
//! ([`ReplyReader`]), what a server offers ([`Capabilities`]), how to log in ([`auth`]).
//!
//! Not for: sockets, TLS, deadlines and the loop that waits (see [`crate::net`]); what a reply means for a batch
//! (see [`crate::delivery`]).
//!
//! Start reading at [`Dialog`], then [`Submission`]: the order of commands, and which of them go out together.
//!
//! RFC 5321 (SMTP), 1870 (SIZE), 2034 and 3463 (enhanced status codes), 2920 (PIPELINING), 3030 (CHUNKING),
//! 3207 (STARTTLS), 4954 (AUTH), 6152 (8BITMIME), 6531 (SMTPUTF8).

pub mod auth;
mod capabilities;
mod dialog;
mod exchange;
mod handshake;
mod outbox;
mod quit;
mod reader;
mod reply;
mod submission;
mod text;

pub use capabilities::Capabilities;
pub use dialog::{Dialog, Phase, ProtocolError, Step};
pub use handshake::{Handshake, HandshakeOptions, TlsMode};
pub use outbox::{Outbox, Span, SpanKind};
pub use quit::Quit;
pub use reader::{ReplyError, ReplyReader};
pub use reply::{EnhancedCode, Reply};
pub use submission::{Lost, Settled, Submission, Unsupported, Verdict};
