//! The wire: name resolution, sockets, TLS (rustls), deadlines, and the event loop (mio), the only place that waits for a
//! server.
//!
//! For: driving the dialogs of [`crate::smtp`] over any number of connections on one thread, with a deadline for each reply
//! and each block written; how long each reply took ([`Latencies`]).
//!
//! Not for: what is said (see [`crate::smtp`]) or who gets it next (see [`crate::batch`]).
//!
//! Start reading at [`Sessions`] (the loop), then `session.rs` (the stages of one session), `connection.rs` (a dialog over a
//! connection), `link.rs` (octets, TCP or TLS), `socket.rs` (when they came), `connect.rs` (names and addresses), `tls.rs`
//! (trust), `transcript.rs` (the dialog for a reader).

mod connect;
mod connection;
mod error;
mod handles;
mod latencies;
mod learnt;
mod link;
mod own_file;
mod server;
mod session;
mod sessions;
mod socket;
mod tls;
mod tls_error;
mod transcript;

pub use connect::label;
pub use error::{LostSession, SessionError};
pub use handles::allow_many as allow_many_files;
pub use latencies::{Distribution, Latencies, Percentiles};
pub use learnt::Learnt;
pub use own_file::open_own;
pub use server::Server;
pub use sessions::{SessionEvent, Sessions, Waker};
pub use tls::{Tls, TlsOptions};
pub use tls_error::TlsError;
pub use transcript::Transcript;
