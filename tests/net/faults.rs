//! Servers that are silent, slow, gone or out of step: every session ends in time, and says what is in doubt.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use mailshot::net::{LostSession, SessionError, SessionEvent, Sessions};
use mailshot::smtp::{Phase, ProtocolError, Verdict};

use crate::client::Session;
use crate::peer::{Peer, hurried, listen, mail, plain, server};

/// Large enough to fill the buffers of both sockets.
const LARGE: usize = 20 << 20;

/// Opens a session and submits one mail that is bound to be lost.
fn lose(act: impl FnOnce(&mut Peer) + Send + 'static, size: usize) -> LostSession {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&[]);
        act(&mut peer);
    });
    let mut session = Session::open(&server(port), None).unwrap();
    let lost = session.submit(&mail(size)).unwrap_err();
    // A lost session stays lost, and says so of the next mail too.
    let next = session.submit(&mail(size)).unwrap_err();
    assert!(!next.lost[0].in_doubt && next.lost[0].verdicts == [None]);
    session.quit();
    peer.join().unwrap();
    *lost
}

#[test]
fn silence_ends_at_the_deadline() {
    let (port, peer) = plain(|mut peer| peer.gone());
    let error = Session::open(&hurried(port), None).unwrap_err();
    assert!(matches!(error, SessionError::Deadline { phase: Phase::Greeting, .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.starts_with("no answer within 0.3 seconds, in the greeting. ") && text.contains("implicit"), "{text}");
    peer.join().unwrap();
}

#[test]
fn octets_that_trickle_for_ever_end_at_the_deadline() {
    let (port, peer, done) = trickle(|_| {}, "220-a line that goes on\r\n");
    let error = Session::open(&hurried(port), None).unwrap_err();
    assert!(matches!(error, SessionError::Deadline { phase: Phase::Greeting, .. }), "{error:?}");
    drop(done);
    peer.join().unwrap();
}

#[test]
fn a_reply_that_trickles_after_the_dot_is_in_doubt() {
    let until_the_dot = |peer: &mut Peer| {
        peer.greet(&[]);
        peer.envelope();
        peer.content();
    };
    let (port, peer, done) = trickle(until_the_dot, "250-ok\r\n");
    let mut session = Session::open(&hurried(port), None).unwrap();
    let lost = session.submit(&mail(10)).unwrap_err();
    assert!(matches!(lost.error, SessionError::Deadline { phase: Phase::Content, .. }), "{lost:?}");
    assert!(lost.lost[0].in_doubt);
    drop(done);
    peer.join().unwrap();
}

/// A server that says the same octets again and again, one every few milliseconds, until `done` is dropped.
fn trickle(
    before: impl FnOnce(&mut Peer) + Send + 'static,
    octets: &'static str,
) -> (u16, std::thread::JoinHandle<()>, mpsc::Sender<()>) {
    let (done, is_done) = mpsc::channel::<()>();
    let (port, peer) = plain(move |mut peer| {
        before(&mut peer);
        for octet in octets.chars().cycle() {
            peer.raw(octet.encode_utf8(&mut [0; 4]));
            if is_done.recv_timeout(Duration::from_millis(10)) != Err(mpsc::RecvTimeoutError::Timeout) {
                break;
            }
        }
    });
    (port, peer, done)
}

#[test]
fn a_reply_without_end_ends_at_its_limits() {
    for piece in ["220-x\r\n", "220 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] {
        let (port, peer) = plain(move |mut peer| {
            for _ in 0..100 {
                peer.raw(&piece.repeat(1_000));
            }
        });
        let error = Session::open(&server(port), None).unwrap_err();
        assert!(
            matches!(error, SessionError::Protocol(ProtocolError::Malformed { phase: Phase::Greeting, .. })),
            "{error:?}"
        );
        peer.join().unwrap();
    }
}

#[test]
fn closed_in_the_greeting() {
    let (port, peer) = plain(|mut peer| peer.raw("220 half a gree"));
    let error = Session::open(&server(port), None).unwrap_err();
    assert!(matches!(error, SessionError::Closed { phase: Phase::Greeting }), "{error:?}");
    peer.join().unwrap();
}

#[test]
fn closed_before_the_content_is_not_in_doubt() {
    let lost = lose(
        |peer| {
            peer.on("MAIL", "250 ok");
            peer.line();
        },
        10,
    );
    assert!(matches!(lost.error, SessionError::Closed { phase: Phase::Rcpt }), "{lost:?}");
    assert!(!lost.lost[0].in_doubt);
}

#[test]
fn half_a_reply_to_the_dot_is_in_doubt() {
    let lost = lose(
        |peer| {
            peer.envelope();
            peer.content();
            peer.raw("250 que");
        },
        10,
    );
    assert!(matches!(lost.error, SessionError::Closed { phase: Phase::Content }), "{lost:?}");
    assert!(lost.lost[0].in_doubt);
}

#[test]
fn a_server_that_stops_reading_is_left_and_nothing_is_in_doubt() {
    let (done, is_done) = mpsc::channel::<()>();
    let (port, peer) = plain(move |mut peer| {
        peer.greet(&[]);
        peer.envelope();
        let _ = is_done.recv();
    });
    let lost = Session::open(&hurried(port), None).unwrap().submit(&mail(LARGE)).unwrap_err();
    assert!(matches!(lost.error, SessionError::Stalled { phase: Phase::Content, .. }), "{lost:?}");
    assert_eq!(lost.error.to_string(), "the server took no more data for 0.3 seconds, while the content was sent");
    assert!(!lost.lost[0].in_doubt);
    drop(done);
    peer.join().unwrap();
}

#[test]
fn a_refusal_amid_the_content_decides() {
    for (answer, decided) in [("552 5.3.4 too big", true), ("452 no room", true), ("421 going down", false)] {
        let lost = lose(
            move |peer| {
                peer.envelope();
                peer.line();
                // Closing with unread octets resets the connection.
                peer.say(answer);
            },
            LARGE,
        );
        let SessionError::Protocol(ProtocolError::Refused { phase: Phase::Content, reply }) = &lost.error else {
            panic!("{lost:?}")
        };
        assert_eq!(reply.to_string(), answer);
        assert!(!lost.lost[0].in_doubt);
        let verdict = lost.lost[0].verdicts[0].as_ref();
        let expected = Verdict::Reply { phase: Phase::Content, reply: reply.clone() };
        assert_eq!(verdict, decided.then_some(&expected));
    }
}

#[test]
fn a_connection_closed_while_idle_puts_nothing_in_doubt() {
    for last_words in ["", "421 4.4.2 idle for too long\r\n"] {
        let (port, peer) = plain(move |mut peer| {
            peer.greet(&["PIPELINING"]);
            peer.accept();
            peer.raw(last_words);
        });
        let mut session = Session::open(&server(port), None).unwrap();
        session.submit(&mail(10)).unwrap();
        peer.join().unwrap();
        let lost = session.submit(&mail(10)).unwrap_err();
        assert!(!lost.lost[0].in_doubt && lost.lost[0].verdicts == [None], "{lost:?}");
        if last_words.is_empty() {
            let SessionError::Closed { phase } = lost.error else { panic!("{lost:?}") };
            assert_eq!(phase, Phase::Mail);
        } else {
            let SessionError::Protocol(ProtocolError::Refused { reply, .. }) = lost.error else { panic!("{lost:?}") };
            assert_eq!(reply.code, 421);
        }
    }
}

#[test]
fn a_reply_too_many_ends_the_session() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&[]);
        peer.envelope();
        peer.content();
        peer.say("250 queued\n250 this would be taken for the reply to MAIL");
        peer.gone();
    });
    let mut session = Session::open(&server(port), None).unwrap();
    assert!(session.submit(&mail(10)).unwrap().verdicts[0].is_accepted());
    let lost = session.submit(&mail(10)).unwrap_err();
    assert!(matches!(lost.error, SessionError::Unasked { .. }), "{lost:?}");
    assert!(!lost.lost[0].in_doubt);
    drop(session);
    peer.join().unwrap();
}

#[test]
fn a_quit_without_answer_does_not_hang() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&[]);
        peer.gone();
    });
    Session::open(&hurried(port), None).unwrap().quit();
    peer.join().unwrap();
}

#[test]
fn a_server_that_greets_and_closes_its_side_is_left_at_once() {
    let (port, peer) = listen("127.0.0.1", |tcp| {
        let mut peer = Peer::new(tcp.try_clone().unwrap());
        peer.raw("220 mx.test\r\n");
        tcp.shutdown(std::net::Shutdown::Write).unwrap();
        peer.gone();
    })
    .unwrap();
    let error = Session::open(&server(port), None).unwrap_err();
    assert!(matches!(error, SessionError::Closed { .. }), "{error:?}");
    peer.join().unwrap();
}

#[test]
fn what_is_withheld_stays_so_whatever_is_released_later() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&[]);
        peer.envelope();
        assert_eq!(peer.line(), "", "octets of a content that was withheld");
    });
    let mut sessions = Sessions::new(Arc::new(server(port)), None).unwrap();
    let mut happened = Vec::new();
    sessions.open(0);
    while happened.is_empty() {
        sessions.wait(None, &mut happened).unwrap();
    }
    assert!(matches!(happened[..], [(0, SessionEvent::Opened(_))]), "{happened:?}");
    happened.clear();
    for _ in 0..2 {
        sessions.submit(0, (*mail(10)).clone());
    }
    sessions.withhold();
    sessions.release(0, 2);
    while happened.is_empty() {
        sessions.wait(None, &mut happened).unwrap();
    }
    let [(0, SessionEvent::Lost(lost))] = &happened[..] else { panic!("{happened:?}") };
    assert!(matches!(lost.error, SessionError::Withheld), "{lost:?}");
    assert!(lost.lost.len() == 2 && lost.lost.iter().all(|lost| !lost.in_doubt), "{lost:?}");
    peer.join().unwrap();
}
