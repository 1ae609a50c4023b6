//! Composed messages: read back by `mail-parser`, by Python's `email`, and octet by octet.

mod any_draft;
mod bodies;
mod header;
mod python;

use mailshot::mail::{MailObject, Mailbox};
use mailshot::message::{Body, Draft, Stamp, compose};

const STAMP: Stamp<'static> = Stamp { date: 1_700_000_000, message_id: "0123456789abcdef@mail.example" };

fn mailbox(text: &str) -> Mailbox {
    Mailbox::parse(text).expect(text)
}

fn draft() -> Draft {
    Draft {
        from: mailbox("Teacher <teacher@school.example>"),
        sender: None,
        reply_to: Vec::new(),
        to: vec![mailbox("jane@example.org")],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some("Marks".to_owned()),
        fields: Vec::new(),
        body: Body { text: Some("Hello\n".to_owned()), ..Body::default() },
        attachments: Vec::new(),
    }
}

/// Composes and checks what holds for every message.
fn mail(draft: &Draft) -> MailObject {
    let mail = compose(draft, &STAMP).expect("composes");
    let content = mail.content.to_vec();
    assert!(content.ends_with(b"\r\n"), "ends with CRLF");
    let mut before = 0;
    for (at, b) in content.iter().enumerate() {
        match b {
            b'\n' => assert_eq!(before, b'\r', "bare LF at {at}"),
            0 => panic!("NUL at {at}"),
            _ => assert_ne!(before, b'\r', "bare CR before {at}"),
        }
        before = *b;
    }
    for line in content.split(|b| *b == b'\n') {
        assert!(line.len() <= 999, "{} octets: {}", line.len(), String::from_utf8_lossy(line));
    }
    assert_eq!(mail.eight_bit, !content.is_ascii());
    mail
}

fn content(draft: &Draft) -> String {
    String::from_utf8(mail(draft).content.to_vec()).expect("UTF-8")
}

fn header(draft: &Draft) -> String {
    let content = content(draft);
    content.split_once("\r\n\r\n").expect("an empty line").0.to_owned() + "\r\n"
}

fn fields(pairs: &[(&str, &str)]) -> Draft {
    Draft { fields: pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(), ..draft() }
}

/// Any line ends to CRLF, one at the end.
fn normal(text: &str) -> String {
    let mut lines = text.replace("\r\n", "\n").replace('\r', "\n");
    if !lines.is_empty() && !lines.ends_with('\n') {
        lines.push('\n');
    }
    lines.replace('\n', "\r\n")
}
