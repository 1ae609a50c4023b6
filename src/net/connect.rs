//! From a host name to a TCP connection, and the names the two ends go by.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::LazyLock;
use std::sync::mpsc::{self, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use mio::net::TcpStream;

use super::SessionError;
use super::error::why;
use super::socket::Socket;
use crate::smtp::Phase;

/// How long an address may keep silent while there are others to try.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a host was found is believed for so long.
const FOUND: Duration = Duration::from_secs(30);

/// Where a host was found, and which of its addresses is of use.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order in which they are to be tried.
    addresses: Vec<SocketAddr>,
    when: Option<Instant>,
    /// The one that has taken the last connection. It comes first, also when the host is looked up again.
    best: Option<SocketAddr>,
}

impl Found {
    /// The addresses, as long as they are believed.
    pub(super) fn addresses(&self, now: Instant) -> Option<&[SocketAddr]> {
        self.when.filter(|when| now < *when + FOUND).map(|_| self.addresses.as_slice())
    }

    /// The host has been looked up.
    pub(super) fn found(&mut self, now: Instant, addresses: Vec<SocketAddr>) -> &[SocketAddr] {
        (self.addresses, self.when) = (addresses, Some(now));
        if let Some(best) = self.best {
            self.addresses.sort_by_key(|address| *address != best);
        }
        &self.addresses
    }

    /// This one takes connections: those that do not are not to be waited for again.
    pub(super) fn takes(&mut self, address: SocketAddr) {
        if self.best != Some(address) {
            self.best = Some(address);
            self.addresses.sort_by_key(|each| *each != address);
        }
    }

    /// It takes them, and lets nobody in: the others are tried first.
    pub(super) fn turns_away(&mut self, address: SocketAddr) {
        self.best = None;
        self.addresses.sort_by_key(|each| *each == address);
    }

    /// None of them takes connections.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// A connection that is being made, to one address of a host after the other.
pub(super) struct Connecting {
    socket: Option<Socket>,
    is_new: bool,
    /// When that was begun; and when it was there, if it was so at once.
    began: Instant,
    made: Option<Instant>,
    /// The address that is being tried, and how long it may keep silent.
    address: Option<SocketAddr>,
    until: Instant,
    others: VecDeque<SocketAddr>,
    faults: Vec<(IpAddr, io::Error)>,
    /// When all of them have had their time.
    end: Instant,
    is_exact: bool,
}

/// A connection that has been made.
pub(super) struct Connected {
    pub(super) socket: Socket,
    pub(super) peer: SocketAddr,
    /// How long it took, from the call to the address that has answered; where it is measured exactly, from SYN to SYN.
    pub(super) took: Duration,
    /// Since when the server can speak.
    pub(super) since: Instant,
}

impl Connecting {
    /// Begins with the first of the addresses; all together may take until `end`. `is_exact`: see [`Socket`].
    pub(super) fn new(addresses: &[SocketAddr], end: Instant, now: Instant, is_exact: bool) -> Self {
        let mut connecting = Self {
            socket: None,
            is_new: false,
            began: now,
            made: None,
            address: None,
            until: end,
            others: addresses.iter().copied().collect(),
            faults: Vec::new(),
            end,
            is_exact,
        };
        connecting.next(now);
        connecting
    }

    /// The socket of the address that is being tried, once for each: to be told of what happens to it.
    pub(super) fn new_socket(&mut self) -> Option<&mut TcpStream> {
        let is_new = std::mem::take(&mut self.is_new);
        self.socket.as_mut().filter(|_| is_new).map(Socket::tcp)
    }

    /// When to look again.
    pub(super) fn deadline(&self) -> Instant {
        self.until
    }

    /// The connection, if there is one by now; an error once no address is left. A new socket has to be asked for first, else
    /// nobody would tell of what happens to it later.
    pub(super) fn poll(&mut self, now: Instant) -> Result<Option<Connected>, io::Error> {
        if self.is_new {
            return Ok(None);
        }
        while let (Some(mut socket), Some(peer)) = (self.socket.take(), self.address) {
            match self.made.map_or_else(|| established(socket.tcp()), |_| Ok(true)) {
                Ok(true) => {
                    // Without it, the last small segment of a message waits for the peer's delayed acknowledgement.
                    socket.tcp().set_nodelay(true)?;
                    let waited = || self.made.unwrap_or(now).saturating_duration_since(self.began);
                    let took = socket.handshake().unwrap_or_else(waited);
                    // A server on the same machine, woken by the call, may have had the processor before it returned.
                    let since = self.made.map_or(now, |_| self.began);
                    return Ok(Some(Connected { socket, peer, took, since }));
                }
                Ok(false) if now < self.until => {
                    self.socket = Some(socket);
                    return Ok(None);
                }
                Ok(false) => self.faults.push((peer.ip(), io::ErrorKind::TimedOut.into())),
                Err(error) => self.faults.push((peer.ip(), error)),
            }
            self.next(now);
            if self.is_new {
                return Ok(None);
            }
        }
        Err(summary(&self.faults))
    }

    /// Goes on to the next address that a socket can be made for.
    fn next(&mut self, now: Instant) {
        while let Some(address) = self.others.pop_front() {
            self.began = Instant::now();
            match Socket::connect(address, self.is_exact) {
                Ok(mut socket) => {
                    // On the same machine it is there before this returns.
                    self.made = socket.tcp().peer_addr().is_ok().then(Instant::now);
                    let left = self.end.saturating_duration_since(now);
                    (self.socket, self.is_new, self.address) = (Some(socket), true, Some(address));
                    self.until = now + share(left, self.others.len());
                    return;
                }
                Err(error) => self.faults.push((address.ip(), error)),
            }
        }
        (self.socket, self.address) = (None, None);
    }
}

/// Whether a connection that was begun is there now.
fn established(tcp: &TcpStream) -> io::Result<bool> {
    if let Some(error) = tcp.take_error()? {
        return Err(error);
    }
    match tcp.peer_addr() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(false),
        Err(error) => Err(error),
    }
}

/// `host:port`, an IPv6 address in brackets; fit to be shown.
#[must_use]
pub fn label(host: &str, port: u16) -> String {
    match bare(host).parse() {
        Ok(IpAddr::V6(address)) => format!("[{address}]:{port}"),
        _ => format!("{}:{port}", shown(host)),
    }
}

/// The host for a message: it may come from a file, and is not checked before it is looked up.
fn shown(host: &str) -> String {
    bare(host).replace(|character: char| character.is_control(), "\u{fffd}")
}

/// The host as name resolution and certificates know it: an IP address without brackets, a name in A-labels (RFC 5890).
pub(super) fn wire_name(host: &str) -> Option<String> {
    let host = bare(host);
    if host.is_ascii() { Some(host.to_owned()) } else { idna::domain_to_ascii(host).ok() }
}

/// The name for EHLO (RFC 5321 §4.1.1.1): the local host's if it is fully qualified, else the address as a literal.
pub(super) fn client_name(local: IpAddr) -> String {
    static HOST: LazyLock<Option<String>> =
        LazyLock::new(|| gethostname::gethostname().into_string().ok().filter(|name| is_qualified(name)));
    HOST.clone().unwrap_or_else(|| match local.to_canonical() {
        IpAddr::V4(address) => format!("[{address}]"),
        IpAddr::V6(address) => format!("[IPv6:{address}]"),
    })
}

fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// A name that is being looked up.
pub(super) struct Lookup {
    found: mpsc::Receiver<io::Result<Vec<SocketAddr>>>,
}

/// The addresses of a host, or the wait for them.
pub(super) enum Addresses {
    /// There they are.
    Known(Vec<SocketAddr>),
    /// They are being looked up.
    Awaited(Lookup),
}

impl Lookup {
    /// Begins to look up all addresses of a host, in the order the system prefers (RFC 6724), or has them already: those of
    /// an IP address. `wake` is called when there is an answer.
    ///
    /// The system's resolver knows no deadline. Where it is late, it is left behind and its answer is dropped.
    pub(super) fn begin(
        host: &str,
        port: u16,
        wake: impl FnOnce() + Send + 'static,
    ) -> Result<Addresses, SessionError> {
        let name = wire_name(host)
            .filter(|name| !name.is_empty())
            .ok_or_else(|| unresolved(host, io::Error::new(io::ErrorKind::InvalidInput, "not a host name")))?;
        if let Ok(address) = name.parse::<IpAddr>() {
            return Ok(Addresses::Known(vec![SocketAddr::new(address, port)]));
        }
        let (sender, found) = mpsc::channel();
        thread::Builder::new()
            .name("resolve".to_owned())
            .spawn(move || {
                let _ = sender.send((name.as_str(), port).to_socket_addrs().map(Vec::from_iter));
                wake();
            })
            .map_err(|source| SessionError::Io { phase: Phase::Connect, source })?;
        Ok(Addresses::Awaited(Self { found }))
    }

    /// The addresses, each once, if they are there by now.
    pub(super) fn poll(&self, host: &str, port: u16) -> Result<Option<Vec<SocketAddr>>, SessionError> {
        let found = match self.found.try_recv() {
            Ok(found) => found,
            Err(TryRecvError::Empty) => return Ok(None),
            Err(TryRecvError::Disconnected) => Err(io::Error::other("the lookup failed")),
        };
        match found {
            Ok(found) => {
                let mut addresses: Vec<SocketAddr> = Vec::with_capacity(found.len());
                for address in found {
                    if !addresses.contains(&address) {
                        addresses.push(address);
                    }
                }
                if addresses.is_empty() {
                    return Err(unresolved(host, io::Error::new(io::ErrorKind::NotFound, "the name has no address")));
                }
                Ok(Some(addresses))
            }
            // A resolver that is out of reach says nothing about the name: later it may know it.
            Err(source) if is_for_now(&source) => Err(SessionError::Connect { server: label(host, port), source }),
            Err(source) => Err(unresolved(host, source)),
        }
    }
}

fn unresolved(host: &str, source: io::Error) -> SessionError {
    SessionError::Resolve { host: shown(host), source }
}

/// EAI_AGAIN, in the words of glibc, musl and Windows: the standard library has no kind for it.
fn is_for_now(error: &io::Error) -> bool {
    let text = error.to_string();
    ["Temporary failure in name resolution", "Try again", "temporary error"].iter().any(|words| text.contains(words))
}

/// How long one address gets: the last one all that is left, those before it a fair share but never too much.
fn share(left: Duration, others: usize) -> Duration {
    let share = match u32::try_from(others) {
        Ok(0) => left,
        Ok(others) => (left / others.saturating_add(1)).min(PATIENCE),
        Err(_) => PATIENCE,
    };
    // Zero is refused by the standard library.
    share.max(Duration::from_millis(1))
}

/// `Connection refused (tried 127.0.0.1, ::1)`; where the reasons differ, each with its address.
fn summary(faults: &[(IpAddr, io::Error)]) -> io::Error {
    let reason = |error: &io::Error| match error.kind() {
        io::ErrorKind::TimedOut => "no answer".to_owned(),
        _ => why(error),
    };
    let Some((_, first)) = faults.first() else { return io::ErrorKind::NotFound.into() };
    let alike = faults.iter().all(|(_, error)| reason(error) == reason(first));
    let text = if alike {
        let tried: Vec<_> = faults.iter().map(|(address, _)| address.to_string()).collect();
        format!("{} (tried {})", reason(first), tried.join(", "))
    } else {
        let each: Vec<_> = faults.iter().map(|(address, error)| format!("{address}: {}", reason(error))).collect();
        each.join("; ")
    };
    // An address family that this machine has no route for says less than a refusal does.
    let telling = faults.iter().find(|(_, error)| {
        !matches!(error.kind(), io::ErrorKind::NetworkUnreachable | io::ErrorKind::AddrNotAvailable)
    });
    io::Error::new(telling.map_or(first.kind(), |(_, error)| error.kind()), text)
}

/// At least two labels of letters, digits and hyphens, not all digits at the end, and of no private kind.
fn is_qualified(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_private = |last: &str| {
        ["local", "localdomain", "lan", "home", "internal", "localhost", "arpa"]
            .iter()
            .any(|private| last.eq_ignore_ascii_case(private))
    };
    name.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| !last.bytes().all(|octet| octet.is_ascii_digit()) && !is_private(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_dead_address_leaves_time_for_the_others() {
        let minute = Duration::from_secs(60);
        assert_eq!(share(minute, 0), minute);
        assert_eq!(share(minute, 1), PATIENCE);
        assert_eq!(share(Duration::from_millis(300), 2), Duration::from_millis(100));
        assert_eq!(share(Duration::ZERO, 0), Duration::from_millis(1));
    }

    #[test]
    fn the_address_that_takes_connections_comes_first() {
        let address = |n: u8| SocketAddr::from(([192, 0, 2, n], 25));
        let all = |order: [u8; 3]| order.map(address);
        let (mut found, now) = (Found::default(), Instant::now());
        assert_eq!(found.addresses(now), None);
        assert_eq!(found.found(now, all([1, 2, 3]).to_vec()), all([1, 2, 3]));
        found.takes(address(2));
        assert_eq!(found.addresses(now), Some(&all([2, 1, 3])[..]));
        let later = now + FOUND;
        assert_eq!(found.addresses(later), None);
        assert_eq!(found.found(later, all([1, 2, 3]).to_vec()), all([2, 1, 3]), "it is not forgotten");
        found.turns_away(address(2));
        assert_eq!(found.addresses(later), Some(&all([1, 3, 2])[..]));
        found.takes(address(1));
        found.turns_away(address(1));
        assert_eq!(found.addresses(later), Some(&all([3, 2, 1])[..]));
        found.forget();
        assert_eq!(found.addresses(later), None);
        assert_eq!(found.found(later, all([3, 1, 2]).to_vec()), all([3, 1, 2]));
    }

    #[test]
    fn only_a_name_that_means_something_elsewhere_goes_into_ehlo() {
        for name in ["mail.example.com", "a-1.b2.museum"] {
            assert!(is_qualified(name), "{name}");
        }
        for name in ["localhost", "mac.local", "pc.lan", "10.0.0.1", "a..b", "-a.com", "a_b.com", "例.com", ""] {
            assert!(!is_qualified(name), "{name}");
        }
    }

    #[test]
    fn faults_are_told_once_where_they_are_alike() {
        let fault = |address: &str, kind: io::ErrorKind| (address.parse().unwrap(), io::Error::from(kind));
        let refused = io::ErrorKind::ConnectionRefused;
        let alike = summary(&[fault("127.0.0.1", refused), fault("::1", refused)]);
        assert_eq!(alike.to_string(), "connection refused (tried 127.0.0.1, ::1)");
        let unlike = summary(&[fault("::1", io::ErrorKind::NetworkUnreachable), fault("127.0.0.1", refused)]);
        assert_eq!(unlike.kind(), refused);
        assert_eq!(unlike.to_string(), "::1: network unreachable; 127.0.0.1: connection refused");
    }

    #[test]
    fn hosts_in_every_spelling() {
        assert_eq!(label("[::1]", 25), "[::1]:25");
        assert_eq!(label("mx.example", 25), "mx.example:25");
        assert_eq!(wire_name("邮件.example").as_deref(), Some("xn--5nq051n.example"));
        assert_eq!(wire_name("[::1]").as_deref(), Some("::1"));
    }
}
