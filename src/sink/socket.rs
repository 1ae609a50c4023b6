//! A session's socket: it can be shut down while the session waits on it, and what is written can leave later.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use super::shared::Shared;

/// Stack of the thread that delays; it calls nothing deep.
const STACK: usize = 64 << 10;

/// Most flights on their way at once; with more the session waits, as it does for a client that does not read.
const FLIGHTS: usize = 1_024;

/// See the module.
pub(super) struct Socket {
    tcp: Arc<TcpStream>,
    line: Option<DelayLine>,
}

/// Flights that leave later, in order, by a thread of their own: meanwhile the session reads on, as a server far away does.
struct DelayLine {
    latency: Duration,
    flights: SyncSender<(Instant, Vec<u8>)>,
    /// Ends when the last flight has left.
    ended: Receiver<()>,
}

impl Socket {
    /// What is written leaves at once, or `latency` later until the sink stops.
    pub(super) fn new<'scope, 'env>(
        tcp: Arc<TcpStream>,
        latency: Duration,
        scope: &'scope Scope<'scope, 'env>,
        shared: &'env Shared,
    ) -> io::Result<Self> {
        if latency.is_zero() {
            return Ok(Self { tcp, line: None });
        }
        let (flights, due) = sync_channel(FLIGHTS);
        let (end, ended) = channel();
        let out = Arc::clone(&tcp);
        thread::Builder::new().name("sink-delay".to_owned()).stack_size(STACK).spawn_scoped(scope, move || {
            let _end = end;
            write_when_due(&due, &out, shared);
        })?;
        Ok(Self { tcp, line: Some(DelayLine { latency, flights, ended }) })
    }

    /// The socket itself, once everything written has left.
    pub(super) fn into_tcp(self) -> Arc<TcpStream> {
        if let Some(DelayLine { flights, ended, .. }) = self.line {
            drop(flights);
            // Nothing is ever sent: an error says that the thread has ended.
            let _ = ended.recv();
        }
        self.tcp
    }
}

/// Ends when there is nothing more to come, when the client is gone, or when the sink stops.
fn write_when_due(flights: &Receiver<(Instant, Vec<u8>)>, mut out: &TcpStream, shared: &Shared) {
    for (due, octets) in flights {
        if !shared.pause(due.saturating_duration_since(Instant::now())) || out.write_all(&octets).is_err() {
            return;
        }
    }
}

impl DelayLine {
    fn put(&self, octets: Vec<u8>) -> io::Result<usize> {
        let length = octets.len();
        let gone = |_| io::Error::new(ErrorKind::BrokenPipe, "the client is gone, or the sink stops");
        self.flights.send((Instant::now() + self.latency, octets)).map_err(gone)?;
        Ok(length)
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.tcp).read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match &self.line {
            None => (&*self.tcp).write(octets),
            Some(line) => line.put(octets.to_vec()),
        }
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        match &self.line {
            None => (&*self.tcp).write_vectored(pieces),
            Some(line) => line.put(pieces.iter().flat_map(|piece| piece.iter().copied()).collect()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
