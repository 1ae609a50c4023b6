//! The wire: name resolution, sockets, TLS (rustls), deadlines, and the one loop that waits.
//!
//! For: driving the dialogs of [`crate::smtp`] over a connection, with a deadline for each reply and each block written.
//!
//! Not for: what is said (see [`crate::smtp`]) or who gets it next (see [`crate::batch`]).
//!
//! Start reading at [`Session::open`], then `connection.rs`.

mod connection;
mod session;
mod tls;
mod transcript;

pub use session::{LostSession, Server, Session, SessionError};
pub use tls::{Tls, TlsError, TlsOptions};
pub use transcript::Transcript;
