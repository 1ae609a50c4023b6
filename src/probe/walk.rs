//! From the server's name to RSET: each step is told as it is done, and the first that fails is the last.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use super::certificate::Certificate;
use super::reach;
use super::step::{Mark, Step};
use super::wire::Wire;
use crate::delivery::{explain_error, unix_now};
use crate::mail::Address;
use crate::net::{Server, SessionError, Tls, TlsError, TlsOptions};
use crate::smtp::{Capabilities, Dialog, Handshake, Phase, ProtocolError, Quit, Reply, Step as Next, TlsMode};

/// A certificate that has fewer days left is told of.
const SOON: i64 = 14;

/// How far the walk has come.
#[derive(Debug, Default)]
pub struct Walked {
    /// What the server offers, as of the last EHLO.
    pub capabilities: Option<Capabilities>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Every step was good.
    pub is_ready: bool,
    /// The login was refused, and not only for now.
    pub login_refused: bool,
}

/// Walks; `tell` is given each step. `address` is whom a mail would be from and to: nothing is sent to anybody.
pub fn walk(server: &Server, address: Option<&Address>, tell: &mut dyn FnMut(Step)) -> Walked {
    let mut walk = Walk { server, tell, walked: Walked::default() };
    walk.walked.is_ready = walk.all(address).is_some();
    walk.walked
}

/// `None` from any of its functions: a step has failed and been told.
struct Walk<'a> {
    server: &'a Server,
    tell: &'a mut dyn FnMut(Step),
    walked: Walked,
}

impl Walk<'_> {
    fn all(&mut self, address: Option<&Address>) -> Option<()> {
        let (step, addresses) = reach::resolve(self.server);
        step.into_iter().for_each(&mut *self.tell);
        let addresses = addresses?;
        self.walked.addresses = addresses.iter().map(SocketAddr::ip).collect();
        let (step, connected) = reach::connect(self.server, &addresses);
        (self.tell)(step);
        let (tcp, peer) = connected?;
        let mut wire = Wire::new(tcp, self.server.credentials.as_ref());
        let opened = self.open(&mut wire, peer);
        if let Err(error) = opened {
            self.failed(&error, peer);
            return None;
        }
        let asked = self.ask_for_mail(&mut wire, address);
        let _ = drive(&mut wire, &mut Quit::default(), self.server, &mut |_, _, _| {});
        asked
    }

    /// TLS, greeting, EHLO, STARTTLS, login, in the order that the mode has them.
    fn open(&mut self, wire: &mut Wire, peer: SocketAddr) -> Result<(), SessionError> {
        let local = || wire.local_addr();
        let options =
            self.server.handshake(local, peer).map_err(|source| SessionError::Io { phase: Phase::Connect, source })?;
        if self.server.tls_mode == TlsMode::Implicit {
            self.tls(wire, false)?;
        }
        let mut handshake = Handshake::new(options);
        let (mut secure, mut login) = (self.server.tls_mode != TlsMode::StartTls, Login::default());
        let server = self.server;
        loop {
            let (tell, walked) = (&mut *self.tell, &mut self.walked);
            let mut note = |phase, reply: &Reply, took| match phase {
                Phase::Greeting if reply.code == 220 => {
                    tell(Step::new("greeting", Mark::Good, reply.to_string()).took(took));
                }
                Phase::Ehlo if reply.code == 250 && secure => {
                    let found = Capabilities::parse(reply);
                    tell(offers(&found, reply).took(took));
                    walked.capabilities = Some(found);
                }
                Phase::Helo if reply.code == 250 => {
                    tell(Step::new("ehlo", Mark::Odd, "the server knows only HELO: no extensions at all").took(took));
                    walked.capabilities = Some(Capabilities::default());
                }
                Phase::Auth => login.took += took,
                _ => {}
            };
            match drive_noting(wire, &mut handshake, server, &mut note, &mut login.mechanism)? {
                Progress::StartTls => {
                    self.tls(wire, true)?;
                    secure = true;
                }
                Progress::Done => break,
            }
        }
        match &server.credentials {
            Some(credentials) => {
                let text = format!("logged in as {} ({})", credentials.user, login.mechanism);
                (self.tell)(Step::new("login", Mark::Good, text).took(login.took).with("mechanism", login.mechanism));
            }
            None => (self.tell)(Step::new("login", Mark::Open, "no login was given (-u NAME)")),
        }
        Ok(())
    }

    fn tls(&mut self, wire: &mut Wire, after_starttls: bool) -> Result<(), SessionError> {
        let began = Instant::now();
        wire.start_tls(self.server, after_starttls)?;
        let took = began.elapsed();
        let Some(tls) = wire.tls() else { return Ok(()) };
        let version = match tls.protocol_version() {
            Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        };
        let step = match certificate(wire) {
            Some(certificate) => {
                let days = certificate.days_left(unix_now());
                let text = format!(
                    "{version}; certificate for {} by {}, {}",
                    certificate.names(),
                    certificate.issuer,
                    left(&certificate)
                );
                let mark = if days < SOON { Mark::Odd } else { Mark::Good };
                let step = Step::new("tls", mark, text).took(took).with("version", version);
                let step = describe(step, &certificate);
                if mark == Mark::Odd {
                    step.advise("Its administrator should renew the certificate soon.")
                } else {
                    step
                }
            }
            None => Step::new("tls", Mark::Good, version).took(took).with("version", version),
        };
        (self.tell)(step);
        Ok(())
    }

    /// MAIL, RCPT, RSET: would it take a mail from oneself to oneself?
    fn ask_for_mail(&mut self, wire: &mut Wire, address: Option<&Address>) -> Option<()> {
        let Some(address) = address else {
            (self.tell)(Step::new("mail", Mark::Open, "no address to ask with: give --from you@example.com"));
            return Some(());
        };
        let offers_utf8 = self.walked.capabilities.as_ref().is_some_and(|found| found.smtputf8);
        if address.needs_smtputf8() && !offers_utf8 {
            let text = format!("{address} needs SMTPUTF8, which the server does not offer");
            (self.tell)(Step::new("mail", Mark::Bad, text).advise("Use an address of ASCII letters as From."));
            return None;
        }
        let utf8 = if address.needs_smtputf8() { " SMTPUTF8" } else { "" };
        let began = Instant::now();
        let commands = [
            (Phase::Mail, format!("MAIL FROM:<{address}>{utf8}")),
            (Phase::Rcpt, format!("RCPT TO:<{address}>")),
            (Phase::Rset, "RSET".to_owned()),
        ];
        for (phase, command) in commands {
            wire.outbox.command(&command);
            let error = match wire.ask(phase, self.server) {
                Ok(reply) if reply.is_positive() => continue,
                // Whatever a server has against RSET, it has taken the rest.
                Ok(_) if phase == Phase::Rset => continue,
                Ok(reply) => format!("the server answered {}: {reply}", phase.words()),
                Err(error) => error.to_string(),
            };
            let advice = mail_advice(phase, address, self.server);
            (self.tell)(Step::new("mail", Mark::Bad, error).took(began.elapsed()).advise(advice));
            return None;
        }
        let text = format!("takes mail from and to {address} (asked, and nothing sent)");
        (self.tell)(Step::new("mail", Mark::Good, text).took(began.elapsed()));
        Some(())
    }

    fn failed(&mut self, error: &SessionError, peer: SocketAddr) {
        let refusal = match error {
            SessionError::Protocol(ProtocolError::LoginRefused { reply }) => Some(reply),
            _ => None,
        };
        self.walked.login_refused = refusal.is_some_and(|reply| !reply.is_transient());
        let name = match error {
            SessionError::Protocol(ProtocolError::NoAuth { .. } | ProtocolError::BadChallenge { .. }) => "login",
            SessionError::Protocol(ProtocolError::NoStartTls) => "tls",
            error => match error.phase() {
                Some(Phase::Tls | Phase::StartTls) => "tls",
                Some(Phase::Greeting) => "greeting",
                Some(Phase::Auth) => "login",
                Some(Phase::Connect) => "tcp",
                _ => "ehlo",
            },
        };
        let mut step = Step::new(name, Mark::Bad, error.to_string());
        if refusal.is_some() {
            let explanation = explain_error(error, Some(&self.server.host));
            step = step.explained(explanation).with("refused", self.walked.login_refused);
        }
        // Whose certificate was it? Nothing but TLS is spoken to find out.
        if let SessionError::Tls(error) = error
            && is_about_certificate(error)
            && let Some(certificate) = look_at_certificate(self.server, peer)
        {
            let names = certificate.names();
            step = step.and(format!("the certificate is for {names}")).and(format!(
                "subject {}, issuer {}, {}",
                certificate.subject,
                certificate.issuer,
                left(&certificate)
            ));
            step = describe(step, &certificate);
        }
        (self.tell)(step);
    }
}

#[derive(Default)]
struct Login {
    took: Duration,
    mechanism: String,
}

enum Progress {
    StartTls,
    Done,
}

type Note<'a> = dyn FnMut(Phase, &Reply, Duration) + 'a;

/// Drives a dialog to its end, or to where TLS begins.
fn drive<D: Dialog>(
    wire: &mut Wire,
    dialog: &mut D,
    server: &Server,
    note: &mut Note<'_>,
) -> Result<Progress, SessionError> {
    drive_noting(wire, dialog, server, note, &mut String::new())
}

/// As [`drive`]; the mechanism of an AUTH command is noted.
fn drive_noting<D: Dialog>(
    wire: &mut Wire,
    dialog: &mut D,
    server: &Server,
    note: &mut Note<'_>,
    mechanism: &mut String,
) -> Result<Progress, SessionError> {
    let mut reply = None;
    loop {
        match dialog.step(reply.take(), &mut wire.outbox)? {
            Next::AwaitReply(phase) => {
                if let Some(name) = mechanism_of(wire.outbox.octets()) {
                    *mechanism = name;
                }
                let began = Instant::now();
                let answer = wire.ask(phase, server)?;
                note(phase, &answer, began.elapsed());
                reply = Some(answer);
            }
            Next::StartTls => return Ok(Progress::StartTls),
            Next::Done(_) => return Ok(Progress::Done),
            Next::Flush(_) | Next::Idle(_) => return Err(ProtocolError::OutOfTurn.into()),
        }
    }
}

/// `AUTH PLAIN …`: the second word, and never the third.
fn mechanism_of(octets: &[u8]) -> Option<String> {
    let rest = octets.strip_prefix(b"AUTH ")?;
    let end = rest.iter().position(|octet| !(octet.is_ascii_alphanumeric() || *octet == b'-'))?;
    Some(String::from_utf8_lossy(&rest[..end]).into_owned())
}

fn offers(found: &Capabilities, reply: &Reply) -> Step {
    let keywords: Vec<String> = reply
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next().map(str::to_ascii_uppercase))
        .filter(|keyword| !keyword.starts_with("AUTH="))
        .collect();
    let list = if keywords.is_empty() { "no extensions".to_owned() } else { keywords.join(", ") };
    let mut step = Step::new("ehlo", Mark::Good, format!("offers {list}"));
    if !found.auth.is_empty() {
        step = step.and(format!("AUTH by {}", found.auth.join(", ")));
    }
    step.with("extensions", keywords).with("auth", found.auth.clone()).with("size", found.size)
}

fn mail_advice(phase: Phase, address: &Address, server: &Server) -> String {
    let login = server.credentials.as_ref().map(|credentials| credentials.user.as_str());
    match (phase, login) {
        (Phase::Mail, None) => "Most servers want a login first: give it with -u NAME.".to_owned(),
        (Phase::Mail, Some(login)) if !login.eq_ignore_ascii_case(address.as_str()) => {
            format!("Many servers take no other From than the login: try --from {login}")
        }
        (Phase::Rcpt, None) => "It takes no mail for this address without a login: give one with -u NAME.".to_owned(),
        _ => "Ask the server's administrator, with this answer.".to_owned(),
    }
}

fn is_about_certificate(error: &TlsError) -> bool {
    matches!(
        error,
        TlsError::Expired { .. }
            | TlsError::NotYetValid { .. }
            | TlsError::WrongName { .. }
            | TlsError::UnknownIssuer { .. }
            | TlsError::Revoked { .. }
            | TlsError::BadSignature { .. }
            | TlsError::Certificate { .. }
    )
}

/// Another connection, without credentials, that believes any certificate and says nothing once it has seen it.
fn look_at_certificate(server: &Server, peer: SocketAddr) -> Option<Certificate> {
    let tls = Tls::new(&TlsOptions { ca_file: None, accept_invalid_certs: true }).ok()?;
    let server = Server { tls, credentials: None, ..server.clone() };
    let mut wire = Wire::new(reach::again(&peer)?, None);
    if server.tls_mode == TlsMode::StartTls {
        let mut handshake = Handshake::new(server.handshake(|| wire.local_addr(), peer).ok()?);
        let Ok(Progress::StartTls) = drive(&mut wire, &mut handshake, &server, &mut |_, _, _| {}) else { return None };
    }
    wire.start_tls(&server, server.tls_mode == TlsMode::StartTls).ok()?;
    certificate(&wire)
}

fn certificate(wire: &Wire) -> Option<Certificate> {
    Certificate::parse(wire.tls()?.peer_certificates()?.first()?)
}

fn describe(step: Step, certificate: &Certificate) -> Step {
    step.with("subject", certificate.subject.clone())
        .with("issuer", certificate.issuer.clone())
        .with("names", certificate.names.clone())
        .with("valid_until", certificate.until())
}

/// `valid until 2027-01-31 (83 days)`.
fn left(certificate: &Certificate) -> String {
    match certificate.days_left(unix_now()) {
        days if days < 0 => format!("expired on {}", certificate.until()),
        1 => format!("valid until {} (1 day)", certificate.until()),
        days => format!("valid until {} ({days} days)", certificate.until()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mechanism_is_taken_of_an_auth_command() {
        assert_eq!(mechanism_of(b"AUTH PLAIN AHNlY3JldA==\r\n").as_deref(), Some("PLAIN"));
        assert_eq!(mechanism_of(b"AUTH SCRAM-SHA-256\r\n").as_deref(), Some("SCRAM-SHA-256"));
        assert_eq!(mechanism_of(b"EHLO x\r\n"), None);
        assert_eq!(mechanism_of(b"cGFzc3dvcmQ=\r\n"), None);
    }
}
