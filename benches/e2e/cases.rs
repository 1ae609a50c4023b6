//! What is measured, and beside what.

use std::time::Duration;

/// How the wire is secured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Plain,
    /// STARTTLS and AUTH.
    StartTls,
}

/// One way of sending the list.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) sessions: usize,
    pub(crate) wire: Wire,
    /// EHLO keywords that the sink leaves away.
    pub(crate) without: &'static [&'static str],
    pub(crate) ledger: bool,
    /// More options of `send`.
    pub(crate) options: Vec<&'static str>,
}

/// Cases that run in turn; the first is what the others are compared with.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    pub(crate) messages: usize,
    pub(crate) latency: Duration,
    pub(crate) rounds: usize,
    pub(crate) cases: Vec<Case>,
}

const NEITHER: &[&str] = &["CHUNKING", "PIPELINING"];

/// All groups, smaller and with fewer rounds if it has to be quick.
pub(crate) fn groups(quick: bool) -> Vec<Group> {
    let rounds = if quick { 3 } else { 7 };
    let messages = |full: usize| if quick { full / 5 } else { full };
    let delay = Duration::from_millis(if quick { 20 } else { 50 });
    let loopback = |sessions| {
        vec![
            case("PIPELINING", sessions),
            window("  CHUNKING, --window 64", "64", sessions),
            Case { ledger: false, ..case("  no ledger", sessions) },
            Case { wire: Wire::StartTls, ..case("  STARTTLS, AUTH", sessions) },
            Case { without: NEITHER, ..case("neither", sessions) },
        ]
    };
    let single = |name| Case { options: vec!["--messages-per-session", "1"], ..case(name, 16) };
    vec![
        Group {
            title: "loopback, 16 sessions",
            messages: messages(40_000),
            latency: Duration::ZERO,
            rounds,
            cases: loopback(16),
        },
        Group {
            title: "loopback, 1 session",
            messages: messages(10_000),
            latency: Duration::ZERO,
            rounds,
            cases: loopback(1),
        },
        Group {
            title: "loopback, a session per message, 16 at a time",
            messages: messages(5_000),
            latency: Duration::ZERO,
            rounds,
            cases: vec![single("plain"), Case { wire: Wire::StartTls, ..single("STARTTLS, AUTH") }],
        },
        Group {
            title: "latency, 1 session",
            messages: messages(200),
            latency: delay,
            rounds: rounds.min(3),
            cases: vec![
                case("PIPELINING", 1),
                window("  CHUNKING, --window 16", "16", 1),
                window("  CHUNKING, --window 64", "64", 1),
                Case { wire: Wire::StartTls, ..case("  STARTTLS, AUTH", 1) },
                Case { without: NEITHER, ..case("neither", 1) },
            ],
        },
        Group {
            title: "latency, 16 sessions",
            messages: messages(3_000),
            latency: delay,
            rounds: rounds.min(3),
            cases: vec![
                case("PIPELINING", 16),
                window("  CHUNKING, --window 16", "16", 16),
                Case { without: NEITHER, ..case("neither", 16) },
            ],
        },
    ]
}

fn window(name: &'static str, messages: &'static str, sessions: usize) -> Case {
    Case { options: vec!["--window", messages], ..case(name, sessions) }
}

fn case(name: &'static str, sessions: usize) -> Case {
    Case { name, sessions, wire: Wire::Plain, without: &[], ledger: true, options: Vec::new() }
}
