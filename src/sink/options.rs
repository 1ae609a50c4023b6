//! How a sink is to behave.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

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

/// An address pattern, `*` and `?` as in a shell (`*@bad.example`), and for deferrals how many times (`*@slow.example:2`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern.
    pub glob: String,
    /// How many times an address is deferred before it is accepted; `None` = always.
    pub times: Option<u32>,
}

/// Everything `mailshot sink` can be told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 = a free one.
    pub listen: SocketAddr,
    /// TLS.
    pub tls: TlsOffer,
    /// The login that is required: name and password. `None` = no AUTH is offered.
    pub login: Option<(String, String)>,
    /// Maildir to keep mail in; `None` = only count.
    pub dir: Option<PathBuf>,
    /// Largest message in octets (`SIZE`).
    pub max_size: u64,
    /// 550 to RCPT for these.
    pub refuse: Vec<Pattern>,
    /// 451 to RCPT for these.
    pub defer: Vec<Pattern>,
    /// Added before each flight of replies.
    pub latency: Duration,
    /// Drop the connection, without a reply, after so many accepted messages in a session.
    pub drop_after: Option<u64>,
    /// EHLO keywords not to offer: `PIPELINING`, `CHUNKING`, `8BITMIME`, `SMTPUTF8`, `SIZE`, `ENHANCEDSTATUSCODES`.
    pub without: Vec<String>,
    /// Write one line per event (connection, login, message, refusal, quit) to standard error.
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
