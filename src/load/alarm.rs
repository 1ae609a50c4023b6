//! Wakes the loop at the right moment: the system's wait for sockets is right to a millisecond, which is long on this machine.

use std::io;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Instant;

use crate::net::Waker;

/// A thread that sleeps until a time, then wakes the loop. Times come in ascending order.
#[derive(Debug)]
pub(super) struct Alarm {
    times: Sender<Instant>,
    set: Option<Instant>,
}

impl Alarm {
    /// Ends with the loop.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn new(waker: Waker) -> io::Result<Self> {
        let (times, set) = channel::<Instant>();
        thread::Builder::new().name("alarm".to_owned()).spawn(move || {
            for time in set {
                thread::sleep(time.saturating_duration_since(Instant::now()));
                waker.wake();
            }
        })?;
        Ok(Self { times, set: None })
    }

    /// Wakes the loop then.
    pub(super) fn set(&mut self, time: Instant) {
        if self.set != Some(time) {
            self.set = Some(time);
            // Without the thread the loop wakes up by itself, a little late.
            let _ = self.times.send(time);
        }
    }
}
