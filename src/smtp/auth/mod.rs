//! AUTH (RFC 4954): mechanisms on raw octets, one file each. Base64 and the 334 loop are the caller's
//! ([`super::Handshake`]).

mod secret;

pub use secret::{Credentials, Secret};

/// `--auth`: which mechanism to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// The strongest that is offered.
    #[default]
    Auto,
    /// PLAIN (RFC 4616).
    Plain,
    /// LOGIN (draft-murchison-sasl-login).
    Login,
    /// CRAM-MD5 (RFC 2195).
    CramMd5,
    /// SCRAM-SHA-256 (RFC 5802, 7677).
    ScramSha256,
    /// XOAUTH2 (Google, Microsoft).
    XOAuth2,
    /// OAUTHBEARER (RFC 7628).
    OAuthBearer,
}
