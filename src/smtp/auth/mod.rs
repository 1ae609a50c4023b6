//! AUTH (RFC 4954): mechanisms on raw octets, one file each. Base64 and the 334 loop are the caller's
//! ([`super::Handshake`]).
//!
//! Start reading at [`Mechanism`]. A new mechanism is a file here, a [`Choice`] and an arm in `choice.rs`.

mod choice;
mod cram_md5;
mod login;
mod mechanism;
mod oauthbearer;
mod plain;
mod scram_sha_256;
mod secret;
mod xoauth2;

pub use choice::Choice;
pub(super) use choice::{Situation, select};
pub use cram_md5::CramMd5;
pub use login::Login;
pub use mechanism::{BadMechanism, Mechanism};
pub use oauthbearer::OAuthBearer;
pub use plain::Plain;
pub use scram_sha_256::ScramSha256;
pub use secret::{Credentials, Redaction, Secret};
pub use xoauth2::XOAuth2;
