//! The governor against models of servers, on a simulated clock.

use super::*;
use crate::smtp::{EnhancedCode, Phase, ProtocolError, Reply};

/// From the first octet to the login.
const LOGIN: Duration = Duration::from_millis(300);

/// A message's way.
const MESSAGE: Duration = Duration::from_millis(100);

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn reply(code: u16, enhanced: Option<EnhancedCode>, text: &str) -> Reply {
    Reply { code, text: text.into(), enhanced }
}

fn refused(phase: Phase, code: u16, text: &str) -> SessionError {
    ProtocolError::Refused { phase, reply: reply(code, None, text) }.into()
}

fn login_refused(code: u16, text: &str) -> SessionError {
    ProtocolError::LoginRefused { reply: reply(code, Some(EnhancedCode(4, 7, 0)), text) }.into()
}

/// A server with limits.
#[derive(Clone)]
struct Server {
    messages_per_session: u64,
    sessions: usize,
    logins: usize,
    /// Whether it says why.
    is_frank: bool,
    /// Whether a refused login counts like another.
    counts_refused: bool,
    logged_in: Vec<Instant>,
}

impl Server {
    fn new(messages_per_session: u64, sessions: usize, logins: usize) -> Self {
        Self { messages_per_session, sessions, logins, is_frank: false, counts_refused: false, logged_in: Vec::new() }
    }

    fn open(&mut self, now: Instant, open: usize) -> Result<(), SessionError> {
        if open >= self.sessions {
            let text = if self.is_frank { "HL:ICC too many connections" } else { "try later" };
            return Err(refused(Phase::Greeting, 421, text));
        }
        let recent = self.logged_in.iter().filter(|&&at| now < at + seconds(60)).count();
        let is_taken = recent < self.logins;
        if is_taken || self.counts_refused {
            self.logged_in.push(now);
        }
        match (is_taken, self.is_frank) {
            (true, _) => Ok(()),
            (false, true) => Err(login_refused(454, "Too many login attempts, please try again later")),
            (false, false) => Err(refused(Phase::Greeting, 421, "try later")),
        }
    }
}

/// What came of a batch.
struct Run {
    took: Duration,
    delivered: u64,
    /// When connections were refused, since the start.
    refused: Vec<Duration>,
    lessons: Vec<Lesson>,
    is_gone: bool,
}

struct Session {
    carried: u64,
    free_at: Instant,
}

/// Does what the coordinator and its workers do, in no time.
fn run(server: &mut Server, limits: &Limits, rows: u64) -> Run {
    let start = Instant::now();
    let mut governor = Governor::new(limits);
    let (mut now, mut sessions, mut opening) = (start, Vec::<Session>::new(), Vec::<Instant>::new());
    let mut run = Run { took: Duration::ZERO, delivered: 0, refused: Vec::new(), lessons: Vec::new(), is_gone: false };
    while run.delivered < rows && !run.is_gone {
        let mut next = Vec::new();
        for done in std::mem::take(&mut opening) {
            if done > now {
                opening.push(done);
                continue;
            }
            match server.open(now, sessions.len()) {
                Ok(()) => {
                    sessions.push(Session { carried: 0, free_at: now });
                    governor.opened(now, sessions.len());
                }
                Err(error) => {
                    run.refused.push(now - start);
                    run.is_gone |= governor.refused(now, sessions.len(), &error) == Refused::Gone;
                }
            }
        }
        let ready = governor.message_at(now);
        if ready > now {
            next.push(ready);
        } else {
            let mut index = 0;
            while index < sessions.len() && run.delivered < rows {
                let open = sessions.len();
                let session = &mut sessions[index];
                if session.free_at > now {
                    next.push(session.free_at);
                } else if governor.messages_per_session().is_some_and(|most| session.carried >= most) {
                    sessions.remove(index);
                    continue;
                } else if session.carried >= server.messages_per_session {
                    let carried = session.carried;
                    sessions.remove(index);
                    match server.is_frank {
                        true => governor.told(now, open, carried, Meaning::SessionFull),
                        false => governor.ended(now, carried),
                    }
                    continue;
                } else {
                    governor.sent(now);
                    session.carried += 1;
                    run.delivered += 1;
                    governor.answered(now, open);
                    session.free_at = now + MESSAGE;
                    next.push(session.free_at);
                }
                index += 1;
            }
            loop {
                match governor.opening(now, Count { open: sessions.len(), opening: opening.len() }) {
                    Opening::Now => opening.push(now + LOGIN),
                    Opening::At(at) => {
                        next.push(at);
                        break;
                    }
                    Opening::No => break,
                }
            }
        }
        run.lessons.extend(governor.lessons(opening.len()));
        now = next.into_iter().chain(opening.iter().copied()).min().expect("something is always awaited");
    }
    run.took = now - start;
    run
}

fn limits(sessions: Sessions) -> Limits {
    Limits { sessions, ..Limits::default() }
}

/// 3 messages per session, 2 sessions at once, 5 logins a minute: everything is delivered, and after the first minute at most
/// two connections are refused.
#[test]
fn a_narrow_server_gets_everything_delivered() {
    for (is_frank, counts_refused) in [(false, false), (false, true), (true, false), (true, true)] {
        for sessions in [Sessions::AtMost(1), Sessions::AtMost(2), Sessions::AtMost(8), Sessions::Auto] {
            let mut server = Server { is_frank, counts_refused, ..Server::new(3, 2, 5) };
            let run = run(&mut server, &limits(sessions), 120);
            let what = format!("{sessions:?}, frank: {is_frank}, counts refused: {counts_refused}: {:?}", run.refused);
            assert!(!run.is_gone && run.delivered == 120, "{what}");
            let late = run.refused.iter().filter(|&&at| at > seconds(60)).count();
            assert!(late <= 2, "{what}");
            assert!(run.refused.len() <= 12, "{what}");
            assert!(run.lessons.contains(&Lesson::MessagesPerSession(3)), "{what}: {:?}", run.lessons);
            assert!(run.lessons.iter().any(|lesson| matches!(lesson, Lesson::LoginsPerMinute(3..=5))), "{what}");
            // 15 messages a minute is all it takes.
            assert!(run.took <= seconds(15 * 60), "{what}: {:?}", run.took);
        }
    }
}

#[test]
fn a_cap_is_learnt_and_kept() {
    let mut server = Server { logins: usize::MAX, ..Server::new(u64::MAX, 3, 0) };
    let run = run(&mut server, &limits(Sessions::AtMost(10)), 3_000);
    assert_eq!(run.lessons, [Lesson::Sessions(3)]);
    assert!(run.refused.len() <= 4, "{:?}", run.refused);
}

#[test]
fn a_given_login_rate_is_never_exceeded() {
    let mut server = Server::new(1, 4, 5);
    let limits = Limits { logins: Some("5/min".parse().unwrap()), ..limits(Sessions::AtMost(4)) };
    let run = run(&mut server, &limits, 40);
    assert_eq!(run.delivered, 40);
    assert!(run.refused.is_empty(), "{:?}", run.refused);
}

#[test]
fn a_server_that_refuses_everybody_is_gone_after_the_attempts() {
    let run = run(&mut Server::new(1, 0, 0), &limits(Sessions::AtMost(4)), 10);
    assert!(run.is_gone);
    assert_eq!(run.refused.len(), 4);
    assert!(run.refused.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(700)), "{:?}", run.refused);
}

/// Tells how long a server is waited for whose every opening fails so, and how often that is told.
fn waited_for(governor: &mut Governor, error: &SessionError) -> (Duration, Vec<Duration>) {
    let start = Instant::now();
    let (mut now, mut told) = (start, Vec::new());
    loop {
        let wait = match governor.refused(now, 0, error) {
            Refused::Again(wait) => wait,
            Refused::Away(wait, patience) => {
                told.push(patience);
                wait
            }
            Refused::Gone => return (now - start, told),
            Refused::DailyLimit => panic!("nothing was said of the day"),
        };
        assert!(wait <= seconds(75), "{wait:?}");
        assert_eq!(governor.opening(now, Count::default()), Opening::At(now + wait));
        now += wait;
    }
}

fn unreachable() -> SessionError {
    let source = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
    SessionError::Connect { server: "mx.test".to_owned(), source }
}

#[test]
fn a_server_that_was_there_is_waited_for() {
    let load = refused(Phase::Greeting, 421, "Too much load; please try again later");
    for error in [unreachable(), load] {
        let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
        governor.opened(Instant::now(), 1);
        let (waited, told) = waited_for(&mut governor, &error);
        assert!((seconds(900)..seconds(980)).contains(&waited), "{waited:?}");
        assert_eq!(told, [seconds(900)], "told once");
        // It comes back, and goes once more: all begins anew.
        governor.opened(Instant::now(), 1);
        assert_eq!(waited_for(&mut governor, &error).1, [seconds(900)]);
        assert_eq!(governor.lessons(0), [], "{error}");
    }
}

/// Four sessions, three of which it ends; then nobody gets in for a while. That is no limit of logins.
#[test]
fn a_server_that_is_out_of_service_says_nothing_of_logins() {
    let away = |text: &str, code| {
        let reply = reply(421, code, text);
        SessionError::from(ProtocolError::Refused { phase: Phase::Greeting, reply })
    };
    for error in [
        away("Service not available", Some(EnhancedCode(4, 3, 2))),
        away("mx.test Service not available, closing transmission channel", None),
        away("no", Some(EnhancedCode(4, 3, 0))),
    ] {
        let mut governor = Governor::new(&limits(Sessions::AtMost(4)));
        let mut now = Instant::now();
        (1..=4).for_each(|open| governor.opened(now, open));
        now += seconds(1);
        for open in [1, 1, 1, 0, 0] {
            let (Refused::Again(wait) | Refused::Away(wait, _)) = governor.refused(now, open, &error) else {
                panic!("{error}")
            };
            assert!(wait < seconds(30), "{wait:?}");
            now += wait;
        }
        assert_eq!(governor.lessons(0), [], "{error}");
        governor.opened(now, 1);
        assert_eq!(governor.opening(now, Count { open: 1, opening: 0 }), Opening::Now);
        assert!(waited_for(&mut governor, &error).0 >= seconds(900), "{error}");
    }
    // With more sessions than there ever were, it may be about those.
    let mut governor = Governor::new(&limits(Sessions::AtMost(8)));
    (1..=2).for_each(|open| governor.opened(Instant::now(), open));
    governor.refused(Instant::now(), 2, &away("Service not available", Some(EnhancedCode(4, 3, 2))));
    assert_eq!(governor.lessons(0), [Lesson::Sessions(2)]);
}

#[test]
fn a_server_is_not_waited_for_where_there_was_none_or_it_refuses_for_good() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    let (waited, told) = waited_for(&mut governor, &unreachable());
    assert!(waited < seconds(10) && told.is_empty(), "{waited:?}");
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    governor.opened(Instant::now(), 1);
    let (waited, told) = waited_for(&mut governor, &refused(Phase::Greeting, 554, "go away"));
    assert!(waited < seconds(10) && told.is_empty(), "{waited:?}");
    // Short waits were asked for.
    let mut governor = Governor::new(&Limits { retry_wait: seconds(1), ..limits(Sessions::AtMost(2)) });
    governor.opened(Instant::now(), 1);
    assert!((seconds(15)..seconds(40)).contains(&waited_for(&mut governor, &unreachable()).0));
}

/// What is put off in one session after so many mails is taken in the next.
#[test]
fn mail_that_is_put_off_after_the_same_number_is_a_limit() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    for _ in 0..2 {
        assert!(governor.renews() && governor.lessons(0).is_empty());
        governor.put_off(100);
        governor.accepted();
    }
    assert_eq!(governor.lessons(0), [Lesson::MessagesPerSession(100)]);
    assert_eq!(governor.messages_per_session(), Some(100));
}

#[test]
fn connections_that_come_too_fast_are_opened_more_slowly() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    let now = Instant::now();
    (0..5).for_each(|_| governor.opened(now, 1));
    let error = refused(Phase::Greeting, 421, "Connection rate limit exceeded.");
    let Refused::Again(wait) = governor.refused(now + seconds(1), 0, &error) else { panic!("it is no end") };
    assert!((seconds(55)..=seconds(62)).contains(&wait), "{wait:?}");
    assert_eq!(governor.lessons(0), [Lesson::LoginsPerMinute(5)]);
    assert!(!governor.is_paced(), "nothing is said of messages");
}

#[test]
fn a_throttled_login_waits() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    let now = Instant::now();
    let error = login_refused(454, "Too many login attempts");
    let Refused::Again(wait) = governor.refused(now, 0, &error) else { panic!("it is not given up at once") };
    assert!(wait >= seconds(45), "{wait:?}: no tight loop");
    assert_eq!(governor.opening(now, Count::default()), Opening::At(now + wait));
    let mut now = now;
    for _ in 0..2 {
        now += seconds(600);
        assert!(matches!(governor.refused(now, 0, &error), Refused::Again(_)));
    }
    assert_eq!(governor.refused(now + seconds(600), 0, &error), Refused::Gone, "nothing is known of it");
}

/// Some servers say 535 to too many logins; some lock the account.
#[test]
fn a_login_that_has_worked_is_tried_twice_more() {
    let error = || login_refused(535, "authentication failed, system busy");
    let mut now = Instant::now();
    let mut governor = Governor::new(&limits(Sessions::AtMost(1)));
    assert_eq!(governor.refused(now, 0, &error()), Refused::Gone, "the password may be wrong");
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    for _ in 0..4 {
        governor.opened(now, 1);
        now += seconds(1);
    }
    for tries in 1..=2 {
        let Refused::Again(wait) = governor.refused(now, 0, &error()) else { panic!("{tries}") };
        assert!((seconds(30)..seconds(120)).contains(&wait), "{wait:?}");
        now += wait;
    }
    let lessons = governor.lessons(0);
    assert!(lessons.iter().any(|lesson| matches!(lesson, Lesson::LoginsPerMinute(_))), "{lessons:?}");
    assert_eq!(governor.refused(now, 1, &error()), Refused::Again(Duration::ZERO), "another session is there");
    assert_eq!(governor.refused(now, 0, &error()), Refused::Gone);
    governor.opened(now, 1);
    assert!(matches!(governor.refused(now, 0, &error()), Refused::Again(_)), "it works again");
}

#[test]
fn a_login_without_an_answer_is_not_repeated_before_one_has_worked() {
    let errors = || {
        let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        [
            SessionError::Deadline { phase: Phase::Auth, after: seconds(30) },
            SessionError::Closed { phase: Phase::Auth },
            SessionError::Io { phase: Phase::Auth, source: reset },
        ]
    };
    for error in errors() {
        let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
        let now = Instant::now();
        assert_eq!(governor.refused(now, 0, &error), Refused::Gone, "{error}");
        let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
        governor.opened(now, 1);
        assert!(matches!(governor.refused(now, 1, &error), Refused::Again(_)), "{error}");
    }
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    let closed = SessionError::Closed { phase: Phase::Ehlo };
    assert!(matches!(governor.refused(Instant::now(), 0, &closed), Refused::Again(_)));
}

#[test]
fn a_daily_limit_in_the_greeting_is_one() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    let error = refused(Phase::Greeting, 554, "HL:ITC 163 smtp9");
    assert_eq!(governor.refused(Instant::now(), 0, &error), Refused::DailyLimit);
}

#[test]
fn too_fast_slows_all_down() {
    let mut governor = Governor::new(&limits(Sessions::Auto));
    let start = Instant::now();
    (0..60).for_each(|n| governor.sent(start + seconds(n)));
    let now = start + seconds(60);
    governor.told(now, 1, 60, Meaning::TooFast(Some(seconds(120))));
    assert_eq!(governor.message_at(now), now + seconds(120));
    assert_eq!(governor.lessons(0), [Lesson::TooFast { pause: seconds(120), interval: seconds(2) }]);
    assert!(governor.is_paced());
}

#[test]
fn too_many_sessions_said_to_a_message_takes_one_away() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(4)));
    let now = Instant::now();
    (1..=4).for_each(|open| governor.opened(now, open));
    governor.told(now, 4, 7, Meaning::TooManySessions);
    assert_eq!(governor.sessions(now), 3);
    assert_eq!(governor.lessons(0), [Lesson::Sessions(3)]);
}

#[test]
fn sessions_follow_unasked_only_where_nothing_is_against_it() {
    let now = Instant::now();
    let count = |open, opening| Count { open, opening };
    let short = Limits { sessions: Sessions::AtMost(2), messages_per_session: Some(1), ..Limits::default() };
    let mut governor = Governor::new(&short);
    assert!(!governor.may_follow(now, count(0, 1)), "the login has not worked yet");
    governor.opened(now, 1);
    assert!(governor.may_follow(now, count(1, 1)));
    assert!(!governor.may_follow(now, count(2, 1)), "one more than there may be");
    governor.refused(now, 1, &refused(Phase::Greeting, 421, "try later"));
    assert!(!governor.may_follow(now, count(1, 0)), "refused");
    governor.opened(now, 1);
    assert!(governor.may_follow(now, count(1, 0)));
    governor.told(now, 1, 0, Meaning::TooFast(None));
    assert!(!governor.may_follow(now, count(1, 0)), "a pause");

    let may_follow = |limits: &Limits| {
        let mut governor = Governor::new(limits);
        governor.opened(now, 1);
        governor.may_follow(now, count(1, 0))
    };
    let rate: Rate = "100/s".parse().unwrap();
    assert!(may_follow(&short));
    assert!(!may_follow(&Limits { logins: Some(rate), ..short }));
    assert!(!may_follow(&Limits { rate: Some(rate), ..short }));
    assert!(!may_follow(&Limits { messages_per_session: None, ..short }), "they do not end");
}

#[test]
fn sessions_that_come_to_nothing_are_opened_more_and_more_slowly() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(2)));
    let mut now = Instant::now();
    governor.opened(now, 1);
    assert_eq!(governor.wasted(now, true), None);
    assert_eq!(governor.opening(now, Count::default()), Opening::Now, "once may be chance");
    let mut waits = Vec::new();
    for sessions in 2..10 {
        governor.opened(now, 1);
        assert_eq!(governor.wasted(now, true), None, "{sessions}");
        let Opening::At(next) = governor.opening(now, Count::default()) else { panic!("at once after {sessions}") };
        assert_eq!(governor.rest(now), Some(next - now));
        waits.push(next - now);
        now = next;
        assert_eq!(governor.opening(now, Count::default()), Opening::Now);
    }
    assert!(waits.is_sorted() && waits[0] >= Duration::from_millis(700) && waits[7] >= seconds(45), "{waits:?}");
    assert_eq!(governor.opening(now, Count { open: 1, opening: 0 }), Opening::No, "nothing has come of that one yet");
    assert!(!governor.may_follow(now, Count { open: 1, opening: 0 }));
    assert_eq!(governor.wasted(now, false), None, "the row may be why");
    assert!(matches!(governor.opening(now, Count::default()), Opening::At(_)), "but that is waited after, too");
    let mut answered = Governor::new(&limits(Sessions::AtMost(2)));
    answered.opened(now, 1);
    (0..9).for_each(|_| assert_eq!(answered.wasted(now, true), None));
    answered.answered(now, 1);
    assert_eq!(answered.opening(now, Count { open: 1, opening: 0 }), Opening::Now, "it takes mail");
    assert_eq!(governor.wasted(now, true), Some(10));
}

/// Each of them has carried something before.
#[test]
fn sessions_that_leave_somebody_in_doubt_are_not_repeated_for_long() {
    for most in [1, 2, 16] {
        let mut governor = Governor::new(&limits(Sessions::AtMost(most)));
        let mut now = Instant::now();
        let mut opened = 0;
        loop {
            opened += 1;
            governor.opened(now, 1);
            governor.answered(now, 1);
            if governor.doubtful(now).is_some() {
                break;
            }
            now = match governor.opening(now, Count::default()) {
                Opening::At(next) if opened > 1 => next,
                Opening::Now if opened == 1 => now,
                opening => panic!("{opening:?} after {opened}"),
            };
        }
        assert_eq!(opened, most + 4, "all that may be lost at once, and four more");
    }
}

#[test]
fn a_session_lost_in_doubt_now_and_then_stops_nothing() {
    let mut governor = Governor::new(&limits(Sessions::AtMost(1)));
    let now = Instant::now();
    governor.opened(now, 1);
    for _ in 0..20 {
        assert_eq!(governor.doubtful(now), None);
        assert_eq!(governor.opening(now, Count::default()), Opening::Now);
        (0..100).for_each(|_| governor.answered(now, 1));
    }
}
