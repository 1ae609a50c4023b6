//! The server's part of AUTH. It believes every client; only SCRAM is done in earnest, or wrongly on purpose.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

pub(crate) const USER: &str = "tester@client.test";
pub(crate) const PASSWORD: &str = "Tr0ub4dor&3/hush";

/// The initial response of PLAIN: what a careless server may repeat.
pub(crate) fn plain_response() -> String {
    STANDARD.encode(format!("\0{USER}\0{PASSWORD}"))
}

/// One login.
pub(crate) struct Login {
    mechanism: String,
    scram: String,
    /// The client's lines, decoded.
    said: Vec<String>,
}

impl Login {
    /// After `AUTH ARGUMENT`.
    pub(crate) fn new(scram: &str, argument: &str) -> Self {
        let (mechanism, initial) = argument.split_once(' ').unwrap_or((argument, ""));
        let mut login = Self { mechanism: mechanism.to_owned(), scram: scram.to_owned(), said: Vec::new() };
        if !initial.is_empty() {
            login.take(initial);
        }
        login
    }

    pub(crate) fn take(&mut self, line: &str) {
        let decoded = STANDARD.decode(line).unwrap_or_default();
        self.said.push(String::from_utf8_lossy(&decoded).into_owned());
    }

    /// What a server says after what it has heard.
    pub(crate) fn reply(&self) -> String {
        let challenge = |text: String| format!("334 {}", STANDARD.encode(text));
        match (self.mechanism.as_str(), self.said.len()) {
            ("LOGIN", 0) => challenge("Username:".to_owned()),
            ("LOGIN", 1) => challenge("Password:".to_owned()),
            ("PLAIN", 0) => "334 ".to_owned(),
            ("CRAM-MD5", 0) => challenge("<1@mx.test>".to_owned()),
            ("SCRAM-SHA-256", 1) => challenge(self.scram_first()),
            ("SCRAM-SHA-256", 2) if self.scram == "missing" => "235 welcome".to_owned(),
            ("SCRAM-SHA-256", 2) => challenge(self.scram_final()),
            _ => "235 2.7.0 welcome".to_owned(),
        }
    }

    fn scram_first(&self) -> String {
        let nonce = self.said[0].split(",r=").nth(1).unwrap_or_default();
        let (nonce, iterations) = match self.scram.as_str() {
            "nonce" => (format!("x{nonce}"), "4096"),
            "iterations" => (format!("{nonce}x"), "2000000000"),
            "few" => (format!("{nonce}x"), "1"),
            _ => (format!("{nonce}x"), "4096"),
        };
        format!("r={nonce},s={},i={iterations}", STANDARD.encode("salt"))
    }

    fn scram_final(&self) -> String {
        if self.scram == "signature" {
            return format!("v={}", STANDARD.encode([0; 32]));
        }
        let bare = self.said[0].trim_start_matches("n,,");
        let without_proof = self.said[1].split(",p=").next().unwrap_or_default();
        let message = format!("{bare},{},{without_proof}", self.scram_first());
        let mut salted = [0; 32];
        pbkdf2::pbkdf2_hmac::<Sha256>(PASSWORD.as_bytes(), b"salt", 4096, &mut salted);
        let signature = sign(&sign(&salted, b"Server Key"), message.as_bytes());
        format!("v={}", STANDARD.encode(signature))
    }
}

fn sign(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
