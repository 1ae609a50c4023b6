//! Bodies and files: how they are encoded, and how the parts are put together.

use std::sync::Arc;

use mail_parser::{MessageParser, MimeHeaders as _};
use mailshot::mail::Segment;
use mailshot::message::{Body, Draft, FilePart};

use crate::{content, draft, mail, normal};

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
