//! Octets over a TCP connection, in the clear or under TLS, without waiting.

use std::io::{self, BufRead, Read, Write};
use std::sync::Arc;
use std::time::Instant;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

use super::socket::Socket;

/// Most octets of what the peer sent first that are kept for a message.
const KEPT: usize = 512;

/// A connection's octets.
pub(super) struct Link {
    socket: Socket,
    tls: Option<Box<ClientConnection>>,
    /// Octets that have been handed over to be written.
    taken: u64,
    /// Octets of those that may have reached the peer.
    written: u64,
    /// The first octets of a TLS handshake.
    first: Vec<u8>,
    /// The TLS handshake is done, and its last flight has yet to leave.
    is_fresh: bool,
}

/// What has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrived {
    /// Nothing: there will be an event when there is something.
    Nothing,
    /// All that was there.
    All,
    /// As much as there was room for: there may be more.
    Some,
    /// The peer has closed the connection.
    End,
}

/// Why a TLS handshake came to nothing.
pub(super) enum HandshakeError {
    /// The socket.
    Io(io::Error),
    /// The peer closed the connection.
    Closed,
    /// TLS itself.
    Tls {
        /// Why.
        error: rustls::Error,
        /// The first octets the peer sent.
        first: Vec<u8>,
    },
}

impl Link {
    /// A connection in the clear.
    pub(super) fn new(socket: Socket) -> Self {
        Self { socket, tls: None, taken: 0, written: 0, first: Vec::new(), is_fresh: false }
    }

    /// Octets that may have reached the peer, of all that have ever been given to [`Link::write`].
    ///
    /// Under TLS, octets count from the moment the first octet of the records that carry them is written: to take too
    /// many for written means doubt, to take too few would mean a second copy.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// When the last write began, where times are told.
    pub(super) fn left(&self) -> Option<Instant> {
        self.socket.left()
    }

    /// When the last of the octets arrived that were read last, where that is known.
    pub(super) fn arrived(&self) -> Option<Instant> {
        self.socket.arrived()
    }

    /// Begins a TLS handshake: all octets that are written from here on are encrypted.
    pub(super) fn begin_tls(
        &mut self,
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
    ) -> Result<(), rustls::Error> {
        self.tls = Some(Box::new(ClientConnection::new(config, name)?));
        Ok(())
    }

    /// Goes on with the TLS handshake. Once it is done: protocol version and cipher suite. Its last flight leaves with the
    /// first octets that are written. What the peer says behind its part of it goes to `take`.
    pub(super) fn shake_hands(
        &mut self,
        buffer: &mut [u8],
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Option<String>, HandshakeError> {
        let Some(tls) = self.tls.as_deref_mut() else { return Ok(None) };
        while tls.is_handshaking() {
            match push(tls, &mut self.socket).1 {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => return Err(HandshakeError::Io(error)),
            }
            let length = match read(&mut self.socket, buffer) {
                Ok(None) => return Ok(None),
                Ok(Some(0)) => return Err(HandshakeError::Closed),
                Ok(Some(length)) => length,
                Err(error) => return Err(HandshakeError::Io(error)),
            };
            let room = KEPT.saturating_sub(self.first.len()).min(length);
            self.first.extend_from_slice(&buffer[..room]);
            if let Err(error) = feed(tls, &buffer[..length], take) {
                // The alert that tells the peer why. It is a courtesy: whether it arrives changes nothing.
                let _ = push(tls, &mut self.socket);
                return Err(HandshakeError::Tls { error, first: std::mem::take(&mut self.first) });
            }
        }
        (self.first, self.is_fresh) = (Vec::new(), true);
        let version = tls.protocol_version().and_then(|version| version.as_str().map(str::to_owned));
        let suite = tls.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
        Ok(Some([version, suite].into_iter().flatten().collect::<Vec<_>>().join(", ")))
    }

    /// Gives what has arrived to `take`, as much as there is room for. A connection that ends without TLS's own good-bye has
    /// ended too: a reply is whole by its CRLF.
    pub(super) fn receive(&mut self, buffer: &mut [u8], take: &mut dyn FnMut(&[u8])) -> io::Result<Arrived> {
        let arrived = match read(&mut self.socket, buffer)? {
            None => return Ok(Arrived::Nothing),
            Some(0) => return Ok(Arrived::End),
            Some(length) => length,
        };
        let Some(tls) = self.tls.as_deref_mut() else {
            take(&buffer[..arrived]);
            return Ok(if arrived < buffer.len() { Arrived::All } else { Arrived::Some });
        };
        let is_open =
            feed(tls, &buffer[..arrived], take).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(match is_open {
            false => Arrived::End,
            true if arrived < buffer.len() => Arrived::All,
            true => Arrived::Some,
        })
    }

    /// Takes octets to be written, as many as the connection takes now. Returns how many, and whether nothing of them
    /// waits in here.
    pub(super) fn write(&mut self, octets: &[u8]) -> (usize, io::Result<bool>) {
        let mut taken = 0;
        let result = loop {
            let step = match self.tls.as_deref_mut() {
                None if taken == octets.len() => break Ok(true),
                None => write(&mut self.socket, &octets[taken..]),
                Some(tls) => {
                    let (has_moved, pushed) = push(tls, &mut self.socket);
                    if has_moved {
                        self.written = self.taken;
                    }
                    match pushed {
                        Ok(true) if taken == octets.len() => break Ok(true),
                        Ok(true) => tls.writer().write(&octets[taken..]).map(Some),
                        Ok(false) => Ok(None),
                        Err(error) => Err(error),
                    }
                }
            };
            match step {
                Ok(None) => break Ok(false),
                Ok(Some(0)) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(Some(length)) => {
                    taken += length;
                    self.taken += length as u64;
                }
                Err(error) => break Err(error),
            }
            if self.tls.is_none() {
                self.written = self.taken;
            }
        };
        if self.is_fresh && matches!(result, Ok(true)) {
            // Its tickets come in a flight of their own (RFC 8446 §4.6.1), and behind them the reply waits until they have been
            // acknowledged, where the server follows RFC 896. An acknowledgement that is delayed costs 40 ms.
            self.socket.acknowledge_at_once();
            self.is_fresh = false;
        }
        (taken, result)
    }

    /// Whether something waits in here to be written.
    pub(super) fn is_behind(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.wants_write())
    }

    /// Tells the peer that nothing more will come. Errors no longer matter.
    pub(super) fn close(&mut self) {
        if let Some(tls) = self.tls.as_deref_mut() {
            tls.send_close_notify();
            let _ = push(tls, &mut self.socket);
        }
        let _ = self.socket.tcp().shutdown(std::net::Shutdown::Both);
    }
}

/// Writes what TLS has ready. Whether any of it has left, and whether all has: if not, the socket takes no more now.
fn push(tls: &mut ClientConnection, socket: &mut Socket) -> (bool, io::Result<bool>) {
    let mut has_moved = false;
    while tls.wants_write() {
        match again(|| tls.write_tls(socket)) {
            Ok(None) => return (has_moved, Ok(false)),
            Ok(Some(0)) => return (has_moved, Err(io::ErrorKind::WriteZero.into())),
            Ok(Some(_)) => has_moved = true,
            Err(error) => return (has_moved, Err(error)),
        }
    }
    (has_moved, Ok(true))
}

/// Gives octets from the socket to TLS, and what comes of them to `take`. Whether the peer has more to say.
fn feed(tls: &mut ClientConnection, mut octets: &[u8], take: &mut dyn FnMut(&[u8])) -> Result<bool, rustls::Error> {
    let mut is_open = true;
    while !octets.is_empty() {
        let general = |error: io::Error| rustls::Error::General(error.to_string());
        let fed = tls.read_tls(&mut octets).map_err(general)?;
        let state = tls.process_new_packets();
        // What came before an alert or a bad record has been said: it may be the reply to an end of data.
        let mut reader = tls.reader();
        while let Ok(plain) = reader.fill_buf() {
            let length = plain.len();
            if length == 0 {
                break;
            }
            take(plain);
            reader.consume(length);
        }
        is_open &= !state?.peer_has_closed();
        if fed == 0 {
            break;
        }
    }
    Ok(is_open)
}

/// `None` = nothing there now; 0 = closed.
fn read(socket: &mut Socket, buffer: &mut [u8]) -> io::Result<Option<usize>> {
    again(|| socket.read(buffer))
}

fn write(socket: &mut Socket, octets: &[u8]) -> io::Result<Option<usize>> {
    again(|| socket.write(octets))
}

fn again(mut operation: impl FnMut() -> io::Result<usize>) -> io::Result<Option<usize>> {
    loop {
        match operation() {
            Ok(length) => return Ok(Some(length)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
