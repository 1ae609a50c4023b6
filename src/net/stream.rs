//! Octets with deadlines: a TCP socket, or TLS over it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

/// The longest wait a socket is asked for at once. Waits for minutes are made of such turns, so that the socket's own
/// timeout hardly ever has to be set anew: the deadline is checked between the turns.
const TURN: Duration = Duration::from_secs(10);

/// Most octets of what the peer sent first that are kept for a message.
const KEPT: usize = 512;

/// A connection's octets, in the clear or not.
pub(super) struct Stream {
    socket: Socket,
    tls: Option<Box<ClientConnection>>,
}

/// Why a TLS handshake came to nothing.
pub(super) enum HandshakeError {
    /// The socket, or the deadline ([`io::ErrorKind::TimedOut`]).
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

impl Stream {
    /// A stream in the clear.
    pub(super) fn new(tcp: TcpStream) -> Self {
        Self { socket: Socket { tcp, read_timeout: Duration::ZERO, write_timeout: Duration::ZERO }, tls: None }
    }

    /// The socket.
    pub(super) fn tcp(&self) -> &TcpStream {
        &self.socket.tcp
    }

    /// Does the TLS handshake; all octets from here on are encrypted. Returns protocol version and cipher suite.
    pub(super) fn start_tls(
        &mut self,
        config: Arc<ClientConfig>,
        name: ServerName<'static>,
        deadline: Instant,
    ) -> Result<String, HandshakeError> {
        let fail = |error| HandshakeError::Tls { error, first: Vec::new() };
        let mut tls = Box::new(ClientConnection::new(config, name).map_err(fail)?);
        let mut first = Vec::new();
        while tls.is_handshaking() || tls.wants_write() {
            while tls.wants_write() {
                tls.write_tls(&mut self.socket.until(deadline)).map_err(HandshakeError::Io)?;
            }
            if !tls.is_handshaking() {
                break;
            }
            let mut source = Noting { inner: self.socket.until(deadline), first: &mut first };
            if tls.read_tls(&mut source).map_err(HandshakeError::Io)? == 0 {
                return Err(HandshakeError::Closed);
            }
            if let Err(error) = tls.process_new_packets() {
                // The alert that tells the peer why. It is a courtesy: whether it arrives changes nothing.
                let _ = tls.write_tls(&mut self.socket.until(deadline.min(Instant::now() + Duration::from_secs(1))));
                return Err(HandshakeError::Tls { error, first });
            }
        }
        let version = tls.protocol_version().and_then(|version| version.as_str().map(str::to_owned));
        let suite = tls.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
        self.tls = Some(tls);
        Ok([version, suite].into_iter().flatten().collect::<Vec<_>>().join(", "))
    }

    /// Reads what is there, or waits for it; 0 = the peer closed the connection.
    pub(super) fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
        read(self.tls.as_deref_mut(), &mut self.socket.until(deadline), buffer)
    }

    /// Hands over all that has arrived, without waiting. Returns whether the connection is still open.
    pub(super) fn drain(&mut self, buffer: &mut [u8], mut take: impl FnMut(&[u8])) -> io::Result<bool> {
        self.socket.tcp.set_nonblocking(true)?;
        let mut open = Ok(true);
        // A peer that never stops sending is cut short by its own replies later: they are not what was asked for.
        for _ in 0..32 {
            match read(self.tls.as_deref_mut(), &mut self.socket.tcp, buffer) {
                Ok(0) => {
                    open = Ok(false);
                    break;
                }
                Ok(length) => take(&buffer[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    open = Err(error);
                    break;
                }
            }
        }
        self.socket.tcp.set_nonblocking(false)?;
        open
    }

    /// Writes a block. Returns how many of its octets may have reached the peer, and whether all went well.
    ///
    /// Under TLS, octets count from the moment the first octet of the records that carry them is written: to take too
    /// many for written means doubt, to take too few would mean a second copy.
    pub(super) fn write(&mut self, block: &[u8], deadline: Instant) -> (usize, io::Result<()>) {
        let mut socket = self.socket.until(deadline);
        let Some(tls) = self.tls.as_deref_mut() else { return write_all(&mut socket, block) };
        let (mut written, mut taken) = (0, 0);
        loop {
            while tls.wants_write() {
                match tls.write_tls(&mut socket) {
                    Ok(0) => return (written, Err(io::ErrorKind::WriteZero.into())),
                    Ok(_) => written = taken,
                    Err(error) => return (written, Err(error)),
                }
            }
            if taken == block.len() {
                return (written, Ok(()));
            }
            match tls.writer().write(&block[taken..]) {
                Ok(0) => return (written, Err(io::ErrorKind::WriteZero.into())),
                Ok(length) => taken += length,
                Err(error) => return (written, Err(error)),
            }
        }
    }

    /// Tells the peer that nothing more will come. Errors no longer matter.
    pub(super) fn close(&mut self, deadline: Instant) {
        if let Some(tls) = self.tls.as_deref_mut() {
            tls.send_close_notify();
            while tls.wants_write() && tls.write_tls(&mut self.socket.until(deadline)).is_ok_and(|length| length > 0) {}
        }
        let _ = self.socket.tcp.shutdown(std::net::Shutdown::Both);
    }
}

/// Reads octets in the clear; 0 = closed, with or without TLS's own good-bye: a reply is whole by its CRLF.
fn read(tls: Option<&mut ClientConnection>, socket: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let Some(tls) = tls else { return socket.read(buffer) };
    let mut closed = false;
    loop {
        match tls.reader().read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && closed => return Ok(0),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
            result => return result,
        }
        closed = tls.read_tls(socket)? == 0;
        tls.process_new_packets().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    }
}

fn write_all(socket: &mut impl Write, block: &[u8]) -> (usize, io::Result<()>) {
    let mut written = 0;
    while written < block.len() {
        match socket.write(&block[written..]) {
            Ok(0) => return (written, Err(io::ErrorKind::WriteZero.into())),
            Ok(length) => written += length,
            Err(error) => return (written, Err(error)),
        }
    }
    (written, Ok(()))
}

/// A socket, and the timeouts it has been given last.
struct Socket {
    tcp: TcpStream,
    read_timeout: Duration,
    write_timeout: Duration,
}

impl Socket {
    fn until(&mut self, deadline: Instant) -> Until<'_> {
        Until { socket: self, deadline }
    }
}

/// Reads and writes that end at a deadline, with [`io::ErrorKind::TimedOut`], however slowly octets trickle.
struct Until<'a> {
    socket: &'a mut Socket,
    deadline: Instant,
}

impl Read for Until<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(timeout) = turn(self.socket.read_timeout, self.deadline)? {
                self.socket.tcp.set_read_timeout(Some(timeout))?;
                self.socket.read_timeout = timeout;
            }
            match self.socket.tcp.read(buffer) {
                Err(error) if is_turn_over(&error) => {}
                result => return result,
            }
        }
    }
}

impl Until<'_> {
    fn write_with(&mut self, write: impl Fn(&mut TcpStream) -> io::Result<usize>) -> io::Result<usize> {
        loop {
            if let Some(timeout) = turn(self.socket.write_timeout, self.deadline)? {
                self.socket.tcp.set_write_timeout(Some(timeout))?;
                self.socket.write_timeout = timeout;
            }
            match write(&mut self.socket.tcp) {
                Err(error) if is_turn_over(&error) => {}
                result => return result,
            }
        }
    }
}

impl Write for Until<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.write_with(|tcp| tcp.write(octets))
    }

    fn write_vectored(&mut self, slices: &[io::IoSlice<'_>]) -> io::Result<usize> {
        self.write_with(|tcp| tcp.write_vectored(slices))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The timeout to set for the next wait, or `None` where the one in force will do: it may be shorter than the time that
/// is left, and longer by an eighth.
fn turn(in_force: Duration, deadline: Instant) -> io::Result<Option<Duration>> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    let wish = left.clamp(Duration::from_millis(1), TURN);
    let will_do = in_force <= wish + wish / 8 && in_force >= wish / 2;
    Ok((!will_do).then_some(wish))
}

fn is_turn_over(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// Keeps the first octets that are read through it.
struct Noting<'a, R> {
    inner: R,
    first: &'a mut Vec<u8>,
}

impl<R: Read> Read for Noting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let room = KEPT.saturating_sub(self.first.len()).min(length);
        self.first.extend_from_slice(&buffer[..room]);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_set_only_where_it_has_to_change() {
        let in_a = |seconds: u64| Instant::now() + Duration::from_secs(seconds);
        assert_eq!(turn(Duration::ZERO, in_a(600)).unwrap(), Some(TURN));
        assert_eq!(turn(TURN, in_a(300)).unwrap(), None);
        assert!(turn(TURN, in_a(3)).unwrap().is_some_and(|timeout| timeout <= Duration::from_secs(3)));
        assert_eq!(turn(TURN, Instant::now()).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
