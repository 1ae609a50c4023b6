//! What mailmerge 2.3 gets wrong, and what is right here.

use crate::case::Expect::{Fault, PartlySent, Sent};
use crate::case::{Case, PLAIN, run};

#[test]
fn its_known_faults_do_not_occur_here() {
    run(&[
        Case {
            name: "a Chinese name: the address is not inside the encoded-word",
            template: "TO: 张三 <z@qq.com>\nFROM: 王老师 <from@example.com>\n\nx\n",
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                assert!(mail.to[0].is("张三", "z@qq.com") && mail.from[0].is("王老师", "from@example.com"));
                assert!(mail.raw("To").is_some_and(|raw| raw.ends_with("<z@qq.com>")), "{:?}", mail.raw("To"));
            }),
            ..PLAIN
        },
        Case {
            name: "a Chinese file name: an attachment with that name, and no encoding on the multipart",
            template: "TO: {{email}}\nFROM: from@example.com\nATTACHMENT: 张三.pdf\n\nx\n",
            files: &[("张三.pdf", b"%PDF-1.4\n")],
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                assert_eq!(mail.attachments(), [("张三.pdf", &b"%PDF-1.4\n"[..])]);
                assert_eq!(mail.part.shape(), "multipart/mixed(text/plain application/pdf)");
                assert!(
                    ["", "7bit", "8bit", "binary"].contains(&mail.part.encoding.as_str()),
                    "{}",
                    mail.part.encoding
                );
            }),
            ..PLAIN
        },
        Case {
            name: "a line break in a cell is no new field",
            list: b"email,name\nto@example.com,\"Tom\nBCC: evil@example.net\"\n",
            template: "TO: {{email}}\nSUBJECT: Hello {{name}}\nFROM: from@example.com\n\nx\n",
            expect: Fault(&["list.csv:2", "SUBJECT"]),
            ..PLAIN
        },
        Case {
            name: "nor is it in an address",
            list: b"email\n\"to@example.com\r\nBcc: evil@example.net\"\n",
            template: "TO: {{email}}\nFROM: from@example.com\n\nx\n",
            expect: Fault(&["list.csv:2"]),
            ..PLAIN
        },
        Case {
            name: "a refused Cc is reported",
            template: "TO: {{email}}\nCC: cc@bad.example\nFROM: from@example.com\n\nx\n",
            refuse: &["*@bad.example"],
            expect: PartlySent(|arrived| {
                assert_eq!(arrived.accepted(), ["to@example.com"]);
                let refused = arrived.report.iter().find(|line| line.address == "cc@bad.example");
                let refused = refused.unwrap_or_else(|| panic!("{:?}", arrived.report));
                assert_eq!((refused.outcome.as_str(), refused.code), ("refused", Some(550)));
            }),
            ..PLAIN
        },
        Case {
            name: "a refused row stops no other, and costs no connection",
            list: b"email,name\na@example.com,A\nb@bad.example,B\nc@example.com,C\nd@bad.example,D\ne@example.com,E\n",
            args: &["--sessions", "1"],
            refuse: &["*@bad.example"],
            expect: PartlySent(|arrived| {
                assert_eq!(arrived.accepted(), ["a@example.com", "c@example.com", "e@example.com"]);
                assert_eq!((arrived.counts.connections, arrived.counts.refused), (1, 2));
                assert_eq!(arrived.report.len(), 5);
            }),
            ..PLAIN
        },
        Case {
            name: "a list in GBK",
            // email;姓名 / to@example.com;张三
            list: b"email;\xd0\xd5\xc3\xfb\r\nto@example.com;\xd5\xc5\xc8\xfd\r\n",
            template: "TO: {{ 姓名 }} <{{email}}>\nFROM: from@example.com\n\n{{ 姓名 }}，你好\n",
            expect: Sent(|arrived| {
                assert!(arrived.mail().to[0].is("张三", "to@example.com"), "{:?}", arrived.mail().to);
                assert_eq!(arrived.mail().text(), "张三，你好");
            }),
            ..PLAIN
        },
        Case {
            name: "a row with too few fields",
            list: b"email,name\na@example.com,A\nb@example.com\nc@example.com,C\n",
            expect: Fault(&["list.csv:3"]),
            ..PLAIN
        },
        Case {
            name: "a row with too many fields",
            list: b"email,name\na@example.com,A\nb@example.com,B,more\n",
            expect: Fault(&["list.csv:3"]),
            ..PLAIN
        },
        Case {
            name: "an empty address",
            list: b"email,name\na@example.com,A\n,B\n",
            expect: Fault(&["list.csv:3"]),
            ..PLAIN
        },
        Case {
            name: "what is no address; all faults at once",
            list: b"email,name\njane@@example.org,A\nb@example.com,B\nno address,C\n",
            expect: Fault(&["list.csv:2", "list.csv:4", "jane@@example.org"]),
            ..PLAIN
        },
        Case {
            name: "a faulty row can be left out",
            list: b"email,name\na@example.com,A\nnobody,B\nc@example.com,C\n",
            args: &["--skip-faulty"],
            expect: PartlySent(|arrived| {
                assert_eq!(arrived.accepted(), ["a@example.com", "c@example.com"]);
                assert!(
                    arrived.report.iter().any(|line| line.row == 2 && line.outcome == "faulty"),
                    "{:?}",
                    arrived.report
                );
            }),
            ..PLAIN
        },
        Case {
            name: "a column name with a blank, and one that is no identifier",
            list: "First Name,e-mail,姓名\nAnn,to@example.com,安\n".as_bytes(),
            template: "TO: {{ First Name }} <{{ e-mail }}>\nFROM: from@example.com\n\n{{ 姓名 }} {{ row[\"First Name\"] }}\n",
            expect: Sent(|arrived| {
                assert!(arrived.mail().to[0].is("Ann", "to@example.com"), "{:?}", arrived.mail().to);
                assert_eq!(arrived.mail().text(), "安 Ann");
            }),
            ..PLAIN
        },
        Case {
            name: "a recipient beyond ASCII, where the server knows SMTPUTF8",
            list: "email,name\nmüller@example.com,Max Müller\n".as_bytes(),
            template: "TO: {{email}}\nCC: josé@example.com\nBCC: cêline@example.com\nFROM: from@example.com\n\nHello {{name}}!\n",
            expect: Sent(|arrived| {
                assert_eq!(arrived.accepted(), ["cêline@example.com", "josé@example.com", "müller@example.com"]);
                assert_eq!(arrived.mails.len(), 1);
            }),
            ..PLAIN
        },
        Case {
            name: "a domain beyond ASCII",
            list: "email,name\nmax@müller.example,Max\n".as_bytes(),
            expect: Sent(|arrived| assert_eq!(arrived.accepted(), ["max@xn--mller-kva.example"])),
            ..PLAIN
        },
        Case {
            name: "a cell is data, not a template",
            list: b"email,name\nto@example.com,{{ 7 * 7 }} {% if x %}\n",
            expect: Sent(|arrived| assert_eq!(arrived.mail().text(), "Hello {{ 7 * 7 }} {% if x %}")),
            ..PLAIN
        },
        Case {
            name: "one connection for many rows, a Message-ID for each",
            list: b"email,name\na@example.com,A\nb@example.com,B\nc@example.com,C\n",
            args: &["--sessions", "1"],
            expect: Sent(|arrived| {
                assert_eq!((arrived.counts.connections, arrived.counts.messages, arrived.counts.quits), (1, 3, 1));
                let mut ids: Vec<_> = arrived.mails.iter().filter_map(|mail| mail.field("Message-ID")).collect();
                ids.sort_unstable();
                ids.dedup();
                assert_eq!(ids.len(), 3);
            }),
            ..PLAIN
        },
    ]);
}
