//! What is wrong with TLS, in words that say which rule was broken and what to do.

use std::path::PathBuf;

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error as Rustls, InvalidMessage};
use thiserror::Error;

use crate::mail::is_unsafe;

/// Most names of a certificate that a message lists.
const SHOWN_NAMES: usize = 8;

/// What is wrong with TLS. `Display` says which rule was broken and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The CA file.
    #[error("{}: {why}", file.display())]
    CaFile {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// The machine has no trust roots, and none were given.
    #[error(
        "this machine has no CA certificates to check servers by: {why}. Install them (package ca-certificates), or \
         give the server's with --ca-file."
    )]
    NoRoots {
        /// Why.
        why: String,
    },
    /// Neither a host name nor an IP address.
    #[error("{host:?} is neither a host name nor an IP address: no certificate can be checked against it")]
    Name {
        /// What was given as the server.
        host: String,
    },
    /// Its last day is over.
    #[error(
        "{host}: the server's certificate expired on {on}. Check this machine's clock; if it is right, the server's \
         administrator must renew the certificate."
    )]
    Expired {
        /// The server.
        host: String,
        /// The date, UTC.
        on: String,
    },
    /// Its first day is yet to come.
    #[error("{host}: the server's certificate is valid from {from} only. Check this machine's clock.")]
    NotYetValid {
        /// The server.
        host: String,
        /// The date, UTC.
        from: String,
    },
    /// It is for other names.
    #[error(
        "{host}: the server's certificate is for {}, not for {host}. Give the server by a name its certificate has.",
        list(names)
    )]
    WrongName {
        /// The server as it was given.
        host: String,
        /// The names in the certificate.
        names: Vec<String>,
    },
    /// No chain from it to a trusted root.
    #[error(
        "{host}: the server's certificate is signed by nobody this machine trusts (self-signed, or a private CA). If \
         you know it to be right, give it, or its CA's, with --ca-file."
    )]
    UnknownIssuer {
        /// The server.
        host: String,
    },
    /// Withdrawn by its issuer.
    #[error("{host}: the server's certificate has been revoked by its issuer. Send nothing; ask its administrator.")]
    Revoked {
        /// The server.
        host: String,
    },
    /// A signature in the chain or in the handshake is wrong.
    #[error(
        "{host}: a signature of the server's certificate is wrong: somebody changed it, or --ca-file holds an older \
         certificate under the same name."
    )]
    BadSignature {
        /// The server.
        host: String,
    },
    /// Another rule of certificates.
    #[error("{host}: the server's certificate is not acceptable: {why}.")]
    Certificate {
        /// The server.
        host: String,
        /// Why.
        why: String,
    },
    /// What came was no TLS.
    #[error("{host}: the server does not speak TLS here{}. {}", instead(said), not_tls_hint(*after_starttls))]
    NotTls {
        /// The server.
        host: String,
        /// What it said instead, if that was text.
        said: Option<String>,
        /// Whether it had agreed to STARTTLS.
        after_starttls: bool,
    },
    /// The two sides have no version or algorithm in common, or one broke the protocol.
    #[error("{host}: the TLS handshake failed: {why}.")]
    Handshake {
        /// The server.
        host: String,
        /// Why.
        why: String,
    },
}

/// What the server may lack.
const NEEDED: &str = "TLS 1.2 or 1.3 is needed";

impl TlsError {
    /// What rustls says, with what the server `said` instead of its handshake: see [`first_line`].
    pub(super) fn of(host: &str, error: &Rustls, said: Option<String>, after_starttls: bool) -> Self {
        let host = host.to_owned();
        match error {
            Rustls::InvalidCertificate(error) => Self::of_certificate(host, error),
            Rustls::InvalidMessage(
                InvalidMessage::InvalidContentType
                | InvalidMessage::UnknownProtocolVersion
                | InvalidMessage::MessageTooLarge
                | InvalidMessage::InvalidEmptyPayload,
            ) => Self::NotTls { host, said, after_starttls },
            Rustls::AlertReceived(AlertDescription::ProtocolVersion) => {
                Self::Handshake { host, why: format!("the server knows older versions only. {NEEDED}") }
            }
            Rustls::AlertReceived(AlertDescription::InternalError) => {
                let why = "the server has an error of its own (internal_error), as where it cannot read its key. Ask its administrator";
                Self::Handshake { host, why: why.to_owned() }
            }
            error => Self::Handshake { host, why: format!("{}. {NEEDED}", clean(&error.to_string())) },
        }
    }

    /// What rustls says, with the octets that the server sent first.
    pub(crate) fn of_handshake(host: &str, error: &Rustls, first: &[u8], after_starttls: bool) -> Self {
        Self::of(host, error, first_line(first).map(str::to_owned), after_starttls)
    }

    fn of_certificate(host: String, error: &CertificateError) -> Self {
        match error {
            CertificateError::ExpiredContext { not_after, .. } => Self::Expired { host, on: date(*not_after) },
            CertificateError::Expired => Self::Expired { host, on: "a day in the past".to_owned() },
            CertificateError::NotValidYetContext { not_before, .. } => {
                Self::NotYetValid { host, from: date(*not_before) }
            }
            CertificateError::NotValidYet => Self::NotYetValid { host, from: "a day in the future".to_owned() },
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::WrongName { host, names: presented.iter().map(|name| bare_name(name)).collect() }
            }
            CertificateError::NotValidForName => Self::WrongName { host, names: Vec::new() },
            CertificateError::UnknownIssuer => Self::UnknownIssuer { host },
            CertificateError::Other(_) if is_ca_as_end_entity(error) => Self::UnknownIssuer { host },
            CertificateError::Revoked => Self::Revoked { host },
            CertificateError::BadSignature => Self::BadSignature { host },
            error if is_of_old_version(error) => {
                let why = "it is of an old kind (X.509 version 1), of which nobody can tell what it is for. Its administrator can make \
                           a new one; on your own machine, --danger-accept-invalid-certs takes it";
                Self::Certificate { host, why: why.to_owned() }
            }
            error => Self::Certificate { host, why: clean(&error.to_string()) },
        }
    }
}

/// Whether a certificate was turned down for being a CA's: `openssl req -x509` makes self-signed ones that way.
///
/// The verifier's own error type is behind a trait object whose type is not public here; its text is its variant's name.
pub(super) fn is_ca_as_end_entity(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Other(other) if other.to_string() == "CaUsedAsEndEntity")
}

/// Whether it was turned down for being of another version than 3: the same.
pub(super) fn is_of_old_version(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Other(other) if other.to_string() == "UnsupportedCertVersion")
}

/// `DnsName("example.com")` and `IpAddress(127.0.0.1)` as the verifier lists them, without their wrapping.
fn bare_name(listed: &str) -> String {
    let inner = ["DnsName(", "IpAddress("]
        .iter()
        .find_map(|kind| listed.strip_prefix(kind)?.strip_suffix(')'))
        .unwrap_or(listed)
        .trim_matches('"');
    clean(inner)
}

fn list(names: &[String]) -> String {
    match names.split_at_checked(SHOWN_NAMES) {
        _ if names.is_empty() => "no name at all".to_owned(),
        Some((shown, rest)) if !rest.is_empty() => format!("{} and {} more", shown.join(", "), rest.len()),
        _ => names.join(", "),
    }
}

fn instead(said: &Option<String>) -> String {
    said.as_ref().map(|text| format!(": it said {text:?}")).unwrap_or_default()
}

fn not_tls_hint(after_starttls: bool) -> &'static str {
    if after_starttls {
        "It agreed to STARTTLS and then went on in the clear. Try --tls implicit on port 465."
    } else {
        "Try --tls starttls, the usual way on ports 587 and 25."
    }
}

/// The first line of what was sent, if it is text. A line without its end may hold half a secret, which nobody would
/// recognize as one: it is not told.
pub(super) fn first_line(first: &[u8]) -> Option<&str> {
    let end = first.iter().position(|octet| matches!(octet, b'\r' | b'\n'))?;
    let line = std::str::from_utf8(&first[..end]).ok()?;
    (!line.is_empty() && !line.contains(is_unsafe)).then_some(line)
}

fn date(time: UnixTime) -> String {
    i64::try_from(time.as_secs())
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map_or_else(|| "a day beyond the calendar".to_owned(), |time| time.strftime("%Y-%m-%d").to_string())
}

fn clean(text: &str) -> String {
    text.replace(|character: char| character.is_control(), "\u{fffd}")
}
