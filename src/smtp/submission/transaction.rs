//! One mail on its way.

use std::sync::Arc;

use super::transparency::ContentCursor;
use super::{Command, Lost, Settled, Unsupported, Verdict};
use crate::mail::MailObject;
use crate::smtp::{Capabilities, Outbox, Phase, Reply};

/// Octets of content per block. A content that fits goes out in one write together with its end and the next
/// mail's commands; a longer one is never in memory twice.
const BLOCK: usize = 128 << 10;

/// Most octets of text kept with a verdict: there is one for each of perhaps a thousand recipients.
const MAX_VERDICT_TEXT: usize = 2 << 10;

/// One mail transaction (RFC 5321 §3.3): what of it has been said, and what has been decided.
#[derive(Debug)]
pub(super) struct Transaction {
    mail: Arc<MailObject>,
    /// What is to be said next.
    pub(super) next: Next,
    verdicts: Vec<Option<Verdict>>,
    /// Forward-paths without a verdict.
    undecided: usize,
    /// Whether the server has a transaction open for it: MAIL was accepted.
    opened: bool,
    /// Forward-paths that were accepted.
    accepted: usize,
    /// Where in all the octets of the submission its end of data ends, once that has been put into the outbox.
    pub(super) end_of_data: Option<u64>,
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
    /// The content and its end.
    Content(ContentCursor),
    /// The end of the content.
    EndOfData,
    /// A reply has to come first: the 354, or the last one.
    Wait,
}

/// What has just been put into the outbox.
#[derive(Debug)]
pub(super) enum Said {
    Command(Command),
    /// A block of content, not the last.
    Block,
    /// The last block of content: its end is next.
    Content,
    Nothing,
}

impl Transaction {
    /// A mail that has not been begun. One that needs what is not offered is complete at once, and so is one to nobody.
    pub(super) fn new(mail: Arc<MailObject>, capabilities: &Capabilities) -> Self {
        let recipients = mail.envelope.forward_paths.len();
        let verdict = unsupported(&mail, capabilities).map(Verdict::Unsupported);
        let undecided = if verdict.is_some() { 0 } else { recipients };
        Self {
            next: Next::Mail,
            verdicts: vec![verdict; recipients],
            undecided,
            opened: false,
            accepted: 0,
            end_of_data: None,
            complete: undecided == 0,
            mail,
        }
    }

    /// Whether nobody is left to send it to before DATA has been said.
    pub(super) fn is_hopeless(&self) -> bool {
        self.undecided == 0 && matches!(self.next, Next::Rcpt(_) | Next::Data)
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

    /// A forward-path was accepted; its verdict comes with the end of data.
    pub(super) fn accept(&mut self) {
        self.accepted += 1;
    }

    /// Decides one forward-path, unless it is decided.
    pub(super) fn decide(&mut self, recipient: usize, phase: Phase, reply: Reply) {
        if let Some(verdict @ None) = self.verdicts.get_mut(recipient) {
            *verdict = Some(Verdict::Reply { phase, reply: reply.clipped(MAX_VERDICT_TEXT) });
            self.undecided -= 1;
        }
    }

    /// Decides every forward-path that is not decided.
    pub(super) fn decide_rest(&mut self, phase: Phase, reply: Reply) {
        let reply = reply.clipped(MAX_VERDICT_TEXT);
        for verdict in self.verdicts.iter_mut().filter(|verdict| verdict.is_none()) {
            *verdict = Some(Verdict::Reply { phase, reply: reply.clone() });
        }
        self.undecided = 0;
    }

    /// Says what is next.
    pub(super) fn say(&mut self, capabilities: &Capabilities, out: &mut Outbox) -> Said {
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
                self.next = if is_last { Next::Data } else { Next::Rcpt(recipient + 1) };
                Said::Command(Command::Rcpt(recipient))
            }
            Next::Data => {
                out.command_of(&["DATA"]);
                self.next = Next::Wait;
                Said::Command(Command::Data)
            }
            Next::Content(_) => self.say_content(out),
            Next::EndOfData => self.say_end_of_data(out),
            Next::Wait => Said::Nothing,
        }
    }

    /// MAIL (RFC 5321 §4.1.1.2), with the parameters of what is offered (RFC 1870 §3, 6152 §3, 6531 §3.4).
    fn say_mail(&self, capabilities: &Capabilities, out: &mut Outbox) {
        let reverse_path = self.mail.envelope.reverse_path.as_ref().map_or("", |address| address.as_str());
        let size = capabilities.size.map(|_| format!(" SIZE={}", self.mail.content.size()));
        let body = if self.mail.eight_bit { " BODY=8BITMIME" } else { "" };
        let smtputf8 = if needs_smtputf8(&self.mail) { " SMTPUTF8" } else { "" };
        out.command_of(&["MAIL FROM:<", reverse_path, ">", size.as_deref().unwrap_or(""), body, smtputf8]);
    }

    /// A block of the content. Where nobody is left and the server goes ahead all the same, the end alone
    /// (RFC 2920 §3.1): that delivers nothing.
    fn say_content(&mut self, out: &mut Outbox) -> Said {
        let Next::Content(cursor) = &mut self.next else { return Said::Nothing };
        if self.undecided == 0 {
            return self.say_end_of_data(out);
        }
        let mut is_all = false;
        out.content(|octets| is_all = cursor.write(&self.mail.content, BLOCK, octets));
        if !is_all {
            return Said::Block;
        }
        self.next = Next::EndOfData;
        Said::Content
    }

    fn say_end_of_data(&mut self, out: &mut Outbox) -> Said {
        out.end_of_data();
        self.next = Next::Wait;
        Said::Command(Command::EndOfData)
    }

    /// Complete, so every verdict is there.
    pub(super) fn settled(self) -> Settled {
        Settled { verdicts: self.verdicts.into_iter().flatten().collect() }
    }

    /// The session is lost after this many octets.
    pub(super) fn lost(self, written: u64) -> Lost {
        let in_doubt = self.undecided > 0 && self.end_of_data.is_some_and(|end| end <= written);
        Lost { verdicts: self.verdicts, in_doubt }
    }
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
    let envelope = &mail.envelope;
    mail.smtputf8 || envelope.reverse_path.iter().chain(&envelope.forward_paths).any(|address| address.needs_smtputf8())
}
