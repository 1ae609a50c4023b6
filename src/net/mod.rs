//! The wire: name resolution, sockets, TLS (rustls), deadlines, and the one loop that waits.
//!
//! For: driving the dialogs of [`crate::smtp`] over a connection, with a deadline for each reply and each block written.
//!
//! Not for: what is said (see [`crate::smtp`]) or who gets it next (see [`crate::batch`]).
//!
//! Start reading at [`Session::open`], then `connection.rs` (the loop), `stream.rs` (octets with deadlines, TCP or TLS),
//! `connect.rs` (names and addresses), `tls.rs` (trust), `transcript.rs` (the dialog for a reader),
//! `latencies.rs` (how long each phase took).

mod connect;
mod connection;
mod error;
mod latencies;
mod session;
mod sessions;
mod stream;
mod tls;
mod tls_error;
mod transcript;

pub use error::{LostSession, SessionError};
pub use latencies::{Distribution, Latencies, Percentiles};
pub use session::{Server, Session};
pub use sessions::{SessionEvent, Sessions, Waker};
pub use tls::{Tls, TlsOptions};
pub use tls_error::TlsError;
pub use transcript::Transcript;
