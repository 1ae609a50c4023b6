//! One stream of octets, in the clear or through TLS.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ServerConfig, ServerConnection};

use super::socket::Socket;

/// How long a closed connection is read on, so that the last reply is not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);

/// Octets of TLS per read: two records of the largest size.
const BUFFER: usize = 32 << 10;

/// The session's side of the wire.
pub(super) enum Stream {
    Plain(Socket),
    Tls(Box<Tls>),
}

/// A TLS connection over a socket. Unlike rustls's own stream it reads more than a record at once.
pub(super) struct Tls {
    connection: ServerConnection,
    socket: Socket,
    /// Read from the socket.
    received: Vec<u8>,
    /// What of that has not been given to `connection`.
    rest: Range<usize>,
}

impl Stream {
    /// Does the TLS handshake on a stream in the clear.
    pub(super) fn into_tls(self, config: &Arc<ServerConfig>) -> io::Result<Self> {
        let Self::Plain(mut socket) = self else { return Ok(self) };
        let mut connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        Ok(Self::Tls(Box::new(Tls { connection, socket, received: vec![0; BUFFER], rest: 0..0 })))
    }

    /// The TLS version and cipher suite, for the log.
    pub(super) fn protection(&self) -> Option<String> {
        let Self::Tls(tls) = self else { return None };
        let version = tls.connection.protocol_version()?;
        let suite = tls.connection.negotiated_cipher_suite()?;
        Some(format!("{version:?} {:?}", suite.suite()))
    }

    /// Closes in order: the client can read everything written before, then the end.
    pub(super) fn close(self) {
        let socket = match self {
            Self::Plain(socket) => socket,
            Self::Tls(mut tls) => {
                tls.connection.send_close_notify();
                // The client may be gone already, which is as good.
                let _ = tls.connection.complete_io(&mut tls.socket);
                tls.socket
            }
        };
        let tcp = socket.into_tcp();
        if tcp.shutdown(Shutdown::Write).is_ok() && tcp.set_read_timeout(Some(LINGER)).is_ok() {
            let end = Instant::now() + LINGER;
            let mut rest = [0; 1024];
            while Instant::now() < end && (&*tcp).read(&mut rest).is_ok_and(|octets| octets > 0) {}
        }
    }
}

impl Read for Stream {
    /// Waits until there is something, and takes as much of it as there is.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(octets),
            Self::Tls(tls) => rustls::Stream::new(&mut tls.connection, &mut tls.socket).write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(tls) => rustls::Stream::new(&mut tls.connection, &mut tls.socket).flush(),
        }
    }
}

impl Tls {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut octets = 0;
        loop {
            match self.connection.reader().read(&mut buffer[octets..]) {
                // The buffer is full, or the client has said that it closes.
                Ok(0) => return Ok(octets),
                Ok(more) => octets += more,
                Err(error) if error.kind() != ErrorKind::WouldBlock => return Err(error),
                Err(_) if !self.rest.is_empty() => self.decrypt()?,
                Err(_) if octets > 0 => return Ok(octets),
                Err(_) => {
                    let end = self.socket.read(&mut self.received)?;
                    if end == 0 {
                        return Ok(0);
                    }
                    self.rest = 0..end;
                }
            }
        }
    }

    /// Takes records out of what has been received, and writes what TLS itself has to say to them.
    fn decrypt(&mut self) -> io::Result<()> {
        self.rest.start += self.connection.read_tls(&mut &self.received[self.rest.clone()])?;
        let processed = self.connection.process_new_packets();
        while self.connection.wants_write() {
            self.connection.write_tls(&mut self.socket)?;
        }
        processed.map(drop).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    }
}
