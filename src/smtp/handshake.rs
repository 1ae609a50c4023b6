//! From the greeting to a session that is ready for mail: EHLO or HELO, STARTTLS, EHLO again, AUTH.

use std::mem;

use super::auth::{Choice, Credentials, Situation, select};
use super::capabilities::muddles_contents;
use super::exchange::Exchange;
use super::{Capabilities, Dialog, Outbox, Phase, ProtocolError, Reply, Step};

/// How the connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// TLS from the first octet (RFC 8314 §3.3).
    Implicit,
    /// STARTTLS, required (RFC 3207).
    StartTls,
    /// No TLS, although STARTTLS may be offered.
    None,
}

/// What a handshake needs to know.
#[derive(Debug, Clone)]
pub struct HandshakeOptions {
    /// The client's name in EHLO: a domain or an address literal.
    pub client_name: String,
    /// The server's host name as the user gave it (OAUTHBEARER sends it, RFC 7628 §3.1).
    pub host: String,
    /// The server's port (likewise).
    pub port: u16,
    /// How the connection is secured.
    pub tls: TlsMode,
    /// The login; `None` = no AUTH.
    pub credentials: Option<Credentials>,
    /// Which mechanism.
    pub mechanism: Choice,
    /// Whether a mechanism that shows the password may be used without TLS: the peer is loopback, or the user said so.
    pub plaintext_auth: bool,
    /// Random octets for SCRAM's client nonce, printable: the caller draws them (RFC 5802 §5.1).
    pub nonce: String,
}

/// The handshake. Its output is what the server offers, as of the last EHLO.
#[derive(Debug)]
pub struct Handshake {
    options: HandshakeOptions,
    /// Whether TLS is active.
    secure: bool,
    /// See [`Capabilities::muddles_contents`].
    muddles_contents: bool,
    state: State,
}

/// What the next step takes. Each but `Start` and `TlsHandshake` takes a reply.
#[derive(Debug)]
enum State {
    Start,
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    TlsHandshake,
    Auth { exchange: Exchange, capabilities: Capabilities },
    Over,
}

type Next = Result<Step<Capabilities>, ProtocolError>;

impl Handshake {
    /// Before the greeting has been read.
    #[must_use]
    pub fn new(options: HandshakeOptions) -> Self {
        let secure = options.tls == TlsMode::Implicit;
        Self { options, secure, muddles_contents: false, state: State::Start }
    }

    fn greeting(&mut self, reply: Reply, out: &mut Outbox) -> Next {
        if reply.code != 220 {
            return refused(Phase::Greeting, reply);
        }
        self.muddles_contents = muddles_contents(&reply);
        Ok(self.say_ehlo(out))
    }

    fn say_ehlo(&mut self, out: &mut Outbox) -> Step<Capabilities> {
        out.command(&format!("EHLO {}", self.options.client_name));
        self.state = State::Ehlo;
        Step::AwaitReply(Phase::Ehlo)
    }

    fn ehlo(&mut self, reply: Reply, out: &mut Outbox) -> Next {
        let needs_starttls = self.options.tls == TlsMode::StartTls && !self.secure;
        if reply.code == 250 {
            let muddles_contents = self.muddles_contents;
            let capabilities = Capabilities { muddles_contents, ..Capabilities::parse(&reply) };
            return match (needs_starttls, capabilities.starttls) {
                (false, _) => self.greeted(capabilities, out),
                (true, false) => Err(ProtocolError::NoStartTls),
                (true, true) => {
                    out.command("STARTTLS");
                    self.state = State::StartTls;
                    Ok(Step::AwaitReply(Phase::StartTls))
                }
            };
        }
        // RFC 5321 §3.2: a server of before 1995 does not know the command. Any other refusal is of this client, who would be
        // refused with HELO, too, or would then miss what only EHLO offers.
        if !(500..=504).contains(&reply.code) {
            return refused(Phase::Ehlo, reply);
        }
        match self.options.tls {
            // No ESMTP, so no STARTTLS.
            TlsMode::StartTls if needs_starttls => Err(ProtocolError::NoStartTls),
            TlsMode::StartTls => refused(Phase::Ehlo, reply),
            TlsMode::Implicit | TlsMode::None => {
                out.command(&format!("HELO {}", self.options.client_name));
                self.state = State::Helo;
                Ok(Step::AwaitReply(Phase::Helo))
            }
        }
    }

    fn helo(&mut self, reply: Reply, out: &mut Outbox) -> Next {
        if reply.code == 250 { self.greeted(Capabilities::default(), out) } else { refused(Phase::Helo, reply) }
    }

    fn start_tls(&mut self, reply: Reply) -> Next {
        if reply.code != 220 {
            return refused(Phase::StartTls, reply);
        }
        self.state = State::TlsHandshake;
        Ok(Step::StartTls)
    }

    /// The server is known as well as it will be: log in, or be done.
    fn greeted(&mut self, capabilities: Capabilities, out: &mut Outbox) -> Next {
        let options = &self.options;
        let Some(credentials) = &options.credentials else { return Ok(Step::Done(capabilities)) };
        let situation = Situation {
            capabilities: &capabilities,
            may_show_secret: self.secure || options.plaintext_auth,
            host: &options.host,
            port: options.port,
            nonce: &options.nonce,
        };
        let mechanism =
            select(options.mechanism, credentials, &situation).map_err(|why| ProtocolError::NoAuth { why })?;
        let exchange = Exchange::begin(mechanism, credentials.clone(), out);
        self.state = State::Auth { exchange, capabilities };
        Ok(Step::AwaitReply(Phase::Auth))
    }

    fn auth(&mut self, mut exchange: Exchange, mut capabilities: Capabilities, reply: Reply, out: &mut Outbox) -> Next {
        // It does not know a mechanism that it offers (RFC 4954 §4): that judges no login, and another one may do.
        let is_unknown = reply.code == 504 && exchange.is_new() && self.options.mechanism == Choice::Auto;
        match exchange.take(reply, out) {
            Ok(true) => Ok(Step::Done(capabilities)),
            Ok(false) => {
                self.state = State::Auth { exchange, capabilities };
                Ok(Step::AwaitReply(Phase::Auth))
            }
            Err(error) if is_unknown => {
                capabilities.auth.retain(|name| name != exchange.mechanism());
                self.greeted(capabilities, out).map_err(|_| error)
            }
            Err(error) => Err(error),
        }
    }
}

impl Dialog for Handshake {
    type Output = Capabilities;

    fn step(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Next {
        // A step that fails leaves it at that: nothing goes on after an error.
        match (mem::replace(&mut self.state, State::Over), reply) {
            (State::Start, None) => {
                check_name(&self.options.client_name)?;
                self.state = State::Greeting;
                Ok(Step::AwaitReply(Phase::Greeting))
            }
            (State::Greeting, Some(reply)) => self.greeting(reply, out),
            (State::Ehlo, Some(reply)) => self.ehlo(reply, out),
            (State::Helo, Some(reply)) => self.helo(reply, out),
            (State::StartTls, Some(reply)) => self.start_tls(reply),
            (State::TlsHandshake, None) => {
                self.secure = true;
                Ok(self.say_ehlo(out))
            }
            (State::Auth { exchange, capabilities }, Some(reply)) => self.auth(exchange, capabilities, reply, out),
            _ => Err(ProtocolError::OutOfTurn),
        }
    }
}

fn refused(phase: Phase, reply: Reply) -> Next {
    Err(ProtocolError::Refused { phase, reply })
}

/// The name goes into a command as it is: no blanks, no controls, and no longer than a domain (RFC 5321 §4.5.3.1.2).
fn check_name(name: &str) -> Result<(), ProtocolError> {
    if (1..=255).contains(&name.len()) && name.bytes().all(|octet| octet.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(ProtocolError::ClientName { name: name.to_owned() })
    }
}
