//! Bodies: text, HTML, Markdown, both; and every charset.

use crate::case::Expect::Sent;
use crate::case::{Arrived, Case, PLAIN, run};

/// Without any white space: HTML is the same with or without it here.
fn tight(html: &str) -> String {
    html.chars().filter(|c| !c.is_whitespace()).collect()
}

const ALTERNATIVE: &str = "TO: {{email}}
FROM: from@example.com
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=\"boundary\"

This is a MIME-encoded message. If you are seeing this, your mail
reader is old.

--boundary
Content-Type: text/plain; charset=us-ascii

{{name}}

--boundary
Content-Type: text/html; charset=us-ascii

<html>
  <body>
    <p>{{name}}</p>
  </body>
</html>
";

fn both_parts(arrived: &Arrived, text: &str, html: &str) {
    let mail = arrived.mail();
    assert_eq!(mail.part.shape(), "multipart/alternative(text/plain text/html)");
    assert_eq!(mail.text().trim(), text);
    assert!(tight(mail.html()).contains(&tight(html)), "{}", mail.html());
    assert!(!mail.text().contains("--boundary") && !mail.text().contains("reader is old"), "{}", mail.text());
}

#[test]
fn html_arrives_as_html() {
    run(&[
        Case {
            name: "by Content-Type",
            template: "TO: {{email}}\nSUBJECT: x\nFROM: from@example.com\nContent-Type: text/html\n\n\
                       <html>\n  <body>\n    <p>{{name}}</p>\n  </body>\n</html>\n",
            expect: Sent(|arrived| {
                assert!(tight(arrived.mail().html()).contains("<body><p>Ann</p></body>"), "{}", arrived.mail().html());
                assert_eq!(arrived.mail().text().trim(), "Ann");
            }),
            ..PLAIN
        },
        Case {
            name: "by the file's ending",
            template_name: "template.html",
            template: "TO: {{email}}\nFROM: from@example.com\n\n<p>{{name}}</p>\n",
            expect: Sent(|arrived| assert!(arrived.mail().html().contains("<p>Ann</p>"))),
            ..PLAIN
        },
        Case {
            name: "a cell is text, not HTML",
            list: b"email,name\nto@example.com,<b>Ann</b> & \"Bob\"\n",
            template_name: "template.html",
            template: "TO: {{email}}\nSUBJECT: {{name}}\nFROM: from@example.com\n\n<p>{{name}}</p>\n",
            expect: Sent(|arrived| {
                let html = arrived.mail().html();
                assert!(
                    html.contains("&lt;b&gt;Ann&lt;/b&gt; &amp; ")
                        || html.contains("&lt;b&gt;Ann&lt;&#x2F;b&gt; &amp; "),
                    "{html}"
                );
                assert_eq!(arrived.mail().subject(), "<b>Ann</b> & \"Bob\"");
            }),
            ..PLAIN
        },
        Case {
            name: "text and HTML written by hand",
            template: ALTERNATIVE,
            expect: Sent(|arrived| both_parts(arrived, "Ann", "<body><p>Ann</p></body>")),
            ..PLAIN
        },
        Case {
            name: "text and HTML by hand, whose charset is a lie",
            list: "email,name\nto@example.com,Laȝamon 😀 klâwen\n".as_bytes(),
            template: ALTERNATIVE,
            expect: Sent(|arrived| both_parts(arrived, "Laȝamon 😀 klâwen", "<p>Laȝamon 😀 klâwen</p>")),
            ..PLAIN
        },
    ]);
}

#[test]
fn markdown_arrives_as_both() {
    run(&[
        Case {
            name: "by Content-Type, with everything one writes",
            template: "TO: {{email}}\nSUBJECT: x\nFROM: Bob <bob@example.com>\nCONTENT-TYPE: text/markdown\n\n\
                       Hi, **{{name}}**,\n\nYou can add:\n\n- *italics* or _italics_,\n- **bold *and italics***,\n\
                       - ~~scratched~~,\n- `backticks`.\n\n1. one\n2. two\n\n---\n\n# A heading\n## Another\n\n\
                       [A link](https://example.com/page) and ![a picture](https://example.com/picture.png)\n\n\
                       ```\nprint(\"Hello\")\n```\n",
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                assert_eq!(mail.part.shape(), "multipart/alternative(text/plain text/html)");
                assert!(mail.text().starts_with("Hi, **Ann**,\n\nYou can add:\n\n- *italics*"), "{}", mail.text());
                let html = tight(mail.html());
                for piece in [
                    "<p>Hi,<strong>Ann</strong>,</p>",
                    "<li><em>italics</em>or<em>italics</em>,</li>",
                    "<del>scratched</del>",
                    "<code>backticks</code>",
                    "<ol><li>one</li><li>two</li></ol>",
                    "<hr",
                    "<h1>Aheading</h1><h2>Another</h2>",
                    "<ahref=\"https://example.com/page\">Alink</a>",
                    "src=\"https://example.com/picture.png\"",
                    "<pre><code>print(",
                ] {
                    assert!(html.contains(piece), "no {piece} in {}", mail.html());
                }
            }),
            ..PLAIN
        },
        Case {
            name: "letters beyond ASCII",
            template_name: "template.md",
            template: "TO: {{email}}\nFROM: from@example.com\n\nHi, {{name}}, æøå\n",
            expect: Sent(|arrived| {
                assert_eq!(arrived.mail().text(), "Hi, Ann, æøå");
                assert!(arrived.mail().html().contains("<p>Hi, Ann, æøå</p>"), "{}", arrived.mail().html());
            }),
            ..PLAIN
        },
        Case {
            name: "an emoji in a block of code",
            template_name: "template.md",
            template: "TO: {{email}}\nFROM: from@example.com\n\n```\nemoji_string = 😀 {{name}}\n```\n",
            expect: Sent(|arrived| {
                assert_eq!(arrived.mail().text(), "```\nemoji_string = 😀 Ann\n```");
                assert!(arrived.mail().html().contains("emoji_string = 😀 Ann"), "{}", arrived.mail().html());
            }),
            ..PLAIN
        },
        Case {
            name: "a cell injects neither a tag nor a link",
            list: b"email,name\nto@example.com,<script>x</script> [y](https://evil.example)\n",
            template_name: "template.md",
            template: "TO: {{email}}\nFROM: from@example.com\n\nHi, {{name}}!\n",
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                assert_eq!(mail.text(), "Hi, <script>x</script> [y](https://evil.example)!");
                assert!(!mail.html().contains("<script") && !mail.html().contains("href"), "{}", mail.html());
            }),
            ..PLAIN
        },
    ]);
}

/// A case whose body is this text, whatever the charset on the way.
const fn text(name: &'static str, template: &'static str, expected: fn(&Arrived)) -> Case {
    Case { name, template, expect: Sent(expected), ..PLAIN }
}

#[test]
fn text_arrives_letter_by_letter() {
    run(&[
        text("ASCII", "TO: {{email}}\nFROM: from@example.com\n\nHello world\n", |arrived| {
            assert_eq!((arrived.mail().text(), arrived.mail().part.shape().as_str()), ("Hello world", "text/plain"));
            assert!(arrived.mail().ascii);
        }),
        text("Latin letters", "TO: {{email}}\nFROM: from@example.com\n\nHello L'Haÿ-les-Roses\n", |arrived| {
            assert_eq!(arrived.mail().text(), "Hello L'Haÿ-les-Roses");
        }),
        text(
            "several lines of Middle High German",
            "TO: {{email}}\nFROM: from@example.com\n\nUns ist in alten mæren wunders vil geseit\nvon helden lobebæren,\n\n\
             von grôzer arebeit.\n",
            |arrived| {
                let verse = "Uns ist in alten mæren wunders vil geseit\nvon helden lobebæren,\n\nvon grôzer arebeit.";
                assert_eq!(arrived.mail().text(), verse);
                assert_eq!(arrived.mail().part.charset.as_deref(), Some("utf-8"));
            },
        ),
        text("an emoji", "TO: {{email}}\nFROM: from@example.com\n\nHi 😀\n", |arrived| {
            assert_eq!(arrived.mail().text(), "Hi 😀");
        }),
        text(
            "a charset that is a lie",
            "TO: {{email}}\nFROM: from@example.com\nContent-Type: text/plain; charset=\"us-ascii\"\n\nHello Laȝamon\n",
            |arrived| {
                assert_eq!(arrived.mail().text(), "Hello Laȝamon");
                assert_eq!(arrived.mail().part.charset.as_deref(), Some("utf-8"));
            },
        ),
        Case {
            name: "letters beyond ASCII in a cell only",
            list: "email,name\nto@example.com,Laȝamon 😀\n".as_bytes(),
            expect: Sent(|arrived| assert_eq!(arrived.mail().text(), "Hello Laȝamon 😀")),
            ..PLAIN
        },
        Case {
            name: "lines that begin with a dot, a long line, blanks at the end",
            template: "TO: {{email}}\nFROM: from@example.com\n\n.\n..\n.hidden\nFrom here\nblanks  \n\
                       {% for i in range(end=400) %}{{ name }}-{% endfor %}\n",
            expect: Sent(|arrived| {
                let expected = format!(".\n..\n.hidden\nFrom here\nblanks  \n{}", "Ann-".repeat(400));
                assert_eq!(arrived.mail().text(), expected);
            }),
            ..PLAIN
        },
    ]);
}

#[test]
fn everything_at_once() {
    run(&[Case {
        name: "names, copies, emoji, quotes, two files, text and HTML by hand",
        list: "email,message\none@example.com,\"Hello, \"\"world\"\"\"\nLazamon<two@example.com>,Laȝamon 😀 klâwen\n"
            .as_bytes(),
        template: "TO: {{email}}\nFROM: from@example.com\nCC: cc1@example.com, cc2@example.com\n\
                   BCC: bcc1@example.com, bcc2@example.com\nATTACHMENT: attachment1.txt\nATTACHMENT: attachment2.csv\n\
                   MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"boundary\"\n\n\
                   --boundary\nContent-Type: text/plain; charset=us-ascii\n\n{{message}}\n\n\
                   --boundary\nContent-Type: text/html; charset=us-ascii\n\n<p>{{message}}</p>\n\n",
        files: &[("attachment1.txt", b"Hello world\n"), ("attachment2.csv", b"hello,mailshot\n")],
        expect: Sent(|arrived| {
            assert_eq!(arrived.accepted().len(), 2 * 5);
            for (address, name, text, html) in [
                ("one@example.com", "", "Hello, \"world\"", "world"),
                ("two@example.com", "Lazamon", "Laȝamon 😀 klâwen", "<p>Laȝamon 😀 klâwen</p>"),
            ] {
                let mail = arrived.mail_to(address);
                assert!(mail.to[0].is(name, address), "{:?}", mail.to);
                assert_eq!(mail.cc.len(), 2);
                assert_eq!(mail.text().trim(), text);
                assert!(mail.html().contains(html), "{}", mail.html());
                let files: [(&str, &[u8]); 2] =
                    [("attachment1.txt", b"Hello world\n"), ("attachment2.csv", b"hello,mailshot\n")];
                assert_eq!(mail.attachments(), files);
            }
        }),
        ..PLAIN
    }]);
}
