//! Octets on their way out, with notes on what they are, so that a transcript can leave the secrets out.

/// Octets to be written. Where spans are kept, each octet belongs to one.
#[derive(Debug, Default)]
pub struct Outbox {
    octets: Vec<u8>,
    spans: Vec<Span>,
    keep_spans: bool,
}

/// A stretch of the octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its length in octets.
    pub length: usize,
    /// What it is.
    pub kind: SpanKind,
}

/// What octets are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpanKind {
    /// A command line, fit to be shown as it is.
    Command,
    /// A line with a secret; show this instead: `AUTH PLAIN ***`.
    Secret(String),
    /// Content, transparency included.
    Content,
    /// The lone dot that ends the content.
    EndOfData,
}

impl Outbox {
    /// An empty outbox; `keep_spans` where a transcript is written.
    #[must_use]
    pub fn new(keep_spans: bool) -> Self {
        Self { octets: Vec::new(), spans: Vec::new(), keep_spans }
    }

    /// Appends a command line; the CRLF is added here.
    ///
    /// # Panics
    /// In debug builds if the line holds CR, LF or NUL: arguments are checked where they are parsed.
    pub fn command(&mut self, line: &str) {
        debug_assert!(!line.contains(['\r', '\n', '\0']));
        self.push(&[line.as_bytes(), b"\r\n"], SpanKind::Command);
    }

    /// Appends a command line of these pieces, as [`Outbox::command`] does, without a string in between.
    pub(super) fn command_of(&mut self, pieces: &[&str]) {
        debug_assert!(pieces.iter().all(|piece| !piece.contains(['\r', '\n', '\0'])));
        let before = self.octets.len();
        for piece in pieces {
            self.octets.extend_from_slice(piece.as_bytes());
        }
        self.octets.extend_from_slice(b"\r\n");
        self.note(before, SpanKind::Command);
    }

    /// Appends a line that holds a secret, shown as `shown`; the CRLF is added here.
    pub fn secret(&mut self, line: &[u8], shown: &str) {
        self.push(&[line, b"\r\n"], SpanKind::Secret(shown.to_owned()));
    }

    /// Lets `write` append content octets.
    pub fn content(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let before = self.octets.len();
        write(&mut self.octets);
        self.note(before, SpanKind::Content);
    }

    /// Appends `.` CRLF. The content before it has ended with CRLF.
    pub fn end_of_data(&mut self) {
        self.push(&[b".\r\n"], SpanKind::EndOfData);
    }

    /// What is to be written.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// What it is made of; empty where spans are not kept.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Forgets everything that has been written; the buffer is kept for the next flight.
    pub fn clear(&mut self) {
        self.octets.clear();
        self.spans.clear();
    }

    fn push(&mut self, pieces: &[&[u8]], kind: SpanKind) {
        let before = self.octets.len();
        for piece in pieces {
            self.octets.extend_from_slice(piece);
        }
        self.note(before, kind);
    }

    fn note(&mut self, before: usize, kind: SpanKind) {
        if self.keep_spans {
            self.spans.push(Span { length: self.octets.len() - before, kind });
        }
    }
}
