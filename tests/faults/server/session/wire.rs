//! Lines and octets, TLS, and the end of a connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::Shutdown;

use rustls::{ServerConnection, StreamOwned};

use super::content::{chunk, message_id};
use super::{Effect, Over, Session};
use crate::server::lock;
use crate::table::Place;

impl Session {
    /// Writes it all; the effect is that of the first reply in it.
    pub(super) fn say(&mut self, text: &str) -> Effect {
        self.write(text.as_bytes())?;
        Ok(first_reply(text))
    }

    pub(super) fn write(&mut self, octets: &[u8]) -> Result<(), Over> {
        let wire = self.wire.get_mut();
        wire.write_all(octets).and_then(|()| wire.flush()).map_err(|_| Over)
    }

    /// Whether the client has said something that has not been read yet.
    pub(super) fn has_more(&self) -> bool {
        self.tcp.set_nonblocking(true).expect("a socket has options");
        let has_come = self.tcp.peek(&mut [0]).is_ok_and(|octets| octets > 0);
        self.tcp.set_nonblocking(false).expect("a socket has options");
        has_come || !self.wire.buffer().is_empty()
    }

    /// Reads what is there, and forgets it.
    pub(super) fn drop_what_came(&mut self) -> Result<(), Over> {
        while self.has_more() {
            let octets = self.wire.fill_buf().map_err(|_| Over)?.len();
            if octets == 0 {
                return Err(Over);
            }
            self.wire.consume(octets);
        }
        Ok(())
    }

    /// The next line, without CRLF.
    pub(super) fn read_line(&mut self) -> Result<String, Over> {
        let mut line = Vec::new();
        self.wire.read_until(b'\n', &mut line).map_err(|_| Over)?;
        let Some(line) = line.strip_suffix(b"\r\n") else {
            if line.ends_with(b"\n") {
                self.violation("a bare LF");
            }
            return Err(Over);
        };
        self.line = String::from_utf8_lossy(line).into_owned();
        Ok(self.line.clone())
    }

    /// The next line of a content; `None` for the lone dot.
    pub(super) fn content_line(&mut self) -> Result<Option<String>, Over> {
        let line = self.read_line()?;
        Ok((line != ".").then_some(line))
    }

    pub(super) fn start_tls(&mut self) -> Result<(), Over> {
        if let Some(acts) = self.rule(Place::Tls, "") {
            // The client's hello has begun: what is said now is no injection any more.
            self.wire.fill_buf().map_err(|_| Over)?;
            self.act(&acts, "\x16\x03\x03\x00\x7a")?;
            return Err(Over);
        }
        let config = self.shared.tls.clone().expect("a server with TLS has a certificate");
        let mut connection = ServerConnection::new(config).expect("the configuration is sound");
        let mut tcp = self.tcp.try_clone().expect("a socket can be cloned");
        while connection.is_handshaking() {
            connection.complete_io(&mut tcp).map_err(|_| Over)?;
        }
        self.wire = BufReader::new(Box::new(StreamOwned::new(connection, tcp)));
        self.secure = true;
        self.logged_in = false;
        Ok(())
    }

    /// Says that nothing more will come, and reads on: what has been said still arrives.
    pub(super) fn close(&mut self) -> Over {
        self.uncount();
        let _ = self.tcp.shutdown(Shutdown::Write);
        self.drain()
    }

    /// Reads until the client has gone. What comes in chunks behind what was answered, and is whole, is in doubt, unless that
    /// answer was 421 and the connection was closed.
    pub(super) fn drain(&mut self) -> Over {
        if std::mem::replace(&mut self.drained, true) {
            return Over;
        }
        let mut octets = Vec::new();
        let is_all = self.wire.read_to_end(&mut octets).is_ok();
        if !self.shared.setting.offer.iter().any(|line| line == "CHUNKING") {
            return Over;
        }
        lock(&self.shared.record).lost_track |= !is_all;
        if self.said == Some(421) && self.is_closed {
            // That was the last word: nothing behind it has been taken.
            return Over;
        }
        // A MAIL or RCPT that was refused before the connection was closed has been answered.
        let refused = self.at.filter(|_| self.said.is_some());
        if refused == Some(Place::Rcpt) {
            self.recipients.pop();
        }
        let mut is_void = refused == Some(Place::Mail);
        let mut rest = octets.get(self.chunk..).unwrap_or_default();
        while let Some(end) = memchr::memmem::find(rest, b"\r\n") {
            let line = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 2..];
            if let Some(path) = line.strip_prefix("RCPT TO:<") {
                self.recipients.push(path.trim_end_matches('>').to_owned());
            } else if let Some((length, is_last)) = line.strip_prefix("BDAT ").map(chunk) {
                let Some((octets, behind)) = rest.split_at_checked(length) else { break };
                rest = behind;
                if std::mem::take(&mut is_void) {
                    continue;
                }
                let index = self.chunks.unwrap_or_else(|| self.begin(""));
                self.chunks = (!is_last).then_some(index);
                self.transaction(index, |transaction| {
                    transaction.whole = is_last;
                    transaction.message_id = message_id(octets).unwrap_or_else(|| transaction.message_id.clone());
                });
            } else {
                self.reset();
            }
        }
        Over
    }
}

/// The code of the first whole and well-formed reply in a text.
fn first_reply(text: &str) -> Option<u16> {
    let mut first = None;
    for line in text.split_inclusive("\r\n") {
        let line = line.strip_suffix("\r\n")?;
        let code: u16 = line.get(..3)?.parse().ok()?;
        if !(200..600).contains(&code) || first.is_some_and(|first| first != code) {
            return None;
        }
        first = Some(code);
        match line.as_bytes().get(3) {
            None | Some(b' ') => return Some(code),
            Some(b'-') => {}
            Some(_) => return None,
        }
    }
    None
}
