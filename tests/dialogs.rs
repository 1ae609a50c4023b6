//! Plays the dialog files against the dialogs, without a socket (the format: `tests/dialogs/README.md`).

#![allow(clippy::unwrap_used, reason = "a test may")]

#[path = "support/dialog_script.rs"]
mod dialog_script;

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dialog_script::{CLIENT_NAME, Event, Script, error_words, lost_words, settled_words};
use mailshot::smtp::{
    Dialog, Handshake, HandshakeOptions, Outbox, Phase, ProtocolError, Quit, Reply, ReplyReader, SpanKind, Step,
    Submission,
};

#[test]
fn every_dialog_goes_as_it_is_written() {
    let scripts = dialog_script::all();
    assert!(scripts.len() >= 80, "dialog files are missing");
    for script in &scripts {
        // However the network cuts the server's octets.
        for chunk in [1, 7, usize::MAX] {
            Player::new(script, chunk).play(script);
        }
    }
}

/// The server of a script, and the loop that drives the client.
struct Player<'a> {
    name: &'a str,
    events: VecDeque<Event>,
    chunk: usize,
    reader: ReplyReader,
    out: Outbox,
    /// What the client has said and the script has not yet heard.
    said: Vec<u8>,
    /// What a transcript would show.
    shown: String,
    /// Octets written.
    written: u64,
}

/// How a dialog ends early.
#[derive(Debug)]
enum End {
    Error(ProtocolError),
    Closed(Phase),
}

impl<'a> Player<'a> {
    fn new(script: &'a Script, chunk: usize) -> Self {
        Self {
            name: &script.name,
            events: script.events.clone().into(),
            chunk,
            reader: ReplyReader::new(),
            out: Outbox::new(true),
            said: Vec::new(),
            shown: String::new(),
            written: 0,
        }
    }

    fn play(mut self, script: &Script) {
        let end = self.session(script).err();
        let found = end.as_ref().map(|end| match end {
            End::Error(error) => error_words(error),
            End::Closed(phase) => format!("closed {}", phase.name()),
        });
        let message = end.map(|end| match end {
            End::Error(error) => error.to_string(),
            End::Closed(_) => String::new(),
        });
        let (expected, words) = script.error.clone().unzip();
        assert_eq!(found, expected, "{}: the end", self.name);
        let (message, words) = (message.unwrap_or_default(), words.unwrap_or_default());
        assert!(message.contains(&words), "{}: {message:?} does not hold {words:?}", self.name);
        self.hear();
        // What comes behind a malformed line is not even read.
        let is_malformed = expected.is_some_and(|error| error.starts_with("malformed"));
        self.events.retain(|event| *event != Event::Close && !(is_malformed && matches!(event, Event::Server(_))));
        assert_eq!(self.events, [], "{}: the rest of the conversation", self.name);
        if let Some(credentials) = &script.credentials {
            let secret = credentials.secret.expose();
            for form in [secret.to_owned(), STANDARD.encode(secret), format!("{:?}", secret)] {
                assert!(!message.contains(&form), "{}: a secret in {message:?}", self.name);
                assert!(!self.shown.contains(&form), "{}: a secret in {:?}", self.name, self.shown);
            }
        }
    }

    fn session(&mut self, script: &Script) -> Result<(), End> {
        let mut handshake = Handshake::new(HandshakeOptions {
            client_name: CLIENT_NAME.to_owned(),
            host: "server.example".to_owned(),
            port: 587,
            tls: script.tls,
            credentials: script.credentials.clone(),
            mechanism: script.mechanism,
            plaintext_auth: script.plaintext_auth,
            nonce: script.nonce.clone(),
        });
        let shaken = self.drive(&mut handshake);
        if let Some(credentials) = &script.credentials {
            assert!(!format!("{handshake:?}").contains(credentials.secret.expose()), "{}: secret shown", self.name);
        }
        let capabilities = shaken?;
        let mut submission = Submission::new(capabilities);
        submission.release(u64::MAX);
        submission.send_in_chunks(script.window);
        let mut queued = script.mails.iter();
        for mail in queued.by_ref().take(script.window) {
            submission.push(mail.object.clone());
        }
        if script.leave && queued.len() == 0 {
            submission.leave();
        }
        for (at, mail) in script.mails.iter().enumerate() {
            match self.drive(&mut submission) {
                Ok(settled) => assert_eq!(settled_words(&settled), mail.expected, "{}: mail {}", self.name, at + 1),
                Err(end) => {
                    let has_closed = matches!(end, End::Closed(_)) && !self.reader.has_rest();
                    let end = submission.farewell(has_closed).map_or(end, End::Error);
                    queued.for_each(|mail| submission.push(mail.object.clone()));
                    let lost: Vec<_> = submission.abandon(self.written).iter().map(lost_words).collect();
                    let expected: Vec<_> = script.mails[at..].iter().map(|mail| mail.expected.clone()).collect();
                    assert_eq!(lost, expected, "{}: from mail {}", self.name, at + 1);
                    return Err(end);
                }
            }
            if let Some(mail) = queued.next() {
                submission.push(mail.object.clone());
                if script.leave && queued.len() == 0 {
                    submission.leave();
                }
            }
        }
        assert_eq!(submission.pending(), 0, "{}", self.name);
        self.drive(&mut if submission.has_quit() { Quit::said() } else { Quit::default() })
    }

    fn drive<D: Dialog>(&mut self, dialog: &mut D) -> Result<D::Output, End> {
        let mut reply = None;
        loop {
            let step = dialog.step(reply.take(), &mut self.out).map_err(End::Error)?;
            self.write();
            match step {
                Step::Flush(_) => {}
                Step::Idle(_) => panic!("{}: the dialog has nothing to do", self.name),
                Step::Done(output) => return Ok(output),
                Step::StartTls => {
                    self.hear();
                    assert!(!self.reader.has_rest(), "{}: octets before the TLS handshake", self.name);
                    assert_eq!(self.events.pop_front(), Some(Event::Tls), "{}", self.name);
                }
                Step::AwaitReply(phase) => reply = Some(self.reply(phase)?),
            }
        }
    }

    fn write(&mut self) {
        let spans = self.out.take_spans();
        let mut rest = self.out.octets();
        for span in &spans {
            let (octets, behind) = rest.split_at(span.length);
            match &span.kind {
                SpanKind::Secret(shown) => self.shown.push_str(shown),
                _ => self.shown.push_str(&String::from_utf8_lossy(octets)),
            }
            rest = behind;
        }
        assert_eq!(rest, b"", "{}: octets without a span", self.name);
        self.written += self.out.octets().len() as u64;
        self.said.extend_from_slice(self.out.octets());
        self.out.clear();
    }

    fn reply(&mut self, phase: Phase) -> Result<Reply, End> {
        loop {
            let malformed = |error| End::Error(ProtocolError::Malformed { phase, error });
            if let Some(reply) = self.reader.next_reply().map_err(malformed)? {
                return Ok(reply);
            }
            self.hear();
            match self.events.pop_front() {
                Some(Event::Server(mut octets)) => {
                    let rest = octets.split_off(octets.len().min(self.chunk));
                    if !rest.is_empty() {
                        self.events.push_front(Event::Server(rest));
                    }
                    self.reader.push(&octets);
                }
                Some(Event::Close) => return Err(End::Closed(phase)),
                other => panic!("{}: waiting {}, and next is {other:?}", self.name, phase.words()),
            }
        }
    }

    /// Compares what the client has said with what it should have said by now.
    fn hear(&mut self) {
        let mut expected = Vec::new();
        while let Some(Event::Client(_)) = self.events.front() {
            if let Some(Event::Client(octets)) = self.events.pop_front() {
                expected.extend(octets);
            }
        }
        let text = |octets: &[u8]| octets.escape_ascii().to_string().replace("\\r\\n", "\n");
        assert_eq!(text(&self.said), text(&expected), "{}: the client says (left), and should say (right)", self.name);
        self.said.clear();
    }
}
