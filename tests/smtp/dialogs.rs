//! The dialogs when they are driven wrongly, or against a server that makes no sense.

use std::collections::VecDeque;

use mailshot::smtp::auth::Choice;
use mailshot::smtp::{
    Capabilities, Dialog, Handshake, HandshakeOptions, Outbox, Phase, ProtocolError, Quit, Reply, Step, Submission,
    TlsMode,
};
use proptest::prelude::*;

use crate::{credentials, mail, reply};

fn options(tls: TlsMode) -> HandshakeOptions {
    HandshakeOptions {
        client_name: "client.example".to_owned(),
        host: "server.example".to_owned(),
        port: 587,
        tls,
        credentials: Some(credentials("u", "p")),
        mechanism: Choice::Auto,
        plaintext_auth: true,
        nonce: "n".to_owned(),
    }
}

#[test]
fn a_client_name_that_would_break_the_command() {
    for name in ["", "a b", "a\r\nMAIL", "a\0", "名", &"x".repeat(256)] {
        let mut handshake = Handshake::new(HandshakeOptions { client_name: name.into(), ..options(TlsMode::None) });
        let error = handshake.step(None, &mut Outbox::new(false)).unwrap_err();
        assert!(matches!(error, ProtocolError::ClientName { .. }), "{name:?}: {error}");
    }
}

#[test]
fn a_dialog_driven_out_of_turn_says_so() {
    let mut out = Outbox::new(false);
    let out_of_turn = Err(ProtocolError::OutOfTurn);
    let mut handshake = Handshake::new(options(TlsMode::None));
    assert_eq!(handshake.step(Some(reply(220)), &mut out), out_of_turn);
    let mut handshake = Handshake::new(HandshakeOptions { credentials: None, ..options(TlsMode::None) });
    assert_eq!(handshake.step(None, &mut out), Ok(Step::AwaitReply(Phase::Greeting)));
    assert_eq!(handshake.step(Some(reply(220)), &mut out), Ok(Step::AwaitReply(Phase::Ehlo)));
    assert!(matches!(handshake.step(Some(reply(250)), &mut out), Ok(Step::Done(_))));
    assert_eq!(handshake.step(None, &mut out), out_of_turn);

    let out_of_turn = Err(ProtocolError::OutOfTurn);
    assert_eq!(Submission::new(Capabilities::default()).step(None, &mut out), Ok(Step::Idle(Phase::Mail)));
    assert_eq!(Submission::new(Capabilities::default()).step(Some(reply(250)), &mut out), out_of_turn);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever codes come, in whatever order, no dialog panics, and none goes on for ever.
    #[test]
    fn no_replies_make_a_dialog_panic(
        codes in prop::collection::vec(prop::sample::select(vec![220u16, 235, 250, 251, 334, 354, 421, 451, 500, 535, 550]), 0..40),
        texts in prop::collection::vec(prop::sample::select(vec!["STARTTLS", "PIPELINING", "AUTH PLAIN LOGIN", "SIZE 5", "VXNlcm5hbWU6", "", "?"]), 0..6),
        tls in prop::sample::select(vec![TlsMode::Implicit, TlsMode::StartTls, TlsMode::None]),
        pipelining in any::<bool>(),
        chunking in any::<bool>(),
    ) {
        let mut replies: VecDeque<Reply> = codes
            .iter()
            .map(|&code| Reply { code, text: texts.join("\n").into(), enhanced: None })
            .collect();
        let mut out = Outbox::new(true);
        let mut asked = None;
        let mut handshake = Handshake::new(options(tls));
        while let Ok(step) = handshake.step(asked.take(), &mut out) {
            match step {
                Step::AwaitReply(_) => asked = replies.pop_front(),
                Step::Done(_) => break,
                Step::Flush(_) | Step::Idle(_) | Step::StartTls => {}
            }
        }
        let mut submission = Submission::new(Capabilities { pipelining, chunking, ..Capabilities::default() });
        submission.release(u64::MAX);
        submission.send_in_chunks(3);
        for recipients in [1, 3, 0, 2] {
            submission.push(mail(recipients, b"x\r\n"));
        }
        let mut asked = None;
        while submission.pending() > 0
            && let Ok(step) = submission.step(asked.take(), &mut out)
        {
            if let Step::AwaitReply(_) = step {
                asked = replies.pop_front();
                if asked.is_none() {
                    break;
                }
            }
        }
        let pending = submission.pending();
        prop_assert_eq!(submission.abandon(u64::MAX).len(), pending);
        let _ = Quit::default().step(None, &mut out);
    }
}
