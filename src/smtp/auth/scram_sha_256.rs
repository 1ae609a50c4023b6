//! SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding: each side proves that it knows the password, and
//! neither shows it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use pbkdf2::pbkdf2_hmac;
use sha2::{Digest as _, Sha256};
use stringprep::saslprep;

use super::{BadMechanism, Credentials, Mechanism, Secret};

/// The GS2 header: no channel binding, no authorization identity (RFC 5802 §7).
const GS2_HEADER: &str = "n,,";

/// Fewest iterations a server may ask for (RFC 7677 §4): with less, the proof gives the password away cheaply.
const MIN_ITERATIONS: u32 = 4_096;

/// Most iterations: more would be an attack on this side's time.
const MAX_ITERATIONS: u32 = 1_000_000;

type Key = [u8; 32];

/// SCRAM-SHA-256.
#[derive(Debug)]
pub struct ScramSha256 {
    password: Secret,
    nonce: String,
    client_first_bare: String,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    ServerFirst,
    ServerFinal { signature: Key },
    Verified,
}

impl ScramSha256 {
    /// A login by SCRAM-SHA-256 with this nonce: printable ASCII without commas (RFC 5802 §5.1).
    ///
    /// # Errors
    /// The nonce is none, or user name or password hold what SASLprep prohibits (RFC 4013).
    pub fn new(credentials: &Credentials, nonce: &str) -> Result<Self, BadMechanism> {
        if nonce.is_empty() || !nonce.bytes().all(|octet| matches!(octet, 0x21..=0x7e) && octet != b',') {
            return Err(BadMechanism::new("the client's nonce is not printable"));
        }
        let prepared = |what: &str, text| {
            saslprep(text).map_err(|_| BadMechanism::new(format!("the {what} holds characters that SCRAM prohibits")))
        };
        let user = prepared("user name", &credentials.user)?.replace('=', "=3D").replace(',', "=2C");
        let password = prepared("password", credentials.secret.expose())?.into_owned();
        Ok(Self {
            password: Secret::new(password),
            nonce: nonce.to_owned(),
            client_first_bare: format!("n={user},r={nonce}"),
            stage: Stage::ServerFirst,
        })
    }

    fn client_final(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        let server_first = text(challenge)?;
        let ServerFirst { nonce, salt, iterations } = ServerFirst::parse(server_first)?;
        if nonce.len() <= self.nonce.len() || !nonce.starts_with(&self.nonce) {
            return Err(BadMechanism::new("the server's SCRAM nonce does not continue the client's"));
        }
        let mut salted_password = Key::default();
        pbkdf2_hmac::<Sha256>(self.password.expose().as_bytes(), &salt, iterations, &mut salted_password);
        let client_key = sign(&salted_password, b"Client Key");
        let stored_key: Key = Sha256::digest(client_key).into();
        let without_proof = format!("c={},r={nonce}", STANDARD.encode(GS2_HEADER));
        let auth_message = format!("{},{server_first},{without_proof}", self.client_first_bare);
        let mut proof = sign(&stored_key, auth_message.as_bytes());
        proof.iter_mut().zip(client_key).for_each(|(octet, key)| *octet ^= key);
        let server_key = sign(&salted_password, b"Server Key");
        self.stage = Stage::ServerFinal { signature: sign(&server_key, auth_message.as_bytes()) };
        Ok(format!("{without_proof},p={}", STANDARD.encode(proof)).into_bytes())
    }

    fn verify(&mut self, server_final: &[u8], signature: Key) -> Result<(), BadMechanism> {
        let first = text(server_final)?.split(',').next().unwrap_or_default();
        if let Some(error) = first.strip_prefix("e=") {
            // Only the names of RFC 5802 §7 are repeated; anything else may be an echo.
            let named = SERVER_ERRORS.into_iter().find(|&known| known == error).unwrap_or("other-error");
            return Err(BadMechanism::new(format!("the server ends SCRAM with the error {named}")));
        }
        let given = first.strip_prefix("v=").and_then(|value| STANDARD.decode(value).ok());
        if given.as_deref() != Some(&signature) {
            return Err(BadMechanism::new(
                "the server's SCRAM signature is wrong: it does not know the password, so it is not the server it says",
            ));
        }
        self.stage = Stage::Verified;
        Ok(())
    }
}

impl Mechanism for ScramSha256 {
    fn name(&self) -> &'static str {
        "SCRAM-SHA-256"
    }

    fn initial_response(&self) -> Option<Vec<u8>> {
        Some(format!("{GS2_HEADER}{}", self.client_first_bare).into_bytes())
    }

    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        match self.stage {
            Stage::ServerFirst => self.client_final(challenge),
            Stage::ServerFinal { signature } => self.verify(challenge, signature).map(|()| Vec::new()),
            Stage::Verified => Err(BadMechanism::extra_challenge(self.name())),
        }
    }

    /// RFC 4954 §4 has the server's last message in a challenge; some servers put it into the text of the 235.
    fn finish(&mut self, text: &str) -> Result<(), BadMechanism> {
        match self.stage {
            Stage::Verified => Ok(()),
            Stage::ServerFinal { signature } => {
                let mut words = text.split_ascii_whitespace().filter_map(|word| STANDARD.decode(word).ok());
                match words.find(|message| message.starts_with(b"v=")) {
                    Some(message) => self.verify(&message, signature),
                    None => Err(BadMechanism::new("the server has sent no SCRAM signature")),
                }
            }
            Stage::ServerFirst => Err(BadMechanism::new("the server has ended SCRAM before its time")),
        }
    }
}

/// RFC 5802 §7, `server-error-value`.
const SERVER_ERRORS: [&str; 11] = [
    "invalid-encoding",
    "extensions-not-supported",
    "invalid-proof",
    "channel-bindings-dont-match",
    "server-does-support-channel-binding",
    "channel-binding-not-supported",
    "unsupported-channel-binding-type",
    "unknown-user",
    "invalid-username-encoding",
    "no-resources",
    "other-error",
];

struct ServerFirst<'a> {
    nonce: &'a str,
    salt: Vec<u8>,
    iterations: u32,
}

impl<'a> ServerFirst<'a> {
    /// `r=…,s=…,i=…`, extensions behind it ignored; `m=` before it is one that must not be (RFC 5802 §5.1).
    fn parse(message: &'a str) -> Result<Self, BadMechanism> {
        if message.starts_with("e=") {
            return Err(BadMechanism::new("the server ends SCRAM with an error"));
        }
        let mut attributes = message.split(',');
        let mut attribute = |name: &str| attributes.next().and_then(|text| text.strip_prefix(name));
        let (Some(nonce), Some(salt), Some(iterations)) = (attribute("r="), attribute("s="), attribute("i=")) else {
            return Err(BadMechanism::new("the server's SCRAM message is malformed"));
        };
        let salt = STANDARD.decode(salt).ok().filter(|salt| !salt.is_empty());
        let salt = salt.ok_or_else(|| BadMechanism::new("the server's SCRAM salt is malformed"))?;
        let iterations = iterations.parse().ok().filter(|count| (MIN_ITERATIONS..=MAX_ITERATIONS).contains(count));
        let iterations = iterations.ok_or_else(|| {
            BadMechanism::new(format!("the server's SCRAM iterations are not in {MIN_ITERATIONS} to {MAX_ITERATIONS}"))
        })?;
        Ok(Self { nonce, salt, iterations })
    }
}

fn text(octets: &[u8]) -> Result<&str, BadMechanism> {
    std::str::from_utf8(octets).map_err(|_| BadMechanism::new("the server's SCRAM message is not UTF-8"))
}

fn sign(key: &Key, message: &[u8]) -> Key {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
