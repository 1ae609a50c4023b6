//! The file as text: decoded to UTF-8 while it is read, a block at a time.

use std::io;
use std::sync::Arc;

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::octets::Octets;

const BLOCK: usize = 64 << 10;
/// Ctrl-Z, with which programs of DOS end a text: to its next 128 octets, some of them.
const END: char = '\u{1A}';
const MOST_ENDS: usize = 128;

/// Why there is no more text, although the file may not have ended.
#[derive(Debug)]
pub(super) enum Stop {
    /// Reading failed.
    Io(io::Error),
    /// The octets that follow mean nothing in this charset.
    Malformed,
    /// A NUL follows.
    Nul,
    /// Somebody writes to the file.
    Changed,
}

/// A reader of text. What it has given is always whole characters, and all that came before whatever stops it.
#[derive(Debug)]
pub(super) struct Text {
    octets: Arc<Octets>,
    offset: u64,
    decoder: Decoder,
    block: Box<[u8]>,
    /// The part of `block` that is not decoded yet.
    rest: std::ops::Range<usize>,
    at_end: bool,
    /// How many ends of a text were read last: they belong to it only if it goes on.
    ends: usize,
    stop: Option<Stop>,
    ended: bool,
}

impl Text {
    /// From the file's beginning. A byte order mark is removed, and wins over `encoding`.
    pub(super) fn new(octets: Arc<Octets>, encoding: &'static Encoding) -> Self {
        Self::in_blocks(octets, encoding, BLOCK)
    }

    /// From the file's beginning, reading `block` octets at a time.
    pub(super) fn in_blocks(octets: Arc<Octets>, encoding: &'static Encoding, block: usize) -> Self {
        Self {
            octets,
            offset: 0,
            decoder: encoding.new_decoder(),
            block: vec![0; block].into_boxed_slice(),
            rest: 0..0,
            at_end: false,
            ends: 0,
            stop: None,
            ended: false,
        }
    }

    /// Replaces what is in `text` by the next piece, which is empty only at the end of the file.
    pub(super) fn read(&mut self, text: &mut String) -> Result<(), Stop> {
        text.clear();
        while text.is_empty() && !self.ended {
            if let Some(stop) = self.stop.take() {
                self.ended = true;
                return Err(stop);
            }
            self.fill()?;
            self.decode(text);
            if let Some(nul) = memchr::memchr(0, text.as_bytes()) {
                text.truncate(nul);
                self.stop = Some(Stop::Nul);
            }
            self.hold_back(text);
        }
        Ok(())
    }

    /// Takes the ends from the end of `text`, and puts before it those that were none.
    fn hold_back(&mut self, text: &mut String) {
        let kept = text.trim_end_matches(END).len();
        let ends = text.len() - kept;
        if self.ends > 0 && (kept > 0 || self.ends + ends > MOST_ENDS) {
            text.insert_str(0, &String::from(END).repeat(std::mem::take(&mut self.ends)));
        }
        if ends > 0 && self.ends + ends <= MOST_ENDS {
            text.truncate(text.len() - ends);
            self.ends += ends;
        }
    }

    fn fill(&mut self) -> Result<(), Stop> {
        if self.rest.is_empty() && !self.at_end {
            let count = self.octets.read_at(&mut self.block, self.offset).map_err(Stop::Io)?;
            // Looked at after each block, and before any of it is used: rows that were put into the file after it was
            // checked must not be taken for those that were checked.
            if !self.octets.is_intact().map_err(Stop::Io)? {
                self.ended = true;
                return Err(Stop::Changed);
            }
            self.offset += count as u64;
            self.rest = 0..count;
            self.at_end = count == 0;
        }
        Ok(())
    }

    fn decode(&mut self, text: &mut String) {
        text.reserve(BLOCK);
        let octets = &self.block[self.rest.clone()];
        let (result, read) = self.decoder.decode_to_string_without_replacement(octets, text, self.at_end);
        self.rest.start += read;
        match result {
            DecoderResult::Malformed(..) => self.stop = Some(Stop::Malformed),
            DecoderResult::InputEmpty => self.ended = self.at_end,
            DecoderResult::OutputFull => {}
        }
    }
}
