//! What a server takes, and what is learnt of it: how many sessions, how many logins, how many messages in a session, how
//! fast, and when to give up.
//!
//! Everything is a function of what has happened and of the time it is told: it waits for nothing, and the tests run on a
//! clock of their own. The coordinator tells what happens and asks what may be done; the rules are here.
//!
//! | what happens | what is learnt |
//! | --- | --- |
//! | opening is refused while as many sessions are open as ever were | that number is the cap, for ten minutes |
//! | opening is refused while fewer are open than have been | the logins of the last minute are all it takes in one |
//! | twice, a session is ended after the same number of messages | QUIT after so many |
//! | MAIL is put off, nobody knows why, in a session that has taken mails | another session is tried before any row is charged |
//! | the server is gone after a session has been open | it is waited for, for minutes |
//! | MAIL is put off for one row after the other, all of the same sender | one message at a time, after longer and longer waits, for minutes |
//! | twenty messages in a row are refused for one reason, which is of the sender of all | it is time for a human |
//! | "too fast" | a pause, then half the rate that was observed |
//! | a login that has worked is refused | the logins of the last minute are all it takes in one; after three in a row it is something else |
//! | five senders in a row are refused alike, after others were taken | as "too fast"; after three pauses it is something else |
//! | twice in a row, a session is lost before anything has come of it, or with somebody in doubt | one session at a time, after longer and longer waits |
//!
//! A refusal that does not say its reason counts from the second in a row on: once may be chance, or a session that the
//! server has not yet counted as closed. What says its reason (see [`meaning`](crate::delivery::meaning)) counts at once.

mod alike;
mod auto;
mod brake;
mod breaker;
mod cap;
mod length;
mod lesson;
mod logins;
mod losses;
mod outage;
mod refusal;
mod renewal;
mod stall;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

pub(super) use alike::Alike;
use alike::Refusals;
use auto::Auto;
use brake::Brake;
use breaker::Breaker;
pub use breaker::{StopAfter, StopAfterError};
use cap::Cap;
use length::Length;
pub use lesson::Lesson;
use logins::Logins;
pub use logins::MOST_LOGINS;
use losses::Losses;
use outage::Outage;
use refusal::Refusal;
use renewal::Renewal;
pub(super) use stall::{Stall, Stalled};

use super::{Backoff, Reason};
use crate::delivery::{Meaning, Settlement};
use crate::net::SessionError;
use crate::rate::Rate;

/// Waits between attempts to open a session when the server gives no reason. `--retry-wait` makes the first shorter, not longer.
const REOPEN: Backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(60) };

/// No wait for a throttled login is longer.
const LONGEST_LOGIN_WAIT: Duration = Duration::from_secs(600);

/// A login that has worked before is tried so many times more, where it is refused: accounts get locked.
const MORE_LOGINS: u32 = 2;

/// Fewer logins a minute than this are no limit that a server would have without saying so.
const FEWEST: usize = 3;

/// The default of `--window`. One message is on its way while the next one's `sending` becomes durable, so that neither the
/// server nor the disk is waited for in turn. If the program is killed, that one is in doubt, and one that was refused just before it
/// (when the power is cut, those that are armed ahead too, where the server is faster than the disk); and none when the server ends
/// the session between two messages. More than this asks for CHUNKING, where it is offered.
pub const WINDOW: usize = 2;

/// With so many sessions open, three times as many may be under way.
const RAMP: usize = 3;

/// `--sessions`. Two are the default, not `auto`: the providers of mailboxes count sessions, and are not to be tested unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    /// As many as are of use, 1 to 16.
    Auto,
    /// At most so many, at least 1.
    AtMost(usize),
}

impl Sessions {
    /// Most at the same time.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Auto => auto::MOST,
            Self::AtMost(most) => most.max(1),
        }
    }
}

/// What the user allows, and how patient the batch is.
#[derive(Debug, Clone)]
pub struct Limits {
    /// `--sessions`.
    pub sessions: Sessions,
    /// `--messages-per-session`: QUIT after so many.
    pub messages_per_session: Option<u64>,
    /// `--window`: messages begun and not yet answered on one session, at least 1. No more are in doubt when the program is
    /// killed.
    pub window: usize,
    /// `--rate`, for the batch as a whole.
    pub rate: Option<Rate>,
    /// `--logins`, likewise.
    pub logins: Option<Rate>,
    /// `--attempts`: tries per message, and tries in a row to open a session while none is; at least 1.
    pub attempts: u32,
    /// `--retry-wait`: the wait after the first temporary failure, and after "too fast" where no time is said.
    pub retry_wait: Duration,
    /// `--stop-after-refusals`.
    pub stop_after: Option<StopAfter>,
}

impl Default for Limits {
    /// As the command line has them.
    fn default() -> Self {
        Self {
            sessions: Sessions::AtMost(2),
            messages_per_session: None,
            window: WINDOW,
            rate: None,
            logins: None,
            attempts: 4,
            retry_wait: Duration::from_secs(60),
            stop_after: None,
        }
    }
}

/// The sessions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) open: usize,
    /// Being opened.
    pub(super) opening: usize,
}

/// Whether another session may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    Now,
    /// Not before then.
    At(Instant),
    /// Not before something else has happened.
    No,
}

/// What a session that could not be opened means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Another try after this time, or not before sessions have ended (zero).
    Again(Duration),
    /// Another try after the first time, and by now it is worth a word that the server is waited for, at most the second time.
    Away(Duration, Duration),
    /// The server is gone.
    Gone,
    /// Nothing more today.
    DailyLimit,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Governor {
    cap: Cap,
    auto: Option<Auto>,
    logins: Logins,
    length: Length,
    renewal: Renewal,
    stall: Stall,
    brake: Brake,
    breaker: Breaker,
    losses: Losses,
    alike: Refusals,
    /// Logins in a row that were refused (5yz).
    refused_logins: u32,
    attempts: u32,
    reopen_wait: Backoff,
    login_wait: Backoff,
    /// Until the first session is logged in, no other is opened: a wrong password is tried once, whatever `--sessions` says.
    proven: bool,
    /// Openings in a row that were refused.
    refusals: u32,
    /// Of those, the ones that count towards giving up.
    failures: u32,
    outage: Outage,
    reopen: Option<Instant>,
    lessons: Vec<Lesson>,
}

impl Governor {
    pub(super) fn new(limits: &Limits) -> Self {
        let most = limits.sessions.most();
        let reopen_wait = Backoff { first: REOPEN.first.min(limits.retry_wait), ..REOPEN };
        Self {
            cap: Cap::new(most),
            auto: (limits.sessions == Sessions::Auto).then(Auto::new),
            logins: Logins::new(limits.logins),
            length: Length::new(limits.messages_per_session),
            renewal: Renewal::default(),
            stall: Stall::new(reopen_wait, Outage::patience(limits.retry_wait)),
            brake: Brake::new(limits.rate, limits.retry_wait),
            breaker: Breaker::new(limits.stop_after),
            losses: Losses::new(most, reopen_wait),
            alike: Refusals::default(),
            refused_logins: 0,
            attempts: limits.attempts,
            reopen_wait,
            login_wait: Backoff { first: limits.retry_wait, longest: LONGEST_LOGIN_WAIT.max(limits.retry_wait) },
            proven: false,
            refusals: 0,
            failures: 0,
            outage: Outage::new(limits.retry_wait),
            reopen: None,
            lessons: Vec::new(),
        }
    }

    /// When the next message may go; in the past = now.
    pub(super) fn message_at(&self, now: Instant) -> Instant {
        self.stall.until().into_iter().fold(self.brake.ready_at(now), Instant::max)
    }

    /// Whether MAIL is put off for everybody: one message at a time is tried.
    pub(super) fn is_stalled(&self) -> bool {
        self.stall.is_on()
    }

    /// Whether the next message waits for a pause, or a pace, that the server has brought about.
    pub(super) fn is_slowed(&self, now: Instant) -> bool {
        self.brake.is_slowed(now)
    }

    /// Whether messages go one by one, so that none should wait behind another.
    pub(super) fn is_paced(&self) -> bool {
        self.brake.is_paced()
    }

    /// Most sessions that are to be used at the same time.
    pub(super) fn sessions(&self, now: Instant) -> usize {
        let cap = self.cap.limit(now);
        self.auto.as_ref().map_or(cap, |auto| auto.wanted().min(cap))
    }

    /// QUIT after so many messages.
    pub(super) fn messages_per_session(&self) -> Option<u64> {
        self.length.limit()
    }

    /// Whether another session may be opened.
    pub(super) fn opening(&self, now: Instant, count: Count) -> Opening {
        let Count { open, opening } = count;
        // One at a time until the server is known to take them, and again when it has refused one.
        let together = if self.proven && self.refusals == 0 { RAMP * open.max(1) } else { 1 };
        // And none beside another while one after the other is lost.
        let most = if self.losses.rest().is_some() { 1 } else { self.sessions(now) };
        if open + opening >= most || opening >= together {
            return Opening::No;
        }
        let login = self.logins.ready_at(now, opening);
        match login.map(|login| self.reopen.into_iter().chain(self.losses.rest()).fold(login, Instant::max)) {
            None => Opening::No,
            Some(ready) if ready > now => Opening::At(ready),
            Some(_) => Opening::Now,
        }
    }

    /// Whether a session that has carried all it may can be followed by the next one without asking: sessions are short, the
    /// server takes them, and there are no more than may be.
    pub(super) fn may_follow(&self, now: Instant, count: Count) -> bool {
        let is_welcome = self.proven && self.refusals == 0 && self.reopen.is_none() && self.losses.rest().is_none();
        let is_free = self.logins.are_free() && !self.is_paced() && !self.is_stalled() && self.message_at(now) <= now;
        let is_in_bounds = count.open + count.opening <= self.sessions(now);
        self.messages_per_session().is_some() && is_welcome && is_free && is_in_bounds
    }

    /// Whether a session has been open.
    pub(super) fn is_proven(&self) -> bool {
        self.proven
    }

    /// A message goes now.
    pub(super) fn sent(&mut self, now: Instant) {
        self.brake.sent(now);
    }

    /// A session is open, itself among `open`.
    pub(super) fn opened(&mut self, now: Instant, open: usize) {
        self.logins.tried(now, true);
        self.cap.opened(open);
        (self.proven, self.refusals, self.failures, self.reopen) = (true, 0, 0, None);
        self.refused_logins = 0;
        self.outage.is_over();
    }

    /// A session could not be opened while so many others were.
    pub(super) fn refused(&mut self, now: Instant, open: usize, error: &SessionError) -> Refused {
        self.logins.tried(now, false);
        self.refusals += 1;
        self.failures += 1;
        let refusal = Refusal::of(error);
        match refusal {
            Refusal::DailyLimit => return Refused::DailyLimit,
            // A login that came to nothing before any has worked is not repeated: accounts get locked.
            Refusal::SilentLogin | Refusal::ClosedLogin if !self.proven => return Refused::Gone,
            Refusal::LoginRefused if !self.proven => return Refused::Gone,
            Refusal::LoginRefused if self.refused_logins >= MORE_LOGINS => {
                if open == 0 {
                    return Refused::Gone;
                }
                // Those that are there may be enough.
                self.cap.refused(now, open);
                return Refused::Again(Duration::ZERO);
            }
            Refusal::TooFast(wait) => {
                self.too_fast(now, wait);
            }
            refusal => {
                self.refused_logins += u32::from(refusal == Refusal::LoginRefused);
                if self.learn_of(now, open, refusal) {
                    // What is known is no reason to give up: it is kept to, however long that takes.
                    self.failures = 0;
                    self.outage.is_over();
                    self.reopen = None;
                    let next = self.logins.ready_at(now, 0).unwrap_or(now);
                    return Refused::Again(next.saturating_duration_since(now));
                }
            }
        }
        // What says so for good is not waited for, nor is a server that has never been there.
        let may_come_back = self.proven && !matches!(refusal, Refusal::Denied | Refusal::LoginRefused);
        if open > 0 {
            self.outage.is_over();
        }
        let is_waited_for = open == 0 && may_come_back && self.outage.goes_on(now);
        if open == 0 && self.failures >= self.attempts && !is_waited_for {
            return Refused::Gone;
        }
        let waits = if matches!(refusal, Refusal::Throttled | Refusal::LoginDeferred | Refusal::LoginRefused) {
            self.login_wait
        } else {
            self.reopen_wait
        };
        let wait = waits.wait(self.failures, 0).max(self.brake.ready_at(now).saturating_duration_since(now));
        self.reopen = Some(now + wait);
        // Once may be chance.
        let is_away = is_waited_for && self.failures > 1;
        match is_away.then(|| self.outage.tell()).flatten() {
            Some(patience) => Refused::Away(wait, patience),
            None => Refused::Again(wait),
        }
    }

    /// A session that was in use has been ended by the server after so many messages, without a reason that is known.
    pub(super) fn ended(&mut self, now: Instant, carried: u64) {
        self.lessons.extend(self.length.ended(carried, false).map(Lesson::MessagesPerSession));
        self.complaint(now);
    }

    /// MAIL was put off in words that may be about the session, which had carried so many and ends with that.
    pub(super) fn put_off(&mut self, carried: u64) {
        self.lessons.extend(self.length.ended(carried, false).map(Lesson::MessagesPerSession));
        self.renewal.tried(carried);
    }

    /// So was the first of a session: another session would be no help.
    pub(super) fn put_off_anew(&mut self) {
        self.renewal.was_no_help();
    }

    /// Whether another session is tried where MAIL is put off in a session that has taken mails.
    pub(super) fn renews(&self) -> bool {
        self.renewal.is_worth_it()
    }

    /// All mails have the same sender, or have not.
    pub(super) fn has_one_sender(&mut self, has_one: bool) {
        self.stall.has_one_sender(has_one);
        self.breaker.has_one_sender(has_one);
    }

    /// Is told of each MAIL that was put off for no reason that is known, or taken.
    pub(super) fn stall(&mut self) -> &mut Stall {
        &mut self.stall
    }

    /// The server has said what it takes, on a session that had carried so many messages, while `open` were open.
    pub(super) fn told(&mut self, now: Instant, open: usize, carried: u64, meaning: Meaning) {
        match meaning {
            Meaning::SessionFull => {
                self.lessons.extend(self.length.ended(carried, true).map(Lesson::MessagesPerSession));
            }
            Meaning::TooFast(wait) | Meaning::Suspect(wait) => {
                self.too_fast(now, wait);
                self.complaint(now);
            }
            Meaning::TooManySessions => {
                if open > 1 {
                    self.cap.refused(now, open - 1);
                }
                self.complaint(now);
            }
            Meaning::SessionSpoilt
            | Meaning::LoginThrottled
            | Meaning::Busy
            | Meaning::Away
            | Meaning::DailyLimit
            | Meaning::LoginWanted
            | Meaning::AccessDenied
            | Meaning::TooManyRecipients => {}
        }
    }

    /// A row has got its answers, while so many sessions were open.
    pub(super) fn answered(&mut self, now: Instant, open: usize) {
        self.losses.answered();
        if let Some(auto) = &mut self.auto {
            auto.settled(now, open, self.cap.limit(now));
        }
    }

    /// A message was accepted.
    pub(super) fn accepted(&mut self) {
        self.brake.accepted();
        self.alike.accepted();
        self.renewal.accepted();
    }

    /// A sender was refused for good, in words that nobody knows.
    pub(super) fn refused_vaguely(&mut self, now: Instant, said: &str) -> Alike {
        let mut alike = std::mem::take(&mut self.alike);
        let taken_for = alike.refused(said, || self.too_fast(now, None));
        self.alike = alike;
        taken_for
    }

    /// Whether the server has said "too fast" for too long.
    pub(super) fn is_at_its_end(&self, now: Instant) -> bool {
        self.brake.is_at_its_end(now)
    }

    /// A row is settled for good. Why to stop, if so.
    pub(super) fn settled(&mut self, recipients: &[Settlement]) -> Option<Reason> {
        self.breaker.settled(recipients)
    }

    /// A new session was lost, and nobody of its first row was accepted. How many in a row, if that is enough to stop. At another
    /// than the row's first try it does not count: the row may be what one session after the other is lost of.
    pub(super) fn wasted(&mut self, now: Instant, is_first_try: bool) -> Option<usize> {
        self.losses.wasted(now, is_first_try)
    }

    /// A session was lost, and somebody is in doubt. How many in a row, if that is enough to stop.
    pub(super) fn doubtful(&mut self, now: Instant) -> Option<usize> {
        self.losses.doubtful(now)
    }

    /// How long no session is opened because others have been lost.
    pub(super) fn rest(&self, now: Instant) -> Option<Duration> {
        Some(self.losses.rest()?.saturating_duration_since(now)).filter(|rest| !rest.is_zero())
    }

    /// What has been learnt since this was last asked, while so many sessions were being opened.
    pub(super) fn lessons(&mut self, opening: usize) -> Vec<Lesson> {
        if opening == 0 {
            // Before, one of those may yet show that the cap is higher.
            self.lessons.extend(self.cap.news().map(Lesson::Sessions));
        }
        std::mem::take(&mut self.lessons)
    }

    /// Whether the refusal has taught how many sessions or logins there may be.
    fn learn_of(&mut self, now: Instant, open: usize, refusal: Refusal) -> bool {
        let fewer = self.cap.has_had_more_than(open);
        let is_repeated = self.refusals > 1;
        let too_many = match refusal {
            Refusal::TooMany => open > 0 && (!fewer || is_repeated),
            // Of some servers it is also what they say when there are too many sessions; of logins it says nothing.
            Refusal::Refused | Refusal::Away | Refusal::ClosedLogin | Refusal::Denied | Refusal::Unreachable => {
                open > 0 && !fewer
            }
            _ => false,
        };
        if too_many {
            self.cap.refused(now, open);
            return true;
        }
        let too_often = match refusal {
            Refusal::Throttled | Refusal::LoginRefused => true,
            Refusal::LoginDeferred => is_repeated,
            Refusal::Refused | Refusal::ClosedLogin => is_repeated && fewer,
            // No connection while nothing is open: the server is away, and that is no throttle.
            Refusal::Unreachable => is_repeated && fewer && open > 0,
            _ => false,
        };
        let known = self.logins.limit();
        let fewest = if refusal == Refusal::Throttled { 1 } else { FEWEST };
        match too_often.then(|| self.logins.learn(now, fewest)).flatten() {
            None => false,
            limit => {
                self.lessons.extend(limit.filter(|_| limit != known).map(Lesson::LoginsPerMinute));
                true
            }
        }
    }

    fn complaint(&mut self, now: Instant) {
        if let Some(auto) = &mut self.auto {
            auto.complaint(now);
        }
    }

    /// The server has said that mail comes too fast. Whether a pause begins for it: not where one is on.
    fn too_fast(&mut self, now: Instant, stated: Option<Duration>) -> bool {
        let slower = self.brake.too_fast(now, stated);
        self.lessons.extend(slower.map(|slower| Lesson::TooFast { pause: slower.pause, interval: slower.interval }));
        slower.is_some()
    }
}
