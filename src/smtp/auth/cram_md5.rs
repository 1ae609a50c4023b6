//! CRAM-MD5 (RFC 2195): the challenge, keyed with the password.

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;

use super::{BadMechanism, Credentials, Mechanism};

/// CRAM-MD5.
#[derive(Debug)]
pub struct CramMd5 {
    credentials: Credentials,
    responded: bool,
}

impl CramMd5 {
    /// A login by CRAM-MD5.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, responded: false }
    }
}

impl Mechanism for CramMd5 {
    fn name(&self) -> &'static str {
        "CRAM-MD5"
    }

    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        if std::mem::replace(&mut self.responded, true) {
            return Err(BadMechanism::extra_challenge(self.name()));
        }
        let key = self.credentials.secret.expose().as_bytes();
        let mut mac = Hmac::<Md5>::new_from_slice(key).map_err(|error| BadMechanism::new(error.to_string()))?;
        mac.update(challenge);
        let mut response = self.credentials.user.clone();
        response.push(' ');
        for octet in mac.finalize().into_bytes() {
            response.push_str(&format!("{octet:02x}"));
        }
        Ok(response.into_bytes())
    }
}
