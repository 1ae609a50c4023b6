//! Whatever a draft holds: it comes back, or is refused.

use std::sync::Arc;

use mail_parser::{MessageParser, MimeHeaders as _};
use mailshot::mail::Mailbox;
use mailshot::message::{Body, Draft, FilePart, Stamp, compose};
use proptest::prelude::*;

use crate::{STAMP, content, draft, mail, mailbox, normal};

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
