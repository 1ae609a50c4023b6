//! Connections in scenes: what happens when, is the test's choice.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream as Blocking};

use mio::net::TcpStream;

use super::*;
use crate::mail::{Address, Content, Envelope, MailObject, Segment};
use crate::smtp::{Capabilities, Settled, Submission};

const TIMEOUT: Duration = Duration::from_secs(30);

/// A session with mails in flight and a server that does as it is told, at times that the test chooses.
struct Scene {
    connection: Connection,
    submission: Submission,
    server: Blocking,
    buffer: Vec<u8>,
    latencies: Latencies,
    began: Instant,
}

impl Scene {
    /// With two mails, both of which have left.
    fn new() -> Self {
        let offer = Capabilities { pipelining: true, chunking: true, ..Capabilities::default() };
        let mut scene = Self::with(offer, &[b"x\r\n", b"x\r\n"], 2);
        scene.submission.send_in_chunks(2);
        assert!(scene.turn(0, Readiness::None, true).is_none());
        scene
    }

    fn with(offer: Capabilities, contents: &[&[u8]], released: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = Blocking::connect(listener.local_addr().unwrap()).unwrap();
        client.set_nonblocking(true).unwrap();
        let (server, _) = listener.accept().unwrap();
        server.set_nodelay(true).unwrap();
        let began = Instant::now();
        let tcp = TcpStream::from_std(client);
        let connection = Connection::new(Socket::new(tcp, false), "127.0.0.1", None, Some(TIMEOUT), None, began);
        let mut submission = Submission::new(offer);
        for content in contents {
            let forward_paths = vec![Address::parse("to@mx.test").unwrap()];
            submission.push(MailObject {
                envelope: Envelope { reverse_path: None, forward_paths },
                content: Content::new(vec![Segment::Own(content.to_vec())]),
                eight_bit: false,
                smtputf8: false,
            });
        }
        submission.release(released);
        let (buffer, latencies) = (vec![0; 1000], Latencies::default());
        Self { connection, submission, server, buffer, latencies, began }
    }

    /// A turn so many seconds after the beginning.
    fn turn(&mut self, seconds: u64, readiness: Readiness, has_news: bool) -> Option<Settled> {
        self.try_turn(seconds, readiness, has_news).unwrap()
    }

    fn try_turn(
        &mut self,
        seconds: u64,
        readiness: Readiness,
        has_news: bool,
    ) -> Result<Option<Settled>, SessionError> {
        let now = self.began + Duration::from_secs(seconds);
        let polled = self.began;
        let mut turn = Turn { now, polled, buffer: &mut self.buffer, latencies: &mut self.latencies };
        self.connection.begin_turn(readiness, &turn);
        Ok(match self.connection.drive(&mut self.submission, has_news, &mut turn)? {
            Progress::Done(settled) => Some(settled),
            _ => None,
        })
    }

    /// The server answers so to what has been said, and something is said to that.
    fn answered(&mut self, reply: &[u8]) {
        self.server.write_all(reply).unwrap();
        let before = self.connection.written();
        while self.connection.written() == before {
            assert!(self.turn(0, Readiness::Some, false).is_none());
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.connection.deadline()
    }
}

#[test]
fn every_reply_has_its_own_time() {
    let mut scene = Scene::new();
    assert_eq!(scene.deadline(), Some(scene.began + TIMEOUT));
    scene.server.write_all(b"250 ok\r\n250 ok\r\n250 queued\r\n").unwrap();
    while scene.turn(20, Readiness::Some, false).is_none() {}
    assert!(scene.turn(20, Readiness::None, true).is_none());
    assert_eq!(scene.deadline(), Some(scene.began + Duration::from_secs(20) + TIMEOUT));
}

#[test]
fn what_has_arrived_is_read_before_it_is_given_up() {
    let mut scene = Scene::new();
    scene.server.write_all(b"250 ok\r\n250 ok\r\n250 queued\r\n").unwrap();
    assert!((0..1000).any(|_| scene.turn(3600, Readiness::None, false).is_some()));
}

/// More than the buffers of both sockets hold.
const LARGE: usize = 20 << 20;

/// A session that is in the middle of a content, which the server does not read.
fn amid_a_content() -> Scene {
    let mut scene = Scene::with(Capabilities::default(), &[&b"0123456\r\n".repeat(LARGE / 9)], 1);
    assert!(scene.turn(0, Readiness::None, true).is_none());
    scene.answered(b"250 ok\r\n");
    scene.answered(b"250 ok\r\n");
    scene.answered(b"354 go on\r\n");
    scene
}

#[test]
fn a_refusal_of_a_content_is_heard_however_the_network_cuts_it() {
    let refusal = "552-5.3.4 too\r\n552 5.3.4 large\r\n";
    for cut in [1, 3, 4, 15, 19] {
        let mut scene = amid_a_content();
        let (first, rest) = refusal.split_at(cut);
        scene.server.write_all(first.as_bytes()).unwrap();
        while !scene.connection.is_interrupted {
            assert!(scene.turn(20, Readiness::Some, false).is_none());
        }
        // There is room again, but nobody wants to hear the rest.
        let written = scene.connection.written();
        scene.server.set_nonblocking(true).unwrap();
        let _ = io::copy(&mut scene.server, &mut io::sink());
        assert!(scene.turn(40, Readiness::None, false).is_none());
        assert_eq!(scene.connection.written(), written, "{first:?}");
        assert_eq!(scene.deadline(), Some(scene.began + Duration::from_secs(20) + TIMEOUT));
        scene.server.write_all(rest.as_bytes()).unwrap();
        let error = loop {
            if let Err(error) = scene.try_turn(40, Readiness::Some, false) {
                break error;
            }
        };
        let SessionError::Protocol(ProtocolError::Refused { phase: Phase::Content, reply }) = error else {
            panic!("{first:?}: {error}")
        };
        assert_eq!(reply.to_string(), "552 5.3.4 too large", "{first:?}");
    }
}

#[test]
fn half_a_refusal_of_a_content_is_waited_for_no_longer_than_a_whole_one() {
    let mut scene = amid_a_content();
    scene.server.write_all(b"552 too la").unwrap();
    while !scene.connection.is_interrupted {
        assert!(scene.turn(20, Readiness::Some, false).is_none());
    }
    assert!(scene.turn(51, Readiness::None, false).is_none());
    let error = scene.connection.too_late();
    assert!(matches!(error, SessionError::Deadline { phase: Phase::Content, after: TIMEOUT }), "{error}");
}

#[test]
fn a_session_that_is_lost_behind_the_354_is_lost_in_the_content() {
    let mut scene = Scene::with(Capabilities::default(), &[b"x\r\n"], 0);
    assert!(scene.turn(0, Readiness::None, true).is_none());
    scene.answered(b"250 ok\r\n");
    scene.answered(b"250 ok\r\n");
    scene.server.write_all(b"354 go on\r\n").unwrap();
    scene.server.shutdown(std::net::Shutdown::Both).unwrap();
    let error = loop {
        if let Err(error) = scene.try_turn(0, Readiness::Ending, false) {
            break error;
        }
    };
    assert!(matches!(error, SessionError::Closed { phase: Phase::Content }), "{error}");
}
