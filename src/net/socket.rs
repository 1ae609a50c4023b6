//! A TCP socket that tells when its octets have left and arrived.
//!
//! A reply waits in the socket until the loop gets to it: behind the key exchange of another session, or because the machine
//! has something else to do. Where it is measured exactly, that is not the server's time: the kernel notes when octets arrive
//! (Linux: `SO_TIMESTAMPNS`) and how long the connection took (`TCP_INFO`), and the clock is read before each write.

use std::io::{self, IoSlice, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;

/// See the module.
pub(super) struct Socket {
    tcp: TcpStream,
    is_exact: bool,
    left: Option<Instant>,
    arrived: Option<Instant>,
}

impl Socket {
    /// Begins to connect.
    pub(super) fn connect(address: SocketAddr, is_exact: bool) -> io::Result<Self> {
        TcpStream::connect(address).map(|tcp| Self::new(tcp, is_exact))
    }

    /// `is_exact`: times are told.
    pub(super) fn new(tcp: TcpStream, is_exact: bool) -> Self {
        if is_exact {
            kernel::note(&tcp);
        }
        Self { tcp, is_exact, left: None, arrived: None }
    }

    /// For what does not concern its octets.
    pub(super) fn tcp(&mut self) -> &mut TcpStream {
        &mut self.tcp
    }

    /// From its SYN to the server's (RFC 9293 §3.5), if times are told and that is known: to be asked before anything is sent.
    /// Within a machine that is a few microseconds, and the call to connect takes more around it.
    pub(super) fn handshake(&self) -> Option<Duration> {
        if self.is_exact { kernel::handshake(&self.tcp) } else { None }
    }

    /// What arrives next, or has not been acknowledged, is acknowledged without delay, where the system knows how to
    /// (`TCP_QUICKACK`).
    pub(super) fn acknowledge_at_once(&self) {
        #[cfg(target_os = "linux")]
        // It is later otherwise, and nothing else.
        let _ = socket2::SockRef::from(&self.tcp).set_tcp_quickack(true);
    }

    /// Octets are about to leave. It is not told afterwards: the server that a write wakes may get the processor first, and
    /// answer.
    fn leave(&mut self) {
        if self.is_exact {
            self.left = Some(Instant::now());
        }
    }

    /// When the last write began, if times are told.
    pub(super) fn left(&self) -> Option<Instant> {
        self.left
    }

    /// When the last of the octets arrived that were read last, if that is known.
    pub(super) fn arrived(&self) -> Option<Instant> {
        self.arrived
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.is_exact {
            return self.tcp.read(buffer);
        }
        let (length, arrived) = kernel::read(&mut self.tcp, buffer)?;
        if length > 0 {
            self.arrived = arrived;
        }
        Ok(length)
    }
}

impl Write for Socket {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.leave();
        self.tcp.write(octets)
    }

    fn write_vectored(&mut self, octets: &[IoSlice<'_>]) -> io::Result<usize> {
        self.leave();
        match octets {
            // As TLS mostly has it, one record: to send that takes the system less than a list of one.
            [only] => self.tcp.write(only),
            _ => self.tcp.write_vectored(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

#[cfg(target_os = "linux")]
mod kernel {
    use std::io::{self, IoSliceMut};
    use std::os::fd::AsRawFd;
    use std::time::{Duration, Instant, SystemTime};

    use mio::net::TcpStream;
    use nix::sys::socket::{ControlMessageOwned, MsgFlags, getsockopt, recvmsg, setsockopt, sockopt};
    use nix::sys::time::TimeSpec;
    use nix::{getsockopt_impl, libc, sockopt_impl};

    sockopt_impl!(
        /// What the kernel knows of a connection: the words of `struct tcp_info` that every kernel has had since it was made.
        TcpInfo,
        GetOnly,
        libc::IPPROTO_TCP,
        libc::TCP_INFO,
        [u32; 26]
    );

    /// Of these words, `tcpi_rtt`, in microseconds, and `tcpi_total_retrans`.
    const ROUND_TRIP: usize = 17;
    const SENT_AGAIN: usize = 25;

    /// Room for what the kernel says beside the octets: a time and the head before it, which has to be aligned.
    #[repr(align(16))]
    struct Beside([u8; 64]);

    /// From here on the kernel notes when octets arrive. If it does not, [`read`] knows nothing of it.
    pub(super) fn note(tcp: &TcpStream) {
        let _ = setsockopt(tcp, sockopt::ReceiveTimestampns, &true);
    }

    /// The first round trip, which no other has been counted with yet. Of a SYN that was sent again the kernel knows none, and it
    /// is not the time that passed.
    pub(super) fn handshake(tcp: &TcpStream) -> Option<Duration> {
        let info = getsockopt(tcp, TcpInfo).ok()?;
        (info[SENT_AGAIN] == 0 && info[ROUND_TRIP] > 0).then(|| Duration::from_micros(info[ROUND_TRIP].into()))
    }

    /// Reads; and when the last of these octets arrived.
    pub(super) fn read(tcp: &mut TcpStream, buffer: &mut [u8]) -> io::Result<(usize, Option<Instant>)> {
        let mut beside = Beside([0; 64]);
        let mut slices = [IoSliceMut::new(buffer)];
        let message = recvmsg::<()>(tcp.as_raw_fd(), &mut slices, Some(&mut beside.0), MsgFlags::empty())?;
        let noted = message.cmsgs().ok().and_then(|mut all| {
            all.find_map(|one| if let ControlMessageOwned::ScmTimestampns(time) = one { Some(time) } else { None })
        });
        Ok((message.bytes, noted.and_then(instant)))
    }

    /// The kernel's note is of the time of day; how long ago that was, is what counts.
    fn instant(noted: TimeSpec) -> Option<Instant> {
        let ago = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.checked_sub(Duration::from(noted))?;
        Instant::now().checked_sub(ago)
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use std::io::{self, Read};
    use std::time::{Duration, Instant};

    use mio::net::TcpStream;

    pub(super) fn note(_: &TcpStream) {}

    pub(super) fn handshake(_: &TcpStream) -> Option<Duration> {
        None
    }

    pub(super) fn read(tcp: &mut TcpStream, buffer: &mut [u8]) -> io::Result<(usize, Option<Instant>)> {
        tcp.read(buffer).map(|length| (length, None))
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::net::{TcpListener, TcpStream as Blocking};
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// The two ends of a connection.
    fn connection(is_exact: bool) -> (Blocking, Socket) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = Blocking::connect(listener.local_addr().unwrap()).unwrap();
        client.set_nonblocking(true).unwrap();
        let socket = Socket::new(TcpStream::from_std(client), is_exact);
        (listener.accept().unwrap().0, socket)
    }

    #[test]
    fn octets_arrive_when_they_do_and_not_when_they_are_read() {
        const LATE: Duration = Duration::from_millis(300);
        let (mut server, mut socket) = connection(true);
        // The kernel begins to note some time after it was asked to for the first time.
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end {
            let before = Instant::now();
            server.write_all(b"250 ok\r\n").unwrap();
            while socket.tcp().peek(&mut [0]).is_err() {}
            let after = Instant::now();
            thread::sleep(if socket.arrived().is_some() { LATE } else { Duration::ZERO });
            assert_eq!(socket.read(&mut [0; 100]).unwrap(), 8);
            if after.elapsed() > LATE {
                // Two clocks are read one after the other, and this process may have to wait in between.
                let arrived = socket.arrived().expect("it was known before");
                assert!(before - LATE / 2 < arrived && arrived < after + LATE / 2, "{before:?} {arrived:?} {after:?}");
                return;
            }
        }
        panic!("the kernel does not note when octets arrive");
    }

    #[test]
    fn a_handshake_takes_no_longer_than_the_call() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        for is_exact in [true, false] {
            let before = Instant::now();
            let mut socket = Socket::connect(listener.local_addr().unwrap(), is_exact).unwrap();
            while socket.tcp().peer_addr().is_err() {}
            let took = before.elapsed();
            let handshake = socket.handshake();
            assert_eq!(handshake.is_some(), is_exact);
            // It is told in whole microseconds, and never as none.
            assert!(
                handshake.is_none_or(|handshake| handshake <= took + Duration::from_micros(1)),
                "{handshake:?} {took:?}"
            );
        }
    }

    #[test]
    fn of_a_connection_that_had_to_be_asked_for_again_it_is_not_known() {
        let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        // The one place in its queue is taken.
        let _first = Blocking::connect(address).unwrap();
        let mut socket = Socket::connect(address, true).unwrap();
        assert!(socket.tcp().peer_addr().is_err(), "its SYN is not heard");
        let mut poll = mio::Poll::new().unwrap();
        poll.registry().register(socket.tcp(), mio::Token(0), mio::Interest::WRITABLE).unwrap();
        let _accepted = listener.accept().unwrap();
        let (mut told, end) = (mio::Events::with_capacity(1), Instant::now() + Duration::from_secs(20));
        while socket.tcp().peer_addr().is_err() {
            assert!(Instant::now() < end, "it is sent again after a second");
            poll.poll(&mut told, Some(Duration::from_secs(20))).unwrap();
        }
        assert_eq!(socket.handshake(), None);
    }

    #[test]
    fn octets_are_the_same_whether_times_are_told_or_not() {
        for is_exact in [true, false] {
            let (mut server, mut socket) = connection(is_exact);
            assert_eq!(socket.read(&mut [0; 4]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
            server.write_all(b"250 ok\r\n").unwrap();
            let mut read = Vec::new();
            while read.len() < 8 {
                let mut buffer = [0; 5];
                let length = socket.read(&mut buffer).unwrap_or(0);
                read.extend_from_slice(&buffer[..length]);
            }
            assert_eq!(read, b"250 ok\r\n");
            assert!(is_exact || socket.arrived().is_none());
            socket.write_all(b"QUIT\r\n").unwrap();
            assert_eq!(socket.left().is_some(), is_exact);
            server.read_exact(&mut [0; 6]).unwrap();
            drop(server);
            while socket.read(&mut [0; 4]).is_err() {}
            assert_eq!(socket.read(&mut [0; 4]).unwrap(), 0, "the end");
        }
    }
}
