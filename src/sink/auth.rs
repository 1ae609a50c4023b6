//! AUTH mechanisms, the server's side, on raw octets: PLAIN (RFC 4616), LOGIN (draft-murchison-sasl-login),
//! CRAM-MD5 (RFC 2195). Base64 and the 334 loop are the caller's.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use smtp_proto::{AUTH_CRAM_MD5, AUTH_LOGIN, AUTH_PLAIN};

/// The mechanisms, as EHLO offers them.
pub(super) const OFFERED: &str = "AUTH PLAIN LOGIN CRAM-MD5";

/// The name and password to ask for.
#[derive(Clone, Copy)]
pub(super) struct Login<'a> {
    pub(super) name: &'a str,
    pub(super) password: &'a str,
}

/// Where an exchange stands; each waits for one response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exchange {
    /// PLAIN's only message.
    Plain,
    /// LOGIN's answer to `Username:`.
    LoginName,
    /// LOGIN's answer to `Password:`.
    LoginPassword {
        /// The name it gave before.
        name: Vec<u8>,
    },
    /// The digest of this challenge.
    CramMd5 {
        /// As it was sent, base64 aside.
        challenge: String,
    },
}

/// What follows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Send this challenge.
    Challenge(Vec<u8>, Exchange),
    /// It is over.
    Finished {
        /// The mechanism's name.
        mechanism: &'static str,
        /// The name the client gave.
        name: String,
        /// Whether name and password are right.
        accepted: bool,
    },
    /// The client breaks the mechanism's rules.
    Malformed(&'static str),
}

/// Begins an exchange; `challenge` is for CRAM-MD5. `None`: the mechanism is not one of ours.
pub(super) fn start(mechanism: u64, challenge: impl FnOnce() -> String) -> Option<Step> {
    match mechanism {
        AUTH_PLAIN => Some(Step::Challenge(Vec::new(), Exchange::Plain)),
        AUTH_LOGIN => Some(Step::Challenge(b"Username:".to_vec(), Exchange::LoginName)),
        AUTH_CRAM_MD5 => {
            let challenge = challenge();
            Some(Step::Challenge(challenge.clone().into_bytes(), Exchange::CramMd5 { challenge }))
        }
        _ => None,
    }
}

impl Exchange {
    /// Takes the client's response.
    pub(super) fn respond(self, response: &[u8], login: Login<'_>) -> Step {
        match self {
            Self::Plain => plain(response, login),
            Self::LoginName => Step::Challenge(b"Password:".to_vec(), Self::LoginPassword { name: response.to_vec() }),
            Self::LoginPassword { name } => {
                let accepted = name == login.name.as_bytes() && response == login.password.as_bytes();
                finished("LOGIN", &name, accepted)
            }
            Self::CramMd5 { challenge } => cram_md5(&challenge, response, login),
        }
    }
}

/// `[authzid] NUL authcid NUL passwd`; nobody may act for another.
fn plain(response: &[u8], login: Login<'_>) -> Step {
    let mut parts = response.split(|&octet| octet == 0);
    let (Some(acts_for), Some(name), Some(password), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Step::Malformed("PLAIN needs identity, NUL, name, NUL, password");
    };
    let accepted = (acts_for.is_empty() || acts_for == name)
        && name == login.name.as_bytes()
        && password == login.password.as_bytes();
    finished("PLAIN", name, accepted)
}

/// `name SP digest`, the digest in hexadecimal. The name may have spaces.
fn cram_md5(challenge: &str, response: &[u8], login: Login<'_>) -> Step {
    let Some(space) = response.iter().rposition(|&octet| octet == b' ') else {
        return Step::Malformed("CRAM-MD5 needs name, space, digest");
    };
    let (name, digest) = (&response[..space], &response[space + 1..]);
    let expected = Hmac::<Md5>::new_from_slice(login.password.as_bytes())
        .map(|mac| mac.chain_update(challenge.as_bytes()).finalize().into_bytes());
    let accepted = name == login.name.as_bytes()
        && expected.is_ok_and(|expected| digest.eq_ignore_ascii_case(hexadecimal(&expected).as_bytes()));
    finished("CRAM-MD5", name, accepted)
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn finished(mechanism: &'static str, name: &[u8], accepted: bool) -> Step {
    Step::Finished { mechanism, name: String::from_utf8_lossy(name).into_owned(), accepted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cram_md5_of_rfc_2195() {
        let login = Login { name: "tim", password: "tanstaaftanstaaf" };
        let challenge = "<1896.697170952@postoffice.reston.mci.net>".to_owned();
        let step = |response: &[u8]| Exchange::CramMd5 { challenge: challenge.clone() }.respond(response, login);
        assert_eq!(step(b"tim b913a602c7eda7a495b4e6e7334d3890"), finished("CRAM-MD5", b"tim", true));
        assert_eq!(step(b"tim b913a602c7eda7a495b4e6e7334d3891"), finished("CRAM-MD5", b"tim", false));
        assert!(matches!(step(b"tim"), Step::Malformed(_)));
    }
}
