//! Mail transactions (RFC 5321 §3.3): any number of them, one after the other, over one session.
//!
//! Here is the order of commands and what each reply does; `transaction.rs` has the state of one mail,
//! `transparency.rs` the content's way onto the wire.

mod transaction;
mod transparency;
mod verdict;

use std::collections::VecDeque;
use std::sync::Arc;

pub use verdict::{Lost, Settled, Unsupported, Verdict};

use self::transaction::{Next, Said, Transaction};
use self::transparency::ContentCursor;
use super::{Capabilities, Dialog, Outbox, Phase, ProtocolError, Reply, Step};
use crate::mail::MailObject;

/// Most replies outstanding: the server's must find room in the sockets' buffers while the client still writes
/// (RFC 2920 §3.1).
const GROUP: usize = 128;

/// Any number of mail transactions. Push mails, step, take a [`Settled`] for each in the order of pushing, push more.
///
/// Two cursors run over the commands of the queued mails: one sends, one receives. With PIPELINING (RFC 2920) the
/// sender runs ahead to the next synchronisation point, DATA; without, it is never ahead by more than one command.
///
/// [`Dialog::step`] without a reply may be called at any time except while nothing is pending (that is
/// [`ProtocolError::OutOfTurn`]): it says what has become possible to say, after a push for example, and asks for the
/// outstanding reply again.
///
/// After an error only [`Submission::abandon`] is of use. A 421 ends the session as [`ProtocolError::Refused`]; in
/// reply to the end of data it is an answer nevertheless, and so the verdict of the mail that is then abandoned.
#[derive(Debug)]
pub struct Submission {
    capabilities: Capabilities,
    /// Pushed and not yet handed back.
    mails: VecDeque<Transaction>,
    /// The sender's cursor: which of the mails it stands in.
    sending: usize,
    /// The receiver's cursor: what has been said and not yet been answered.
    unanswered: VecDeque<Command>,
    /// Whether the sender waits until everything has been answered: the group is full.
    group_full: bool,
    /// Whether the server still has a transaction open that came to nothing.
    needs_rset: bool,
    /// Octets ever put into the outbox.
    octets: u64,
    /// Whether the session is over.
    over: bool,
}

/// How far the sender has come.
enum Sent {
    /// All that can be said before a reply.
    All,
    /// A full block of content; there is more.
    Block,
    /// A content whole, but for its end.
    ToTheEndOfData,
}

/// What a reply can be an answer to. RCPT is of the forward-path of this number.
#[derive(Debug, Clone, Copy)]
enum Command {
    Rset,
    Mail,
    Rcpt(usize),
    Data,
    EndOfData,
}

impl Command {
    fn phase(self) -> Phase {
        match self {
            Self::Rset => Phase::Rset,
            Self::Mail => Phase::Mail,
            Self::Rcpt(_) => Phase::Rcpt,
            Self::Data => Phase::Data,
            Self::EndOfData => Phase::Content,
        }
    }
}

impl Submission {
    /// For a session with these capabilities.
    #[must_use]
    pub fn new(capabilities: Capabilities) -> Self {
        Self {
            capabilities,
            mails: VecDeque::new(),
            sending: 0,
            unanswered: VecDeque::new(),
            group_full: false,
            needs_rset: false,
            octets: 0,
            over: false,
        }
    }

    /// Queues a mail.
    pub fn push(&mut self, mail: Arc<MailObject>) {
        self.mails.push_back(Transaction::new(mail, &self.capabilities));
    }

    /// How many mails are queued and not yet settled.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.mails.len()
    }

    /// The session is lost after `written` octets of all that this submission ever put into its outbox have been handed
    /// to the connection: what is to be said of each pending mail, in the order of pushing.
    #[must_use]
    pub fn abandon(self, written: u64) -> Vec<Lost> {
        self.mails.into_iter().map(|transaction| transaction.lost(written)).collect()
    }

    fn turn(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<Settled>, ProtocolError> {
        if let Some(reply) = reply {
            self.receive(reply)?;
        }
        if let Some(settled) = self.take_settled() {
            return Ok(Step::Done(settled));
        }
        match self.send(out) {
            Sent::All => {}
            Sent::Block => return Ok(Step::Flush),
            Sent::ToTheEndOfData => return Ok(Step::Hold),
        }
        if let Some(settled) = self.take_settled() {
            return Ok(Step::Done(settled));
        }
        match self.unanswered.front() {
            Some(command) => Ok(Step::AwaitReply(command.phase())),
            None => Err(ProtocolError::OutOfTurn),
        }
    }

    /// The oldest mail, if it is complete.
    fn take_settled(&mut self) -> Option<Settled> {
        let transaction = self.mails.pop_front_if(|transaction| transaction.complete)?;
        self.sending = self.sending.saturating_sub(1);
        Some(transaction.settled())
    }

    /// Says all that can be said now.
    fn send(&mut self, out: &mut Outbox) -> Sent {
        while let Some(transaction) = self.mails.get_mut(self.sending) {
            if transaction.complete {
                self.sending += 1;
                continue;
            }
            let all_answered = self.unanswered.is_empty();
            if !all_answered && (self.group_full || !self.capabilities.pipelining) {
                break;
            }
            if all_answered && transaction.is_hopeless() {
                self.needs_rset = transaction.is_open();
                transaction.complete = true;
                continue;
            }
            let before = out.octets().len();
            let said = if self.needs_rset && matches!(transaction.next, Next::Mail) {
                self.needs_rset = false;
                out.command("RSET");
                Said::Command(Command::Rset)
            } else {
                transaction.say(&self.capabilities, out)
            };
            self.octets += length(out.octets().len() - before);
            match said {
                Said::Nothing => break,
                Said::Block => return Sent::Block,
                Said::Content => return Sent::ToTheEndOfData,
                Said::Command(command) => {
                    if let Command::EndOfData = command {
                        transaction.end_of_data = Some(self.octets);
                        self.sending += 1;
                    }
                    self.unanswered.push_back(command);
                    self.group_full |= self.unanswered.len() >= GROUP;
                }
            }
        }
        Sent::All
    }

    /// Takes the reply to the oldest unanswered command.
    fn receive(&mut self, reply: Reply) -> Result<(), ProtocolError> {
        let command = self.unanswered.pop_front().ok_or(ProtocolError::OutOfTurn)?;
        self.group_full &= !self.unanswered.is_empty();
        let phase = command.phase();
        if let Command::Rset = command {
            // Never refused by a server that is in step (RFC 5321 §4.1.1.5).
            return if reply.is_positive() { Ok(()) } else { Err(ProtocolError::Refused { phase, reply }) };
        }
        let transaction = self.mails.iter_mut().find(|transaction| !transaction.complete);
        let transaction = transaction.ok_or(ProtocolError::OutOfTurn)?;
        if reply.code == 421 {
            // Whatever it answers but the end of data, the mail itself has not been judged.
            if let Command::EndOfData = command {
                transaction.decide_rest(phase, reply.clone());
            }
            return Err(ProtocolError::Refused { phase, reply });
        }
        let is_go_ahead = matches!(command, Command::Data) && reply.code == 354;
        let is_done = !matches!(command, Command::Data) && reply.is_positive();
        if !(is_go_ahead || is_done || reply.is_negative()) {
            return Err(ProtocolError::Unexpected { phase, reply });
        }
        match command {
            Command::Mail if reply.is_positive() => transaction.open(),
            Command::Rcpt(_) if reply.is_positive() => transaction.accept(),
            Command::Mail => transaction.decide_rest(phase, reply),
            Command::Rcpt(recipient) => transaction.decide(recipient, phase, reply),
            // An empty mail to someone whom the server should not know is worse than a lost session.
            Command::Data if is_go_ahead && transaction.has_stray_recipient() => {
                return Err(ProtocolError::Unexpected { phase, reply });
            }
            Command::Data if is_go_ahead => transaction.next = Next::Content(ContentCursor::default()),
            Command::Data => {
                transaction.decide_rest(phase, reply);
                self.needs_rset = transaction.is_open();
                transaction.complete = true;
            }
            Command::EndOfData => {
                transaction.decide_rest(phase, reply);
                transaction.complete = true;
            }
            Command::Rset => {}
        }
        Ok(())
    }
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
