//! What a session does when all goes well, and when the server only says no.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mailshot::net::{Server, SessionError, Tls, TlsOptions, Transcript};
use mailshot::smtp::auth::{Choice, Credentials, Secret};
use mailshot::smtp::{Phase, ProtocolError, TlsMode, Verdict};

use crate::client::Session;
use crate::peer::{Peer, hurried, listen, mail, plain, server};
use crate::port::closed_port;

fn test_login() -> Credentials {
    Credentials { user: "test".to_owned(), secret: Secret::new("hunter22".to_owned()) }
}

#[test]
fn several_mails_go_over_one_connection() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&["SIZE 1000000"]);
        peer.accept();
        peer.accept();
        peer.on("QUIT", "221 bye");
    });
    let mut session = Session::open(&server(port), None).unwrap();
    assert_eq!(session.capabilities().size, Some(1_000_000));
    for _ in 0..2 {
        let settled = session.submit(&mail(100)).unwrap();
        assert!(settled.verdicts.iter().all(Verdict::is_accepted));
    }
    session.quit();
    peer.join().unwrap();
}

#[test]
fn quit_that_is_answered_by_closing_is_answered() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&["PIPELINING"]);
        peer.accept();
        assert_eq!(peer.line(), "QUIT");
    });
    let mut session = Session::open(&server(port), None).unwrap();
    assert!(session.submit_last(&mail(100)).unwrap().verdicts[0].is_accepted());
    session.quit();
    peer.join().unwrap();
}

#[test]
fn a_session_is_closed_once_the_server_has_closed_it() {
    let is_closed = Arc::new(AtomicBool::new(false));
    let closing = Arc::clone(&is_closed);
    let (port, peer) = plain(move |mut peer| {
        peer.greet(&[]);
        peer.on("QUIT", "221 bye");
        // As long as the server has not closed it, it counts.
        std::thread::sleep(Duration::from_millis(50));
        closing.store(true, Ordering::SeqCst);
    });
    let session = Session::open(&server(port), None).unwrap();
    let begin = Instant::now();
    session.quit();
    assert!(is_closed.load(Ordering::SeqCst) || begin.elapsed() >= Duration::from_millis(200));
    peer.join().unwrap();
}

#[test]
fn a_server_that_does_not_close_is_left() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&[]);
        peer.on("QUIT", "221 bye");
        peer.gone();
    });
    let session = Session::open(&server(port), None).unwrap();
    session.quit();
    peer.join().unwrap();
}

#[test]
fn a_long_content_arrives_as_it_is() {
    const SIZE: usize = 3_000_000;
    let (port, peer) = plain(|mut peer| {
        peer.greet(&[]);
        peer.envelope();
        let octets: usize = peer.content().iter().map(|line| line.len() + 2).sum();
        assert_eq!(octets, mail(SIZE).content.size());
        peer.say("250 queued");
        peer.gone();
    });
    let mut session = Session::open(&server(port), None).unwrap();
    assert!(session.submit(&mail(SIZE)).unwrap().verdicts[0].is_accepted());
    drop(session);
    peer.join().unwrap();
}

#[test]
fn a_refused_recipient_is_no_error() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&[]);
        peer.on("MAIL", "250 ok");
        peer.on("RCPT", "550 5.1.1 no such user hunter22");
        peer.on("RSET", "250 ok");
        peer.gone();
    });
    let server = Server { credentials: None, ..server(port) };
    let mut session = Session::open(&server, None).unwrap();
    let settled = session.submit(&mail(10)).unwrap();
    assert!(matches!(&settled.verdicts[..], [Verdict::Reply { phase: Phase::Rcpt, reply }] if reply.code == 550));
    session.quit();
    // Whether RSET goes out with the next mail or at once is the dialog's affair.
    drop(peer);
}

#[test]
fn replies_may_come_octet_by_octet() {
    let (port, peer) = plain(|mut peer| {
        for octet in "220-mx.test\r\n220 ESMTP\r\n".chars() {
            peer.raw(octet.encode_utf8(&mut [0; 4]));
        }
        peer.on("EHLO client.test", "250 mx.test");
        peer.on("QUIT", "221 bye");
    });
    Session::open(&server(port), None).unwrap().quit();
    peer.join().unwrap();
}

#[test]
fn both_address_families_work() {
    for host in ["127.0.0.1", "::1", "[::1]"] {
        let bind = host.trim_matches(['[', ']']);
        let Some((port, peer)) = listen(bind, |tcp| {
            let mut peer = Peer::new(tcp);
            peer.say("220 mx.test");
            let literal = peer.on("EHLO ", "250 mx.test");
            assert!(!literal.ends_with("EHLO"), "{literal}");
            peer.on("QUIT", "221 bye");
        }) else {
            // A machine without IPv6.
            continue;
        };
        let server = Server { host: host.to_owned(), client_name: None, ..server(port) };
        Session::open(&server, None).unwrap().quit();
        peer.join().unwrap();
    }
}

#[test]
fn a_closed_port_is_told_with_addresses_and_advice() {
    let error = Session::open(&server(closed_port().port()), None).unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, SessionError::Connect { .. }), "{error:?}");
    assert!(text.contains("refused (tried 127.0.0.1)") && text.contains("465"), "{text}");
}

#[test]
fn a_host_that_is_none_is_told_by_name() {
    for host in ["", "no such host.invalid", "nul\0.invalid"] {
        let server = Server { host: host.to_owned(), ..hurried(1) };
        let error = Session::open(&server, None).unwrap_err();
        assert!(!error.to_string().contains('\0'));
        assert!(
            matches!(
                error,
                SessionError::Resolve { .. } | SessionError::Deadline { .. } | SessionError::Connect { .. }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn a_refused_login_is_followed_by_quit() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&["AUTH PLAIN"]);
        peer.on("AUTH PLAIN ", "535 5.7.8 hunter22 is wrong");
        peer.on("QUIT", "221 bye");
    });
    let server = Server { credentials: Some(test_login()), ..server(port) };
    let error = Session::open(&server, None).unwrap_err();
    assert!(matches!(error, SessionError::Protocol(ProtocolError::LoginRefused { .. })), "{error:?}");
    assert!(!error.to_string().contains("hunter22"), "{error}");
    peer.join().unwrap();
}

#[test]
fn an_echoed_secret_is_kept_out_of_verdicts() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&["AUTH PLAIN"]);
        peer.on("AUTH PLAIN ", "235 ok");
        peer.envelope();
        peer.content();
        peer.say("554 go away, hunter22, or AHRlc3QAaHVudGVyMjI=");
        peer.gone();
    });
    let server = Server { credentials: Some(test_login()), ..server(port) };
    let mut session = Session::open(&server, None).unwrap();
    let settled = session.submit(&mail(10)).unwrap();
    let Verdict::Reply { reply, .. } = &settled.verdicts[0] else { panic!("{settled:?}") };
    assert_eq!(reply.words(), "go away, ***, or ***");
    drop(session);
    peer.join().unwrap();
}

#[test]
fn a_transcript_tells_the_dialog_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dialog.txt");
    let transcript = Arc::new(Transcript::create(&path).unwrap());
    let (port, peer) = plain(|mut peer| {
        peer.greet(&["AUTH LOGIN"]);
        // Whether the name comes with the command or after a prompt is the dialog's choice.
        let line = peer.line();
        if line == "AUTH LOGIN" {
            peer.say("334 dXNlcm5hbWU6");
            peer.line();
        }
        peer.say("334 UGFzc3dvcmQ6");
        assert_eq!(peer.line(), "aHVudGVyMjI=");
        peer.say("235 hunter22 it is");
        peer.accept();
        peer.on("QUIT", "221 bye");
    });
    let server = Server { credentials: Some(test_login()), mechanism: Choice::Login, ..server(port) };
    let mut session = Session::open(&server, Some(&transcript)).unwrap();
    session.submit(&mail(1_000)).unwrap();
    session.quit();
    peer.join().unwrap();

    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("hunter22") && !text.contains("aHVudGVyMjI"), "{text}");
    let octets = mail(1_000).content.size();
    let rest = format!(
        "[1] S: 334 UGFzc3dvcmQ6   (Password:)\n[1] C: ***\n[1] S: 235 *** it is\n[1] C: MAIL FROM:<from@client.test>\n\
         [1] S: 250 sender ok\n[1] C: RCPT TO:<to@mx.test>\n[1] S: 250 recipient ok\n[1] C: DATA\n[1] S: 354 go on\n\
         [1] C: … {},{:03} octets of content …\n[1] C: .\n[1] S: 250 queued\n[1] C: QUIT\n[1] S: 221 bye\n[1] -- closed\n",
        octets / 1_000,
        octets % 1_000
    );
    let told = without_times(&text);
    let begin = format!(
        "[1] -- connected to 127.0.0.1:{port}\n[1] S: 220 mx.test ESMTP\n[1] C: EHLO client.test\n[1] S: 250-mx.test\n\
         [1] S: 250 AUTH LOGIN\n[1] C: AUTH LOGIN"
    );
    assert!(told.starts_with(&begin), "{told}");
    assert!(told.ends_with(&rest), "{told}");
}

#[test]
fn each_session_has_its_number_and_its_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dialog.txt");
    let transcript = Arc::new(Transcript::create(&path).unwrap());
    Session::open(&server(closed_port().port()), Some(&transcript)).unwrap_err();
    let (port, peer) = plain(|mut peer| peer.say("554 not today"));
    Session::open(&server(port), Some(&transcript)).unwrap_err();
    peer.join().unwrap();
    let told = without_times(&std::fs::read_to_string(&path).unwrap());
    assert!(told.starts_with("[1] -- 127.0.0.1:"), "{told}");
    assert!(told.contains("\n[1] -- closed\n[2] -- connected to "), "{told}");
    assert!(told.contains("[2] S: 554 not today\n[2] -- the server answered in the greeting: 554 not today"), "{told}");
}

#[test]
fn tls_is_a_promise_even_where_it_is_not_offered() {
    let (port, peer) = plain(|mut peer| {
        peer.greet(&["AUTH PLAIN"]);
        peer.on("QUIT", "221 bye");
    });
    let tls = Tls::new(&TlsOptions::default()).unwrap();
    let server = Server { tls_mode: TlsMode::StartTls, tls, credentials: Some(test_login()), ..server(port) };
    let error = Session::open(&server, None).unwrap_err();
    assert!(matches!(error, SessionError::Protocol(ProtocolError::NoStartTls)), "{error:?}");
    peer.join().unwrap();
}

/// `[1] 12:00:01.234 S: …` → `[1] S: …`, the first line left out.
fn without_times(text: &str) -> String {
    let strip = |line: &str| {
        let mut words = line.splitn(3, ' ');
        format!("{} {}\n", words.next().unwrap(), words.nth(1).unwrap())
    };
    text.lines().skip(1).map(strip).collect()
}
