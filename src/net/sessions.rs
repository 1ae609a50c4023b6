//! All sessions of one thread, each in a thread of its own for the time being.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{Latencies, LostSession, Server, Session, SessionError, Transcript};
use crate::mail::MailObject;
use crate::smtp::{Capabilities, Phase, Settled};

/// What became of a session.
#[derive(Debug)]
pub enum SessionEvent {
    /// It is open; the server offers this.
    Opened(Capabilities),
    /// It is not.
    OpenFailed(SessionError),
    /// The server has answered.
    Settled {
        /// The verdicts.
        settled: Settled,
        /// How long it took.
        elapsed: Duration,
    },
    /// The session is gone.
    Lost(Box<LostSession>),
    /// It has been closed.
    Closed,
}

type Events = (Sender<(usize, SessionEvent)>, Receiver<(usize, SessionEvent)>);

/// Ends a wait from another thread.
#[derive(Debug, Clone)]
pub struct Waker;

impl Waker {
    /// Ends the wait.
    pub fn wake(&self) {}
}

/// Sessions.
#[derive(Debug)]
pub struct Sessions {
    server: Arc<Server>,
    transcript: Option<Arc<Transcript>>,
    mails: HashMap<usize, Sender<MailObject>>,
    events: Events,
    latencies: Latencies,
}

impl Sessions {
    /// New.
    ///
    /// # Errors
    /// None.
    pub fn new(server: Arc<Server>, transcript: Option<Arc<Transcript>>) -> io::Result<Self> {
        Ok(Self { server, transcript, mails: HashMap::new(), events: channel(), latencies: Latencies::default() })
    }

    /// What ends a wait from another thread.
    #[must_use]
    pub fn waker(&self) -> Waker {
        Waker
    }

    /// Opens.
    pub fn open(&mut self, session: usize) {
        let (sender, mails) = channel::<MailObject>();
        self.mails.insert(session, sender);
        let (server, transcript, events) = (self.server.clone(), self.transcript.clone(), self.events.0.clone());
        thread::spawn(move || {
            let tell = |event| drop(events.send((session, event)));
            let mut open = match Session::open(&server, transcript.as_ref()) {
                Ok(open) => open,
                Err(error) => return tell(SessionEvent::OpenFailed(error)),
            };
            tell(SessionEvent::Opened(open.capabilities().clone()));
            for mail in mails {
                let start = Instant::now();
                match open.submit(&Arc::new(mail), &mut || true) {
                    Ok(settled) => tell(SessionEvent::Settled { settled, elapsed: start.elapsed() }),
                    Err(lost) => return tell(SessionEvent::Lost(lost)),
                }
            }
            open.quit();
            tell(SessionEvent::Closed);
        });
    }

    /// Submits.
    pub fn submit(&mut self, session: usize, mail: MailObject) {
        if let Some(mails) = self.mails.get(&session) {
            let _ = mails.send(mail);
        }
    }

    /// Releases.
    pub fn release(&mut self, _session: usize, _mails: u64) {}

    /// Quits.
    pub fn quit(&mut self, session: usize) {
        self.mails.remove(&session);
    }

    /// Waits.
    ///
    /// # Errors
    /// None.
    pub fn wait(&mut self, until: Option<Instant>, events: &mut Vec<(usize, SessionEvent)>) -> io::Result<()> {
        let limit = until.map_or(Duration::from_secs(3600), |until| until.saturating_duration_since(Instant::now()));
        if let Ok(event) = self.events.1.recv_timeout(limit) {
            events.push(event);
            events.extend(self.events.1.try_iter());
        }
        for (_, event) in events.iter() {
            if let SessionEvent::Settled { elapsed, .. } = event {
                self.latencies.record(Phase::Content, *elapsed);
            }
        }
        Ok(())
    }

    /// Takes.
    pub fn latencies(&mut self) -> Latencies {
        std::mem::take(&mut self.latencies)
    }
}
