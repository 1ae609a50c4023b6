//! Content in chunks: BDAT (RFC 3030 section 2).

use std::io::Write as _;
use std::mem;

use super::session::{Mode, Next, Session};
use super::transaction::Reply;

/// A chunk that is coming in.
#[derive(Clone, Copy)]
pub(super) struct Chunk {
    /// Octets as announced.
    size: u64,
    /// Octets still to come.
    left: u64,
    last: bool,
    /// The reply to give when all is read, if the octets are only to be thrown away.
    refusal: Option<Reply>,
}

impl Session<'_> {
    /// Obeys BDAT: `chunk` is its size and whether it is the last one; `None` = what it says is no chunk.
    pub(super) fn bdat(&mut self, chunk: Option<(u64, bool)>) -> Next {
        let Some((size, last)) = chunk else {
            // Nobody knows where the octets behind it end: none of them may be taken for a command.
            self.log(format_args!("dropped: malformed BDAT"));
            self.reply(
                "501",
                "5.5.4",
                "syntax: BDAT chunk-size [LAST]; what follows cannot be told from commands, bye",
            );
            return Next::Close;
        };
        let chunk = Chunk { size, left: size, last, refusal: self.chunk_refusal() };
        self.mode = Mode::Chunk(chunk);
        self.take_chunk(chunk, &[]);
        Next::Read
    }

    /// Why a chunk is not taken, if it is not. The content begins with the first one.
    fn chunk_refusal(&mut self) -> Option<Reply> {
        let transaction = &mut self.transaction;
        if !transaction.is_open() {
            return Some(("503", "5.5.1", "send MAIL first"));
        }
        let is_first = !mem::replace(&mut transaction.chunked, true);
        if transaction.failed {
            return Some(("503", "5.5.1", "a chunk was refused: send RSET"));
        }
        if transaction.recipients == 0 {
            return Some(("554", "5.5.1", "no valid recipients"));
        }
        if is_first {
            self.begin_content();
        }
        None
    }

    /// Takes octets of a chunk; says how many were of it.
    pub(super) fn take_chunk(&mut self, mut chunk: Chunk, input: &[u8]) -> usize {
        let used = usize::try_from(chunk.left).map_or(input.len(), |left| left.min(input.len()));
        if chunk.refusal.is_none() {
            self.transaction.content.take_chunk(&input[..used]);
        }
        chunk.left -= used as u64;
        if chunk.left > 0 {
            self.mode = Mode::Chunk(chunk);
        } else {
            self.mode = Mode::Command;
            self.end_chunk(chunk);
        }
        used
    }

    fn end_chunk(&mut self, chunk: Chunk) {
        let too_large = self.transaction.content.is_too_large();
        if let Some((code, status, text)) = chunk.refusal {
            self.fail_chunk(chunk, code, status, text);
        } else if chunk.last {
            self.transaction.content.end_chunks();
            self.end_content();
        } else if too_large {
            self.fail_chunk(chunk, "552", "5.3.4", "the message is too large");
        } else {
            self.begin_reply("250", "2.0.0");
            // Writing to memory cannot fail.
            let _ = write!(self.out, "{} octets received\r\n", chunk.size);
        }
    }

    /// A failed LAST chunk ends the transaction, as a failed DATA does; after another one the rest is refused.
    fn fail_chunk(&mut self, chunk: Chunk, code: &str, status: &str, text: &str) {
        self.transaction.failed = self.transaction.is_open();
        if chunk.last {
            self.transaction.clear();
        }
        self.reply(code, status, text);
    }
}
