//! The content of a mail: after DATA to the lone dot, or in chunks.

use std::io::{BufRead, Read};

use super::{Over, Session};
use crate::server::{Transaction, lock};
use crate::table::Place;

/// No chunk is longer.
const MOST_OCTETS: usize = 1 << 20;

impl Session {
    pub(super) fn data(&mut self) -> Result<(), Over> {
        let to = self.recipients.join(",");
        let should = if self.recipients.is_empty() { "554 no valid recipients" } else { "354 go ahead" };
        if self.reply(Place::Data, &to, should)? != Some(354) {
            return Ok(());
        }
        let Some(first) = self.content_line()? else { return self.lone_dot() };
        if self.recipients.is_empty() {
            self.violation("content, and every recipient refused");
        }
        let index = self.begin(&first);
        let early = match self.rule(Place::Content, &to) {
            Some(acts) => {
                self.transaction(index, |transaction| transaction.cut = true);
                // A 250 to what has not been received is no acceptance.
                let code = self.act(&acts, "")?.filter(|code| code / 100 != 2);
                Some(code)
            }
            None => None,
        };
        while let Some(line) = self.content_line()? {
            if let Some(id) = line.strip_prefix("Message-ID: <").or_else(|| line.strip_prefix("Message-Id: <")) {
                self.transaction(index, |transaction| transaction.message_id = id.trim_end_matches('>').to_owned());
            }
        }
        self.transaction(index, |transaction| transaction.whole = true);
        let reply = match early {
            // It has been answered before its end.
            Some(code) => Ok(code),
            None => self.reply(Place::Dot, &to, "250 2.0.0 queued"),
        };
        let answer = self.said.take();
        self.transaction(index, |transaction| transaction.answer = reply.as_ref().map_or(answer, |code| *code));
        reply?;
        self.reset();
        self.idle(&to)
    }

    /// A chunk (RFC 3030 §2): it is read whatever becomes of it, and refused it leaves the transaction open.
    pub(super) fn bdat(&mut self, argument: &str) -> Result<(), Over> {
        if !self.shared.setting.offer.iter().any(|line| line == "CHUNKING") {
            self.violation("BDAT without CHUNKING");
        }
        let (length, is_last) = chunk(argument);
        if length > MOST_OCTETS {
            self.violation(&format!("BDAT {argument}"));
            return Err(Over);
        }
        self.chunk = length;
        if self.recipients.is_empty() {
            self.read_chunk()?;
            let should = if self.open { "554 no valid recipients" } else { "503 MAIL first" };
            let code = self.reply(if is_last { Place::Dot } else { Place::Data }, "", should)?;
            if is_last && code.is_some_and(|code| code / 100 == 2) {
                self.reset();
            }
            return Ok(());
        }
        let to = self.recipients.join(",");
        let (index, is_first) = match self.chunks {
            Some(index) => (index, false),
            None => (self.begin(""), true),
        };
        self.chunks = Some(index);
        if is_first {
            self.wire.fill_buf().map_err(|_| Over)?;
            if let Some(acts) = self.rule(Place::Content, &to) {
                self.transaction(index, |transaction| transaction.cut = true);
                self.act(&acts, "")?;
            }
        }
        let octets = self.read_chunk()?;
        if let Some(id) = message_id(&octets) {
            self.transaction(index, |transaction| transaction.message_id = id);
        }
        if !is_last {
            let answer = self.reply(Place::Data, &to, "250 go on")?;
            if answer.is_none_or(|code| code / 100 != 2) {
                self.recipients.clear();
            }
            return Ok(());
        }
        self.transaction(index, |transaction| transaction.whole = true);
        self.chunks = None;
        let reply = self.reply(Place::Dot, &to, "250 2.0.0 queued");
        let answer = self.said.take();
        self.transaction(index, |transaction| transaction.answer = reply.as_ref().map_or(answer, |code| *code));
        if reply?.is_some_and(|code| code / 100 == 2) {
            self.reset();
        }
        self.idle(&to)
    }

    /// Between two mails.
    fn idle(&mut self, to: &str) -> Result<(), Over> {
        let Some(acts) = self.rule(Place::Idle, to) else { return Ok(()) };
        let has_more = self.has_more();
        lock(&self.shared.record).was_hurried |= has_more;
        self.act(&acts, "").map(|_| ())
    }

    fn read_chunk(&mut self) -> Result<Vec<u8>, Over> {
        let mut octets = vec![0; self.chunk];
        self.wire.read_exact(&mut octets).map_err(|_| Over)?;
        self.chunk = 0;
        Ok(octets)
    }

    fn lone_dot(&mut self) -> Result<(), Over> {
        if !self.recipients.is_empty() {
            self.violation("an empty content");
        }
        self.reply(Place::Dot, "", "250 2.0.0 an empty mail to nobody")?;
        self.reset();
        Ok(())
    }

    pub(super) fn begin(&self, first: &str) -> usize {
        let mut record = lock(&self.shared.record);
        let message_id = first.strip_prefix("Message-ID: <").unwrap_or_default().trim_end_matches('>').to_owned();
        let recipients = self.recipients.clone();
        record.transactions.push(Transaction { recipients, message_id, whole: false, cut: false, answer: None });
        record.transactions.len() - 1
    }

    pub(super) fn transaction(&self, index: usize, change: impl FnOnce(&mut Transaction)) {
        change(&mut lock(&self.shared.record).transactions[index]);
    }
}

/// The argument of BDAT: how many octets, and whether they are the last.
pub(super) fn chunk(argument: &str) -> (usize, bool) {
    let (length, last) = argument.split_once(' ').unwrap_or((argument, ""));
    (length.parse().unwrap_or(usize::MAX), last == "LAST")
}

/// The Message-ID in the first lines of a content.
pub(super) fn message_id(octets: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&octets[..octets.len().min(4096)]).into_owned();
    let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: <"))?;
    Some(id.trim_end_matches('>').to_owned())
}
