//! Commands and their replies.

use crate::{Client, kept, login, start};

#[test]
fn ehlo_offers_what_it_is_told_to() {
    let sink = start(|options| {
        options.login = login();
        options.max_size = 1234;
    });
    let reply = Client::connect(&sink).ask("EHLO me", "250-localhost\n");
    let keywords: Vec<&str> = reply.lines().map(|line| &line[4..]).collect();
    assert_eq!(
        keywords,
        [
            "localhost", "PIPELINING", "SIZE 1234", "AUTH PLAIN LOGIN CRAM-MD5", "8BITMIME", "SMTPUTF8", "CHUNKING",
            "ENHANCEDSTATUSCODES", "HELP"
        ]
    );
    assert_eq!(Client::connect(&sink).ask("HELO me", "250"), "250 localhost");

    let all = ["pipelining", "CHUNKING", "8BITMIME", "SMTPUTF8", "SIZE", "ENHANCEDSTATUSCODES"];
    let bare = start(|options| options.without = all.map(str::to_owned).to_vec());
    let mut client = Client::connect(&bare);
    assert_eq!(client.ask("EHLO me", "250"), "250-localhost\n250 HELP");
    client.ask_all(&[
        ("BDAT 2 LAST", "502 command"),
        ("MAIL FROM:<a@b.example> SIZE=3", "555 "),
        ("MAIL FROM:<a@b.example> BODY=8BITMIME", "555 "),
        ("MAIL FROM:<a@b.example> SMTPUTF8", "555 "),
        ("MAIL FROM:<a@b.example>", "250 sender"),
    ]);
    let helo = start(|options| options.without = vec!["EHLO".into()]);
    Client::connect(&helo).ask_all(&[("EHLO me", "502"), ("HELO me", "250"), ("MAIL FROM:<>", "250")]);
}

#[test]
fn commands_get_their_replies() {
    let sink = start(|options| options.max_size = 1000);
    let mut client = Client::connect(&sink);
    client.ask_all(&[
        ("NOOP", "250 2.0.0"),
        ("MAIL FROM:<a@b.example>", "503 5.5.1"),
        ("EHLO", "501"),
        ("EHLO me", "250"),
        ("RCPT TO:<a@b.example>", "503 5.5.1"),
        ("DATA", "503 5.5.1"),
        ("BDAT 0 LAST", "503 5.5.1"),
        ("MAIL FROM:a@b.example", "501 5.5.4"),
        ("MAIL FROM:<a@@b.example>", "501 5.1.7"),
        ("MAIL FROM:<a@b.example> SIZE=1001", "552 5.3.4"),
        ("MAIL FROM:<a@b.example> SIZE=x", "501 5.5.4"),
        ("MAIL FROM:<a@b.example> BODY=BINARYMIME", "555 5.5.4"),
        ("MAIL FROM:<a@b.example> RET=FULL", "555 5.5.4"),
        ("MAIL FROM:<a@b.example> NEW=1", "555 5.5.4"),
        ("MAIL FROM:<é@b.example>", "553 5.6.7"),
        ("mail from:<a@b.example> size=1000 BODY=8BITMIME SMTPUTF8", "250 2.1.0"),
        ("MAIL FROM:<a@b.example>", "503 5.5.1"),
        ("DATA", "554 5.5.1"),
        ("RCPT TO:<>", "501 5.1.3"),
        ("RCPT TO:<nobody>", "501 5.1.3"),
        ("RCPT TO:<nobody@>", "501 5.1.3"),
        ("RCPT TO:<a@b.example> NOTIFY=NEVER", "555 5.5.4"),
        ("RCPT TO:<Postmaster>", "250 2.1.5"),
        ("RCPT TO:<\"a b>\"@c.example>", "250 2.1.5"),
        ("RCPT TO:<a@[127.0.0.1]>", "250 2.1.5"),
        ("RCPT TO:<贝@例.example>", "250 2.1.5"),
        ("VRFY anna", "252 2."),
        ("EXPN list", "502 5.5.1"),
        ("HELP", "214"),
        ("RSET now", "501 5.5.4"),
        ("RSET", "250 2.0.0"),
        ("RCPT TO:<a@b.example>", "503 5.5.1"),
        ("STARTTLS", "502 5.5.1"),
        ("AUTH PLAIN", "502 5.5.1"),
        ("HELLO", "500 5.5.1"),
        ("", "500"),
        ("MAIL FROM:<>", "250"),
        ("RCPT TO:<é@b.example>", "553 5.6.7"),
        ("EHLO again", "250"),
        ("RCPT TO:<a@b.example>", "503 5.5.1"),
        ("QUIT", "221 2.0.0"),
    ]);
    assert!(client.is_at_end());
    let counts = sink.stop();
    assert_eq!((counts.connections, counts.quits, counts.messages, counts.refused), (1, 1, 0, 5));
}

#[test]
fn content_is_judged_by_size_and_line_ends() {
    let sink = start(|options| options.max_size = 20);
    let mut client = Client::ready(&sink);
    for (content, expected) in [
        (&b".\r\n"[..], "250 2.0.0"),
        (b"a\r\n..\r\n.\r\n", "250 2.0.0"),
        (b"\xff\x00\r\n.\r\n", "250 2.0.0"),
        (b"12345678901234567890\r\n.\r\n", "552 5.3.4"),
        (b"a\n.\nb\r\n.\r\n", "550 5.6.0"),
        (b"a\rb\r\n.\r\n", "550 5.6.0"),
        (b"a\n.\r\nNOOP\r\n.\r\n", "550 5.6.0"),
        (b"123456789012345678\r\n.\r\n", "250 2.0.0"),
    ] {
        client.ask_all(&[("MAIL FROM:<a@b.example>", "250"), ("RCPT TO:<c@d.example>", "250"), ("DATA", "354 ")]);
        client.send(content);
        client.expect(expected);
    }
    let counts = sink.counts();
    assert_eq!((counts.messages, counts.recipients, counts.bytes), (4, 4, 6 + 4 + 20));
}

#[test]
fn chunks_make_a_message() {
    let dir = tempfile::tempdir().unwrap();
    let sink = start(|options| {
        options.dir = Some(dir.path().to_owned());
        options.max_size = 30;
    });
    let mut client = Client::ready(&sink);
    let begin = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";

    client.send(format!("{begin}BDAT 5\r\n.\r\n.\rBDAT 4\r\n\nab\rBDAT 1\r\n\nBDAT 0 LAST\r\n"));
    for expected in ["250 2.1.0", "250 2.1.5", "250 2.0.0 5 octets", "250 2.0.0 4 octets", "250", "250 2.0.0 accepted"]
    {
        client.expect(expected);
    }
    client.send(format!("{begin}BDAT 2\r\nabDATA\r\nRCPT TO:<e@f.example>\r\nRSET\r\n"));
    for expected in ["250", "250", "250", "503 5.5.1", "503 5.5.1", "250"] {
        client.expect(expected);
    }
    // Too large: what follows is refused, the last chunk ends it; the octets are never taken for commands.
    client.send(format!("{begin}BDAT 31\r\n{:31}BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n", ""));
    for expected in ["250", "250", "552 5.3.4", "503 5.5.1", "503 5.5.1"] {
        client.expect(expected);
    }
    client.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<>\r\nBDAT 6 LAST\r\nQUIT\r\n");
    for expected in ["250", "501", "554 5.5.1 no valid"] {
        client.expect(expected);
    }
    client.send(format!("{begin}BDAT 3 LAST\r\na\nbBDAT x\r\nBDAT 99999999999999999999999 LAST\r\n"));
    for expected in ["250", "250", "550 5.6.0", "501"] {
        client.expect(expected);
    }
    let counts = sink.stop();
    assert_eq!((counts.messages, counts.bytes, counts.quits), (1, 10, 0));
    let files = kept(dir.path());
    assert!(files.len() == 1 && files[0].ends_with("\n.\n.\nab\n"), "{files:?}");
}
