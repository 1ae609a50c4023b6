//! The mail transaction: MAIL, RCPT, DATA, and what becomes of the content (for BDAT see `chunk`).

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use smtp_proto::{MAIL_BODY_7BIT, MAIL_BODY_8BITMIME, MAIL_SMTPUTF8, MailFrom, RcptTo};

use super::content::Content;
use super::path::is_mailbox;
use super::session::{Mode, Session};
use super::shared::{Escaped, Treatment, add};

/// Recipients of one message; RFC 5321 section 4.5.3.1.8 asks for a hundred at least.
const MAX_RECIPIENTS: u64 = 1_000;

/// What is known of the message under way. Its memory is used again for the next one.
#[derive(Default)]
pub(super) struct Transaction {
    open: bool,
    smtputf8: bool,
    reverse_path: String,
    /// One a line.
    forward_paths: String,
    pub(super) recipients: u64,
    /// The first BDAT has come.
    pub(super) chunked: bool,
    /// A chunk was refused.
    pub(super) failed: bool,
    heading: String,
    pub(super) content: Content,
}

impl Transaction {
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Ends it, whatever its state.
    pub(super) fn clear(&mut self) {
        self.open = false;
        self.smtputf8 = false;
        self.recipients = 0;
        self.chunked = false;
        self.failed = false;
        self.reverse_path.clear();
        self.forward_paths.clear();
        self.content.clear();
    }
}

/// A reply: code, enhanced status code, text.
pub(super) type Reply = (&'static str, &'static str, &'static str);

impl Session<'_> {
    pub(super) fn mail(&mut self, path: &str, size: u64, from: &MailFrom<Cow<'_, str>>) {
        if let Some((code, status, text)) = self.mail_refusal(path, size, from) {
            self.reply(code, status, text);
            return;
        }
        self.transaction.clear();
        self.transaction.open = true;
        self.transaction.smtputf8 = from.flags & MAIL_SMTPUTF8 != 0;
        self.transaction.reverse_path.push_str(path);
        self.reply("250", "2.1.0", "sender ok");
    }

    fn mail_refusal(&self, path: &str, size: u64, from: &MailFrom<Cow<'_, str>>) -> Option<Reply> {
        if self.client.is_none() {
            return Some(("503", "5.5.1", "send EHLO first"));
        }
        if self.shared.options.login.is_some() && !self.authenticated {
            return Some(("530", "5.7.0", "authentication required"));
        }
        if self.transaction.open {
            return Some(("503", "5.5.1", "a transaction is under way: nested MAIL"));
        }
        if !self.are_offered(from) {
            return Some(("555", "5.5.4", "a parameter of MAIL was not offered"));
        }
        if size > self.shared.options.max_size {
            return Some(("552", "5.3.4", "the message is too large"));
        }
        if !path.is_empty() && !is_mailbox(path) {
            return Some(("501", "5.1.7", "the reverse-path is no address"));
        }
        if !path.is_ascii() && from.flags & MAIL_SMTPUTF8 == 0 {
            return Some(("553", "5.6.7", "a path that is not ASCII needs SMTPUTF8"));
        }
        None
    }

    /// Whether MAIL has no other parameters than those EHLO offered. AUTH is harmless (RFC 4954 section 5).
    fn are_offered(&self, from: &MailFrom<Cow<'_, str>>) -> bool {
        let offer = self.shared.offer;
        let mut flags = 0;
        if offer.eight_bit {
            flags |= MAIL_BODY_7BIT | MAIL_BODY_8BITMIME;
        }
        if offer.smtputf8 {
            flags |= MAIL_SMTPUTF8;
        }
        let allowed = if self.extended { flags } else { 0 };
        from.flags & !allowed == 0
            && (from.size == 0 || (self.extended && offer.size))
            && from.trans_id.is_none()
            && from.env_id.is_none()
            && from.solicit.is_none()
            && from.mtrk.is_none()
            && (from.by, from.hold_for, from.hold_until, from.mt_priority) == (0, 0, 0, 0)
    }

    pub(super) fn rcpt(&mut self, path: &str, to: &RcptTo<Cow<'_, str>>) {
        if !self.transaction.open {
            self.reply("503", "5.5.1", "send MAIL first");
        } else if self.transaction.chunked {
            self.reply("503", "5.5.1", "not between chunks");
        } else if to.orcpt.is_some() || to.flags != 0 || to.rrvs != 0 {
            self.refuse(path, "555", "5.5.4", "a parameter of RCPT was not offered");
        } else if !is_mailbox(path) && !path.eq_ignore_ascii_case("postmaster") {
            self.refuse(path, "501", "5.1.3", "the forward-path is no address");
        } else if !path.is_ascii() && !self.transaction.smtputf8 {
            self.refuse(path, "553", "5.6.7", "a path that is not ASCII needs SMTPUTF8");
        } else if self.transaction.recipients == MAX_RECIPIENTS {
            self.defer(path, "452", "4.5.3", "too many recipients");
        } else {
            match self.shared.treatment(path) {
                Treatment::Accept => {
                    self.transaction.recipients += 1;
                    self.transaction.forward_paths.push_str(path);
                    self.transaction.forward_paths.push('\n');
                    self.reply("250", "2.1.5", "recipient ok");
                }
                Treatment::Refuse => self.refuse(path, "550", "5.1.1", "no such user here (told to refuse)"),
                Treatment::Defer => self.defer(path, "451", "4.2.0", "try again later (told to defer)"),
            }
        }
    }

    /// Refuses a forward-path for good.
    pub(super) fn refuse(&mut self, path: &str, code: &str, status: &str, why: &str) {
        add(&self.shared.counters.refused, 1);
        self.log(format_args!("refused <{}> {code}", Escaped(path)));
        self.reply_about(path, code, status, why);
    }

    fn defer(&mut self, path: &str, code: &str, status: &str, why: &str) {
        add(&self.shared.counters.deferred, 1);
        self.log(format_args!("deferred <{}> {code}", Escaped(path)));
        self.reply_about(path, code, status, why);
    }

    fn reply_about(&mut self, path: &str, code: &str, status: &str, why: &str) {
        self.begin_reply(code, status);
        for part in ["<", path, ">: ", why, "\r\n"] {
            self.out.extend_from_slice(part.as_bytes());
        }
    }

    pub(super) fn data(&mut self) {
        if !self.transaction.open {
            self.reply("503", "5.5.1", "send MAIL first");
        } else if self.transaction.chunked {
            self.reply("503", "5.5.1", "the content comes in chunks: DATA cannot follow BDAT");
        } else if self.transaction.recipients == 0 {
            self.reply("554", "5.5.1", "no valid recipients");
        } else {
            self.begin_content();
            self.mode = Mode::Data;
            self.reply("354", "", "end data with <CR><LF>.<CR><LF>");
        }
    }

    /// Takes content behind DATA; says how many octets were of it.
    pub(super) fn take_data(&mut self, input: &[u8]) -> usize {
        let (used, ended) = self.transaction.content.take_data(input);
        if ended {
            self.mode = Mode::Command;
            self.end_content();
        }
        used
    }

    /// Begins a content: all of it comes behind this.
    pub(super) fn begin_content(&mut self) {
        let keep = self.shared.maildir.is_some();
        if keep {
            self.write_heading();
        }
        let Transaction { content, heading, .. } = &mut self.transaction;
        content.begin(self.shared.options.max_size, keep.then_some(heading));
    }

    /// Judges a content that is all there, and ends the transaction.
    pub(super) fn end_content(&mut self) {
        let content = &self.transaction.content;
        let size = content.size();
        let refusal = if content.is_too_large() {
            Some(("552", "5.3.4", "the message is too large"))
        } else if content.has_bare_line_end() {
            Some(("550", "5.6.0", "CR or LF on its own in the content (RFC 5321 section 2.3.8)"))
        } else {
            match (&self.shared.maildir, content.kept()) {
                (Some(maildir), Some(message)) => maildir.deliver(message).err().map(|error| {
                    self.log(format_args!("not kept: {}", Escaped(&error.to_string())));
                    ("452", "4.3.1", "the message cannot be kept")
                }),
                _ => None,
            }
        };
        match refusal {
            Some((code, status, text)) => {
                self.log(format_args!("refused content size={size} {code}"));
                self.reply(code, status, text);
            }
            None => self.accept(size),
        }
        self.transaction.clear();
    }

    fn accept(&mut self, size: u64) {
        self.accepted += 1;
        let recipients = self.transaction.recipients;
        add(&self.shared.counters.recipients, recipients);
        add(&self.shared.counters.bytes, size);
        add(&self.shared.counters.messages, 1);
        self.log(format_args!(
            "message {} from=<{}> to={recipients} size={size}",
            self.accepted,
            Escaped(&self.transaction.reverse_path)
        ));
        self.begin_reply("250", "2.0.0");
        // Writing to memory cannot fail.
        let _ = write!(self.out, "accepted as {}.{}\r\n", self.number, self.accepted);
    }

    /// The trace fields of a final delivery (RFC 5321 section 4.4), and Postfix's `Delivered-To`.
    fn write_heading(&mut self) {
        let Transaction { heading, reverse_path, forward_paths, .. } = &mut self.transaction;
        heading.clear();
        // Writing to memory cannot fail, nor is there a time that cannot be printed.
        let _ = writeln!(heading, "Return-Path: <{reverse_path}>");
        for path in forward_paths.lines() {
            let _ = writeln!(heading, "Delivered-To: {path}");
        }
        let client = self.client.as_deref().filter(|name| name.chars().all(|c| c.is_ascii_graphic()));
        let _ = writeln!(
            heading,
            "Received: from {} ([{}])\n\tby localhost (mailshot sink) with {}SMTP{}{} id {}.{};\n\t{}",
            client.unwrap_or("unknown"),
            self.peer,
            if self.extended { "E" } else { "" },
            if self.encrypted { "S" } else { "" },
            if self.authenticated { "A" } else { "" },
            self.number,
            self.accepted + 1,
            DateTimePrinter::new().timestamp_to_string(&Timestamp::now()).unwrap_or_default()
        );
    }
}
