//! One connection, from the greeting to the close: the only loop that waits for a client.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, Scope};
use std::time::Duration;

use rustls::ServerConfig;

use super::TlsOffer;
use super::session::{Next, Session};
use super::shared::{Escaped, Shared};
use super::socket::Socket;
use super::stream::Stream;

/// How long a client may be silent, or not read (RFC 5321 section 4.5.3.2.7).
const PATIENCE: Duration = Duration::from_secs(300);

/// Octets per read: a flight of a pipelining client, or a good part of a content.
const BUFFER: usize = 64 << 10;

/// Serves one client until it or the sink has enough.
pub(super) fn serve(
    number: u64,
    socket: Arc<TcpStream>,
    peer: SocketAddr,
    shared: &Shared,
    tls: Option<&Arc<ServerConfig>>,
) {
    thread::scope(|scope| match converse(number, socket, peer, shared, tls, scope) {
        Ok(stream) => stream.close(),
        Err(_) if shared.is_stopping() => shared.log(number, format_args!("closed: the sink stops")),
        Err(error) => shared.log(number, format_args!("closed: {}", Escaped(&error.to_string()))),
    });
}

/// Gives the stream back when the last reply has been written.
fn converse<'scope, 'env>(
    number: u64,
    socket: Arc<TcpStream>,
    peer: SocketAddr,
    shared: &'env Shared,
    tls: Option<&Arc<ServerConfig>>,
    scope: &'scope Scope<'scope, 'env>,
) -> io::Result<Stream> {
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;

    let mut stream = Stream::Plain(Socket::new(socket, shared.options.latency, scope, shared)?);
    let mut session = Session::new(shared, number, peer.ip());
    if shared.options.tls == TlsOffer::Implicit {
        stream = secure(stream, tls, &mut session)?;
    }
    session.greet();
    let mut buffer = vec![0; BUFFER];
    loop {
        flush(&mut stream, &mut session)?;
        let next = match stream.read(&mut buffer) {
            Ok(0) => return Err(io::Error::new(ErrorKind::UnexpectedEof, "the client is gone")),
            Ok(octets) => session.take(&buffer[..octets]),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => session.time_out(),
            Err(error) => return Err(error),
        };
        match next {
            Next::Read => {}
            Next::StartTls => {
                flush(&mut stream, &mut session)?;
                stream = secure(stream, tls, &mut session)?;
            }
            Next::Close => {
                flush(&mut stream, &mut session)?;
                return Ok(stream);
            }
        }
    }
}

/// Writes the replies to everything that was read at once, in one go.
fn flush(stream: &mut Stream, session: &mut Session<'_>) -> io::Result<()> {
    if session.out.is_empty() {
        return Ok(());
    }
    stream.write_all(&session.out)?;
    stream.flush()?;
    session.out.clear();
    Ok(())
}

fn secure(stream: Stream, tls: Option<&Arc<ServerConfig>>, session: &mut Session<'_>) -> io::Result<Stream> {
    let config = tls.ok_or_else(|| io::Error::other("no certificate"))?;
    let stream = stream
        .into_tls(config)
        .map_err(|error| io::Error::new(error.kind(), format!("TLS handshake failed: {error}")))?;
    session.secured(&stream.protection().unwrap_or_default());
    Ok(stream)
}
