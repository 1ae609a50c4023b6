//! What it is told to do: refuse, defer, drop, keep, log.

use std::fs;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mailshot::sink::{Options, Sink, SinkError};

use crate::{ANNA, Client, Log, kept, login, pattern, start};

#[test]
fn patterns_refuse_and_defer() {
    let log = Log::default();
    let options = Options {
        refuse: pattern("*@bad.example"),
        defer: [pattern("*@slow.example:2"), pattern("never@*")].concat(),
        ..Options::default()
    };
    let sink = Sink::start_with_log(options, log.clone()).unwrap();
    for (slow, never) in [("451 4.2.0", "451 4.2.0"), ("451 4.2.0", "451"), ("250 2.1.5", "451"), ("250", "451")] {
        Client::ready(&sink).ask_all(&[
            ("MAIL FROM:<a@b.example>", "250"),
            ("RCPT TO:<bob@Bad.Example>", "550 5.1.1 <bob@Bad.Example>: no such user here (told to refuse)"),
            ("RCPT TO:<Bob@Slow.example>", slow),
            ("RCPT TO:<never@d.example>", never),
            ("RCPT TO:<other@d.example>", "250"),
        ]);
    }
    // Each address has a count of its own.
    Client::ready(&sink).ask_all(&[("MAIL FROM:<>", "250"), ("RCPT TO:<carl@slow.example>", "451")]);
    let counts = sink.stop();
    assert_eq!((counts.refused, counts.deferred), (4, 7));
    assert_eq!((log.count(" refused <bob@Bad.Example> 550\n"), log.count(" deferred <")), (4, 7));
}

#[test]
fn drop_after_ends_without_a_reply() {
    let sink = start(|options| options.drop_after = Some(2));
    let mut client = Client::ready(&sink);
    let message = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 2 LAST\r\n\r\n";
    client.send(message.repeat(3));
    for _ in 0..2 {
        client.expect("250 2.1.0");
        client.expect("250 2.1.5");
        client.expect("250 2.0.0 accepted");
    }
    assert!(client.is_at_end());
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn a_maildir_keeps_the_content() {
    let dir = tempfile::tempdir().unwrap();
    let sink = start(|options| {
        options.dir = Some(dir.path().join("a/b"));
        options.login = login();
    });
    let mut client = Client::ready(&sink);
    client.ask_all(&[
        (&format!("AUTH PLAIN {ANNA}"), "235"),
        ("MAIL FROM:<a@b.example> SMTPUTF8", "250"),
        ("RCPT TO:<\"c d\"@e.example>", "250"),
        ("RCPT TO:<贝@f.example>", "250"),
        ("DATA", "354"),
        ("Subject: x\r\n\r\n..dot\r\n贝\r\n\r\n.", "250"),
        ("MAIL FROM:<>", "250"),
        ("RCPT TO:<g@h.example>", "250"),
        ("DATA", "354"),
        (".", "250"),
    ]);
    let folder = dir.path().join("a/b");
    assert!(folder.join("cur").is_dir());
    assert_eq!(fs::read_dir(folder.join("tmp")).unwrap().count(), 0);
    let files = kept(&folder);
    assert_eq!(files.len(), 2);
    let (trace, content) = files[0].split_once("\nSubject: ").unwrap();
    assert_eq!(content, "x\n\n.dot\n贝\n\n");
    let lines: Vec<&str> = trace.lines().collect();
    assert_eq!(
        lines[..3],
        ["Return-Path: <a@b.example>", "Delivered-To: \"c d\"@e.example", "Delivered-To: 贝@f.example"]
    );
    assert_eq!(lines[3], "Received: from me.example ([127.0.0.1])");
    assert_eq!(lines[4], "\tby localhost (mailshot sink) with ESMTPA id 1.1;");
    assert!(lines[5].ends_with("0000") && lines.len() == 6, "{trace}");
    assert!(files[1].starts_with("Return-Path: <>\nDelivered-To: g@h.example\nReceived: "), "{}", files[1]);

    fs::remove_dir_all(&folder).unwrap();
    client.ask_all(&[("MAIL FROM:<>", "250"), ("RCPT TO:<g@h.example>", "250"), ("DATA", "354"), (".", "452 4.3.1")]);
    client.ask("NOOP", "250");
    assert_eq!(sink.stop().messages, 2);
}

#[test]
fn starting_can_fail() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Sink::start(Options { dir: Some(file.path().to_owned()), ..Options::default() }).unwrap_err();
    assert!(matches!(error, SinkError::Maildir { .. }), "{error}");
    // An address of no interface of this machine (RFC 5737).
    let error = Sink::start(Options { listen: "192.0.2.1:25".parse().unwrap(), ..Options::default() }).unwrap_err();
    assert!(error.to_string().starts_with("cannot listen on 192.0.2.1:25: "), "{error}");
}

#[test]
fn the_log_is_one_line_per_event() {
    let log = Log::default();
    let sink = Sink::start_with_log(Options { login: login(), ..Options::default() }, log.clone()).unwrap();
    let mut client = Client::connect(&sink);
    let trick = BASE64_STANDARD.encode("\0x\n9 login y\u{1b}[2J\0z");
    client.ask_all(&[
        ("EHLO me", "250"),
        (&format!("AUTH PLAIN {trick}"), "535"),
        (&format!("AUTH PLAIN {ANNA}"), "235"),
        ("MAIL FROM:<a@b.example>", "250"),
        ("RCPT TO:<c@d.example>", "250"),
        ("DATA", "354"),
        ("hello\r\n.", "250 2.0.0 accepted as 1.1"),
        ("QUIT", "221"),
    ]);
    assert!(client.is_at_end());
    drop(Client::connect(&sink));
    let options = format!("{:?}", Options { login: login(), ..Options::default() });
    assert!(options.contains("anna") && !options.contains("secret"), "{options}");
    assert_eq!(sink.stop().connections, 2);
    let text = log.text();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("1 ")).collect();
    assert!(lines[0].starts_with("1 connected 127.0.0.1:"), "{text}");
    assert_eq!(
        lines[1..],
        [
            "1 auth-refused x\\n9 login y\\u{1b}[2J (PLAIN) 535",
            "1 login anna (PLAIN)",
            "1 message 1 from=<a@b.example> to=1 size=7",
            "1 quit"
        ]
    );
    assert!(text.lines().all(|line| line.starts_with("1 ") || line.starts_with("2 ")), "{text}");
}
