//! Submission against a server that decides at random and remembers, over connections that break anywhere.

use std::collections::VecDeque;

use mailshot::mail::{Address, Content, Envelope, MailObject, Segment};
use mailshot::smtp::{Capabilities, Dialog, Outbox, Phase, ProtocolError, Reply, Settled, Step, Submission, Verdict};
use proptest::prelude::*;

use crate::{mail, reply};

/// A server that is in step and decides at random, and remembers what it decided.
#[derive(Debug)]
struct Server {
    chunking: bool,
    decisions: VecDeque<u8>,
    /// What has come in and is not a whole line.
    input: Vec<u8>,
    transaction: Option<Vec<String>>,
    content: Option<Vec<u8>>,
    /// Octets of the chunk that are still to come, and whether it is the last one.
    chunk: Option<(usize, bool)>,
    /// What the chunks of the transaction have brought so far.
    chunks: Option<Vec<u8>>,
    /// For each end of data: the recipients, the content, the code.
    received: Vec<(Vec<String>, Vec<u8>, u16)>,
    /// RCPT refused: recipient and code.
    refused: Vec<(String, u16)>,
    replies: VecDeque<Reply>,
    /// QUIT has been said.
    quit: bool,
    /// Refuses what comes together with a content behind its end.
    is_strict: bool,
    /// A content has ended in what has come in last.
    has_ended: bool,
    /// Whether a mail has been accepted since the last RSET.
    has_accepted: bool,
    /// How often RSET has been said behind a mail that was not.
    idle_resets: usize,
}

impl Server {
    fn new(chunking: bool, decisions: Vec<u8>) -> Self {
        Self {
            chunking,
            decisions: decisions.into(),
            input: Vec::new(),
            transaction: None,
            content: None,
            chunk: None,
            chunks: None,
            received: Vec::new(),
            refused: Vec::new(),
            replies: VecDeque::new(),
            quit: false,
            is_strict: false,
            has_ended: false,
            has_accepted: false,
            idle_resets: 0,
        }
    }

    /// A positive code mostly, once the decisions are used up always.
    fn decide(&mut self, positive: u16) -> u16 {
        match self.decisions.pop_front() {
            Some(0) => 451,
            Some(1) => 550,
            _ => positive,
        }
    }

    fn take(&mut self, octets: &[u8]) {
        self.input.extend_from_slice(octets);
        self.has_ended = false;
        self.take_chunk();
        while self.chunk.is_none()
            && let Some(length) = self.input.windows(2).position(|pair| pair == b"\r\n")
        {
            let line: Vec<u8> = self.input.drain(..length + 2).collect();
            let code = match self.content.take() {
                Some(content) => self.content_line(content, &line),
                None => Some(self.command(std::str::from_utf8(&line[..length]).unwrap())).filter(|code| *code != 0),
            };
            self.replies.extend(code.map(reply));
            self.take_chunk();
        }
    }

    /// The octets of a chunk are taken whatever becomes of them, and the answer comes behind them (RFC 3030 §2).
    fn take_chunk(&mut self) {
        let Some((length, is_last)) = self.chunk.filter(|(length, _)| *length <= self.input.len()) else { return };
        self.chunk = None;
        let octets: Vec<u8> = self.input.drain(..length).collect();
        let code = match self.transaction.take() {
            None => 503,
            Some(recipients) if recipients.is_empty() => {
                self.transaction = Some(recipients);
                554
            }
            Some(recipients) => {
                let mut content = self.chunks.take().unwrap_or_default();
                content.extend_from_slice(&octets);
                let code = self.decide(250);
                if is_last {
                    self.has_accepted |= code == 250;
                    // A refused transaction stays open until RSET.
                    self.transaction = (code != 250).then(|| recipients.clone());
                    self.received.push((recipients, content, code));
                } else {
                    // After a refused chunk the rest of it is refused too.
                    self.transaction = Some(if code == 250 { recipients } else { Vec::new() });
                    self.chunks = (code == 250).then_some(content);
                }
                code
            }
        };
        self.replies.push_back(reply(code));
    }

    fn content_line(&mut self, mut content: Vec<u8>, line: &[u8]) -> Option<u16> {
        if line != b".\r\n" {
            content.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
            self.content = Some(content);
            return None;
        }
        self.has_ended = true;
        let code = self.decide(250);
        let recipients = self.transaction.take().unwrap();
        self.received.push((recipients, content, code));
        Some(code)
    }

    fn command(&mut self, line: &str) -> u16 {
        assert!(!self.quit, "{line} behind QUIT");
        if self.is_strict && self.has_ended {
            return 503;
        }
        if line == "QUIT" {
            self.quit = true;
            return 221;
        }
        if line == "RSET" {
            (self.transaction, self.chunks) = (None, None);
            self.idle_resets += usize::from(!std::mem::take(&mut self.has_accepted));
            return 250;
        }
        if let Some(chunk) = line.strip_prefix("BDAT ") {
            let (length, last) = chunk.split_once(' ').unwrap_or((chunk, ""));
            self.chunk = Some((length.parse().unwrap(), last == "LAST"));
            return 0;
        }
        if line.starts_with("MAIL FROM:<") {
            assert!(self.transaction.is_none(), "nested MAIL");
            let code = self.decide(250);
            self.transaction = (code == 250).then(Vec::new);
            return code;
        }
        let Some(mut recipients) = self.transaction.take() else { return 503 };
        let code = if let Some(path) = line.strip_prefix("RCPT TO:<") {
            let code = self.decide(250);
            let recipient = path.trim_end_matches('>').to_owned();
            if code == 250 {
                recipients.push(recipient);
            } else {
                self.refused.push((recipient, code));
            }
            code
        } else {
            assert_eq!(line, "DATA");
            // Some servers go ahead although nobody is left.
            let code = if recipients.is_empty() && self.decide(354) != 354 { 554 } else { self.decide(354) };
            self.content = (code == 354).then(Vec::new);
            code
        };
        self.transaction = Some(recipients);
        code
    }
}

/// Mails with recipients that no other mail has, and a content of their own, some of it longer than a block.
fn batch(recipients: &[usize]) -> Vec<MailObject> {
    let mut number = 0;
    let mut mails = Vec::new();
    for &count in recipients {
        let forward_paths = (number..number + count).map(|n| Address::parse(&format!("r{n}@example.org")).unwrap());
        let forward_paths = forward_paths.collect();
        let size = if count == 2 { 40_000 } else { 1 };
        let body = format!(".{number}\r\n").repeat(size).into_bytes();
        mails.push(MailObject {
            envelope: Envelope { reverse_path: None, forward_paths },
            content: Content::new(vec![Segment::Own(body)]),
            eight_bit: false,
            smtputf8: false,
        });
        number += count;
    }
    mails
}

/// What must be said of a mail, by what the server remembers.
fn check(server: &Server, mail: &MailObject, verdicts: &[Option<Verdict>], in_doubt: bool) {
    assert_eq!(verdicts.len(), mail.envelope.forward_paths.len());
    let content = mail.content.to_vec();
    for (address, verdict) in mail.envelope.forward_paths.iter().zip(verdicts) {
        let delivered = server
            .received
            .iter()
            .find(|(recipients, _, _)| recipients.iter().any(|recipient| recipient == address.as_str()));
        let refused = server.refused.iter().find(|(recipient, _)| recipient == address.as_str());
        match verdict {
            Some(Verdict::Reply { phase: Phase::Content, reply }) => {
                let (_, received, code) = delivered.expect("a verdict on the content, so it was received");
                assert!(*received == content, "another content");
                assert_eq!(*code, reply.code);
            }
            Some(Verdict::Reply { phase: Phase::Rcpt, reply }) => assert_eq!(refused.unwrap().1, reply.code),
            Some(Verdict::Reply { phase, reply }) => {
                assert!(matches!(phase, Phase::Mail | Phase::Data), "{phase:?}");
                assert!(!reply.is_positive());
                assert!(delivered.is_none() && refused.is_none());
            }
            Some(Verdict::Unsupported(_)) => panic!("everything is supported"),
            // With chunks a mail may have left whole although the server has refused it before.
            None if server.chunking => assert!(in_doubt || delivered.is_none(), "{address}"),
            None => assert_eq!(delivered.is_some(), in_doubt, "{address}"),
        }
    }
}

fn settled(settled: Settled) -> Vec<Option<Verdict>> {
    settled.verdicts.into_iter().map(Some).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whoever is refused where: each recipient gets the verdict that is its own, and each mail its own content. And
    /// wherever the connection breaks: what the server has received whole is settled or in doubt, and nothing else is.
    #[test]
    fn every_recipient_gets_its_own_verdict(
        recipients in prop::collection::vec(prop_oneof![1usize..5, Just(300)], 1..10),
        decisions in prop::collection::vec(0u8..12, 0..80),
        pipelining in any::<bool>(),
        chunking in any::<bool>(),
        window in 1usize..8,
        leave in any::<bool>(),
        is_strict in any::<bool>(),
        // Out of all octets that might be written; beyond them the session is not lost.
        breaks_after in prop_oneof![Just(None), (0u64..2_000).prop_map(Some), (0u64..700_000).prop_map(Some)],
    ) {
        let mut server = Server::new(chunking && pipelining, decisions);
        server.is_strict = is_strict;
        let mut submission = Submission::new(Capabilities { esmtp: true, pipelining, chunking, ..Capabilities::default() });
        let mails = batch(&recipients);
        let mut queue = mails.iter();
        for mail in queue.by_ref().take(window) {
            submission.push(mail.clone());
        }
        submission.release(u64::MAX);
        submission.send_in_chunks(window);
        if leave && queue.len() == 0 {
            submission.leave();
        }
        let mut done = mails.iter();
        let mut out = Outbox::new(false);
        let mut asked = None;
        let mut written = 0u64;
        while submission.pending() > 0 {
            let step = submission.step(asked.take(), &mut out).unwrap();
            prop_assert!(out.octets().len() < 300_000, "a block is too large");
            let room = breaks_after.map_or(usize::MAX, |end: u64| usize::try_from(end - written).unwrap());
            let octets = &out.octets()[..out.octets().len().min(room)];
            server.take(octets);
            written += octets.len() as u64;
            prop_assert!(server.replies.len() <= 1_100, "the server's replies may find no room");
            if octets.len() < out.octets().len() {
                if let Step::Done(output) = step {
                    // What is to be written belongs to the next mail.
                    check(&server, done.next().unwrap(), &settled(output), false);
                }
                break;
            }
            out.clear();
            match step {
                Step::AwaitReply(_) => {
                    asked = server.replies.pop_front();
                    prop_assert!(asked.is_some(), "waiting for a reply that nothing asks for");
                }
                Step::Done(output) => {
                    check(&server, done.next().unwrap(), &settled(output), false);
                    queue.by_ref().take(1).for_each(|mail| submission.push(mail.clone()));
                    if leave && queue.len() == 0 {
                        submission.leave();
                    }
                }
                Step::Flush(_) => {}
                Step::Idle(_) => panic!("there are mails to be sent"),
                Step::StartTls => panic!("no TLS here"),
            }
        }
        for lost in submission.abandon(written) {
            prop_assert!(!lost.in_doubt || lost.verdicts.contains(&None), "no doubt about what is decided");
            check(&server, done.next().unwrap(), &lost.verdicts, lost.in_doubt);
        }
        // At most once, and nothing to those who were refused.
        let mut delivered: Vec<&String> = server.received.iter().flat_map(|(recipients, _, _)| recipients).collect();
        let all = delivered.len();
        delivered.sort();
        delivered.dedup();
        prop_assert_eq!(delivered.len(), all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is refused, and whenever mails are released: no end of data leaves before its mail is, and the session rests
    /// only where the oldest mail is not.
    #[test]
    fn no_end_of_data_leaves_before_its_release(
        recipients in prop::collection::vec(prop_oneof![1usize..5, Just(300)], 1..10),
        decisions in prop::collection::vec(0u8..12, 0..80),
        pipelining in any::<bool>(),
        chunking in any::<bool>(),
        window in 1usize..8,
        leave in any::<bool>(),
        // Before each step, until they are used up.
        releases in prop::collection::vec(prop_oneof![5 => Just(0u64), 2 => Just(1), 1 => Just(3)], 0..60),
    ) {
        let mut server = Server::new(chunking && pipelining, decisions);
        let mut submission = Submission::new(Capabilities { esmtp: true, pipelining, chunking, ..Capabilities::default() });
        let mails = batch(&recipients);
        let mut queue = mails.iter();
        queue.by_ref().take(window).for_each(|mail| submission.push(mail.clone()));
        if leave && queue.len() == 0 {
            submission.leave();
        }
        let mut releases = releases.into_iter();
        let (mut released, mut done) = (0, 0);
        let mut ended = 0;
        let mut out = Outbox::new(false);
        let mut asked = None;
        while submission.pending() > 0 {
            released += releases.next().unwrap_or(0);
            submission.release(released);
            let step = submission.step(asked.take(), &mut out).unwrap();
            server.take(out.octets());
            out.clear();
            for (recipients, _, _) in server.received.iter().skip(ended).filter(|(all, _, _)| !all.is_empty()) {
                let is_of = |mail: &MailObject| mail.envelope.forward_paths.iter().any(|to| *to.as_str() == recipients[0]);
                let place = mails.iter().position(is_of).unwrap() as u64;
                prop_assert!(place < released, "the end of data of mail {place}, with {released} released");
            }
            ended = server.received.len();
            match step {
                Step::AwaitReply(_) => {
                    asked = server.replies.pop_front();
                    prop_assert!(asked.is_some(), "waiting for a reply that nothing asks for");
                }
                Step::Done(output) => {
                    check(&server, &mails[done], &settled(output), false);
                    done += 1;
                    queue.by_ref().take(1).for_each(|mail| submission.push(mail.clone()));
                    if leave && queue.len() == 0 {
                        submission.leave();
                    }
                }
                Step::Flush(_) => {}
                Step::Idle(_) => {
                    prop_assert!(done as u64 >= released, "mail {done} of {released} released ones waits for nothing");
                    released += 1;
                }
                Step::StartTls => panic!("no TLS here"),
            }
        }
        prop_assert_eq!(done, mails.len());
        prop_assert_eq!(server.quit, submission.has_quit());
        prop_assert!(leave || !server.quit, "QUIT before its time");
        // Only the answer to QUIT is left.
        prop_assert_eq!(server.replies.len(), usize::from(server.quit), "a reply that nobody has taken");
    }
}

/// A step, with all mails released.
fn step(submission: &mut Submission, reply: Option<Reply>, out: &mut Outbox) -> Step<Settled> {
    submission.release(u64::MAX);
    submission.step(reply, out).unwrap()
}

#[test]
fn a_long_content_goes_out_in_blocks_and_a_short_one_with_what_follows() {
    let mut submission = Submission::new(Capabilities { pipelining: true, ..Capabilities::default() });
    submission.push(mail(1, &b"0123456789012345678901234567890123456789\r\n".repeat(20_000)));
    submission.push(mail(1, b"short\r\n"));
    let mut out = Outbox::new(false);
    let mut say = |answer: Option<u16>| {
        out.clear();
        let step = step(&mut submission, answer.map(reply), &mut out);
        (step, out.octets().to_vec())
    };
    assert_eq!(say(None).0, Step::AwaitReply(Phase::Mail));
    assert_eq!(say(Some(250)).0, Step::AwaitReply(Phase::Rcpt));
    assert_eq!(say(Some(250)).0, Step::AwaitReply(Phase::Data));
    let mut blocks = 0;
    let mut turn = say(Some(354));
    while turn.0 == Step::Flush(Phase::Content) {
        assert!(turn.1.len() <= 256 << 10);
        blocks += 1;
        turn = say(None);
    }
    assert!(blocks >= 4, "{blocks}");
    assert_eq!(turn.0, Step::AwaitReply(Phase::Content));
    assert!(turn.1.ends_with(b"\r\n.\r\nMAIL FROM:<from@example.org>\r\nRCPT TO:<to0@example.org>\r\nDATA\r\n"));
    assert!(matches!(say(Some(250)).0, Step::Done(_)));
    assert_eq!(say(None), (Step::AwaitReply(Phase::Mail), Vec::new()));
    say(Some(250));
    say(Some(250));
    let (step, octets) = say(Some(354));
    assert_eq!(step, Step::AwaitReply(Phase::Content));
    assert_eq!(octets, b"short\r\n.\r\n");
}

#[test]
fn doubt_begins_with_the_last_octet_of_the_end_of_data() {
    let submission = || {
        let mut submission = Submission::new(Capabilities::default());
        submission.push(mail(1, b"x\r\n"));
        let mut out = Outbox::new(false);
        for answer in [None, Some(250), Some(250), Some(354)] {
            step(&mut submission, answer.map(reply), &mut out);
        }
        (submission, out.octets().len() as u64)
    };
    for (missing, in_doubt) in [(0, true), (1, false), (3, false)] {
        let (submission, all) = submission();
        assert_eq!(submission.abandon(all - missing)[0].in_doubt, in_doubt, "{missing}");
    }
}

#[test]
fn a_huge_refusal_is_not_kept_whole_for_every_recipient() {
    let mut submission = Submission::new(Capabilities::default());
    submission.push(mail(50, b"x\r\n"));
    let mut out = Outbox::new(false);
    submission.step(None, &mut out).unwrap();
    let huge = Reply { code: 550, text: "x".repeat(200_000).into(), enhanced: None };
    let Step::Done(settled) = submission.step(Some(huge), &mut out).unwrap() else { panic!("not settled") };
    for verdict in settled.verdicts {
        let Verdict::Reply { reply, .. } = verdict else { panic!("no reply") };
        assert!(reply.text.len() < 4_000);
    }
}

/// A mail of two chunks, both of which have left, in a session that has one more mail in flight; it answers in turn.
fn two_chunks_and_one_more() -> (Submission, Outbox) {
    let mut submission = Submission::new(Capabilities { pipelining: true, chunking: true, ..Capabilities::default() });
    submission.send_in_chunks(2);
    submission.push(mail(2, &b"0123456789\r\n".repeat(8_000)));
    submission.push(mail(1, b"short\r\n"));
    let mut out = Outbox::new(false);
    let chunks = [Step::Flush(Phase::Mail), Step::AwaitReply(Phase::Mail)];
    for expected in chunks {
        assert_eq!(step(&mut submission, None, &mut out), expected);
        out.clear();
    }
    (submission, out)
}

#[test]
fn a_chunk_that_was_refused_and_the_whole_accepted_is_in_doubt() {
    let (mut submission, mut out) = two_chunks_and_one_more();
    for code in [250, 250, 550, 452] {
        step(&mut submission, Some(reply(code)), &mut out);
    }
    let error = submission.step(Some(reply(250)), &mut out).unwrap_err();
    assert!(matches!(error, ProtocolError::Unexpected { phase: Phase::Content, .. }), "{error}");
    let lost = submission.abandon(out.total());
    let [None, Some(refused)] = lost[0].verdicts.as_slice() else { panic!("{lost:?}") };
    assert!(lost[0].in_doubt && *refused == Verdict::Reply { phase: Phase::Rcpt, reply: reply(550) }, "{lost:?}");
}

#[test]
fn a_chunk_that_was_refused_is_why_the_whole_is() {
    let refused = Verdict::Reply { phase: Phase::Data, reply: reply(452) };
    let (mut submission, mut out) = two_chunks_and_one_more();
    for code in [250, 250, 250, 452] {
        step(&mut submission, Some(reply(code)), &mut out);
    }
    let settled = step(&mut submission, Some(reply(503)), &mut out);
    assert_eq!(settled, Step::Done(Settled { verdicts: vec![refused.clone(), refused.clone()] }));

    // A server that says no more has said enough.
    let (mut submission, mut out) = two_chunks_and_one_more();
    for code in [250, 250, 250, 452] {
        step(&mut submission, Some(reply(code)), &mut out);
    }
    let lost = submission.abandon(out.total());
    assert_eq!((&lost[0].verdicts, lost[0].in_doubt), (&vec![Some(refused.clone()), Some(refused)], false));
    assert!(lost[1].in_doubt, "{lost:?}");
}

/// Exim drops a session at the eleventh command that belongs to no mail, and counts RSET behind a refused one.
#[test]
fn refusals_wear_a_session_out_before_it_is_dropped() {
    // Of every third mail, RCPT is refused.
    let decisions = [[2, 1].as_slice(), &[2; 3], &[2; 3]].concat().repeat(40);
    let mut server = Server::new(true, decisions);
    let mut submission =
        Submission::new(Capabilities { esmtp: true, pipelining: true, chunking: true, ..Capabilities::default() });
    submission.send_in_chunks(16);
    submission.release(u64::MAX);
    let mails = batch(&[1; 120]);
    let mut queue = mails.iter();
    queue.by_ref().take(16).for_each(|mail| submission.push(mail.clone()));
    let mut out = Outbox::new(false);
    let mut asked = None;
    while submission.pending() > 0 {
        let step = submission.step(asked.take(), &mut out).unwrap();
        server.take(out.octets());
        out.clear();
        match step {
            Step::AwaitReply(_) => asked = server.replies.pop_front(),
            Step::Done(_) if !submission.is_worn() => {
                queue.by_ref().take(1).for_each(|mail| submission.push(mail.clone()));
            }
            Step::Done(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(submission.is_worn() && queue.len() > 0);
    assert!((8..=10).contains(&server.idle_resets), "{}", server.idle_resets);
}
