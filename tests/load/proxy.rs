//! Percentiles, computed by somebody else: a proxy between the program and the sink that holds back each reply to an end of
//! data for a while, and writes down how long it took.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mailshot::sink::{Options, Sink};

use crate::{folder, load_at};

const END_OF_DATA: &[u8] = b"\r\n.\r\n";
/// The last message of a session has QUIT in the same flight.
const END_OF_SESSION: &[u8] = b"\r\n.\r\nQUIT\r\n";

/// The time between an end of data and its reply, as seen on the way.
type Times = Arc<Mutex<Vec<Duration>>>;

struct Proxy {
    address: SocketAddr,
    times: Times,
}

impl Proxy {
    /// Runs until the tests end.
    fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let times = Times::default();
        let all = Arc::clone(&times);
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.expect("the listener is open");
                let server = TcpStream::connect(server).expect("the sink listens");
                for socket in [&client, &server] {
                    socket.set_nodelay(true).expect("it is a TCP socket");
                }
                relay(client, server, &all);
            }
        });
        Self { address, times }
    }
}

/// Octets to and fro, each way in a thread of its own.
fn relay(mut client: TcpStream, mut server: TcpStream, times: &Times) {
    let ended = Arc::new(Mutex::new(None));
    let (mut from_client, mut from_server) =
        (client.try_clone().expect("a socket can be cloned"), server.try_clone().expect("a socket can be cloned"));
    let seen = Arc::clone(&ended);
    thread::spawn(move || {
        let mut last = Vec::new();
        each_read(&mut from_client, |octets| {
            last.extend_from_slice(octets);
            // With one message at a time nothing else follows an end of data until it has been answered.
            if last.ends_with(END_OF_DATA) || last.ends_with(END_OF_SESSION) {
                *seen.lock().expect("nobody panics with it") = Some(Instant::now());
                last.clear();
            }
            last.drain(..last.len().saturating_sub(END_OF_SESSION.len()));
            server.write_all(octets).is_ok()
        });
        let _ = server.shutdown(Shutdown::Write);
    });
    let times = Arc::clone(times);
    thread::spawn(move || {
        each_read(&mut from_server, |octets| {
            if let Some(ended) = ended.lock().expect("nobody panics with it").take() {
                let number = times.lock().expect("nobody panics with it").len();
                thread::sleep(delay(number));
                times.lock().expect("nobody panics with it").push(ended.elapsed());
            }
            client.write_all(octets).is_ok()
        });
        let _ = client.shutdown(Shutdown::Write);
    });
}

fn each_read(from: &mut TcpStream, mut to: impl FnMut(&[u8]) -> bool) {
    let mut buffer = [0; 16 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if !to(&buffer[..length]) {
            return;
        }
    }
}

/// From 40 to 390 ms, in no order: so long that a busy machine does not count.
fn delay(number: usize) -> Duration {
    Duration::from_millis(40 + (number as u64 * 137) % 351)
}

#[test]
fn percentiles_agree_with_those_of_a_proxy() {
    let sink = Sink::start(Options { without: vec!["CHUNKING".to_owned()], ..Options::default() })
        .expect("loopback has a free port");
    let proxy = Proxy::start(sink.address());
    let (finished, report) = load_at(folder().path(), proxy.address, &["--count", "400", "--sessions", "50"]);
    finished.assert_code(0);
    let mut times = proxy.times.lock().expect("nobody panics with it").clone();
    times.sort_unstable();
    assert_eq!(times.len(), 400);
    for (name, share) in [("p50_ms", 0.5), ("p90_ms", 0.9), ("p99_ms", 0.99), ("max_ms", 1.0)] {
        let seen = times[(times.len() as f64 * share).ceil() as usize - 1].as_secs_f64() * 1e3;
        let told = report["latencies"]["end-of-data"][name].as_f64().expect("it is a number");
        assert!((told - seen).abs() <= seen / 10.0, "{name}: {told} ms, and {seen} ms at the proxy");
    }
}
