//! Templates and cells that are made of anything.

use mailshot::merge::Condition;
use proptest::prelude::*;

use crate::{Desk, addresses, with_fields};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever is in the cells, only the author's recipients and fields come out.
    #[test]
    fn cells_add_no_recipient(name in "\\PC*|.*", email in "[a-z]{1,8}@[a-z]{1,8}\\.com") {
        const TAGS: [&str; 6] = ["</", "<body", "<p>", "<strong>", "<br", "<hr"];
        let desk = Desk::new(&["name", "email"]);
        let template = "From: f@x.com\nTo: {{ name }} <{{ email }}>\nSubject: {{ name }}\n\n**{{ name }}**";
        if let Ok(draft) = desk.draft("t.md", template, &[&name, &email]) {
            prop_assert_eq!(addresses(&draft.to), vec![email.as_str()]);
            prop_assert!(draft.fields.is_empty() && draft.cc.is_empty() && draft.bcc.is_empty());
            prop_assert!(!draft.subject.unwrap_or_default().contains(['\r', '\n', '\0']));
            let html = draft.body.html.unwrap();
            // The head is the program's own.
            let (_, html) = html.split_once("</head>").unwrap();
            let mut tags = html.match_indices('<').map(|(at, _)| &html[at..]);
            prop_assert!(tags.all(|tag| TAGS.iter().any(|known| tag.starts_with(known))), "{}", html);
        } else {
            prop_assert!(name.chars().any(char::is_control));
        }
    }

    /// No template and no cell makes the program panic, whatever it is made of.
    #[test]
    fn nothing_panics(
        parts in prop::collection::vec(prop::sample::select(TOKENS.to_vec()), 0..24),
        cell in ".*",
        ending in 0..3usize,
    ) {
        let desk = Desk::new(&["name", "First Name", "姓名", "1", "row", "a-b"]);
        let body: String = parts.concat();
        let template = with_fields(&format!("Subject: {body}\nAttachment: {body}\nCc: {body}\n"), &body);
        let name = ["t.txt", "t.html", "t.md"][ending];
        let record = desk.record(&[&cell, &cell, "x", "1", "", "a@x.com"]);
        for template in [template, with_fields("", &body), body.clone()] {
            match desk.load(name, &template) {
                Ok(template) => drop(template.draft(&record)),
                Err(error) => prop_assert!(!error.to_string().contains('\n'), "{}", error),
            }
        }
        if let Ok(condition) = Condition::parse(&body, &desk.header) {
            drop(condition.holds(&record));
        }
    }

    /// Not even octets.
    #[test]
    fn no_octets_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        let desk = Desk::new(&["name"]);
        drop(desk.load("t.md", &octets));
        drop(desk.load("t.html", [&b"From: a@x.com\nTo: b@x.com\n\n"[..], &octets].concat()));
    }
}

#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "{{", "}}", "{%", "%}", "{#", "#}", "{{ ", " }}", "{% ", " %}", "-", "name", "First Name", "姓名", "1", "row", "a-b", "\"", "'",
    "`", "\\", "if ", "endif", "else", "elif ", "for ", " in ", "endfor", "set x = ", "x", "raw", "endraw", "include \"t.txt\"",
    "extends \"t.html\"", "block b", "endblock", " | ", "upper", "default(value=1)", "filter ", "endfilter", "[", "]", "(", ")", ".",
    ",", "~", "%", "**", "not ", " is defined", "row[\"name\"]", " ", "\n", "\r\n", "\t", "<", ">", "<img src=\"", "<a href=\"", "![](", "# ",
    "\u{F0041}", "\u{100000}", "==", "+", "component c(a)", "endcomponent", "{{ name }}", "{% for r in rows %}", "r.",
];
