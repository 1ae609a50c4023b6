//! One session that waits: what a test does with it is done when the call returns.

use std::collections::VecDeque;
use std::sync::Arc;

use mailshot::mail::MailObject;
use mailshot::net::{LostSession, Server, SessionError, SessionEvent, Sessions, Transcript};
use mailshot::smtp::{Capabilities, Lost, Phase, Settled};

/// An open session.
#[derive(Debug)]
pub(crate) struct Session {
    sessions: Sessions,
    capabilities: Capabilities,
    submitted: u64,
    /// What has happened and has not been asked for.
    happened: VecDeque<SessionEvent>,
    is_leaving: bool,
    is_over: bool,
}

impl Session {
    pub(crate) fn open(server: &Server, transcript: Option<&Arc<Transcript>>) -> Result<Self, SessionError> {
        let mut session = Self {
            sessions: Sessions::new(Arc::new(server.clone()), transcript.cloned()).unwrap(),
            capabilities: Capabilities::default(),
            submitted: 0,
            happened: VecDeque::new(),
            is_leaving: false,
            is_over: false,
        };
        session.sessions.send_in_chunks(8);
        session.sessions.open(0);
        match session.next() {
            SessionEvent::Opened(capabilities) => Ok(Self { capabilities, ..session }),
            SessionEvent::OpenFailed(error) => Err(error),
            other => panic!("neither opened nor not: {other:?}"),
        }
    }

    pub(crate) fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// A session that is lost by now loses this mail too.
    pub(crate) fn submit(&mut self, mail: &MailObject) -> Result<Settled, Box<LostSession>> {
        self.submitted += 1;
        self.sessions.submit(0, mail.clone());
        self.sessions.release(0, self.submitted);
        self.settled(mail)
    }

    /// The same, and the session is to end with it.
    pub(crate) fn submit_last(&mut self, mail: &MailObject) -> Result<Settled, Box<LostSession>> {
        self.submitted += 1;
        self.sessions.submit(0, mail.clone());
        self.sessions.release(0, self.submitted);
        self.sessions.quit(0);
        self.is_leaving = true;
        self.settled(mail)
    }

    fn settled(&mut self, mail: &MailObject) -> Result<Settled, Box<LostSession>> {
        let mut lost = match self.next() {
            SessionEvent::Settled { settled, .. } => return Ok(settled),
            SessionEvent::Lost(lost) => lost,
            other => panic!("neither settled nor lost: {other:?}"),
        };
        if lost.lost.is_empty() {
            lost.lost.push(Lost { verdicts: vec![None; mail.envelope.forward_paths.len()], in_doubt: false });
        }
        Err(lost)
    }

    /// Does nothing where the session is lost.
    pub(crate) fn quit(mut self) {
        if !self.is_over {
            if !self.is_leaving {
                self.sessions.quit(0);
            }
            assert!(matches!(self.next(), SessionEvent::Closed | SessionEvent::Lost(_)));
        }
    }

    fn next(&mut self) -> SessionEvent {
        if self.is_over && self.happened.is_empty() {
            let error = SessionError::Closed { phase: Phase::Mail };
            return SessionEvent::Lost(Box::new(LostSession { error, lost: Vec::new() }));
        }
        let mut happened = Vec::new();
        while self.happened.is_empty() {
            self.sessions.wait(None, &mut happened).unwrap();
            self.happened.extend(happened.drain(..).map(|(_, event)| event));
        }
        let event = self.happened.pop_front().unwrap();
        self.is_over |= matches!(event, SessionEvent::Lost(_) | SessionEvent::Closed);
        event
    }
}
