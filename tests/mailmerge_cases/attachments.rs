//! Attachments and inline images.

use crate::case::Expect::{Fault, Sent};
use crate::case::{Arrived, Case, PLAIN, run};

const HELLO: &[u8] = b"Hello world\n";
const PICTURE: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 a picture in name only \0\xff\xd9";

const ONE_FILE: Case = Case {
    template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: attachment.txt\n\nHello world\n",
    files: &[("attachment.txt", HELLO)],
    expect: Sent(one_file),
    ..PLAIN
};

fn one_file(arrived: &Arrived) {
    assert_eq!(arrived.mail().part.shape(), "multipart/mixed(text/plain text/plain)");
    assert_eq!(arrived.mail().attachments(), [("attachment.txt", HELLO)]);
    assert_eq!(arrived.mail().text(), "Hello world");
}

#[test]
fn files_are_found_and_arrive_octet_by_octet() {
    run(&[
        Case { name: "beside the template", ..ONE_FILE },
        Case {
            name: "relative to the template, not to where one stands",
            template_name: "folder/template.txt",
            files: &[("folder/attachment.txt", HELLO), ("attachment.txt", b"wrong")],
            ..ONE_FILE
        },
        Case {
            name: "an absolute path",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: @DIR@/files/attachment.txt\n\nHello world\n",
            files: &[("files/attachment.txt", HELLO)],
            ..ONE_FILE
        },
        Case {
            name: "a path from a cell",
            list: b"email,file\nto@example.com,files/attachment.txt\n",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: {{file}}\n\nHello world\n",
            files: &[("files/attachment.txt", HELLO)],
            ..ONE_FILE
        },
        Case {
            name: "an absolute path from a cell, below the template's folder",
            list: b"email,file\nto@example.com,@DIR@/files/attachment.txt\n",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: {{file}}\n\nHello world\n",
            files: &[("files/attachment.txt", HELLO)],
            ..ONE_FILE
        },
        Case {
            name: "the home folder",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: ~/attachment.txt\n\nHello world\n",
            ..ONE_FILE
        },
        Case {
            name: "several, one of them each row's own",
            list: b"email,number\na@example.com,17\nb@example.com,18\n",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: one.txt\nATTACHMENT: two.pdf\n\
                       ATTACHMENT: attachment_{{number}}.txt\n\nYour number is {{number}}.\n",
            files: &[
                ("one.txt", HELLO),
                ("two.pdf", b"%PDF-1.4\n\0\r\n.\r\n"),
                ("attachment_17.txt", b"seventeen"),
                ("attachment_18.txt", b""),
            ],
            expect: Sent(|arrived| {
                for (address, number, octets) in [("a@example.com", 17, &b"seventeen"[..]), ("b@example.com", 18, b"")]
                {
                    let mail = arrived.mail_to(address);
                    assert_eq!(mail.text(), format!("Your number is {number}."));
                    let own = format!("attachment_{number}.txt");
                    let files = [("one.txt", HELLO), ("two.pdf", b"%PDF-1.4\n\0\r\n.\r\n"), (own.as_str(), octets)];
                    assert_eq!(mail.attachments(), files);
                }
            }),
            ..ONE_FILE
        },
        Case {
            name: "with an HTML body",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: attachment.txt\nCONTENT-TYPE: text/html\n\n\
                       Hello <b>world</b>\n",
            expect: Sent(|arrived| {
                let shape = "multipart/mixed(multipart/alternative(text/plain text/html) text/plain)";
                assert_eq!(arrived.mail().part.shape(), shape);
                assert!(arrived.mail().html().contains("Hello <b>world</b>"));
                assert_eq!(arrived.mail().attachments(), [("attachment.txt", HELLO)]);
            }),
            ..ONE_FILE
        },
        Case {
            name: "with a Markdown body",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: attachment.txt\nCONTENT-TYPE: text/markdown\n\n\
                       Hello **world**\n",
            expect: Sent(|arrived| {
                let shape = "multipart/mixed(multipart/alternative(text/plain text/html) text/plain)";
                assert_eq!(arrived.mail().part.shape(), shape);
                assert_eq!(arrived.mail().text(), "Hello **world**");
                assert!(arrived.mail().html().contains("Hello <strong>world</strong>"));
            }),
            ..ONE_FILE
        },
    ]);
}

#[test]
fn files_that_are_not_there_are_named() {
    run(&[
        Case { name: "not there", files: &[], expect: Fault(&["attachment.txt"]), ..ONE_FILE },
        Case {
            name: "not there for one row",
            list: b"email,number\na@example.com,17\nb@example.com,18\n",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: attachment_{{number}}.txt\n\nx\n",
            files: &[("attachment_17.txt", HELLO)],
            expect: Fault(&["list.csv:3", "attachment_18.txt"]),
            ..ONE_FILE
        },
        Case {
            name: "no name",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT:\n\nx\n",
            expect: Fault(&["ttachment"]),
            ..ONE_FILE
        },
        Case {
            name: "an empty cell",
            list: b"email,file\nto@example.com,\n",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: {{file}}\n\nx\n",
            expect: Fault(&["list.csv:2", "ttachment"]),
            ..ONE_FILE
        },
        Case {
            name: "not in the home folder",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: ~/missing.txt\n\nx\n",
            expect: Fault(&["missing.txt"]),
            ..ONE_FILE
        },
        Case {
            name: "a cell cannot lead out of the folder",
            list: b"email,file\nto@example.com,../../../../../../../etc/passwd\n",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: {{file}}\n\nx\n",
            expect: Fault(&["list.csv:2"]),
            ..ONE_FILE
        },
        Case {
            name: "nor can an absolute path in a cell",
            list: b"email,file\nto@example.com,/etc/passwd\n",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: {{file}}\n\nx\n",
            expect: Fault(&["list.csv:2"]),
            ..ONE_FILE
        },
    ]);
}

fn shows_picture(arrived: &Arrived) {
    let mail = arrived.mail();
    let [cid] = mail.cids()[..] else { panic!("one picture: {}", mail.html()) };
    let picture = mail.inline(cid).unwrap_or_else(|| panic!("no part with the Content-ID {cid}"));
    assert_eq!((picture.media_type.as_str(), picture.octets.as_slice()), ("image/jpeg", PICTURE));
}

#[test]
fn pictures_are_seen_where_they_are_named() {
    run(&[
        Case {
            name: "in Markdown",
            template_name: "template.md",
            template: "TO: {{email}}\nFROM: from@example.com\n\n![](picture.jpg)\n",
            files: &[("picture.jpg", PICTURE)],
            expect: Sent(shows_picture),
            ..PLAIN
        },
        Case {
            name: "in Markdown, and attached by hand as its users do",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: picture.jpg\nCONTENT-TYPE: text/markdown\n\n\
                       ![](./picture.jpg)\n",
            files: &[("picture.jpg", PICTURE)],
            expect: Sent(|arrived| {
                shows_picture(arrived);
                assert_eq!(arrived.mail().text(), "![](./picture.jpg)");
            }),
            ..PLAIN
        },
        Case {
            name: "in HTML, twice the same",
            template_name: "template.html",
            template: "TO: {{email}}\nFROM: from@example.com\n\n<p><img src=\"picture.jpg\" alt=\"x\"></p>\n\
                       <p><img src='picture.jpg'></p>\n",
            files: &[("picture.jpg", PICTURE)],
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                let cids = mail.cids();
                assert!(cids.len() == 2 && cids[0] == cids[1], "{cids:?}");
                assert_eq!(mail.inline(cids[0]).map(|part| part.octets.as_slice()), Some(PICTURE));
                let pictures = mail.part.walk().into_iter().filter(|part| part.media_type == "image/jpeg").count();
                assert_eq!(pictures, 1);
            }),
            ..PLAIN
        },
        Case {
            name: "a picture elsewhere stays there",
            template_name: "template.html",
            template: "TO: {{email}}\nFROM: from@example.com\n\n<p>Look:</p><img src=\"https://example.com/picture.jpg\">\n",
            expect: Sent(|arrived| {
                assert!(arrived.mail().html().contains("src=\"https://example.com/picture.jpg\""));
                assert_eq!(arrived.mail().part.shape(), "multipart/alternative(text/plain text/html)");
            }),
            ..PLAIN
        },
    ]);
}
