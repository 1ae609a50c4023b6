//! Header fields, line by line, and drafts that are refused.

use std::sync::Arc;

use mail_parser::MessageParser;
use mailshot::mail::Mailbox;
use mailshot::message::{ComposeError, Draft, FilePart, Stamp, compose};

use crate::{STAMP, content, draft, fields, header, mail, mailbox};

#[test]
fn the_whole_of_a_small_message() {
    let draft = Draft {
        sender: Some(mailbox("office@school.example")),
        reply_to: vec![mailbox("\"Doe, Jane\" <jane@school.example>")],
        to: vec![mailbox("张三 <z@qq.com>"), mailbox("b@x.example")],
        cc: vec![mailbox("c@x.example")],
        bcc: vec![mailbox("Secret <d@x.example>"), mailbox("b@x.example")],
        ..fields(&[("X-Class", "3 b"), ("Precedence", "bulk")])
    };
    let mail = mail(&draft);
    assert_eq!(
        String::from_utf8(mail.content.to_vec()).unwrap(),
        "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n\
         From: \"Teacher\" <teacher@school.example>\r\n\
         Sender: office@school.example\r\n\
         Reply-To: \"Doe, Jane\" <jane@school.example>\r\n\
         To: =?utf-8?B?5byg5LiJ?= <z@qq.com>,\r\n b@x.example\r\n\
         Cc: c@x.example\r\n\
         Subject: Marks\r\n\
         Message-ID: <0123456789abcdef@mail.example>\r\n\
         X-Class: 3 b\r\n\
         Precedence: bulk\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=\"utf-8\"\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         Hello\r\n"
    );
    assert_eq!(mail.envelope.reverse_path.as_ref().unwrap().as_str(), "office@school.example");
    let paths: Vec<&str> = mail.envelope.forward_paths.iter().map(|a| a.as_str()).collect();
    assert_eq!(paths, ["z@qq.com", "b@x.example", "c@x.example", "d@x.example"]);
    assert!(!mail.eight_bit && !mail.smtputf8);
    assert_eq!(compose(&draft, &STAMP), Ok(mail), "the same draft and stamp make the same octets");
}

#[test]
fn recipients() {
    let nobody = Draft { to: Vec::new(), ..draft() };
    assert_eq!(compose(&nobody, &STAMP), Err(ComposeError::NoRecipient));
    let blind = Draft { to: Vec::new(), bcc: vec![mailbox("d@x.example")], ..draft() };
    assert!(header(&blind).contains("\r\nTo: undisclosed-recipients:;\r\n"));
    let copy = Draft { to: Vec::new(), cc: vec![mailbox("d@x.example")], ..draft() };
    assert!(!header(&copy).contains("\r\nTo:"));
}

#[test]
fn smtputf8_where_a_local_part_needs_it_and_nowhere_else() {
    for (field, utf8_in_content) in [("from", true), ("to", true), ("reply-to", true), ("bcc", false)] {
        let mut draft = draft();
        let address = mailbox("张三 <张三@例子.example>");
        match field {
            "from" => draft.from = address,
            "to" => draft.to.push(address),
            "reply-to" => draft.reply_to.push(address),
            _ => draft.bcc.push(address),
        }
        let mail = mail(&draft);
        assert!(mail.smtputf8, "{field}");
        assert_eq!(mail.eight_bit, utf8_in_content, "{field}");
        let content = String::from_utf8(mail.content.to_vec()).unwrap();
        let raw = "=?utf-8?B?5byg5LiJ?= <张三@xn--fsqu00a.example>";
        assert_eq!(content.contains(raw), utf8_in_content, "{field}");
    }
    let mut draft = draft();
    draft.to = vec![mailbox("z@例子.中国")];
    assert!(!mail(&draft).smtputf8);
}

#[test]
fn from_is_not_folded() {
    for name in ["张三李四王五".repeat(5), "Department of Very Long Names ".repeat(4), "=?utf-8?Q?a?=".repeat(3)]
    {
        let draft = Draft { from: Mailbox { name: Some(name), ..mailbox("teacher@school.example") }, ..draft() };
        let header = header(&draft);
        let from = header.split("\r\n").find(|line| line.starts_with("From: ")).unwrap();
        assert!(from.ends_with(" <teacher@school.example>"), "{from}");
    }
}

#[test]
fn encoded_words_and_their_lines_are_short() {
    let subject = "期末考试成绩通知😀".repeat(600);
    let name = "王小明".repeat(50);
    let draft = Draft {
        to: vec![Mailbox { name: Some(name.clone()), ..mailbox("z@qq.com") }],
        subject: Some(subject.clone()),
        ..draft()
    };
    let header = header(&draft);
    for line in header.lines() {
        assert!(line.len() <= 76, "{line}");
        for word in line.split(' ').filter(|word| word.starts_with("=?")) {
            assert!(word.len() <= 75 && word.ends_with("?="), "{word}");
        }
    }
    let content = content(&draft);
    let parsed = MessageParser::new().parse(&content).unwrap();
    assert_eq!(parsed.subject(), Some(subject.as_str()));
    assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some(name.as_str()));
}

#[test]
fn ascii_subjects_stay_readable() {
    let subject = "The quick brown fox jumps over the lazy dog ".repeat(5);
    let folded = header(&Draft { subject: Some(subject.trim().to_owned()), ..draft() });
    assert!(!folded.contains("=?"), "{folded}");
    assert!(folded.lines().all(|line| line.len() <= 78), "{folded}");
}

#[test]
fn subjects_that_would_be_changed_are_encoded() {
    for subject in
        ["=?utf-8?Q?a?=", " a", "a ", "a  b", "a\tb", "\u{7}", "\u{7f}", "a=?b", &"x".repeat(2000), "", "é\t"]
    {
        let draft = Draft { subject: Some(subject.to_owned()), ..draft() };
        let content = content(&draft);
        let parsed = MessageParser::new().parse(&content).unwrap();
        assert_eq!(parsed.subject().unwrap_or_default(), subject);
    }
}

#[test]
fn other_fields_are_written_as_given() {
    let url = format!("<mailto:leave@x.example?subject=bye>, <https://x.example/{}>", "u".repeat(300));
    let draft = fields(&[
        ("List-Unsubscribe", &url),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", "班级 <class.x.example>"),
        ("References", &"<0123456789@mail.example> ".repeat(10)),
        ("X-Note", "通知"),
        ("X-Empty", ""),
        ("Disposition-Notification-To", "张三 <z@qq.com>"),
        ("Content-Language", "zh-CN"),
    ]);
    let header = header(&draft);
    let unfolded = header.replace("\r\n ", " ");
    assert!(unfolded.contains(&format!("\r\nList-Unsubscribe: {url}\r\n")), "{header}");
    assert!(header.contains(&format!("\r\n <https://x.example/{}>\r\n", "u".repeat(300))), "{header}");
    assert!(header.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    assert!(unfolded.contains("\r\nList-Id: =?utf-8?B?54+t57qn?= <class.x.example>\r\n"), "{header}");
    assert!(header.contains("\r\nX-Note: =?utf-8?B?6YCa55+l?=\r\n"), "{header}");
    assert!(header.contains("\r\nDisposition-Notification-To: =?utf-8?B?5byg5LiJ?= <z@qq.com>\r\n"), "{header}");
    assert!(header.lines().all(|line| line.len() <= 78 || line.contains("https:")), "{header}");
}

#[test]
fn what_is_refused() {
    let long = "u".repeat(1000);
    for (draft, reason) in [
        (Draft { subject: Some("Tom\r\nBcc: evil@x.example".to_owned()), ..draft() }, "Subject: a line break"),
        (Draft { subject: Some("Tom\rBcc".to_owned()), ..draft() }, "Subject: a line break"),
        (Draft { subject: Some("Tom\0".to_owned()), ..draft() }, "Subject: a line break or a NUL"),
        (
            Draft { from: Mailbox { name: Some("a\nb".to_owned()), ..mailbox("a@x.example") }, ..draft() },
            "From: a line break",
        ),
        (
            Draft { bcc: vec![Mailbox { name: Some("a\nb".to_owned()), ..mailbox("a@x.example") }], ..draft() },
            "Bcc: a line break",
        ),
        (fields(&[("X-A", "a\r\n b")]), "X-A: a line break"),
        (fields(&[("X-A", "a\u{1b}b")]), "X-A: a control character in it (U+001B)"),
        (fields(&[("X-A\r\nBcc", "a")]), "is not a field name"),
        (fields(&[("X A", "a")]), "is not a field name"),
        (fields(&[("X:", "a")]), "is not a field name"),
        (fields(&[("", "a")]), "is not a field name"),
        (fields(&[("Größe", "a")]), "is not a field name"),
        (fields(&[("bcc", "a@x.example")]), "bcc: this field cannot be given"),
        (fields(&[("DATE", "now")]), "cannot be given"),
        (fields(&[("Message-Id", "<a@b>")]), "cannot be given"),
        (fields(&[("mime-version", "1.0")]), "cannot be given"),
        (fields(&[("Content-Type", "text/html")]), "cannot be given"),
        (fields(&[("content-transfer-encoding", "8bit")]), "cannot be given"),
        (fields(&[("List-Unsubscribe", "<https://例子.example>")]), "'例' is not allowed"),
        (fields(&[("References", "<例@x>")]), "'例' is not allowed"),
        (fields(&[("X-A", &long)]), "1005 octets without a place to break"),
        (fields(&[("X-A", &format!("a{}b", " ".repeat(1000)))]), "without a place to break"),
        (
            Draft { attachments: vec![Arc::new(FilePart::attachment("a\nb.txt", b""))], ..draft() },
            "the file name \"a\\nb.txt\"",
        ),
        (
            Draft { attachments: vec![Arc::new(FilePart::inline("a.png", "a>\r\n", b""))], ..draft() },
            "is not a Content-ID",
        ),
    ] {
        let said = compose(&draft, &STAMP).expect_err(reason).to_string();
        assert!(said.contains(reason), "{reason}: {said}");
    }
    for id in ["", "a", "a@", "@b", "a@b@c", "a b@c", "a@b>", "a@b\r\nX: y", "张@b"] {
        let stamp = Stamp { message_id: id, ..STAMP };
        assert_eq!(compose(&draft(), &stamp), Err(ComposeError::MessageId(id.to_owned())));
    }
}
