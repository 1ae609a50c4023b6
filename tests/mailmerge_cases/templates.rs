//! Templates: fields, variables, mistakes.

use crate::case::Expect::{Fault, Sent};
use crate::case::{Case, PLAIN, run};

#[test]
fn fields_are_rendered() {
    run(&[
        Case {
            name: "a variable",
            template: "TO: to@example.com\nSUBJECT: Testing\nFROM: from@example.com\n\nHello {{name}}!\n",
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                assert_eq!(arrived.accepted(), ["to@example.com"]);
                assert!(mail.from[0].is("", "from@example.com"), "{:?}", mail.from);
                assert_eq!((mail.subject(), mail.text()), ("Testing", "Hello Ann!"));
            }),
            ..PLAIN
        },
        Case {
            name: "no variable",
            template: "TO: to@example.com\nFROM: from@example.com\n\nHello world!\n",
            expect: Sent(|arrived| assert_eq!(arrived.mail().text(), "Hello world!")),
            ..PLAIN
        },
        Case {
            name: "several variables, and no subject",
            list: b"email,name,number\nto@example.com,Ann,0017\n",
            template: "TO: {{email}}\nFROM: from@example.com\n\nHi, {{name}},\n\nYour number is {{number}}.\n",
            expect: Sent(|arrived| {
                assert_eq!(arrived.mail().text(), "Hi, Ann,\n\nYour number is 0017.");
                assert_eq!(arrived.mail().field("Subject"), None);
            }),
            ..PLAIN
        },
        Case {
            name: "Cc is seen, Bcc is not, both are sent to",
            template: "TO: {{email}}\nFROM: Me <me@example.com>\nCC: A <cc1@example.com>, cc2@example.com\n\
                       BCC: Secret <bcc1@example.com>, bcc2@example.com\n\nHello\n",
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                let all =
                    ["bcc1@example.com", "bcc2@example.com", "cc1@example.com", "cc2@example.com", "to@example.com"];
                assert_eq!(arrived.accepted(), all);
                assert!(mail.from[0].is("Me", "me@example.com"));
                assert!(mail.cc[0].is("A", "cc1@example.com") && mail.cc[1].is("", "cc2@example.com"), "{:?}", mail.cc);
                // The sink itself notes the envelope above the content.
                let content = mail.fields.iter().filter(|(name, _)| name != "Delivered-To");
                let seen = format!("{:?} {:?}", content.collect::<Vec<_>>(), mail.part);
                assert!(!seen.contains("bcc") && !seen.contains("Secret"), "{seen}");
            }),
            ..PLAIN
        },
        Case {
            name: "field names in any case, folded fields, fields of one's own",
            template: "to: {{email}}\nFrom: from@example.com\nsubject: one\n  two\nREPLY-TO: Desk <desk@example.com>\n\
                       X-Class: {{name}}\n\nHello\n",
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                assert_eq!(mail.subject().split_whitespace().collect::<Vec<_>>(), ["one", "two"]);
                assert!(mail.reply_to[0].is("Desk", "desk@example.com"));
                assert_eq!(mail.field("X-Class"), Some("Ann"));
            }),
            ..PLAIN
        },
        Case {
            name: "names beyond ASCII: the address stays outside",
            template: "TO: Laȝamon <to@example.com>\nFROM: klâwen <from@example.com>\nSUBJECT: Laȝamon 😀 klâwen\n\n{{name}}\n",
            expect: Sent(|arrived| {
                let mail = arrived.mail();
                assert!(mail.to[0].is("Laȝamon", "to@example.com"), "{:?}", mail.to);
                assert!(mail.from[0].is("klâwen", "from@example.com"), "{:?}", mail.from);
                assert_eq!(mail.subject(), "Laȝamon 😀 klâwen");
                assert!(mail.raw("To").is_some_and(|raw| raw.contains("<to@example.com>")), "{:?}", mail.raw("To"));
            }),
            ..PLAIN
        },
        Case {
            name: "conditions, loops, assignments, defaults",
            list: b"email,name,mark\nto@example.com,Ann,\n",
            template: "TO: {{email}}\nFROM: from@example.com\n\n\
                       {% if name == \"Ann\" %}yes{% else %}no{% endif %} {% set x = \"set\" %}{{ x }} \
                       {% for c in [1, 2] %}{{ c }}{% endfor %} {{ name | upper }} {% raw %}{{ raw }}{% endraw %}\n",
            expect: Sent(|arrived| assert_eq!(arrived.mail().text(), "yes set 12 ANN {{ raw }}")),
            ..PLAIN
        },
        Case {
            name: "a template of fields alone",
            template: "TO: {{email}}\nFROM: from@example.com\n",
            expect: Sent(|arrived| assert_eq!(arrived.mail().text(), "")),
            ..PLAIN
        },
        Case {
            name: "--from overrides the template",
            args: &["--from", "张三 <other@example.com>"],
            expect: Sent(|arrived| assert!(arrived.mail().from[0].is("张三", "other@example.com"))),
            ..PLAIN
        },
        Case {
            name: "a trial to oneself",
            template: "TO: {{email}}\nCC: cc@example.com\nFROM: from@example.com\n\nHello {{name}}\n",
            args: &["--send-to", "me@example.org"],
            expect: Sent(|arrived| {
                assert_eq!(arrived.accepted(), ["me@example.org"]);
                assert_eq!((arrived.mail().text(), arrived.mail().cc.len()), ("Hello Ann", 0));
                assert_eq!(arrived.mail().to[0].address, "me@example.org");
            }),
            ..PLAIN
        },
    ]);
}

#[test]
fn mistakes_are_named_before_anything_is_sent() {
    run(&[
        Case {
            name: "an unknown variable, and the nearest column",
            template: "TO: {{emial}}\nFROM: from@example.com\n\nHello\n",
            expect: Fault(&["template.txt:1", "emial", "email"]),
            ..PLAIN
        },
        Case {
            name: "an unknown variable in the body",
            template: "TO: {{email}}\nFROM: from@example.com\n\nHello\n{{ nobody }}\n",
            expect: Fault(&["template.txt:5", "nobody"]),
            ..PLAIN
        },
        Case {
            name: "no fields but a broken one",
            template: "TO: {{error_not_in_list}}",
            expect: Fault(&["template.txt:1", "error_not_in_list"]),
            ..PLAIN
        },
        Case {
            name: "syntax",
            template: "TO: {{email}}\nFROM: from@example.com\n\n{% if name %}open\n",
            expect: Fault(&["template.txt"]),
            ..PLAIN
        },
        Case { name: "no sender", template: "TO: {{email}}\n\nHello\n", expect: Fault(&["From"]), ..PLAIN },
        Case {
            name: "no recipient",
            template: "FROM: from@example.com\n\nHello\n",
            expect: Fault(&["template.txt"]),
            ..PLAIN
        },
        Case {
            name: "a first line that is no field",
            template: "Dear {{name}},\n\nhello\n",
            expect: Fault(&["template.txt:1"]),
            ..PLAIN
        },
    ]);
}
