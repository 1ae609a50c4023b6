//! What all sessions of a sink share: options, counters, deferrals so far, the log, the Maildir.

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use super::maildir::Maildir;
use super::{Options, Pattern, TlsOffer, pattern};

/// What a sink has seen so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Connections accepted.
    pub connections: u64,
    /// AUTH commands that ended in 235.
    pub logins: u64,
    /// AUTH commands that ended in 535.
    pub refused_logins: u64,
    /// Messages accepted with 250 at the end of data.
    pub messages: u64,
    /// Forward-paths of those messages.
    pub recipients: u64,
    /// Octets of those messages' content, as on the wire but without the dots of transparency.
    pub bytes: u64,
    /// RCPT commands refused with 5yz.
    pub refused: u64,
    /// RCPT commands deferred with 4yz.
    pub deferred: u64,
    /// QUIT commands.
    pub quits: u64,
}

/// [`Counts`] while they grow.
#[derive(Default)]
pub(super) struct Counters {
    pub(super) connections: AtomicU64,
    pub(super) logins: AtomicU64,
    pub(super) refused_logins: AtomicU64,
    pub(super) messages: AtomicU64,
    pub(super) recipients: AtomicU64,
    pub(super) bytes: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) deferred: AtomicU64,
    pub(super) quits: AtomicU64,
}

impl Counters {
    fn now(&self) -> Counts {
        let value = |counter: &AtomicU64| counter.load(Ordering::Acquire);
        Counts {
            connections: value(&self.connections),
            logins: value(&self.logins),
            refused_logins: value(&self.refused_logins),
            messages: value(&self.messages),
            recipients: value(&self.recipients),
            bytes: value(&self.bytes),
            refused: value(&self.refused),
            deferred: value(&self.deferred),
            quits: value(&self.quits),
        }
    }
}

/// Adds to one of the [`Counters`].
pub(super) fn add(counter: &AtomicU64, number: u64) {
    counter.fetch_add(number, Ordering::AcqRel);
}

/// What EHLO offers, `Options::without` taken off.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    pub(super) ehlo: bool,
    pub(super) pipelining: bool,
    pub(super) chunking: bool,
    pub(super) eight_bit: bool,
    pub(super) smtputf8: bool,
    pub(super) size: bool,
    pub(super) status_codes: bool,
}

impl Offer {
    fn new(without: &[String]) -> Self {
        let has = |keyword: &str| !without.iter().any(|absent| absent.eq_ignore_ascii_case(keyword));
        Self {
            ehlo: has("EHLO"),
            pipelining: has("PIPELINING"),
            chunking: has("CHUNKING"),
            eight_bit: has("8BITMIME"),
            smtputf8: has("SMTPUTF8"),
            size: has("SIZE"),
            status_codes: has("ENHANCEDSTATUSCODES"),
        }
    }
}

/// What a pattern wants done with a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    Accept,
    Refuse,
    Defer,
}

/// Where events are written.
pub(super) type Log = Box<dyn Write + Send>;

/// See the module.
pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) offer: Offer,
    pub(super) counters: Counters,
    pub(super) maildir: Option<Maildir>,
    log: Option<Mutex<Log>>,
    /// How often each address (in lower case) has been deferred, by the pattern's place in the list.
    deferrals: Mutex<HashMap<(usize, String), u32>>,
    stopping: Mutex<bool>,
    stop: Condvar,
}

impl Shared {
    pub(super) fn new(mut options: Options, maildir: Option<Maildir>, log: Option<Log>) -> Self {
        for pattern in options.refuse.iter_mut().chain(&mut options.defer) {
            pattern.glob = pattern.glob.to_lowercase();
        }
        Self {
            offer: Offer::new(&options.without),
            options,
            counters: Counters::default(),
            maildir,
            log: log.map(Mutex::new),
            deferrals: Mutex::default(),
            stopping: Mutex::new(false),
            stop: Condvar::new(),
        }
    }

    pub(super) fn counts(&self) -> Counts {
        self.counters.now()
    }

    /// Whether STARTTLS is on offer for a session in the clear.
    pub(super) fn offers_starttls(&self) -> bool {
        self.options.tls == TlsOffer::StartTls
    }

    /// What to do with a forward-path, counting the deferral.
    pub(super) fn treatment(&self, address: &str) -> Treatment {
        if self.options.refuse.is_empty() && self.options.defer.is_empty() {
            return Treatment::Accept;
        }
        let address = address.to_lowercase();
        let matching = |pattern: &Pattern| pattern::matches(&pattern.glob, &address);
        if self.options.refuse.iter().any(matching) {
            return Treatment::Refuse;
        }
        let Some(place) = self.options.defer.iter().position(matching) else { return Treatment::Accept };
        let Some(times) = self.options.defer[place].times else { return Treatment::Defer };
        let mut deferrals = lock(&self.deferrals);
        let so_far = deferrals.entry((place, address)).or_default();
        if *so_far < times {
            *so_far += 1;
            Treatment::Defer
        } else {
            Treatment::Accept
        }
    }

    /// Writes one line for an event. A log that cannot be written is no reason to fail a session.
    pub(super) fn log(&self, session: u64, event: fmt::Arguments<'_>) {
        if let Some(log) = &self.log {
            let line = format!("{session} {event}\n");
            let _ = lock(log).write_all(line.as_bytes());
        }
    }

    /// Waits; says whether to go on, which is not so once the sink stops.
    pub(super) fn pause(&self, time: Duration) -> bool {
        if time.is_zero() {
            return true;
        }
        let waited = self.stop.wait_timeout_while(lock(&self.stopping), time, |stopping| !*stopping);
        !*waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Whether the sink stops.
    pub(super) fn is_stopping(&self) -> bool {
        *lock(&self.stopping)
    }

    /// Ends all pauses, for good.
    pub(super) fn stop(&self) {
        *lock(&self.stopping) = true;
        self.stop.notify_all();
    }
}

/// Locks; a session that panicked leaves nothing half done behind these locks.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A client's text for the log: controls escaped, so that it stays one line and moves no cursor.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_control() {
                write!(f, "{}", c.escape_default())?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}
