//! Octets on their way out, with notes on what they are, so that a transcript can leave the secrets out.

use std::collections::VecDeque;

/// Octets to be written. Where spans are kept, each octet belongs to one.
#[derive(Debug, Default)]
pub struct Outbox {
    octets: Vec<u8>,
    /// Octets at the front that have been taken.
    taken: usize,
    /// Octets ever put in before those that are there.
    before: u64,
    /// Where, of all octets ever put in, something ends that the server will answer.
    ends: VecDeque<u64>,
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
        Self { keep_spans, ..Self::default() }
    }

    /// Appends a command line; the CRLF is added here.
    ///
    /// # Panics
    /// In debug builds if the line holds CR, LF or NUL: arguments are checked where they are parsed.
    pub fn command(&mut self, line: &str) {
        self.command_of(&[line]);
    }

    /// Appends a command line of these pieces, as [`Outbox::command`] does, without a string in between.
    pub(super) fn command_of(&mut self, pieces: &[&str]) {
        self.line_of(pieces);
        self.expect_reply();
    }

    /// Appends a line that holds a secret, shown as `shown`; the CRLF is added here.
    pub fn secret(&mut self, line: &[u8], shown: &str) {
        self.push(&[line, b"\r\n"], SpanKind::Secret(shown.to_owned()));
        self.expect_reply();
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
        self.expect_reply();
    }

    /// Appends a chunk of content and the BDAT before it (RFC 3030 §2). The server answers once it has all of it.
    pub(super) fn chunk(&mut self, octets: &[u8], is_last: bool) {
        self.line_of(&["BDAT ", itoa::Buffer::new().format(octets.len()), if is_last { " LAST" } else { "" }]);
        self.push(&[octets], SpanKind::Content);
        self.expect_reply();
    }

    /// What is to be written.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets[self.taken..]
    }

    /// Octets ever put in.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.before + length(self.octets.len())
    }

    /// The first so many octets of what is to be written are on their way.
    pub fn take(&mut self, octets: usize) {
        self.taken += octets.min(self.octets.len() - self.taken);
        // Over a slow connection there may always be a rest. To move it pays once it is the smaller part.
        if self.taken >= self.octets.len() - self.taken {
            self.before += length(self.taken);
            self.octets.drain(..self.taken);
            self.taken = 0;
        }
    }

    /// Of all octets ever put in, so many have been written. How many more replies are to come for that.
    pub fn asked(&mut self, written: u64) -> usize {
        let asked = self.ends.iter().take_while(|end| **end <= written).count();
        self.ends.drain(..asked).count()
    }

    /// What has been put in since this was last asked; nothing where spans are not kept.
    pub fn take_spans(&mut self) -> Vec<Span> {
        std::mem::take(&mut self.spans)
    }

    /// Takes everything; the buffer is kept for the next flight.
    pub fn clear(&mut self) {
        self.take(self.octets.len());
        self.spans.clear();
    }

    fn line_of(&mut self, pieces: &[&str]) {
        debug_assert!(pieces.iter().all(|piece| !piece.contains(['\r', '\n', '\0'])));
        let before = self.octets.len();
        for piece in pieces {
            self.octets.extend_from_slice(piece.as_bytes());
        }
        self.octets.extend_from_slice(b"\r\n");
        self.note(before, SpanKind::Command);
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

    fn expect_reply(&mut self) {
        self.ends.push_back(self.total());
    }
}

fn length(octets: usize) -> u64 {
    u64::try_from(octets).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_always_leaves_a_rest_costs_no_memory() {
        let mut out = Outbox::new(false);
        for round in 1..=1000 {
            out.content(|octets| octets.extend_from_slice(&[b'x'; 1000]));
            out.take(out.octets().len() - 1);
            assert_eq!((out.octets().len(), out.total()), (1, 1000 * round));
        }
        assert!(out.octets.capacity() < 10_000, "{}", out.octets.capacity());
    }
}
