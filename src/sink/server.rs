//! The listener: a thread that accepts, and one for each session.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, Scope};
use std::time::Duration;

use rustls::ServerConfig;
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use thiserror::Error;

use super::certificate::{self, Identity};
use super::connection;
use super::maildir::Maildir;
use super::shared::{Counts, Log, Shared, add, lock};
use super::{Options, TlsOffer};

/// Connections that may wait to be accepted: a thousand sessions often open at once.
const BACKLOG: i32 = 4096;

/// Stack of a session's thread; its buffers are on the heap.
const STACK: usize = 256 << 10;

/// Wait after a failed accept: mostly no file descriptor is free, and one becomes so when a session ends.
const ACCEPT_RETRY: Duration = Duration::from_millis(20);

/// Why a sink cannot start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The Maildir cannot be made.
    #[error("cannot keep mail in {}: {source}. Name a folder that can be written", dir.display())]
    Maildir {
        /// The folder.
        dir: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The certificate cannot be made.
    #[error("cannot make a certificate: {why}")]
    Certificate {
        /// Why.
        why: String,
    },
    /// The system gives no thread.
    #[error("cannot start a thread: {source}")]
    Thread {
        /// Why.
        source: io::Error,
    },
}

/// A running sink. Dropping it stops it.
pub struct Sink {
    address: SocketAddr,
    listener: Arc<TcpListener>,
    shared: Arc<Shared>,
    certificate: Option<String>,
    acceptor: Option<JoinHandle<()>>,
}

impl Sink {
    /// Listens and serves, each session in a thread of its own. With `options.log`, events go to standard error.
    ///
    /// # Errors
    /// See [`SinkError`].
    pub fn start(options: Options) -> Result<Self, SinkError> {
        let log: Option<Log> = if options.log { Some(Box::new(io::stderr())) } else { None };
        Self::launch(options, log)
    }

    /// As [`Sink::start`], with the events written to `log` whatever `options.log` says: one line, one write.
    ///
    /// # Errors
    /// See [`SinkError`].
    pub fn start_with_log(options: Options, log: impl Write + Send + 'static) -> Result<Self, SinkError> {
        Self::launch(options, Some(Box::new(log)))
    }

    /// Removes the mails that sinks have kept in a folder ([`Options::dir`]); what else lies there is left.
    ///
    /// # Errors
    /// It cannot be read, or a mail cannot be removed.
    pub fn clear(dir: &Path) -> io::Result<()> {
        Maildir::clear(dir)
    }

    fn launch(options: Options, log: Option<Log>) -> Result<Self, SinkError> {
        let Identity { config, authority_pem } = match options.tls {
            TlsOffer::None => Identity::default(),
            TlsOffer::StartTls | TlsOffer::Implicit => {
                certificate::identity(options.listen.ip()).map_err(|why| SinkError::Certificate { why })?
            }
        };
        let maildir = match &options.dir {
            None => None,
            Some(dir) => Some(Maildir::open(dir).map_err(|source| SinkError::Maildir { dir: dir.clone(), source })?),
        };
        let address = options.listen;
        let (listener, address) = listen(address).map_err(|source| SinkError::Listen { address, source })?;
        let listener = Arc::new(listener);
        let shared = Arc::new(Shared::new(options, maildir, log));
        let acceptor = {
            let (listener, shared) = (Arc::clone(&listener), Arc::clone(&shared));
            thread::Builder::new()
                .name("sink".to_owned())
                .spawn(move || accept_all(&listener, &shared, config.as_ref()))
                .map_err(|source| SinkError::Thread { source })?
        };
        Ok(Self { address, listener, shared, certificate: authority_pem, acceptor: Some(acceptor) })
    }

    /// The address it listens on, with the real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate in PEM, for the client's `--ca-file`; `None` without TLS. Valid for `localhost`, `127.0.0.1`,
    /// `::1` and the address it listens on, for 90 days.
    ///
    /// It is that of an authority made for this sink alone, whose key is forgotten: trusting it trusts nothing else.
    #[must_use]
    pub fn certificate_pem(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The counters. Whatever a client has had a reply to is in them.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.shared.counts()
    }

    /// Stops listening, ends the sessions and says what it has seen.
    #[must_use]
    pub fn stop(mut self) -> Counts {
        self.end();
        self.counts()
    }

    fn end(&mut self) {
        let Some(acceptor) = self.acceptor.take() else { return };
        self.shared.stop();
        wake(&self.listener, self.address);
        // A session that panicked makes the acceptor panic at its end; the panic has been told already.
        let _ = acceptor.join();
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink").field("address", &self.address).field("counts", &self.counts()).finish_non_exhaustive()
    }
}

/// `TcpListener::bind` with a longer backlog.
fn listen(address: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere than on Unix this would let two servers share a port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    let listener = TcpListener::from(socket);
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Ends a blocking accept. Linux does so when the listener is shut down; other systems refuse that and need a visitor.
fn wake(listener: &TcpListener, mut address: SocketAddr) {
    if SockRef::from(listener).shutdown(Shutdown::Both).is_err() {
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        let _ = TcpStream::connect_timeout(&address, Duration::from_secs(1));
    }
}

/// The sockets of the sessions that are open, so that they can be shut down.
type Open = Mutex<HashMap<u64, Arc<TcpStream>>>;

/// Accepts until the sink stops, then ends the sessions. The scope waits for their threads.
fn accept_all(listener: &TcpListener, shared: &Shared, tls: Option<&Arc<ServerConfig>>) {
    let open = Open::default();
    thread::scope(|scope| {
        let mut number = 0;
        loop {
            let accepted = listener.accept();
            if shared.is_stopping() {
                break;
            }
            match accepted {
                Ok((socket, peer)) => {
                    number += 1;
                    let visitor = Visitor { number, socket: Arc::new(socket), peer };
                    serve(scope, visitor, &open, shared, tls);
                }
                Err(_) => {
                    shared.pause(ACCEPT_RETRY);
                }
            }
        }
        for socket in lock(&open).values() {
            // It may be closed already.
            let _ = socket.shutdown(Shutdown::Both);
        }
    });
}

/// A connection just accepted.
struct Visitor {
    number: u64,
    socket: Arc<TcpStream>,
    peer: SocketAddr,
}

fn serve<'scope, 'env: 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    visitor: Visitor,
    open: &'env Open,
    shared: &'env Shared,
    tls: Option<&'env Arc<ServerConfig>>,
) {
    let Visitor { number, socket, peer } = visitor;
    add(&shared.counters.connections, 1);
    shared.log(number, format_args!("connected {peer}"));
    lock(open).insert(number, Arc::clone(&socket));
    let spawned = {
        let socket = Arc::clone(&socket);
        thread::Builder::new().name(format!("sink-{number}")).stack_size(STACK).spawn_scoped(scope, move || {
            connection::serve(number, socket, peer, shared, tls);
            lock(open).remove(&number);
        })
    };
    if let Err(error) = spawned {
        lock(open).remove(&number);
        shared.log(number, format_args!("closed: no thread: {error}"));
        // Too busy even to say so to a client that is not reading.
        let _ = (&*socket).write_all(b"421 4.3.2 too many connections\r\n");
    }
}
