//! What stands in the header fields, and what a cell may do to it.

use mailshot::mail::Mailbox;
use mailshot::merge::Template;

use crate::{Desk, addresses, shown, with_fields};

#[test]
fn a_simple_template_is_rendered() {
    let desk = Desk::new(&["email", "name", "number"]);
    let template = "TO: {{email}}\r\nSUBJECT: Testing\r\n mailshot\r\nFROM: My Self <me@my.com>\r\nX-Tag: a{{number}}\r\n\r\n\
                    Hi, {{name}},\r\n\r\nYour number is {{number}}.\r\n";
    for bom in ["", "\u{FEFF}"] {
        let draft = desk.draft("t.txt", &format!("{bom}{template}"), &["ann@a.com", "Ann", "17"]).unwrap();
        assert_eq!(shown(&[draft.from]), [(Some("My Self"), "me@my.com")]);
        assert_eq!(addresses(&draft.to), ["ann@a.com"]);
        assert_eq!(draft.subject.as_deref(), Some("Testing mailshot"));
        assert_eq!(draft.fields, [("X-Tag".to_owned(), "a17".to_owned())]);
        assert_eq!(draft.body.text.as_deref(), Some("Hi, Ann,\r\n\r\nYour number is 17.\r\n"));
        assert_eq!(draft.body.html, None);
    }
}

#[test]
fn all_fields_find_their_place() {
    let desk = Desk::new(&["cc", "reply"]);
    let template = with_fields(
        "Cc: {{cc}}, c@x.com\nBCC: Secret <s@x.com>\nreply-to: {{reply}}\nSender: w@x.com\nSubject: {{ reply }}\n\
         MIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\nPrecedence: bulk\n\
         List-Unsubscribe: <https://x.com/?{{ cc | urlencode }}>\n",
        "x",
    );
    let draft = desk.draft("t.txt", &template, &["a@x.com, b@x.com", ""]).unwrap();
    assert_eq!(addresses(&draft.cc), ["a@x.com", "b@x.com", "c@x.com"]);
    assert_eq!(shown(&draft.bcc), [(Some("Secret"), "s@x.com")]);
    assert!(draft.reply_to.is_empty());
    assert_eq!(draft.sender.unwrap().address.as_str(), "w@x.com");
    assert_eq!(draft.subject, None);
    let names: Vec<_> = draft.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Precedence", "List-Unsubscribe"]);
    assert_eq!(draft.fields[1].1, "<https://x.com/?a%40x.com%2C%20b%40x.com>");
}

#[test]
fn the_sender_of_all_is_the_envelope_s() {
    let desk = Desk::new(&["email", "from"]);
    let sender = |fields: &str| {
        let path = desk.write("sender.txt", format!("{fields}To: {{{{ email }}}}\nSubject: x\n\nx\n"));
        let template = Template::load(&path, &desk.header, &desk.options).unwrap();
        template.sender_of_all().map(|mailbox| mailbox.address.as_str().to_owned())
    };
    assert_eq!(sender("From: A <a@x.com>\n").as_deref(), Some("a@x.com"));
    assert_eq!(sender("From: {{ from }}\n"), None);
    assert_eq!(sender("From: {{ from }}\nSender: s@x.com\n").as_deref(), Some("s@x.com"));
    assert_eq!(sender("From: a@x.com\nSender: {{ from }}\n"), None);
}

#[test]
fn a_cell_is_a_name_an_address_or_a_whole_list() {
    let desk = Desk::new(&["name", "email", "user", "host"]);
    for (to, name, email, expected) in [
        ("{{ email }}", "", "a@x.com", vec![(None, "a@x.com")]),
        ("{{ email }}", "", "张三 <a@x.com>", vec![(Some("张三"), "a@x.com")]),
        ("{{ email }}", "", "a@x.com, Bo <b@x.com>", vec![(None, "a@x.com"), (Some("Bo"), "b@x.com")]),
        ("{{ name }}, {{ email }}", "", "a@x.com", vec![(None, "a@x.com")]),
        ("{{ name }}; {{ email }}", "b@x.com", "a@x.com", vec![(None, "b@x.com"), (None, "a@x.com")]),
        ("{{ name }} <{{ email }}>", "Doe, Jane", "a@x.com", vec![(Some("Doe, Jane"), "a@x.com")]),
        ("\"{{ name }}\" <{{ email }}>", "J \"X\" <e@x>", "a@x.com", vec![(Some("J \"X\" <e@x>"), "a@x.com")]),
        ("{{ name }} <{{ email }}>", "a@evil.com, b", "a@x.com", vec![(Some("a@evil.com, b"), "a@x.com")]),
        ("{{ name }} <{{ email }}>", "", " a@x.com ", vec![(None, "a@x.com")]),
        ("\"{{ name }}\" <{{ email }}>, b@x.com", "", "", vec![(None, "b@x.com")]),
        ("{{ user }}@{{ host }}", "", "", vec![(None, "u@h.example")]),
        ("Dr. {{ name }} (x, {{ name }}) <{{ email }}>", "Ann", "a@x.com", vec![(Some("Dr. Ann"), "a@x.com")]),
        (
            "{% if name %}{{ name }} <{{ email }}>{% else %}{{ email }}{% endif %}",
            "",
            "a@x.com",
            vec![(None, "a@x.com")],
        ),
        ("{{ name ~ \" <\" ~ email ~ \">\" }}", "Ann", "a@x.com", vec![(Some("Ann"), "a@x.com")]),
        ("\"a, {{ name }}\" <{{ email | lower }}>", "b", "A@X.com", vec![(Some("a, b"), "a@x.com")]),
    ] {
        let template = format!("From: f@x.com\nTo: {to}\n\nx");
        let draft = desk.draft("t.txt", &template, &[name, email, "u", "h.example"]);
        let draft = draft.unwrap_or_else(|faults| panic!("{to} {name} {email}: {faults:?}"));
        assert_eq!(shown(&draft.to), expected, "{to} {name} {email}");
    }
}

#[test]
fn a_bad_address_names_its_column() {
    let desk = Desk::new(&["name", "email"]);
    for (to, name, email, expected) in [
        (
            "{{ email }}",
            "",
            "jane@@example.org",
            "column \"email\": \"jane@@example.org\" is not an address: two \"@\"",
        ),
        ("{{ email }}", "", "", "column \"email\": is empty: there is nobody to send this row to"),
        ("{{ email }}", "", "a@x.com, b@@x.com", "column \"email\": \"b@@x.com\" is not an address: two \"@\""),
        ("{{ name }} <{{ email }}>", "Ann", "a@@x.com", "column \"email\": \"a@@x.com\" is not an address: two \"@\""),
        ("{{ name }} <{{ email }}>", "Ann", "", "column \"email\": is empty: an address is needed"),
        ("{{ name }} <{{ email }}>", "Ann", "Ann <a@x.com>", "column \"email\": "),
        ("{{ name }} <{{ email }}>", "", "a@x.com> , <b@x.com", "column \"email\": "),
        ("{{ name }}{{ email }}", "a@x", "b@x.com", "field \"To\" (t.txt:2): "),
        ("{{ name ~ email }}", "a@x.com,", "b@x.com", "field \"To\" (t.txt:2): "),
        (
            "{{ email }}",
            "",
            "a@x.com\nBcc: evil@x.com",
            "column \"email\": holds a line break, which field \"To\" cannot",
        ),
        ("{{ email }}", "", "a@x.com\0", "column \"email\": holds a NUL"),
    ] {
        let faults = desk.faults("t.txt", &format!("From: f@x.com\nTo: {to}\n\nx"), &[name, email]);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(expected), "{to}: {}", faults[0]);
    }
}

#[test]
fn an_empty_to_is_a_fault_also_where_a_copy_goes_to_somebody() {
    let desk = Desk::new(&["email"]);
    let template = |to: &str| format!("From: f@x.com\nTo: {to}\nBcc: archive@x.com\n\nx");
    let faults = desk.faults("t.txt", &template("{{ email }}"), &[""]);
    assert_eq!(faults, ["column \"email\": is empty: there is nobody to send this row to"]);
    // Where the author has thought of it, the copy goes alone.
    let draft = desk.draft("t.txt", &template("{% if email %}{{ email }}{% endif %}"), &[""]).unwrap();
    assert_eq!((draft.to.len(), draft.bcc.len()), (0, 1));
}

#[test]
fn a_cell_can_never_become_a_field() {
    let desk = Desk::new(&["a"]);
    for field in ["Subject", "X-Tag", "Cc", "Reply-To", "Attachment", "Sender", "List-Unsubscribe"] {
        for cell in
            ["Tom\nBCC: evil@x.com", "Tom\r\nBCC: evil@x.com", "Tom\rBCC: evil@x.com", "Tom\0", "Tom\u{85}x", "\n"]
        {
            let template = with_fields(&format!("{field}: {{{{ a }}}}\n"), "x");
            let faults = desk.faults("t.txt", &template, &[cell]);
            assert!(faults[0].starts_with("column \"a\": holds "), "{field} {cell:?} {faults:?}");
            let template = with_fields(&format!("{field}: {{{{ a | safe }}}}\n"), "x");
            assert!(desk.draft("t.txt", &template, &[cell]).is_err(), "{field} {cell:?}");
        }
    }
    let draft = desk.draft("t.txt", &with_fields("Subject: {{ a }}\n  and {{ a }}\n", "{{ a }}"), &["x"]).unwrap();
    assert_eq!(draft.subject.as_deref(), Some("x and x"));
}

#[test]
fn the_options_have_the_last_word() {
    let mut desk = Desk::new(&["email"]);
    let mailbox = |text: &str| Some(Mailbox::parse(text).unwrap());
    let template = "To: {{ email }}\nCc: c@x.com\nBcc: b@x.com\n\nx";
    desk.options.default_from = mailbox("login@x.com");
    let plain = desk.load("t.txt", template).unwrap();
    assert_eq!(plain.draft(&desk.record(&["a@x.com"])).unwrap().from.address.as_str(), "login@x.com");
    let digest = plain.digest();
    assert_eq!(digest, desk.load("t.txt", template).unwrap().digest());
    assert_ne!(digest, desk.load("t.txt", format!("{template} ")).unwrap().digest());
    desk.options.from = mailbox("Me <me@x.com>");
    desk.options.send_to = mailbox("trial@x.com");
    let trial = desk.load("t.txt", format!("From: f@x.com\n{template}")).unwrap();
    let draft = trial.draft(&desk.record(&["a@x.com"])).unwrap();
    assert_eq!((draft.from.address.as_str(), addresses(&draft.to)), ("me@x.com", vec!["trial@x.com"]));
    assert!(draft.cc.is_empty() && draft.bcc.is_empty());
    assert!(trial.draft(&desk.record(&["a@@x.com"])).is_err(), "the template's own addresses are still checked");
    assert_ne!(digest, trial.digest());
}

/// A line break of a spreadsheet's heading, a no-break space, a double blank, an accent in two characters: nobody sees them.
#[test]
fn a_column_is_found_by_its_name_as_it_looks() {
    let desk = Desk::new(&["E-mail\naddress", "First\u{a0}Name", "Class  Name", "Pre\u{301}nom"]);
    let template = "From: a@x.com\nTo: {{ E-mail address }}\nSubject: {{ First Name }}\n\n\
                    {{ Class Name | upper }} {{ Prénom }} {{ row[\"Class  Name\"] }}";
    let loaded = desk.load("t.txt", template).unwrap();
    assert_eq!(loaded.address_column(), Some(0));
    let draft = loaded.draft(&desk.record(&["b@x.com", "Ann", "3a", "Zoé"])).unwrap();
    assert_eq!(addresses(&draft.to), ["b@x.com"]);
    assert_eq!(draft.subject.as_deref(), Some("Ann"));
    assert_eq!(draft.body.text.as_deref().map(str::trim_end), Some("3A Zoé 3a"));
}
