//! How a batch is asked to stop.

use crossbeam_channel::{Receiver, Sender, select, unbounded};

/// A request to stop, for a signal handler.
#[derive(Debug, Clone)]
pub struct StopHandle {
    requests: Sender<()>,
}

impl StopHandle {
    /// The first request: nothing new starts, what is in flight gets its replies, also where the batch stops by itself already. The
    /// second: at once.
    pub fn request(&self) {
        // Nobody listens once the batch has ended.
        let _ = self.requests.send(());
    }
}

/// The batch's end of a [`StopHandle`].
#[derive(Debug)]
pub struct Stop {
    pub(super) requests: Receiver<()>,
}

impl Stop {
    /// A pair.
    #[must_use]
    pub fn new() -> (StopHandle, Self) {
        let (sender, receiver) = unbounded();
        (StopHandle { requests: sender }, Self { requests: receiver })
    }

    /// Waits for an answer. `None`: the batch was asked to stop before it came, or nobody is there to give it any more.
    #[must_use]
    pub fn or_answer<T>(&self, answer: &Receiver<T>) -> Option<T> {
        let answer = select! {
            recv(self.requests) -> _ => None,
            recv(answer) -> answer => answer.ok(),
        };
        // What was asked for before counts, however soon the answer came behind it.
        answer.filter(|_| self.requests.is_empty())
    }
}
