//! Mail transactions (RFC 5321 §3.3): any number of them, one after the other, over one session.
//!
//! Here is the order of commands and what each reply does; `transaction.rs` has the state of one mail,
//! `transparency.rs` the content's way onto the wire.

mod transaction;
mod transparency;
mod verdict;

use std::collections::VecDeque;

pub use verdict::{Lost, Settled, Unsupported, Verdict};

use self::transaction::{Next, Said, Transaction};
use self::transparency::ContentCursor;
use super::{Capabilities, Dialog, Outbox, Phase, ProtocolError, Reply, Step};
#[cfg(doc)]
use crate::mail::Content;
use crate::mail::MailObject;

/// Most replies outstanding: what is kept of them, and what the server has to keep if the client does not read.
const GROUP: usize = 1000;

/// With so many octets not yet written, nothing more is said.
const MOST_UNWRITTEN: usize = 64 << 10;

/// Any number of mail transactions. Push mails, release them, step, take a [`Settled`] for each in the order of pushing.
///
/// Two cursors run over the commands of the queued mails: one sends, one receives.
///
/// - With PIPELINING (RFC 2920) the sender runs ahead to the next synchronisation point, DATA: the content of a mail, its end
///   and MAIL, RCPT, DATA of the next are one write, and a mail takes one round trip.
/// - With CHUNKING too (RFC 3030) there is no such point, and several mails may be under way. A mail is in doubt as soon as it
///   has left whole, whatever the server thinks of it: so this is for those who ask for it ([`Submission::send_in_chunks`]).
/// - With neither, the sender is never ahead by more than one command.
///
/// Where no mail is to come any more ([`Submission::leave`]), QUIT goes out right behind the last end of data, if the sender
/// may be ahead: it is the last of its group (RFC 2920 §3.1).
///
/// Some servers offer PIPELINING and cannot do that: what comes behind a content before it has been answered is refused, lost, or the
/// session dies of it. Once one is known for that ([`Submission::wait_for_contents`]), its replies to contents are waited for.
///
/// The end of a mail's data is not said before [`Submission::release`] has allowed it: once that has left, the mail may have
/// been delivered, and whoever keeps account of it must be ready for that.
///
/// [`Dialog::step`] may be called without a reply at any time: it says what has become possible to say, after a push or a
/// release for example.
///
/// After an error only [`Submission::abandon`] is of use. A 421 ends the session as [`ProtocolError::Refused`]; in
/// reply to the end of data it is an answer nevertheless, and so the verdict of the mail that is then abandoned.
#[derive(Debug)]
pub struct Submission {
    capabilities: Capabilities,
    /// Pushed and not yet handed back.
    mails: VecDeque<Transaction>,
    /// How many have been handed back.
    settled: u64,
    /// How many of all that were ever pushed may end their data.
    released: u64,
    /// The sender's cursor: which of the mails it stands in.
    sending: usize,
    /// The receiver's cursor: what has been said and not yet been answered.
    unanswered: VecDeque<Command>,
    /// Whether the sender waits until everything has been answered: the group is full.
    group_full: bool,
    /// Most mails under way at once in chunks; 0 = none goes in chunks.
    most_in_flight: usize,
    /// Whether the server still has a transaction open that came to nothing.
    needs_rset: bool,
    /// No mail will be pushed any more.
    is_leaving: bool,
    /// QUIT has been said.
    has_quit: bool,
    /// Whether a mail is begun, and QUIT is said, only when the mail before has been answered.
    waits_for_contents: bool,
    /// Whether the server has ever answered what was said behind a content before that had been answered.
    hears_behind_contents: bool,
    /// Whether the last mail that was answered has not been accepted.
    is_behind_refusal: bool,
    /// RSET behind mails that were not accepted.
    idle_resets: usize,
    /// The server has ended the session, and goes on answering.
    farewell: Option<Farewell>,
    /// Room to put a chunk together in.
    chunk: Vec<u8>,
    /// The rooms of contents that have been said, until they are taken.
    rooms: Vec<Vec<u8>>,
    /// Whether the session is over.
    over: bool,
}

/// Servers drop a session after ten commands or so that belong to no mail (Exim: `smtp_accept_max_nonmail`), and count RSET behind a
/// refused one among them.
const MOST_IDLE_RESETS: usize = 10;

/// With so many of them, a session should end.
const WORN: usize = 8;

/// What is heard behind a 421, or behind a refusal of RSET.
#[derive(Debug)]
struct Farewell {
    phase: Phase,
    reply: Reply,
    /// The mail that the next reply is to, or one behind it.
    mail: usize,
    /// Whether the server has answered something behind it.
    goes_on: bool,
}

/// What a reply can be an answer to. RCPT is of the forward-path of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Rset,
    Mail,
    Rcpt(usize),
    Data,
    /// A chunk, not the last.
    Chunk,
    /// The final dot, or the last chunk.
    EndOfData,
    /// The session's end, behind the last end of data.
    Quit,
}

impl Command {
    fn phase(self) -> Phase {
        match self {
            Self::Rset => Phase::Rset,
            Self::Mail => Phase::Mail,
            Self::Rcpt(_) => Phase::Rcpt,
            Self::Data | Self::Chunk => Phase::Data,
            Self::EndOfData => Phase::Content,
            Self::Quit => Phase::Quit,
        }
    }
}

impl Submission {
    /// For a session with these capabilities.
    #[must_use]
    pub fn new(capabilities: Capabilities) -> Self {
        Self {
            mails: VecDeque::new(),
            settled: 0,
            released: 0,
            sending: 0,
            unanswered: VecDeque::new(),
            group_full: false,
            most_in_flight: 0,
            needs_rset: false,
            is_leaving: false,
            has_quit: false,
            waits_for_contents: capabilities.muddles_contents,
            hears_behind_contents: false,
            is_behind_refusal: false,
            idle_resets: 0,
            farewell: None,
            chunk: Vec::new(),
            rooms: Vec::new(),
            over: false,
            capabilities,
        }
    }

    /// Most mails that are under way at once in chunks; with 0, and at first, mails go after DATA. A session that is lost may
    /// leave as many in doubt.
    pub fn send_in_chunks(&mut self, mails: usize) {
        self.most_in_flight = mails;
    }

    /// A mail that goes after DATA is begun only when the one before it has been answered, and so is QUIT. Some servers refuse whatever
    /// comes behind a content before that, as a way to smuggle mails in; the first such refusal has the same effect.
    pub fn wait_for_contents(&mut self) {
        self.waits_for_contents = true;
    }

    /// Whether mails wait so.
    #[must_use]
    pub fn waits_for_contents(&self) -> bool {
        self.waits_for_contents
    }

    /// Whether something that was said behind a content has not been answered, the content itself perhaps neither: if the session ends
    /// like that, it may be because of that.
    #[must_use]
    pub fn is_behind_content(&self) -> bool {
        let mut unanswered = self.unanswered.iter();
        let is_behind = unanswered.any(|command| *command == Command::EndOfData) && unanswered.next().is_some();
        !self.goes_in_chunks() && (is_behind || self.awaits_mail_ahead())
    }

    /// Whether the content has been answered and nothing that was said behind it, as in no mail before: a server that has dropped that
    /// will never answer it.
    #[must_use]
    pub fn may_be_unheard(&self) -> bool {
        !self.hears_behind_contents && !self.goes_in_chunks() && self.awaits_mail_ahead()
    }

    /// Whether the next reply is to a MAIL that went out before the content in front of it had been answered.
    fn awaits_mail_ahead(&self) -> bool {
        let next = || self.mails.iter().find(|transaction| !transaction.complete);
        self.unanswered.front() == Some(&Command::Mail) && next().is_some_and(|transaction| transaction.went_ahead)
    }

    /// Whether so much has been refused that the server may soon drop the session, and another one should follow it.
    #[must_use]
    pub fn is_worn(&self) -> bool {
        self.idle_resets >= WORN
    }

    /// The 421, or the refusal of RSET, that the session has ended with, if what the server says behind it has been waited for in vain.
    ///
    /// `has_closed`: not an octet has come behind it, and the connection was closed. A 421 was the server's last word then, as it is
    /// meant to be (RFC 5321 §3.8): replies come in the order of commands, and so nothing that stands behind what it is the reply to
    /// has been taken.
    pub fn farewell(&mut self, has_closed: bool) -> Option<ProtocolError> {
        let Farewell { phase, reply, mail, goes_on } = self.farewell.take()?;
        if has_closed && !goes_on && reply.code == 421 {
            self.mails.iter_mut().skip(mail).for_each(Transaction::never_opened);
        }
        Some(ProtocolError::Refused { phase, reply })
    }

    /// Queues a mail.
    pub fn push(&mut self, mail: MailObject) {
        self.mails.push_back(Transaction::new(mail, &self.capabilities));
    }

    /// The first so many of all mails ever pushed may end their data.
    pub fn release(&mut self, mails: u64) {
        self.released = self.released.max(mails);
    }

    /// No mail will be pushed any more: the session is to end with the last of those that have been.
    pub fn leave(&mut self) {
        self.is_leaving = true;
    }

    /// Whether QUIT has been said, so that only its reply is still to come.
    #[must_use]
    pub fn has_quit(&self) -> bool {
        self.has_quit
    }

    /// How many mails are queued and not yet settled.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.mails.len()
    }

    /// The rooms of contents that have been said whole, empty, for others ([`Content::into_room`]).
    pub fn take_rooms(&mut self) -> impl Iterator<Item = Vec<u8>> {
        self.rooms.drain(..)
    }

    /// Whether the sender may be ahead of the replies.
    #[must_use]
    pub fn is_ahead(&self) -> bool {
        self.capabilities.pipelining
    }

    /// Whether the server waits for the rest of a content: the only thing it can say before is a refusal of it.
    fn is_in_content(&self) -> bool {
        self.mails.get(self.sending).is_some_and(Transaction::is_in_content)
    }

    /// The session is lost after `written` of all octets ever put into the outbox have been handed to the connection: what
    /// is to be said of each pending mail, in the order of pushing.
    #[must_use]
    pub fn abandon(self, written: u64) -> Vec<Lost> {
        self.mails.into_iter().map(|transaction| transaction.lost(written)).collect()
    }

    /// Whether mails go in chunks.
    #[must_use]
    pub fn goes_in_chunks(&self) -> bool {
        self.most_in_flight > 0 && self.capabilities.takes_chunks()
    }

    fn turn(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<Settled>, ProtocolError> {
        if let Some(reply) = reply {
            self.receive(reply)?;
        }
        if let Some(settled) = self.take_settled() {
            return Ok(Step::Done(settled));
        }
        if !self.send(out) {
            // With nothing to be answered, only a content after DATA is so long.
            return Ok(Step::Flush(self.unanswered.front().map_or(Phase::Content, |command| command.phase())));
        }
        if let Some(settled) = self.take_settled() {
            return Ok(Step::Done(settled));
        }
        Ok(match self.unanswered.front() {
            // Nothing keeps the server from closing, and it need not say more.
            Some(_) if self.farewell.is_some() => Step::AwaitReply(Phase::Quit),
            Some(command) => Step::AwaitReply(command.phase()),
            None if self.is_in_content() => Step::Idle(Phase::Content),
            None => Step::Idle(Phase::Mail),
        })
    }

    /// The oldest mail, if it is complete.
    fn take_settled(&mut self) -> Option<Settled> {
        let transaction = self.mails.pop_front_if(|transaction| transaction.complete)?;
        self.settled += 1;
        self.sending = self.sending.saturating_sub(1);
        Some(transaction.settled())
    }

    /// Says all that can be said now; `false` if there is more, but what is there has to be written first.
    fn send(&mut self, out: &mut Outbox) -> bool {
        if self.farewell.is_some() {
            return true;
        }
        let chunking = self.goes_in_chunks();
        // Where some are refused, each of those under way may be another.
        let left =
            if self.idle_resets > 0 { MOST_IDLE_RESETS.saturating_sub(self.idle_resets).max(1) } else { usize::MAX };
        let most_in_flight = self.most_in_flight.min(left);
        while let Some(transaction) = self.mails.get_mut(self.sending) {
            if transaction.complete {
                self.sending += 1;
                continue;
            }
            let all_answered = self.unanswered.is_empty();
            if !all_answered && (self.group_full || !self.capabilities.pipelining) {
                break;
            }
            if transaction.is_early {
                if !all_answered {
                    break;
                }
                transaction.begin_anew();
            }
            if all_answered && transaction.is_hopeless() {
                self.needs_rset = transaction.is_open();
                transaction.complete = true;
                continue;
            }
            let is_first = matches!(transaction.next, Next::Mail);
            if is_first && chunking && self.sending >= most_in_flight {
                break;
            }
            let is_ahead = self.unanswered.back() == Some(&Command::EndOfData);
            if is_first && is_ahead && !chunking && self.waits_for_contents {
                break;
            }
            let is_released = self.settled + length(self.sending) < self.released;
            if !is_released && transaction.needs_release(chunking) {
                break;
            }
            if out.octets().len() >= MOST_UNWRITTEN {
                return false;
            }
            // What becomes of a mail whose last chunk has not been answered yet is not known. If the server refuses that and
            // keeps the transaction, it must not take the recipients of the next mail into it.
            let behind_chunk = chunking && is_ahead;
            if is_first && (self.needs_rset || behind_chunk) {
                self.needs_rset = false;
                out.command("RSET");
                self.unanswered.push_back(Command::Rset);
                continue;
            }
            match transaction.say(&self.capabilities, chunking, &mut self.chunk, out) {
                Said::Nothing => break,
                Said::Block => {}
                Said::Command(command) => {
                    transaction.went_ahead |= command == Command::Mail && is_ahead;
                    if command == Command::EndOfData {
                        self.rooms.push(transaction.take_room());
                        self.sending += 1;
                    }
                    self.unanswered.push_back(command);
                    self.group_full |= self.unanswered.len() >= GROUP;
                }
            }
        }
        self.say_quit(out);
        true
    }

    /// Says QUIT where it would be the last of the group that ends the last mail.
    fn say_quit(&mut self, out: &mut Outbox) {
        let is_last = self.sending >= self.mails.len() && self.unanswered.back() == Some(&Command::EndOfData);
        let may_be_ahead = self.capabilities.pipelining && (!self.waits_for_contents || self.goes_in_chunks());
        if self.is_leaving && is_last && may_be_ahead {
            out.command("QUIT");
            self.unanswered.push_back(Command::Quit);
            self.has_quit = true;
        }
    }

    /// Takes the reply to the oldest unanswered command.
    fn receive(&mut self, reply: Reply) -> Result<(), ProtocolError> {
        let goes_in_chunks = self.goes_in_chunks();
        let command = self.unanswered.pop_front().ok_or(ProtocolError::OutOfTurn)?;
        self.group_full &= !self.unanswered.is_empty();
        let phase = command.phase();
        if self.farewell.is_some() {
            return self.hear_out(command, reply);
        }
        if let Command::Rset = command {
            self.idle_resets += usize::from(std::mem::take(&mut self.is_behind_refusal));
            // Never refused by a server that is in step (RFC 5321 §4.1.1.5).
            return if reply.is_positive() { Ok(()) } else { self.end(phase, reply, 0) };
        }
        if let Command::Quit = command {
            // Whatever it is, nothing that was settled changes.
            return Ok(());
        }
        let mut waiting = self.mails.iter_mut().enumerate().filter(|(_, transaction)| !transaction.complete);
        let (place, transaction) = waiting.next().ok_or(ProtocolError::OutOfTurn)?;
        if reply.code == 421 {
            // Whatever it answers but the end of data, the mail itself has not been judged. But MAIL or RCPT that is answered
            // so has not been accepted, should a chunk have left behind it.
            match command {
                Command::EndOfData => transaction.decide_rest(phase, reply.clone()),
                Command::Mail => transaction.never_opened(),
                Command::Rcpt(recipient) if transaction.end_of_data.is_some() => {
                    transaction.decide(recipient, phase, reply.clone());
                }
                _ => {}
            }
            return self.end(phase, reply, place + usize::from(command == Command::EndOfData));
        }
        self.hears_behind_contents |= command == Command::Mail && transaction.went_ahead;
        let is_go_ahead = matches!(command, Command::Data) && reply.code == 354;
        // 221 answers QUIT alone (RFC 5321 §4.2.3): where that has been said, a reply before it is missing.
        let is_good_bye = self.has_quit && reply.code == 221;
        let is_done = !matches!(command, Command::Data) && reply.is_positive() && !is_good_bye;
        if !(is_go_ahead || is_done || reply.is_negative()) {
            transaction.take_back();
            return Err(ProtocolError::Unexpected { phase, reply });
        }
        match command {
            // It says nothing of the mail, which is begun anew where no content stands before it.
            Command::Mail if transaction.went_ahead && !goes_in_chunks && is_too_early(&reply) => {
                transaction.is_early = true;
                self.waits_for_contents = true;
            }
            Command::Rcpt(_) | Command::Data if transaction.is_early && !is_go_ahead => {
                self.needs_rset |= reply.is_positive();
            }
            Command::Data if transaction.is_early => return Err(ProtocolError::Unexpected { phase, reply }),
            Command::Mail if reply.is_positive() => transaction.open(),
            Command::Rcpt(recipient) if reply.is_positive() => transaction.accept(recipient),
            Command::Chunk if reply.is_positive() => {}
            Command::Chunk => transaction.refuse_chunk(phase, reply),
            Command::Mail => transaction.decide_rest(phase, reply),
            Command::Rcpt(recipient) => transaction.decide(recipient, phase, reply),
            // An empty mail to someone whom the server should not know is worse than a lost session.
            Command::Data if is_go_ahead && transaction.has_stray_recipient() => {
                return Err(ProtocolError::Unexpected { phase, reply });
            }
            Command::Data if is_go_ahead => transaction.next = Next::Content(ContentCursor::new(true)),
            Command::Data => {
                transaction.decide_rest(phase, reply);
                self.needs_rset = transaction.is_open();
                transaction.complete = true;
            }
            // All of the mail is taken although a part of it was not: whoever gets what is not known.
            Command::EndOfData if transaction.has_gap && reply.is_positive() => {
                transaction.has_gap = false;
                return Err(ProtocolError::Unexpected { phase, reply });
            }
            Command::EndOfData => {
                // A refused chunk leaves the transaction open (RFC 3030 §2), unless RSET is on its way already.
                let is_left_open = goes_in_chunks && reply.is_negative();
                self.needs_rset |= is_left_open && self.unanswered.front() != Some(&Command::Rset);
                self.is_behind_refusal = reply.is_negative();
                transaction.decide_rest(phase, reply);
                transaction.complete = true;
            }
            Command::Rset | Command::Quit => {}
        }
        Ok(())
    }

    /// The server has ended the session. Of mails that have left whole in chunks, the first of them at this place, it may still say what
    /// becomes of them.
    fn end(&mut self, phase: Phase, reply: Reply, mail: usize) -> Result<(), ProtocolError> {
        if self.unanswered.is_empty() || !self.goes_in_chunks() {
            return Err(ProtocolError::Refused { phase, reply });
        }
        self.farewell = Some(Farewell { phase, reply, mail, goes_on: false });
        Ok(())
    }

    /// Takes a reply behind a 421: to a mail that has left whole behind what that was to. A server that follows the dialog to its end
    /// has said then which of those it has not taken.
    fn hear_out(&mut self, command: Command, reply: Reply) -> Result<(), ProtocolError> {
        let Some(farewell) = &mut self.farewell else { return Ok(()) };
        farewell.goes_on = true;
        let mut behind = self.mails.iter_mut().enumerate().skip(farewell.mail);
        if let Some((place, transaction)) = behind.find(|(_, transaction)| !transaction.complete) {
            transaction.hear_out(command, reply);
            farewell.mail = place + usize::from(command == Command::EndOfData);
        }
        if self.unanswered.is_empty() {
            return self.farewell(false).map_or(Ok(()), Err);
        }
        Ok(())
    }
}

/// Whether MAIL is refused because the reply to the content before it had not been waited for.
fn is_too_early(reply: &Reply) -> bool {
    let text = || reply.to_string().to_ascii_lowercase();
    reply.code == 503 || reply.is_negative() && ["pipelin", "synchroni"].iter().any(|word| text().contains(word))
}

fn length(octets: usize) -> u64 {
    u64::try_from(octets).unwrap_or(u64::MAX)
}

impl Dialog for Submission {
    type Output = Settled;

    fn step(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<Settled>, ProtocolError> {
        if self.over {
            return Err(ProtocolError::OutOfTurn);
        }
        let step = self.turn(reply, out);
        self.over = step.is_err();
        step
    }
}
