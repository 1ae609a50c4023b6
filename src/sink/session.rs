//! One session's state and commands, without its socket: octets in ([`Session::take`]), replies out
//! ([`Session::out`]). Any split of the octets gives the same replies.

use std::mem;
use std::net::IpAddr;
use std::str;

use memchr::memchr;
use smtp_proto::{Error, Request};

use super::auth::{self, Exchange};
use super::chunk::Chunk;
use super::number::{chunk, declared_size};
use super::path::{path, with_domain_for_literal};
use super::shared::{Shared, add};
use super::transaction::Transaction;

/// Longest command line with CR LF: 512 octets (RFC 5321 section 4.5.3.1.4) and room for extensions' parameters.
const MAX_COMMAND: usize = 2_048;

/// Longest line of an AUTH exchange (RFC 4954 section 4.4).
const MAX_AUTH: usize = 12_288;

/// Commands that are none, or malformed, before the session is ended.
const MAX_BAD_COMMANDS: u32 = 20;

/// What the connection has to do, once the replies are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Read on.
    Read,
    /// Do the TLS handshake, then call [`Session::secured`].
    StartTls,
    /// Close.
    Close,
}

/// What the next octets are.
pub(super) enum Mode {
    Command,
    /// A response in an AUTH exchange.
    Auth(Exchange),
    /// Content behind DATA.
    Data,
    /// A chunk behind BDAT.
    Chunk(Chunk),
}

/// See the module.
pub(super) struct Session<'a> {
    pub(super) shared: &'a Shared,
    pub(super) number: u64,
    pub(super) peer: IpAddr,
    /// Replies not yet written.
    pub(super) out: Vec<u8>,
    pub(super) mode: Mode,
    pub(super) transaction: Transaction,
    /// Messages accepted.
    pub(super) accepted: u64,
    /// What EHLO or HELO gave as the client's name.
    pub(super) client: Option<String>,
    /// Whether it was EHLO.
    pub(super) extended: bool,
    pub(super) encrypted: bool,
    pub(super) authenticated: bool,
    /// The beginning of a line whose end has not been read.
    line: Vec<u8>,
    line_is_too_long: bool,
    bad_commands: u32,
    /// AUTH exchanges begun.
    pub(super) exchanges: u64,
}

impl<'a> Session<'a> {
    pub(super) fn new(shared: &'a Shared, number: u64, peer: IpAddr) -> Self {
        Self {
            shared,
            number,
            peer,
            out: Vec::new(),
            mode: Mode::Command,
            transaction: Transaction::default(),
            accepted: 0,
            client: None,
            extended: false,
            encrypted: false,
            authenticated: false,
            line: Vec::new(),
            line_is_too_long: false,
            bad_commands: 0,
            exchanges: 0,
        }
    }

    /// Says hello.
    pub(super) fn greet(&mut self) {
        self.reply("220", "", "localhost ESMTP mailshot sink, for trials only");
    }

    /// Takes what was read. Octets behind a command that ends the session or starts TLS are dropped: nothing that came
    /// in the clear is ever obeyed as if it had been encrypted.
    pub(super) fn take(&mut self, mut input: &[u8]) -> Next {
        while !input.is_empty() {
            let used = match self.mode {
                Mode::Command | Mode::Auth(_) => {
                    let (used, next) = self.take_line(input);
                    if next != Next::Read {
                        return next;
                    }
                    used
                }
                Mode::Data => self.take_data(input),
                Mode::Chunk(chunk) => self.take_chunk(chunk, input),
            };
            input = &input[used..];
        }
        Next::Read
    }

    /// The TLS handshake is done: everything said before is void (RFC 3207 section 4.2).
    pub(super) fn secured(&mut self, protection: &str) {
        self.encrypted = true;
        self.client = None;
        self.authenticated = false;
        self.transaction.clear();
        self.log(format_args!("tls {protection}"));
    }

    /// The client has been silent for too long.
    pub(super) fn time_out(&mut self) -> Next {
        self.log(format_args!("timeout"));
        self.reply("421", "4.4.2", "silent for too long");
        Next::Close
    }

    /// Appends a reply of one line. Without an enhanced status code if `status` is empty or none are offered.
    pub(super) fn reply(&mut self, code: &str, status: &str, text: &str) {
        self.begin_reply(code, status);
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    /// Appends a reply up to its text.
    pub(super) fn begin_reply(&mut self, code: &str, status: &str) {
        self.out.extend_from_slice(code.as_bytes());
        self.out.push(b' ');
        if self.shared.offer.status_codes && !status.is_empty() {
            self.out.extend_from_slice(status.as_bytes());
            self.out.push(b' ');
        }
    }

    /// Replies, and ends the session if there have been too many of these.
    pub(super) fn bad(&mut self, code: &str, status: &str, text: &str) -> Next {
        self.bad_commands += 1;
        if self.bad_commands < MAX_BAD_COMMANDS {
            self.reply(code, status, text);
            return Next::Read;
        }
        self.log(format_args!("dropped: too many errors"));
        self.reply("421", "4.7.0", "too many errors");
        Next::Close
    }

    pub(super) fn log(&self, event: std::fmt::Arguments<'_>) {
        self.shared.log(self.number, event);
    }

    /// Takes octets up to and with the next LF.
    fn take_line(&mut self, input: &[u8]) -> (usize, Next) {
        let end = memchr(b'\n', input);
        let used = end.map_or(input.len(), |end| end + 1);
        if end.is_some() && self.line.is_empty() && !self.line_is_too_long {
            return (used, self.whole_line(&input[..used]));
        }
        if self.line_is_too_long || self.line.len() + used > MAX_AUTH {
            self.line_is_too_long = true;
            self.line.clear();
        } else {
            self.line.extend_from_slice(&input[..used]);
        }
        if end.is_none() {
            return (used, Next::Read);
        }
        let next = if mem::take(&mut self.line_is_too_long) {
            self.line_too_long()
        } else {
            let mut line = mem::take(&mut self.line);
            let next = self.whole_line(&line);
            line.clear();
            self.line = line;
            next
        };
        (used, next)
    }

    /// Takes a line with its line end.
    fn whole_line(&mut self, line: &[u8]) -> Next {
        let in_auth = matches!(self.mode, Mode::Auth(_));
        let limit = match line.get(..5) {
            Some(verb) if in_auth || verb.eq_ignore_ascii_case(b"AUTH ") => MAX_AUTH,
            _ => MAX_COMMAND,
        };
        if line.len() > limit {
            return self.line_too_long();
        }
        if !in_auth && self.shared.options.drop_after.is_some_and(|messages| self.accepted >= messages) {
            self.log(format_args!("dropped after {} messages", self.accepted));
            return Next::Close;
        }
        let text = line.strip_suffix(b"\r\n").and_then(|text| str::from_utf8(text).ok());
        match text.filter(|text| !text.chars().any(char::is_control)) {
            Some(text) if in_auth => self.response(text),
            Some(text) => self.command(text, line),
            None => {
                self.mode = Mode::Command;
                self.bad("500", "5.5.2", "a command is UTF-8 text without controls that ends with CR LF")
            }
        }
    }

    fn line_too_long(&mut self) -> Next {
        self.mode = Mode::Command;
        self.bad("500", "5.5.2", "line too long")
    }

    /// Obeys a command: `text` is `line` without CR LF.
    fn command(&mut self, text: &str, line: &[u8]) -> Next {
        if self.shared.offer.chunking
            && let Some(chunk) = chunk(text)
        {
            return self.bdat(chunk);
        }
        let bare = !text.trim_end().contains(' ');
        match Request::parse(&mut line.iter()) {
            Ok(Request::Ehlo { host }) if self.shared.offer.ehlo => self.hello(&host, true),
            Ok(Request::Helo { host }) => self.hello(&host, false),
            Ok(Request::Mail { from }) => self.mail(path(text), declared_size(text), &from),
            Ok(Request::Rcpt { to }) => self.rcpt(path(text), &to),
            Ok(Request::Auth { mechanism, initial_response }) if self.shared.options.login.is_some() => {
                return self.auth(mechanism, &initial_response);
            }
            Ok(Request::Noop { .. }) => self.reply("250", "2.0.0", "ok"),
            Ok(Request::Vrfy { .. }) => self.reply("252", "2.1.5", "cannot say; send it mail and see"),
            Ok(Request::Help { .. }) => self.reply("214", "2.0.0", "RFC 5321 says it all"),
            Ok(Request::Data | Request::Rset | Request::Quit | Request::StartTls) if !bare => {
                return self.bad("501", "5.5.4", "this command takes no parameter");
            }
            Ok(Request::Data) => self.data(),
            Ok(Request::Rset) => {
                self.transaction.clear();
                self.reply("250", "2.0.0", "forgotten");
            }
            Ok(Request::Quit) => return self.quit(),
            Ok(Request::StartTls) if self.shared.offers_starttls() => return self.starttls(),
            Ok(_) => return self.bad("502", "5.5.1", "command not offered"),
            Err(error) => return self.malformed(text, error),
        }
        Next::Read
    }

    fn malformed(&mut self, text: &str, error: Error) -> Next {
        match error {
            Error::InvalidSenderAddress => match with_domain_for_literal(text) {
                Some((path, line)) => return self.literal(path, &line),
                None => self.reply("501", "5.1.7", "the reverse-path is no address"),
            },
            Error::InvalidRecipientAddress => match with_domain_for_literal(text) {
                Some((path, line)) => return self.literal(path, &line),
                None => self.refuse(path(text), "501", "5.1.3", "the forward-path is no address"),
            },
            Error::InvalidParameter { param } => self.reply("501", "5.5.4", &format!("malformed {param}")),
            Error::UnsupportedParameter { param } => {
                let param: String = param.chars().filter(char::is_ascii_graphic).collect();
                self.reply("555", "5.5.4", &format!("{param} not offered"));
            }
            Error::SyntaxError { syntax } if syntax.starts_with("AUTH") && text.trim_end().len() > 4 => {
                return self.bad("504", "5.5.4", "mechanism not offered");
            }
            Error::SyntaxError { syntax } => return self.bad("501", "5.5.4", &format!("syntax: {syntax}")),
            _ => return self.bad("500", "5.5.1", "command unknown"),
        }
        Next::Read
    }

    /// Obeys MAIL or RCPT with an address literal, which `smtp-proto` does not know, as `line` with a domain in its place.
    fn literal(&mut self, path: &str, line: &str) -> Next {
        match Request::parse(&mut line.as_bytes().iter()) {
            Ok(Request::Mail { from }) => self.mail(path, declared_size(line), &from),
            Ok(Request::Rcpt { to }) => self.rcpt(path, &to),
            Err(Error::UnsupportedParameter { .. } | Error::InvalidParameter { .. }) => {
                self.reply("555", "5.5.4", "parameter not offered");
            }
            _ => self.reply("501", "5.1.3", "the path is no address"),
        }
        Next::Read
    }

    fn hello(&mut self, host: &str, extended: bool) {
        self.transaction.clear();
        self.client = Some(host.to_owned());
        self.extended = extended;
        if !extended {
            self.reply("250", "", "localhost");
            return;
        }
        let offer = self.shared.offer;
        let auth = self.shared.options.login.is_some() && (self.encrypted || !self.shared.offers_starttls());
        let size = format!("SIZE {}", self.shared.options.max_size);
        let keywords = [
            (true, "localhost"),
            (offer.pipelining, "PIPELINING"),
            (offer.size, &size),
            (self.shared.offers_starttls() && !self.encrypted, "STARTTLS"),
            (auth, auth::OFFERED),
            (offer.eight_bit, "8BITMIME"),
            (offer.smtputf8, "SMTPUTF8"),
            (offer.chunking, "CHUNKING"),
            (offer.status_codes, "ENHANCEDSTATUSCODES"),
            (true, "HELP"),
        ];
        let mut lines = keywords.into_iter().filter_map(|(offered, keyword)| offered.then_some(keyword)).peekable();
        while let Some(keyword) = lines.next() {
            self.out.extend_from_slice(if lines.peek().is_some() { b"250-" } else { b"250 " });
            self.out.extend_from_slice(keyword.as_bytes());
            self.out.extend_from_slice(b"\r\n");
        }
    }

    fn starttls(&mut self) -> Next {
        if self.encrypted {
            self.reply("503", "5.5.1", "TLS is active already");
            return Next::Read;
        }
        if self.client.is_none() {
            self.reply("503", "5.5.1", "send EHLO first");
            return Next::Read;
        }
        self.reply("220", "2.0.0", "go ahead");
        Next::StartTls
    }

    fn quit(&mut self) -> Next {
        add(&self.shared.counters.quits, 1);
        self.log(format_args!("quit"));
        self.reply("221", "2.0.0", "bye");
        Next::Close
    }
}

#[cfg(test)]
mod tests;
