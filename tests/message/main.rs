//! Composed messages: read back by `mail-parser`, by Python's `email`, and octet by octet.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use mail_parser::{MessageParser, MimeHeaders as _};
use mailshot::mail::{MailObject, Mailbox, Segment};
use mailshot::message::{Body, ComposeError, Draft, FilePart, Stamp, compose};
use proptest::prelude::*;

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

#[test]
fn text_bodies_travel_in_seven_bits() {
    let long = "word ".repeat(400);
    let longer = format!("{}\n{}\n", "x".repeat(901), "y".repeat(78));
    for (text, encoding) in [
        ("Hello\r\nFrom here\n.\n..\rend", "7bit"),
        ("", "7bit"),
        ("\n\n", "7bit"),
        ("blank at the end \nof a line", "quoted-printable"),
        ("tab at the end\t", "quoted-printable"),
        ("nul \0 and bell \u{7} and delete \u{7f}", "quoted-printable"),
        ("--=_mixed_0123\n", "quoted-printable"),
        ("Größe: 10 € mehr als 5 plus 5, und so weiter", "quoted-printable"),
        ("期末考试成绩通知，请查收。\n", "base64"),
        (long.as_str(), "quoted-printable"),
        (longer.as_str(), "quoted-printable"),
        ("\u{85}\u{2028}\u{feff}", "base64"),
    ] {
        for html in [false, true] {
            let mut draft = draft();
            draft.body = if html {
                Body { html: Some(text.to_owned()), ..Body::default() }
            } else {
                Body { text: Some(text.to_owned()), ..Body::default() }
            };
            let content = content(&draft);
            assert!(content.contains(&format!("Content-Transfer-Encoding: {encoding}\r\n")), "{text:?}: {content}");
            assert!(content.lines().all(|line| line.len() <= 78), "{text:?}");
            let parsed = MessageParser::new().parse(&content).unwrap();
            let part = parsed.part(0).unwrap();
            assert_eq!(part.text_contents().unwrap(), normal(text), "{content}");
        }
    }
}

#[test]
fn long_lines_of_ascii_are_left_as_they_are() {
    let text = format!("{}\n\t--\n{}", "word ".repeat(179) + "word!", "<p>".repeat(300));
    let bodies =
        [Body { text: Some(text.clone()), ..Body::default() }, Body { html: Some(text.clone()), ..Body::default() }];
    for body in bodies {
        let content = content(&Draft { body, ..draft() });
        assert!(content.contains("Content-Transfer-Encoding: 7bit\r\n"), "{content}");
        assert!(content.ends_with(&normal(&text)), "{content}");
    }
}

/// Any line ends to CRLF, one at the end.
fn normal(text: &str) -> String {
    let mut lines = text.replace("\r\n", "\n").replace('\r', "\n");
    if !lines.is_empty() && !lines.ends_with('\n') {
        lines.push('\n');
    }
    lines.replace('\n', "\r\n")
}

fn structure(draft: &Draft) -> String {
    fn describe(message: &mail_parser::Message<'_>, id: u32, out: &mut String) {
        let part = message.part(id).expect("parses");
        let content_type = part.content_type().expect("parses");
        out.push_str(content_type.subtype().expect("parses"));
        if let Some(children) = part.sub_parts() {
            out.push('(');
            for (index, child) in children.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                describe(message, *child, out);
            }
            out.push(')');
        }
    }
    let content = content(draft);
    let mut out = String::new();
    describe(&MessageParser::new().parse(&content).expect("parses"), 0, &mut out);
    out
}

#[test]
fn structure_of_the_parts() {
    let pdf = Arc::new(FilePart::attachment("a.pdf", b"%PDF"));
    let png = Arc::new(FilePart::inline("l.png", "logo@x", b"PNG"));
    for (text, html, inline, attached, expected) in [
        (true, false, false, false, "plain"),
        (false, true, false, false, "html"),
        (true, true, false, false, "alternative(plain html)"),
        (false, true, true, false, "related(html png)"),
        (true, true, true, false, "alternative(plain related(html png))"),
        (true, false, false, true, "mixed(plain pdf)"),
        (true, true, true, true, "mixed(alternative(plain related(html png)) pdf)"),
        (false, false, false, true, "mixed(pdf)"),
        (false, false, false, false, "plain"),
        (true, false, true, false, "mixed(plain png)"),
        (false, false, true, false, "mixed(png)"),
    ] {
        let draft = Draft {
            body: Body {
                text: text.then(|| "text".to_owned()),
                html: html.then(|| "<p>html <img src=\"cid:logo@x\">".to_owned()),
                inline: inline.then(|| png.clone()).into_iter().collect(),
                ..Body::default()
            },
            attachments: attached.then(|| pdf.clone()).into_iter().collect(),
            ..draft()
        };
        assert_eq!(structure(&draft), expected);
    }
}

#[test]
fn shared_files_are_not_copied() {
    let file = Arc::new(FilePart::attachment("成绩.bin", &[7; 100_000]));
    let empty = Arc::new(FilePart::attachment("empty", b""));
    let draft = Draft { attachments: vec![file.clone(), empty, file.clone()], ..draft() };
    let mail = mail(&draft);
    let shared: Vec<_> = mail
        .content
        .segments()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Shared(octets) => Some(octets),
            Segment::Own(_) => None,
        })
        .collect();
    assert_eq!(shared.len(), 2);
    assert!(shared.iter().all(|octets| Arc::ptr_eq(octets, file.encoded())));
    let own = mail.content.size() - 2 * file.encoded().len();
    assert!(own < 2000, "{own} octets of its own");
}

#[test]
fn files_are_described() {
    for (name, octets, media_type, content_type) in [
        ("a.pdf", &b"%PDF"[..], "application/pdf", "application/pdf;"),
        ("a.PDF", b"%PDF", "application/pdf", "application/pdf;"),
        ("a.txt", "成绩".as_bytes(), "text/plain", "text/plain;\r\n charset=\"utf-8\";"),
        ("a.csv", b"\xb3\xc9\xbc\xa8", "text/csv", "text/csv;\r\n name="),
        ("a.eml", b"From: a\r\n\r\n", "application/octet-stream", "application/octet-stream;"),
        ("a", b"", "application/octet-stream", "application/octet-stream;"),
    ] {
        let file = FilePart::attachment(name, octets);
        assert_eq!((file.name(), file.media_type(), file.size()), (name, media_type, octets.len() as u64));
        let draft = Draft { attachments: vec![Arc::new(file)], ..draft() };
        let content = content(&draft);
        assert!(content.contains(&format!("Content-Type: {content_type}")), "{content}");
        let parsed = MessageParser::new().parse(&content).unwrap();
        if std::str::from_utf8(octets).is_ok() {
            assert_eq!(parsed.attachment(0).unwrap().contents(), octets);
        }
    }
    let lines = FilePart::attachment("a", &[255; 1000]);
    assert!(lines.encoded().ends_with(b"\r\n"));
    assert!(lines.encoded().split(|b| *b == b'\n').all(|line| line.len() <= 77));
}

fn file_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "report.pdf",
        "成绩单.pdf",
        "résumé final.docx",
        "a\"b\\c.txt",
        "100%.txt",
        "a%20b.txt",
        "a  b.txt",
        "😀.png",
        "a;b=c,d(e)'f'.txt",
        "=?utf-8?Q?a?=.txt",
        "no ending",
        ".bashrc",
        "a'b''c.txt",
        "张三 — 数学.xlsx",
    ]
    .map(str::to_owned)
    .into();
    names.push(format!("{}.pdf", "很".repeat(200)));
    names.push(format!("{}.pdf", "long name ".repeat(20)));
    names.push(format!("{}.pdf", "x".repeat(300)));
    names
}

/// Drafts that cover what people send; Python reads them back.
fn samples() -> Vec<Draft> {
    let texts = [
        "Hello\n",
        "",
        "\n",
        "张三，你好！\r\n成绩见附件。",
        "a\rb\nc\r\nd",
        "nul \0 bell \u{7}",
        "blank \nend\t",
        "😀",
        "From me\n.\n..\n",
        "Größe",
        "=3D =\n",
        "--\nsignature",
        "\u{feff}bom",
    ];
    let names = [
        "张三",
        "Doe, Jane",
        "J. \"Joe\" Doe",
        "a\\b",
        "😀 Émile",
        "=?utf-8?Q?a?=",
        "a  b",
        "Jane (x) <y>",
        "O'Hara",
        "jane@x.example",
        "a:b;c",
        "张三, 李四",
        " x ",
    ];
    let long_line = "x".repeat(2000);
    let mut drafts = Vec::new();
    for text in texts.into_iter().chain([long_line.as_str()]) {
        drafts.push(Draft { body: Body { text: Some(text.to_owned()), ..Body::default() }, ..draft() });
        drafts.push(Draft {
            body: Body {
                text: Some(text.to_owned()),
                html: Some(format!("<p>{text}</p>")),
                inline: Vec::new(),
                ..Body::default()
            },
            ..draft()
        });
    }
    let named = |name: &str| Mailbox { name: Some(name.to_owned()), ..mailbox("jane@example.org") };
    for name in names {
        drafts.push(Draft {
            from: named(name),
            to: names.map(named).into(),
            subject: Some(name.to_owned()),
            ..draft()
        });
    }
    let long_name = "Department of Names ".repeat(30);
    drafts.push(Draft { to: vec![named(long_name.trim()), named(&"很长".repeat(100))], ..draft() });
    for subject in ["期末考试成绩通知😀".repeat(500), "word ".repeat(100) + "end", "x".repeat(3000), "Ünï ".repeat(50)]
    {
        drafts.push(Draft { subject: Some(subject.trim().to_owned()), ..draft() });
    }
    let png = Arc::new(FilePart::inline("标志.png", "logo.1@mailshot", &(0..=255).collect::<Vec<u8>>()));
    let body = Body {
        text: Some("文本\n".to_owned()),
        html: Some("<img src=\"cid:x\">\n".to_owned()),
        inline: vec![png],
        ..Body::default()
    };
    for name in file_names() {
        let file = Arc::new(FilePart::attachment(&name, "姓名,成绩\r\n".repeat(50).as_bytes()));
        drafts.push(Draft { attachments: vec![file.clone()], body: Body::default(), ..draft() });
        drafts.push(Draft { attachments: vec![file], body: body.clone(), ..draft() });
    }
    drafts.push(Draft { body, ..draft() });
    drafts.push(Draft { body: Body::default(), ..draft() });
    drafts.push(Draft { to: Vec::new(), bcc: vec![named("x")], ..draft() });
    drafts
}

/// Reads pairs of length-prefixed message and expectation; fails on any defect or difference.
const CHECK: &str = r#"
import base64, email, email.policy, json, sys
bad = 0
def same(what, number, got, expected):
    global bad
    if got != expected:
        bad += 1
        print(f"message {number}: {what}: {got!r} instead of {expected!r}")
count = 0
for line in sys.stdin:
    count += 1
    sample = json.loads(line)
    message = email.message_from_bytes(base64.b64decode(sample["message"]), policy=email.policy.strict)
    leaves = []
    for part in message.walk():
        same("defects", count, [str(d) for d in part.defects], [])
        for name, value in part.items():
            same("defects of " + name, count, [str(d) for d in value.defects], [])
        if not part.is_multipart():
            leaves.append(part)
    same("subject", count, str(message["subject"]), sample["subject"])
    for field in ["from", "to"]:
        got = [[a.display_name, a.addr_spec] for a in message[field].addresses]
        # Before 3.13, a blank comes between two encoded-words of one name.
        loose = lambda pairs: [[name.replace(" ", "") if len(name) > 40 else name, spec] for name, spec in pairs]
        same(field, count, loose(got), loose(sample[field]))
    same("id", count, str(message["message-id"]), sample["id"])
    texts = [p.get_payload(decode=True).decode("utf-8") for p in leaves if p.get_filename() is None]
    same("texts", count, texts, sample["texts"])
    files = [[p.get_filename(), base64.b64encode(p.get_payload(decode=True)).decode()] for p in leaves if p.get_filename() is not None]
    same("files", count, files, sample["files"])
print(count)
sys.exit(1 if bad else 0)
"#;

fn expectation(draft: &Draft) -> serde_json::Value {
    let base64 = |octets: &[u8]| encodify::base64::STANDARD.encode(octets);
    let mailboxes = |list: &[Mailbox]| -> Vec<[String; 2]> {
        list.iter().map(|m| [m.name.clone().unwrap_or_default(), m.address.to_string()]).collect()
    };
    let texts = [&draft.body.text, &draft.body.html];
    let mut texts: Vec<String> = texts.into_iter().flatten().map(|text| normal(text)).collect();
    if texts.is_empty() && draft.attachments.is_empty() {
        texts.push(String::new());
    }
    let files = draft.body.inline.iter().chain(&draft.attachments);
    let files: Vec<[String; 2]> = files
        .map(|file| [file.name().to_owned(), String::from_utf8_lossy(file.encoded()).replace("\r\n", "")])
        .collect();
    serde_json::json!({
        "message": base64(&mail(draft).content.to_vec()),
        "subject": draft.subject,
        "from": mailboxes(std::slice::from_ref(&draft.from)),
        "to": mailboxes(&draft.to),
        "id": format!("<{}>", STAMP.message_id),
        "texts": texts,
        "files": files,
    })
}

#[test]
fn python_reads_them_without_defects() {
    let samples = samples();
    let mut python = Command::new("python3")
        .args(["-c", CHECK])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs; install it for this test");
    let mut stdin = python.stdin.take().unwrap();
    for sample in &samples {
        writeln!(stdin, "{}", expectation(sample)).unwrap();
    }
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.trim(), samples.len().to_string());
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let line =
        || prop_oneof!["[^\r\n\0]{0,30}", "[ -~]{0,120}", "[一-龥 😀é=?_]{0,100}", "(=\\?utf-8\\?Q\\?a\\?= ?){0,3}"];
    let text = || prop_oneof![any::<String>(), "([ -~]{0,90}\r?\n){0,5}", "[\r\n\t .a=_\0é-]{0,60}"];
    (line(), line(), line(), text(), proptest::option::of(text()), line(), any::<Vec<u8>>(), any::<i64>()).prop_map(
        |(from, to, subject, plain, html, file, octets, _)| {
            let name = |name: String| Mailbox { name: Some(name), ..mailbox("jane@example.org") };
            let file: String = file.chars().filter(|c| !c.is_control()).chain(['a']).collect();
            Draft {
                from: name(from),
                to: vec![mailbox("a@x.example"), name(to)],
                subject: Some(subject),
                body: Body { text: Some(plain), html, inline: Vec::new(), ..Body::default() },
                attachments: vec![Arc::new(FilePart::attachment(&file, &octets))],
                ..draft()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 700, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_strings_come_back(draft in any_draft()) {
        let content = content(&draft);
        let parsed = MessageParser::new().parse(&content).unwrap();
        prop_assert_eq!(parsed.subject().unwrap_or_default(), draft.subject.as_deref().unwrap());
        let name = |address: Option<&mail_parser::Address<'_>>| {
            address.unwrap().iter().last().unwrap().name().unwrap_or_default().to_owned()
        };
        prop_assert_eq!(name(parsed.from()), draft.from.name.clone().unwrap());
        prop_assert_eq!(name(parsed.to()), draft.to[1].name.clone().unwrap());
        let text = parsed.text_part(0).unwrap().text_contents().unwrap();
        prop_assert_eq!(text, normal(draft.body.text.as_deref().unwrap()));
        if let Some(html) = &draft.body.html {
            prop_assert_eq!(parsed.html_part(0).unwrap().text_contents().unwrap(), normal(html));
        }
        let file = parsed.attachments().last().unwrap();
        prop_assert_eq!(file.attachment_name().unwrap_or_default(), draft.attachments[0].name());
    }

    #[test]
    fn any_field_is_written_safely_or_refused(name in "\\PC{0,20}|[!-~]{1,80}", value in any::<String>(), blanks in "[ \tx]{0,1200}") {
        for value in [value, blanks] {
            let mut draft = draft();
            draft.fields.push((name.clone(), value.clone()));
            if compose(&draft, &STAMP).is_ok() {
                mail(&draft);
            }
            draft.fields[0].0 = "X-A".to_owned();
            if compose(&draft, &STAMP).is_ok() {
                mail(&draft);
            }
        }
    }

    #[test]
    fn no_date_makes_it_panic(date in any::<i64>()) {
        let stamp = Stamp { date, ..STAMP };
        prop_assert!(compose(&draft(), &stamp).is_ok());
    }
}
