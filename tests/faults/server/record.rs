//! What the server has seen and done.

/// What the server has seen and done.
#[derive(Debug, Default, Clone)]
pub(crate) struct Record {
    pub(crate) connections: usize,
    /// Connections that are there, and the most there have been: one counts until the server closes it.
    pub(super) at_once: usize,
    pub(crate) most_at_once: usize,
    /// AUTH commands.
    pub(crate) logins: usize,
    pub(crate) transactions: Vec<Transaction>,
    /// What no client may do.
    pub(crate) violations: Vec<String>,
    /// A connection was reset, or not read to its end: what was on its way the server cannot know.
    pub(crate) lost_track: bool,
    /// The client left a session in which nothing had been done to it, or had gone on when something was done between two mails.
    pub(crate) was_hurried: bool,
}

/// A content that the server began to receive.
#[derive(Debug, Clone)]
pub(crate) struct Transaction {
    pub(crate) recipients: Vec<String>,
    pub(crate) message_id: String,
    /// The lone dot has been read, or all of the last chunk.
    pub(crate) whole: bool,
    /// The server stopped in the middle of the content: how much the client had sent by then it cannot know.
    pub(crate) cut: bool,
    /// The code of the reply to the end of data, if it was a whole one and went out.
    pub(crate) answer: Option<u16>,
}

impl Record {
    pub(super) fn connected(&mut self) {
        self.connections += 1;
        self.at_once += 1;
        self.most_at_once = self.most_at_once.max(self.at_once);
    }
}

impl Transaction {
    pub(crate) fn is_accepted(&self) -> bool {
        self.whole && self.answer.is_some_and(|code| code / 100 == 2)
    }

    /// Whether the client has no way of knowing what became of it.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.whole && !self.answer.is_some_and(|code| matches!(code / 100, 2 | 4 | 5))
    }
}
