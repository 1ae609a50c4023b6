//! How a sink is to behave.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::Pattern;

/// TLS as the server offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsOffer {
    /// None.
    #[default]
    None,
    /// STARTTLS is offered, and AUTH only after it.
    StartTls,
    /// TLS from the first octet.
    Implicit,
}

/// Everything `mailshot sink` can be told.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 = a free one.
    pub listen: SocketAddr,
    /// TLS.
    pub tls: TlsOffer,
    /// The login that is required: name and password. `None` = no AUTH is offered.
    pub login: Option<(String, String)>,
    /// Maildir to keep mail in; `None` = only count. Its files have LF line ends, as a mail server's delivery has.
    pub dir: Option<PathBuf>,
    /// Largest message in octets (`SIZE`).
    pub max_size: u64,
    /// 550 to RCPT for these; asked before `defer`.
    pub refuse: Vec<Pattern>,
    /// 451 to RCPT for these; the first that matches counts, per address and over all sessions.
    pub defer: Vec<Pattern>,
    /// How much later each flight of replies leaves, those of the TLS handshake included: a round trip. Meanwhile the
    /// session reads on.
    pub latency: Duration,
    /// Drop the connection, without a reply, at the first command after so many accepted messages in a session.
    pub drop_after: Option<u64>,
    /// EHLO keywords not to offer: `PIPELINING`, `CHUNKING`, `8BITMIME`, `SMTPUTF8`, `SIZE`, `ENHANCEDSTATUSCODES`;
    /// in any case. `EHLO` leaves a server that knows only HELO (and still takes AUTH, as Coremail does).
    pub without: Vec<String>,
    /// Write one line per event to standard error, the session's number first: `1 connected 127.0.0.1:5000`,
    /// `1 login anna (PLAIN)`, `1 auth-refused anna (PLAIN) 535`, `1 tls TLSv1_3 …`,
    /// `1 message 3 from=<a@b.example> to=2 size=1234`, `1 refused <c@d.example> 550`, `1 deferred <c@d.example> 451`,
    /// `1 quit`, or why it ended otherwise: `1 closed: …`, `1 dropped …`, `1 timeout`.
    pub log: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: TlsOffer::None,
            login: None,
            dir: None,
            max_size: 50 << 20,
            refuse: Vec::new(),
            defer: Vec::new(),
            latency: Duration::ZERO,
            drop_after: None,
            without: Vec::new(),
            log: false,
        }
    }
}

impl fmt::Debug for Options {
    /// Everything but the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("listen", &self.listen)
            .field("tls", &self.tls)
            .field("login", &self.login.as_ref().map(|(name, _)| name))
            .field("dir", &self.dir)
            .field("max_size", &self.max_size)
            .field("refuse", &self.refuse)
            .field("defer", &self.defer)
            .field("latency", &self.latency)
            .field("drop_after", &self.drop_after)
            .field("without", &self.without)
            .field("log", &self.log)
            .finish()
    }
}
