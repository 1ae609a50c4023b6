//! The server's addresses, and a connection to one of them.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::step::{Mark, Step};
use crate::net::{Server, SessionError};

/// The system's resolver, and each address, may take so long.
const PATIENCE: Duration = Duration::from_secs(10);

/// More addresses than these are not tried.
const ADDRESSES: usize = 4;

/// The addresses; no step where one was given instead of a name.
pub(super) fn resolve(server: &Server) -> (Option<Step>, Option<Vec<SocketAddr>>) {
    let began = Instant::now();
    let name = server.wire_name();
    let is_address = name.as_ref().is_some_and(|name| name.parse::<IpAddr>().is_ok());
    let found = match name {
        None => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a host name")),
        Some(name) => look_up(name, server.port),
    };
    match found {
        Ok(addresses) if is_address => (None, Some(addresses)),
        Ok(addresses) => {
            let ips: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
            let step = Step::new("dns", Mark::Good, format!("{} is {}", server.host, ips.join(", ")));
            (Some(step.took(began.elapsed()).with("addresses", ips)), Some(addresses))
        }
        Err(source) => {
            let error = SessionError::Resolve { host: server.host.clone(), source };
            (Some(Step::new("dns", Mark::Bad, error.to_string()).took(began.elapsed())), None)
        }
    }
}

/// Each address is tried, so that a dead one is known; the first that answers is talked to.
pub(super) fn connect(server: &Server, addresses: &[SocketAddr]) -> (Step, Option<(TcpStream, SocketAddr)>) {
    let limit = server.timeout.map_or(PATIENCE, |timeout| timeout.min(PATIENCE)).max(Duration::from_millis(1));
    let mut connected = None;
    let mut tries = Vec::new();
    for address in addresses.iter().take(ADDRESSES) {
        let began = Instant::now();
        let result = TcpStream::connect_timeout(address, limit);
        tries.push(Try { address: *address, took: began.elapsed(), fault: result.as_ref().err().map(fault) });
        if let (Ok(tcp), None) = (result, &connected) {
            let _ = tcp.set_nodelay(true);
            connected = Some((tcp, *address));
        }
    }
    let is_all = tries.iter().all(|tried| tried.fault.is_none());
    let took = tries.iter().find(|tried| tried.fault.is_none()).map(|tried| tried.took);
    let step = match (&connected, took) {
        (Some((_, peer)), Some(took)) => Step::new("tcp", Mark::Good, format!("connected to {peer}")).took(took),
        _ => {
            let (kind, words) = tries.iter().find_map(|tried| tried.fault.clone()).unwrap_or_else(nothing_to_try);
            let error = SessionError::Connect { server: server.label(), source: io::Error::new(kind, words) };
            Step::new("tcp", Mark::Bad, error.to_string()).took(tries.iter().map(|tried| tried.took).sum())
        }
    };
    let step = step.with("tried", tries.iter().map(Try::json).collect::<Vec<_>>());
    let alone = tries.len() == 1;
    let lines = tries.iter().filter(|_| !is_all && !alone).map(Try::line);
    (lines.fold(step, |step, line| step.and(line)), connected)
}

/// What came of one address.
struct Try {
    address: SocketAddr,
    took: Duration,
    fault: Option<(io::ErrorKind, String)>,
}

impl Try {
    fn line(&self) -> String {
        match &self.fault {
            None => format!("✓ {}: {:.0} ms", self.address, self.took.as_secs_f64() * 1e3),
            Some((_, words)) => format!("✗ {}: {words}", self.address),
        }
    }

    fn json(&self) -> Value {
        json!({
            "address": self.address.to_string(),
            "ms": (self.took.as_secs_f64() * 1e4).round() / 10.0,
            "error": self.fault.as_ref().map(|(_, words)| words),
        })
    }
}

fn nothing_to_try() -> (io::ErrorKind, String) {
    (io::ErrorKind::NotFound, "there is no address".to_owned())
}

/// A connection to an address that has answered before.
pub(super) fn again(address: &SocketAddr) -> Option<TcpStream> {
    TcpStream::connect_timeout(address, PATIENCE).ok()
}

/// All addresses of a host, each once. The system's resolver knows no deadline: where it is late, it is left behind.
fn look_up(name: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    let (sender, found) = mpsc::channel();
    thread::Builder::new().name("resolve".to_owned()).spawn(move || {
        let _ = sender.send((name.as_str(), port).to_socket_addrs().map(Vec::from_iter));
    })?;
    let found = found.recv_timeout(PATIENCE).map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let mut addresses: Vec<SocketAddr> = Vec::with_capacity(found.len());
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"))
    } else {
        Ok(addresses)
    }
}

/// The kind, and the system's words without their number.
fn fault(error: &io::Error) -> (io::ErrorKind, String) {
    let words = match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "no answer".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    };
    (error.kind(), words)
}
