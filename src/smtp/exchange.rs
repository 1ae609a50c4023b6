//! The AUTH command and its challenges (RFC 4954 §4): base64 and the 334 loop around a mechanism.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::auth::{Credentials, Mechanism, Secret};
use super::{Outbox, Phase, ProtocolError, Reply};

/// Servers forget the padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Longest command line in octets, CRLF included (RFC 5321 §4.5.3.1.4); a longer initial response goes out after the
/// first challenge (RFC 4954 §4).
const MAX_COMMAND: usize = 512;

/// Most challenges of one login; no mechanism has more than three.
const MAX_CHALLENGES: usize = 10;

/// What stands in a transcript for a line that a secret is in.
const STARS: &str = "***";

/// One login. It is never tried a second time: accounts get locked.
#[derive(Debug)]
pub(super) struct Exchange {
    mechanism: Box<dyn Mechanism>,
    credentials: Credentials,
    /// The initial response, if it did not fit into the command.
    held_back: Option<Vec<u8>>,
    challenges: usize,
    /// The responses as they went out: the server's texts must not repeat them.
    sent: Vec<Secret>,
    /// Why the exchange has been cancelled; the reply to that is still to come.
    cancelled: Option<String>,
}

impl Exchange {
    /// Says AUTH.
    pub(super) fn begin(mechanism: Box<dyn Mechanism>, credentials: Credentials, out: &mut Outbox) -> Self {
        let initial = mechanism.initial_response();
        let name = mechanism.name();
        let sent = Vec::new();
        let mut exchange = Self { mechanism, credentials, held_back: None, challenges: 0, sent, cancelled: None };
        let Some(initial) = initial else {
            out.command(&format!("AUTH {name}"));
            return exchange;
        };
        let encoded = STANDARD.encode(&initial);
        let line = format!("AUTH {name} {encoded}");
        if line.len() + 2 > MAX_COMMAND {
            out.command(&format!("AUTH {name}"));
            exchange.held_back = Some(initial);
        } else {
            out.secret(line.as_bytes(), &format!("AUTH {name} {STARS}"));
            exchange.sent.push(Secret::new(encoded));
        }
        exchange
    }

    /// The mechanism's name.
    pub(super) fn mechanism(&self) -> &'static str {
        self.mechanism.name()
    }

    /// Whether the server has said nothing yet, so that its reply is to the mechanism as such.
    pub(super) fn is_new(&self) -> bool {
        self.challenges == 0
    }

    /// Takes a reply; `true` = logged in, `false` = another reply is to come.
    pub(super) fn take(&mut self, reply: Reply, out: &mut Outbox) -> Result<bool, ProtocolError> {
        if let Some(why) = self.cancelled.take() {
            return Err(ProtocolError::BadChallenge { why });
        }
        if reply.code == 421 {
            return Err(ProtocolError::Refused { phase: Phase::Auth, reply: self.redacted(reply) });
        }
        match reply.code {
            334 => {
                self.challenge(&reply, out);
                Ok(false)
            }
            // RFC 4954 §6 has 235; smtp-sink, for one, says 250.
            200..=299 => match self.mechanism.finish(&reply.words()) {
                Ok(()) => Ok(true),
                Err(error) => Err(ProtocolError::BadChallenge { why: error.to_string() }),
            },
            300..=399 => Err(ProtocolError::Unexpected { phase: Phase::Auth, reply: self.redacted(reply) }),
            _ => {
                let mut reply = reply;
                if let Some(failure) = self.mechanism.failure().filter(|text| !text.is_empty()) {
                    reply.text = [&reply.text, "\n", failure].concat().into();
                }
                Err(ProtocolError::LoginRefused { reply: self.redacted(reply) })
            }
        }
    }

    /// Answers a challenge, or cancels the exchange.
    fn challenge(&mut self, reply: &Reply, out: &mut Outbox) {
        match self.answer(&reply.words()) {
            Ok(response) if response.is_empty() => out.command(""),
            Ok(response) => {
                let encoded = STANDARD.encode(response);
                out.secret(encoded.as_bytes(), STARS);
                self.sent.push(Secret::new(encoded));
            }
            Err(why) => {
                out.command("*");
                self.cancelled = Some(why);
            }
        }
    }

    fn answer(&mut self, text: &str) -> Result<Vec<u8>, String> {
        self.challenges += 1;
        if self.challenges > MAX_CHALLENGES {
            return Err(format!("the server sent more than {MAX_CHALLENGES} challenges"));
        }
        // This one only says "go on"; some servers say it in words.
        if let Some(initial) = self.held_back.take() {
            return Ok(initial);
        }
        let text = text.trim();
        let challenge = match LENIENT.decode(text) {
            Ok(challenge) => challenge,
            Err(_) if self.mechanism.takes_plain_text() => text.as_bytes().to_vec(),
            Err(_) => return Err(format!("a challenge of {} is not base64", self.mechanism.name())),
        };
        self.mechanism.respond(&challenge).map_err(|error| error.to_string())
    }

    /// The reply without anything that has been sent as a secret. What is shorter than a proof or a token is left to
    /// [`Credentials::redact`]: "AQ==" is a response of OAUTHBEARER, and "AQ" is in "FAQ".
    fn redacted(&self, mut reply: Reply) -> Reply {
        for sent in self.sent.iter().map(Secret::expose).filter(|sent| sent.len() >= 8) {
            reply.text = reply.text.replace(sent, STARS).replace(sent.trim_end_matches('='), STARS).into();
        }
        reply.text = self.credentials.redact(&reply.text).into();
        reply
    }
}
