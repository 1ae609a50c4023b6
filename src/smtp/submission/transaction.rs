//! One mail on its way.

use std::mem;

use super::transparency::{ContentCursor, goes_as_it_is};
use super::{Command, Lost, Settled, Unsupported, Verdict};
use crate::mail::{MailObject, Segment};
use crate::smtp::{Capabilities, Outbox, Phase, Reply};

/// Octets of content per block and per chunk. A content that fits goes out in one write together with its end and the
/// next mail's commands; a longer one is never in memory twice.
const BLOCK: usize = 64 << 10;

/// Most octets of text kept with a verdict: there is one for each of perhaps a thousand recipients.
const MAX_VERDICT_TEXT: usize = 2 << 10;

/// One mail transaction (RFC 5321 §3.3): what of it has been said, and what has been decided.
#[derive(Debug)]
pub(super) struct Transaction {
    /// Its content is gone once it has been said.
    mail: MailObject,
    /// Whether its content goes out as it is, in one piece: looked at while it is still in the processor's caches.
    is_plain: bool,
    /// What is to be said next.
    pub(super) next: Next,
    verdicts: Vec<Option<Verdict>>,
    /// Forward-paths without a verdict.
    undecided: usize,
    /// Whether the server has a transaction open for it: MAIL was accepted.
    opened: bool,
    /// Forward-paths that were accepted.
    accepted: usize,
    /// Why MAIL or a chunk was refused, where the end of data had left by then: the reason, if that is refused too.
    early: Option<(Phase, Reply)>,
    /// Whether a chunk was refused that early: what the server has of the content has a gap.
    pub(super) has_gap: bool,
    /// Where, of all octets ever put into the outbox, its end of data ends, once that is there.
    pub(super) end_of_data: Option<u64>,
    /// Whether its end of data delivers nothing: it is a lone dot, or MAIL was refused.
    is_void: bool,
    /// Whether MAIL left before the content in front of it was answered.
    pub(super) went_ahead: bool,
    /// Whether the server refused MAIL for having left so early.
    pub(super) is_early: bool,
    /// Whether nothing more will be said or heard about it.
    pub(super) complete: bool,
}

/// The sender's place in a transaction.
#[derive(Debug)]
pub(super) enum Next {
    Mail,
    /// RCPT for the forward-path of this number.
    Rcpt(usize),
    Data,
    /// The content and its end, after DATA.
    Content(ContentCursor),
    /// The content in chunks, the last of which is its end (RFC 3030).
    Chunk(ContentCursor),
    /// A reply has to come first: the 354, or the last one.
    Wait,
}

/// What has just been put into the outbox.
#[derive(Debug)]
pub(super) enum Said {
    Command(Command),
    /// A block of content, not the last.
    Block,
    Nothing,
}

impl Transaction {
    /// A mail that has not been begun. One that needs what is not offered is complete at once, and so is one to nobody.
    pub(super) fn new(mail: MailObject, capabilities: &Capabilities) -> Self {
        let recipients = mail.envelope.forward_paths.len();
        let verdict = unsupported(&mail, capabilities).map(Verdict::Unsupported);
        let undecided = if verdict.is_some() { 0 } else { recipients };
        Self {
            next: Next::Mail,
            verdicts: vec![verdict; recipients],
            undecided,
            opened: false,
            accepted: 0,
            early: None,
            has_gap: false,
            end_of_data: None,
            is_void: false,
            went_ahead: false,
            is_early: false,
            complete: undecided == 0,
            is_plain: goes_as_it_is(&mail.content, BLOCK),
            mail,
        }
    }

    /// Whether nobody is left to send it to, and the server does not expect any content of it.
    pub(super) fn is_hopeless(&self) -> bool {
        self.undecided == 0 && matches!(self.next, Next::Rcpt(_) | Next::Data | Next::Chunk(_))
    }

    /// Whether the server would open no other transaction before RSET: MAIL or RCPT was accepted, and no end of data
    /// has closed it (RFC 5321 §4.1.1.4).
    pub(super) fn is_open(&self) -> bool {
        (self.opened || self.accepted > 0) && self.end_of_data.is_none()
    }

    /// Whether the server has a forward-path of it although every one is decided against: it accepted RCPT after
    /// having refused MAIL.
    pub(super) fn has_stray_recipient(&self) -> bool {
        self.undecided == 0 && self.accepted > 0
    }

    /// MAIL was accepted.
    pub(super) fn open(&mut self) {
        self.opened = true;
    }

    /// The server has ended the session before it came to the end of the mail's data, instead of accepting MAIL for example: whatever
    /// has left of it belongs to nothing.
    pub(super) fn never_opened(&mut self) {
        self.is_void = true;
    }

    /// All that has been said of it came too early: it is said again. None of its content is among that.
    pub(super) fn begin_anew(&mut self) {
        self.next = Next::Mail;
        (self.went_ahead, self.is_early) = (false, false);
    }

    /// Takes a reply behind a 421, which is to something that was not to be judged any more.
    pub(super) fn hear_out(&mut self, command: Command, reply: Reply) {
        // What is said of the session, or of the order of commands, is none of the mail's.
        let is_of_mail = !matches!(reply.code, 421 | 503);
        match command {
            Command::Mail if reply.is_positive() => self.open(),
            Command::Mail => self.never_opened(),
            Command::Rcpt(recipient) if reply.is_positive() => self.accept(recipient),
            Command::Rcpt(recipient) if is_of_mail && !self.is_void => self.decide(recipient, Phase::Rcpt, reply),
            Command::Chunk if reply.is_negative() && !self.is_void => self.refuse_chunk(Phase::Data, reply),
            // Not where it may be the acceptance of something else.
            Command::EndOfData if reply.is_positive() && (self.is_void || self.has_gap) => {
                (self.is_void, self.has_gap) = (false, false);
            }
            Command::EndOfData if reply.is_positive() || is_of_mail && !self.is_void => {
                self.decide_rest(Phase::Content, reply);
            }
            Command::EndOfData => self.never_opened(),
            _ => {}
        }
    }

    /// A forward-path was accepted; its verdict comes with the end of data.
    ///
    /// A server that has refused MAIL should not accept it. Where the content has left already, what counts is what the
    /// server says of that; if it refuses that too ("503 need MAIL"), MAIL's refusal is why.
    pub(super) fn accept(&mut self, recipient: usize) {
        self.accepted += 1;
        if self.end_of_data.is_some()
            && let Some(verdict) = self.verdicts.get_mut(recipient)
            && let Some(Verdict::Reply { phase, reply }) = verdict.take()
        {
            self.early = Some((phase, reply));
            self.undecided += 1;
        }
    }

    /// A chunk that is not the last was refused, which fails the mail (RFC 3030 §2). Where the last one has left already, that
    /// waits for the server's word on it: it must not be an acceptance.
    pub(super) fn refuse_chunk(&mut self, phase: Phase, reply: Reply) {
        if self.end_of_data.is_none() {
            return self.decide_rest(phase, reply);
        }
        self.has_gap = true;
        self.early.get_or_insert_with(|| (phase, reply.clipped(MAX_VERDICT_TEXT)));
    }

    /// Decides one forward-path, unless it is decided.
    pub(super) fn decide(&mut self, recipient: usize, phase: Phase, reply: Reply) {
        if let Some(verdict @ None) = self.verdicts.get_mut(recipient) {
            *verdict = Some(Verdict::Reply { phase, reply: reply.clipped(MAX_VERDICT_TEXT) });
            self.undecided -= 1;
        }
    }

    /// Decides every forward-path that is not decided. A refusal has the earliest reason.
    pub(super) fn decide_rest(&mut self, phase: Phase, reply: Reply) {
        let early = self.early.take().filter(|_| reply.is_negative());
        let (phase, reply) = early.unwrap_or_else(|| (phase, reply.clipped(MAX_VERDICT_TEXT)));
        let mut undecided = self.verdicts.iter_mut().filter(|verdict| verdict.is_none());
        // Mostly it is one.
        let Some(first) = undecided.next() else { return };
        for verdict in undecided {
            *verdict = Some(Verdict::Reply { phase, reply: reply.clone() });
        }
        *first = Some(Verdict::Reply { phase, reply });
        self.undecided = 0;
    }

    /// The server is out of step: what its last replies were to is not known. Those to a mail that has left whole were in
    /// step until then.
    pub(super) fn take_back(&mut self) {
        if self.end_of_data.is_some() {
            return;
        }
        self.verdicts.fill(None);
        self.undecided = self.verdicts.len();
    }

    /// Whether what is next has to wait until the mail may end its data: the content with its end is one write, if it is
    /// no longer than a block, and so is all of a mail that goes in chunks.
    pub(super) fn needs_release(&self, chunking: bool) -> bool {
        match &self.next {
            Next::Mail => chunking,
            Next::Content(cursor) => self.undecided > 0 && cursor.is_near_end(&self.mail.content, BLOCK),
            Next::Chunk(cursor) => cursor.is_near_end(&self.mail.content, BLOCK),
            Next::Rcpt(_) | Next::Data | Next::Wait => false,
        }
    }

    /// Whether the server waits for its content.
    pub(super) fn is_in_content(&self) -> bool {
        matches!(self.next, Next::Content(_))
    }

    /// Says what is next. `chunk` is room to put a chunk together in.
    pub(super) fn say(
        &mut self,
        capabilities: &Capabilities,
        chunking: bool,
        chunk: &mut Vec<u8>,
        out: &mut Outbox,
    ) -> Said {
        match self.next {
            Next::Mail => {
                self.say_mail(capabilities, out);
                self.next = Next::Rcpt(0);
                Said::Command(Command::Mail)
            }
            Next::Rcpt(recipient) => {
                let forward_paths = &self.mail.envelope.forward_paths;
                out.command_of(&["RCPT TO:<", forward_paths[recipient].as_str(), ">"]);
                let is_last = recipient + 1 == forward_paths.len();
                self.next = match is_last {
                    true if chunking => Next::Chunk(ContentCursor::new(false)),
                    true => Next::Data,
                    false => Next::Rcpt(recipient + 1),
                };
                Said::Command(Command::Rcpt(recipient))
            }
            Next::Data => {
                out.command_of(&["DATA"]);
                self.next = Next::Wait;
                Said::Command(Command::Data)
            }
            Next::Content(_) => self.say_content(out),
            Next::Chunk(_) => self.say_chunk(chunk, out),
            Next::Wait => Said::Nothing,
        }
    }

    /// MAIL (RFC 5321 §4.1.1.2), with the parameters of what is offered (RFC 1870 §3, 6152 §3, 6531 §3.4).
    fn say_mail(&self, capabilities: &Capabilities, out: &mut Outbox) {
        let reverse_path = self.mail.envelope.reverse_path.as_ref().map_or("", |address| address.as_str());
        let mut digits = itoa::Buffer::new();
        let (size, digits) = match capabilities.size {
            Some(_) => (" SIZE=", digits.format(self.mail.content.size())),
            None => ("", ""),
        };
        let body = if self.mail.eight_bit { " BODY=8BITMIME" } else { "" };
        let smtputf8 = if needs_smtputf8(&self.mail) { " SMTPUTF8" } else { "" };
        out.command_of(&["MAIL FROM:<", reverse_path, ">", size, digits, body, smtputf8]);
    }

    /// A block of the content, the last one with its end. Where nobody is left and the server goes ahead all the same,
    /// the end alone (RFC 2920 §3.1): that delivers nothing.
    fn say_content(&mut self, out: &mut Outbox) -> Said {
        let Next::Content(cursor) = &mut self.next else { return Said::Nothing };
        self.is_void = self.undecided == 0;
        if !self.is_void {
            let mut is_all = true;
            out.content(|octets| match whole(&self.mail, self.is_plain) {
                Some(content) => octets.extend_from_slice(content),
                None => is_all = cursor.write(&self.mail.content, BLOCK, octets),
            });
            if !is_all {
                return Said::Block;
            }
        }
        out.end_of_data();
        self.end_said(out);
        Said::Command(Command::EndOfData)
    }

    /// A chunk of the content; after a refused one, or where nobody is left, nothing.
    fn say_chunk(&mut self, chunk: &mut Vec<u8>, out: &mut Outbox) -> Said {
        let Next::Chunk(cursor) = &mut self.next else { return Said::Nothing };
        if self.undecided == 0 {
            return Said::Nothing;
        }
        let is_last = match whole(&self.mail, self.is_plain) {
            Some(content) => {
                out.chunk(content, true);
                true
            }
            None => {
                chunk.clear();
                let is_last = cursor.write(&self.mail.content, BLOCK, chunk);
                out.chunk(chunk, is_last);
                is_last
            }
        };
        if is_last {
            self.end_said(out);
            return Said::Command(Command::EndOfData);
        }
        Said::Command(Command::Chunk)
    }

    fn end_said(&mut self, out: &Outbox) {
        self.next = Next::Wait;
        self.end_of_data = Some(out.total());
    }

    /// The room that the content has taken, once all of it has been said: for another while it is in the processor's caches.
    pub(super) fn take_room(&mut self) -> Vec<u8> {
        mem::take(&mut self.mail.content).into_room()
    }

    /// Complete, so every verdict is there.
    pub(super) fn settled(self) -> Settled {
        // In the room that they have, which `flatten` would not be content with.
        Settled { verdicts: self.verdicts.into_iter().map_while(|verdict| verdict).collect() }
    }

    /// The session is lost after this many octets.
    pub(super) fn lost(mut self, written: u64) -> Lost {
        if self.has_gap
            && let Some((phase, reply)) = self.early.take()
        {
            self.decide_rest(phase, reply);
        }
        let in_doubt = self.undecided > 0 && !self.is_void && self.end_of_data.is_some_and(|end| end <= written);
        Lost { verdicts: self.verdicts, in_doubt }
    }
}

/// The content that goes out as it is, in one piece.
fn whole(mail: &MailObject, is_plain: bool) -> Option<&[u8]> {
    mail.content.segments().first().filter(|_| is_plain).map(Segment::octets)
}

/// What the mail needs and the server does not offer.
fn unsupported(mail: &MailObject, capabilities: &Capabilities) -> Option<Unsupported> {
    if needs_smtputf8(mail) && !capabilities.smtputf8 {
        return Some(Unsupported::Smtputf8);
    }
    if mail.eight_bit && !capabilities.eight_bit_mime {
        return Some(Unsupported::EightBit);
    }
    let size = u64::try_from(mail.content.size()).unwrap_or(u64::MAX);
    let limit = capabilities.size.filter(|&limit| limit > 0 && size > limit)?;
    Some(Unsupported::Size { size, limit })
}

fn needs_smtputf8(mail: &MailObject) -> bool {
    mail.smtputf8 || mail.envelope.needs_smtputf8()
}
