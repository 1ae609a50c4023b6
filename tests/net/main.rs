//! Sessions over real sockets, against servers that are told what to do.

mod faults;
mod peer;
mod sessions;
mod tls;
