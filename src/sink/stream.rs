//! One stream of octets, in the clear or through TLS.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long a closed connection is read on, so that the last reply is not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);

/// A socket that the listener can shut down while a session waits on it.
pub(super) struct Socket(pub(super) Arc<TcpStream>);

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        (&*self.0).write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The session's side of the wire.
pub(super) enum Stream {
    Plain(Socket),
    Tls(Box<StreamOwned<ServerConnection, Socket>>),
}

impl Stream {
    /// Does the TLS handshake on a stream in the clear.
    pub(super) fn into_tls(self, config: &Arc<ServerConfig>) -> io::Result<Self> {
        let Self::Plain(mut socket) = self else { return Ok(self) };
        let mut connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        Ok(Self::Tls(Box::new(StreamOwned::new(connection, socket))))
    }

    /// The TLS version and cipher suite, for the log.
    pub(super) fn protection(&self) -> Option<String> {
        let Self::Tls(stream) = self else { return None };
        let version = stream.conn.protocol_version()?;
        let suite = stream.conn.negotiated_cipher_suite()?;
        Some(format!("{version:?} {:?}", suite.suite()))
    }

    /// Closes in order: the client can read everything written before, then the end.
    pub(super) fn close(self) {
        let mut socket = match self {
            Self::Plain(socket) => socket,
            Self::Tls(mut stream) => {
                stream.conn.send_close_notify();
                // The client may be gone already, which is as good.
                let _ = stream.conn.complete_io(&mut stream.sock);
                stream.sock
            }
        };
        if socket.0.shutdown(Shutdown::Write).is_ok() && socket.0.set_read_timeout(Some(LINGER)).is_ok() {
            let end = Instant::now() + LINGER;
            let mut rest = [0; 1024];
            while Instant::now() < end && socket.read(&mut rest).is_ok_and(|octets| octets > 0) {}
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(octets),
            Self::Tls(stream) => stream.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
