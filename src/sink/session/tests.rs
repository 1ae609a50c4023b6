use std::net::Ipv4Addr;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::sink::{Options, Pattern};

/// Runs octets through a session, in these pieces; the replies and how it ended.
fn run<'a>(options: &Options, pieces: impl IntoIterator<Item = &'a [u8]>) -> (String, Next) {
    let shared = Shared::new(options.clone(), None, None);
    let mut session = Session::new(&shared, 1, Ipv4Addr::LOCALHOST.into());
    let mut next = Next::Read;
    for piece in pieces {
        if next == Next::Read {
            next = session.take(piece);
        }
    }
    (String::from_utf8(session.out).unwrap(), next)
}

fn options() -> Options {
    Options {
        login: Some(("anna".into(), "secret".into())),
        max_size: 100,
        refuse: vec![Pattern::parse("*@bad.example", false).unwrap()],
        defer: vec![Pattern::parse("*@slow.example:1", true).unwrap()],
        ..Options::default()
    }
}

fn code_of(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

#[test]
fn too_many_errors_end_the_session() {
    let (replies, next) = run(&Options::default(), ["X\r\n".repeat(30).as_bytes()]);
    assert_eq!(next, Next::Close);
    assert_eq!(replies.lines().count(), 20);
    assert!(replies.lines().take(19).all(|line| code_of(line) == "500"), "{replies}");
    assert!(replies.ends_with("421 4.7.0 too many errors\r\n"), "{replies}");
}

#[test]
fn lines_have_limits() {
    let auth = format!("AUTH PLAIN {}\r\n", "A".repeat(4_000));
    for (line, expected) in [
        (format!("NOOP {}\r\n", "x".repeat(1_000)), "250"),
        (format!("NOOP {}\r\n", "x".repeat(2_042)), "500"),
        (format!("NOOP {}\r\n", "x".repeat(20_000)), "500"),
        (format!("AUTH PLAIN {}\r\n", "A".repeat(12_280)), "500"),
        (auth, "501"),
        ("NOOP\n".to_owned(), "500"),
        ("NOOP\rx\r\n".to_owned(), "500"),
        ("NOOP \0\r\n".to_owned(), "500"),
    ] {
        let input = format!("EHLO me\r\n{line}QUIT\r\n");
        let (whole, next) = run(&options(), [input.as_bytes()]);
        assert_eq!(next, Next::Close);
        let codes: Vec<&str> = whole.lines().rev().take(2).map(code_of).collect();
        assert_eq!(codes, ["221", expected], "{:.20}", line);
        let (pieces, _) = run(&options(), input.as_bytes().chunks(999));
        assert_eq!(pieces, whole, "{:.20}", line);
    }
}

#[test]
fn octets_behind_starttls_are_dropped() {
    let options = Options { tls: crate::sink::TlsOffer::StartTls, ..Options::default() };
    let (replies, next) = run(&options, [&b"EHLO me\r\nSTARTTLS\r\nMAIL FROM:<a@b.example>\r\n"[..]]);
    assert_eq!(next, Next::StartTls);
    assert!(replies.ends_with("220 2.0.0 go ahead\r\n"), "{replies}");
}

/// What chunks of a conversation behind EHLO are answered, whole and octet by octet, up to the reply to QUIT.
fn codes_for_chunks(dialog: &str) -> Vec<String> {
    let options = Options { max_size: 20, login: None, ..options() };
    let octets = format!("EHLO me\r\n{dialog}QUIT\r\n");
    let (whole, next) = run(&options, [octets.as_bytes()]);
    assert_eq!(run(&options, octets.as_bytes().chunks(1)), (whole.clone(), next), "{dialog}");
    assert_eq!(next, Next::Close, "{dialog}");
    whole.lines().skip_while(|line| line.starts_with("250-")).skip(1).map(|line| code_of(line).to_owned()).collect()
}

#[test]
fn chunks_are_taken_or_thrown_away_but_never_obeyed() {
    let mail = "MAIL FROM:<a@b.example>\r\n";
    let good = "RCPT TO:<c@d.example>\r\n";
    let bad = "RCPT TO:<c@bad.example>\r\n";
    let (quit, last_quit) = ("BDAT 6\r\nQUIT\r\n", "BDAT 6 LAST\r\nQUIT\r\n");
    let (end, eleven) = ("BDAT 0 LAST\r\n", "BDAT 11\r\nhello hel\r\n");
    for (what, dialog, expected) in [
        ("nothing", &[mail, good, end][..], "250 250 250"),
        ("one chunk, then nothing", &[mail, good, quit, end], "250 250 250 250"),
        ("lower case", &[mail, good, "bdat 3 last\r\na\r\n"], "250 250 250"),
        ("a line end in two chunks", &[mail, good, "BDAT 2\r\na\rBDAT 1 LAST\r\n\n"], "250 250 250 250"),
        ("no MAIL", &[last_quit, quit, mail], "503 503 250"),
        ("no RCPT", &[mail, last_quit, mail], "250 554 250"),
        ("no RCPT but one too late", &[mail, quit, good, "DATA\r\n", last_quit, mail], "250 554 503 503 503 250"),
        ("every RCPT refused", &[mail, bad, last_quit, mail, good, last_quit], "250 550 554 250 250 250"),
        ("one RCPT refused", &[mail, bad, good, last_quit, mail], "250 550 250 250 250"),
        ("too large", &[mail, good, eleven, eleven, quit, end, mail], "250 250 250 552 503 503 250"),
        ("too large at the end", &[mail, good, eleven, "BDAT 11 LAST\r\nhello hel\r\n", mail], "250 250 250 552 250"),
        ("RSET after a refused one", &[mail, good, eleven, eleven, "RSET\r\n", mail], "250 250 250 552 250 250"),
        ("RSET in between", &[mail, good, quit, "RSET\r\n", last_quit, mail], "250 250 250 250 503 250"),
        ("after the last", &[mail, good, last_quit, last_quit, mail], "250 250 250 503 250"),
        ("after DATA", &[mail, good, "DATA\r\n.\r\n", last_quit, mail], "250 250 354 250 503 250"),
        ("then DATA, RCPT, MAIL", &[mail, good, quit, "DATA\r\n", good, mail, end], "250 250 250 503 503 503 250"),
        ("bare LF", &[mail, good, "BDAT 4 LAST\r\na\n\r\n", mail], "250 250 550 250"),
        ("malformed", &[mail, good, "BDAT six\r\n"], "250 250 501"),
        ("a message larger than any", &["MAIL FROM:<> SIZE=99999999999999999999123\r\n", mail], "552 250"),
    ] {
        let mut codes = codes_for_chunks(&dialog.concat());
        // Nothing behind a malformed BDAT is answered.
        codes.pop_if(|code| code == "221");
        assert_eq!(codes.join(" "), expected, "{what}");
    }
}

#[test]
fn a_chunk_without_end_takes_everything() {
    let begin = "EHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n";
    for size in ["18446744073709551615", "99999999999999999999123"] {
        let octets = format!("{begin}BDAT {size} LAST\r\n{}", "QUIT\r\n".repeat(1_000));
        let (replies, next) = run(&Options::default(), [octets.as_bytes()]);
        assert_eq!(next, Next::Read);
        assert!(replies.ends_with("recipient ok\r\n"), "{replies}");
    }
}

/// Pieces of conversations, right and wrong ones.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "EHLO me.example\r\n",
        "HELO me\r\n",
        "AUTH PLAIN AGFubmEAc2VjcmV0\r\n",
        "AUTH PLAIN\r\n",
        "AUTH LOGIN\r\n",
        "AUTH LOGIN YW5uYQ==\r\n",
        "AUTH XYZ\r\n",
        "YW5uYQ==\r\n",
        "c2VjcmV0\r\n",
        "*\r\n",
        "MAIL FROM:<a@b.example> SIZE=10 BODY=8BITMIME\r\n",
        "MAIL FROM:<a@b.example> RET=FULL\r\n",
        "RCPT TO:<c@d.example>\r\n",
        "RCPT TO:<c@[127.0.0.1]>\r\n",
        "RCPT TO:<c@bad.example>\r\n",
        "RCPT TO:<c@slow.example>\r\n",
        "RCPT TO:<>\r\n",
        "DATA\r\n",
        "Subject: x\r\n\r\n..\r\n.\r\n",
        "bare\nline\r\n.\r\n",
        ".\r\n",
        "\r\n",
        "BDAT 6\r\nNOOP\r\n",
        "BDAT 3 LAST\r\na\r\n",
        "BDAT 0 LAST\r\n",
        "BDAT 200\r\n",
        "BDAT 99999999999999999999123\r\n",
        "BDAT six\r\n",
        "RSET\r\n",
        "VRFY a\r\n",
        "STARTTLS\r\n",
        "NOOP",
    ]);
    prop_oneof![
        8 => known.prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..20),
    ]
}

const LOGGED_IN: &[u8] = b"EHLO me\r\nAUTH PLAIN AGFubmEAc2VjcmV0\r\n";

proptest! {
    #[test]
    fn any_split_gives_the_same_replies(fragments in vec(fragment(), 0..25), cuts in vec(0usize..500, 0..8), skip in any::<bool>()) {
        let mut octets = if skip { Vec::new() } else { LOGGED_IN.to_vec() };
        octets.extend(fragments.concat());
        let whole = run(&options(), [&octets[..]]);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(octets.len())).collect();
        cuts.extend([0, octets.len()]);
        cuts.sort_unstable();
        prop_assert_eq!(&run(&options(), cuts.windows(2).map(|pair| &octets[pair[0]..pair[1]])), &whole);
        prop_assert_eq!(&run(&options(), octets.chunks(1)), &whole);
    }

    #[test]
    fn arbitrary_octets_get_replies(octets in vec(any::<u8>(), 0..300), verb in fragment()) {
        let (replies, _) = run(&options(), [&verb[..], &octets[..]]);
        for line in replies.lines() {
            prop_assert!(line.len() > 3 && line.as_bytes()[..3].iter().all(u8::is_ascii_digit), "{}", line);
        }
    }
}
