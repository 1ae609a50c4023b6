//! What is wrong with the template.

use crate::{SHORT_TO_ALL, found, of_kind};

#[test]
fn the_template_itself_is_looked_at_in_all_its_branches() {
    let template = "\
From: a@gmial.com
Reply-To: noreply@qq.con
To: {{ email }}
Subject: TODO [Name]

{% if Name == \"nobody\" %}<a href=\"http://a.example\">x</a> <img src=\"http://a.example/x.png\">{% endif %}
Dear <<name>>, {name}
";
    let found = found("Name,email\nAnn,a@a.example\nBob,b@b.example\n", "letter.html", template, &[], &[]);
    for (kind, places) in
        [("typo-domain", 2), ("unfilled-tag", 3), ("leftover", 1), ("insecure-link", 1), ("insecure-image", 1)]
    {
        assert_eq!(of_kind(&found, kind).len(), places, "{kind}: {found:?}");
    }
    let is_picture = |(_, line, what): &(String, u64, String)| *line == 6 && what.contains("a picture by http");
    assert!(found.iter().any(is_picture), "{found:?}");
}

#[test]
fn letters_without_a_word_are_found_in_any_format() {
    for (name, body) in [
        ("letter.md", ""),
        ("letter.md", "![](https://a.example/x.png)\n"),
        (
            "letter.html",
            "<html><head><title>x</title></head><body><img src=\"https://a.example/x.png\"></body></html>\n",
        ),
        ("letter.txt", "\n"),
    ] {
        let template = format!("From: t@a.example\nTo: {{{{ email }}}}\nSubject: Hi\n\n{body}");
        let found = found("email\na@a.example\n", name, &template, &[], &[]);
        assert_eq!(of_kind(&found, "empty-body"), [(2, "")], "{name} {body}: {found:?}");
    }
}

#[test]
fn an_empty_value_is_told_of_where_the_branch_that_is_taken_writes_it() {
    let rows: String = (0..40).map(|n| format!("a{n}@a.example,{},2026-03-{:02}\n", 1 + n % 5, 1 + n % 28)).collect();
    let list = format!("email,times,last\n{rows}b@a.example,0,\nc@a.example,0,\nd@a.example,4,\n");
    let template = |condition: &str| {
        format!(
            "From: t@a.example\nTo: {{{{ email }}}}\nSubject: Hi\n\nHello.\n{{% if {condition} %}}This is your first \
             time.{{% else %}}The last one was on {{{{ last }}}}.{{% endif %}} You have been here {{{{ times }}}} times.\n"
        )
    };
    for condition in ["times | num == 0", "times == \"0\""] {
        for name in ["letter.txt", "letter.html", "letter.md"] {
            let found = found(&list, name, &template(condition), &[], &[]);
            assert_eq!(of_kind(&found, "empty-value"), [(44, "last")], "{name} {condition}: {found:?}");
        }
    }
}

#[test]
fn misspelt_fields_of_the_template_are_told() {
    let list = "email,file\na@a.example,a.pdf\n";
    let letter = |field: &str| format!("From: t@a.example\nTo: {{{{ email }}}}\nSubject: Hi\n{field}\n\nHello\n");
    for field in [
        "Attachments: {{ file }}", "Atachment: {{ file }}", "Anhang: a.pdf", "附件: {{ file }}", "附件：{{ file }}",
        "Bbc: boss@a.example",
    ] {
        let found = found(list, "letter.txt", &letter(field), &["a.pdf"], &[]);
        let is_told = |(kind, line, what): &(String, u64, String)| {
            kind == "template" && *line == 4 && (what.contains("write Attachment") || what.contains("write Bcc"))
                || what.contains("Write Attachment: …")
        };
        assert!(found.len() == 1 && is_told(&found[0]), "{field}: {found:?}");
    }
    let odd = found(list, "letter.txt", &letter("Subjekt: Hello\nReplyTo: b@a.example"), &[], &[]);
    let told: Vec<_> = odd.iter().filter(|(kind, ..)| kind == "odd-field").collect();
    assert_eq!(told.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(), [4, 5], "{odd:?}");
    assert!(told[0].2.starts_with("|field \"Subjekt\": is not known: did you mean Subject?"), "{told:?}");
    let own = found(list, "letter.txt", &letter("X-Attachments: a\nPrecedence: bulk\nList-Id: <x.example>"), &[], &[]);
    assert!(own.is_empty(), "{own:?}");
    // What is misspelt is not missing as well.
    let found = found(list, "letter.txt", "Form: t@a.example\nToo: {{ email }}\nSubject: Hi\n\nHello\n", &[], &[]);
    let faults: Vec<_> = found.iter().filter(|(kind, ..)| kind == "template").map(|(_, line, _)| *line).collect();
    assert_eq!(faults, [1, 2], "{found:?}");
}

#[test]
fn a_from_that_is_an_example_is_told_once() {
    let letter = |from: &str| format!("From: {from}\nTo: {{{{ email }}}}\nSubject: Hi\n\nHello\n");
    let list = "email\na@a.example\nb@a.example\n";
    for from in ["Class 3A <teacher@example.com>", "t@example.org", "t@EXAMPLE.net"] {
        let found = found(list, "letter.txt", &letter(from), &[], &[]);
        assert!(found.len() == 1 && found[0].0 == "leftover", "{from}: {found:?}");
        assert!(found[0].2.contains("put your own address into From"), "{from}: {found:?}");
    }
    assert_eq!(found(list, "letter.txt", &letter("t@school.example"), &[], &[]), []);
}

#[test]
fn a_template_without_a_subject_is_told_once() {
    let list = "email,title\na@a.example,x\nb@a.example,\nc@a.example,y\n";
    let none = found(list, "letter.txt", &SHORT_TO_ALL.replace("Subject: Hi\n", ""), &[], &[]);
    assert_eq!(of_kind(&none, "no-subject"), [(0, "")], "{none:?}");
    let empty = found(list, "letter.txt", &SHORT_TO_ALL.replace("Hi", "{{ title }}"), &[], &[]);
    assert_eq!(of_kind(&empty, "no-subject"), [(3, "title")], "{empty:?}");
}

#[test]
fn slips_in_the_domain_of_from_are_told_of_other_fields() {
    let list = "email\na@a.example\nb@b.example\n";
    let template = SHORT_TO_ALL.replace("t@a.example", "giving@harborlightfund.org");
    let told =
        |line: &str| found(list, "letter.txt", &template.replace("Subject", &format!("{line}\nSubject")), &[], &[]);
    for field in ["Reply-To", "Cc", "Bcc"] {
        for domain in ["harborlightfnud.org", "harborlightfud.org", "harborlighttfund.org"] {
            let all = told(&format!("{field}: Ann <ann@{domain}>"));
            assert_eq!(of_kind(&all, "typo-domain"), [(3, "")], "{field}: {all:?}");
            let what = format!(
                "field {field}: \"ann@{domain}\": the domain looks like harborlightfund.org, which From has. Correct it if it is."
            );
            assert!(all.iter().any(|(_, _, found)| found.ends_with(&what)), "{all:?}");
        }
        for domain in
            ["harborlightfund.org", "harborlightfund.com", "mail.harborlightfund.org", "lightfund.org", "gmail.com"]
        {
            let all = told(&format!("{field}: ann@{domain}"));
            assert_eq!(of_kind(&all, "typo-domain"), [], "{field}: {all:?}");
        }
    }
    // Providers are like each other.
    let mail = SHORT_TO_ALL.replace("t@a.example", "t@gmail.com").replace("Subject", "Reply-To: t@mail.com\nSubject");
    assert_eq!(of_kind(&found(list, "letter.txt", &mail, &[], &[]), "typo-domain"), []);
    // So it is in a row that says who sends.
    let rows = "email,from,reply\na@a.example,t@harborlight.org,t@harborlihgt.org\n";
    let own = "From: {{ from }}\nReply-To: {{ reply }}\nTo: {{ email }}\nSubject: Hi\n\nHello\n";
    let all = found(rows, "letter.txt", own, &[], &[]);
    assert_eq!(of_kind(&all, "typo-domain").len(), 1, "{all:?}");
}

#[test]
fn what_the_author_wrote_for_all_rows_is_told_once() {
    let list = "email\na@a.example\nb@a.example\nc@@a\n";
    for (from, to, kind, line) in [
        ("Subject: Hi", "Subject:", "no-subject", 3),
        ("Subject: Hi", &format!("Subject: {}", "long ".repeat(40)), "long-subject", 3),
        ("\nHello", "\n", "empty-body", 0),
        ("Subject", "Attachment: none.pdf\nSubject", "missing-attachment", 3),
        ("Subject", "Reply-To: t@gmial.com\nSubject", "typo-domain", 3),
        ("Subject", "Attachment: a.exe\nSubject", "blocked-attachment", 0),
        ("t@a.example", "t@school", "dead-domain", 1),
    ] {
        let found = found(list, "letter.txt", &SHORT_TO_ALL.replace(from, to), &["a.exe"], &[]);
        assert_eq!(of_kind(&found, kind), [(line, "")], "{kind}: {found:?}");
        assert_eq!(of_kind(&found, "invalid-address"), [(4, "email")], "{found:?}");
    }
    let picture = "From: t@a.example\nTo: {{ email }}\nSubject: Hi\n\n<p>a<img src=\"none.png\"></p>";
    let found = found(list, "letter.html", picture, &[], &[]);
    assert_eq!(of_kind(&found, "body"), [(0, "")], "{found:?}");
}

#[test]
fn what_a_template_says_wrongly_of_all_rows_is_found() {
    let rows: String = (0..12).map(|n| format!("Pupil{n} Lake,p{n}@school.org\n")).collect();
    let list = format!("name,email\nLaura Hughes,l.hughes@school.org\n{rows}").replace("Pupil1 ", "Tom ");
    let letter = |subject: &str, body: &str| {
        format!("From: t@school.org\nTo: {{{{ email }}}}\nSubject: {subject}\n\nDear {{{{ name }}}},\n{body}\n")
    };
    for (subject, body, kind, line) in [
        ("DRAFT of marks", "Hello", "leftover", 3),
        ("Marks", "Please find attached the report.", "no-attachment", 0),
        ("Marks", "Monday, 12 January 2027", "wrong-date", 6),
        ("Marks", "[here]()", "odd-link", 6),
        ("Marks", "until 00.00.0000", "leftover", 6),
        ("Marks", "Dear Mrs Hughes,", "typed-name", 6),
        ("Marks", "The report is here. Well done, **Laura**!", "typed-name", 6),
        ("Well done, Laura!", "Hello", "typed-name", 3),
        ("Marks", "<script>alert(1)</script>", "script", 6),
        ("Marks", "at <place of meeting>", "leftover", 6),
        ("Marks", "Hello", "", 0),
        ("Marks", "Tuesday, 12 January 2027, [here](https://school.org)", "", 0),
    ] {
        let found = found(&list, "letter.md", &letter(subject, body), &[], &[]);
        let told: Vec<_> = found.iter().map(|(kind, line, _)| (kind.as_str(), *line)).collect();
        let wanted: &[_] = if kind.is_empty() { &[] } else { &[(kind, line)] };
        assert_eq!(told, wanted, "{subject} {body}: {found:?}");
    }
    let with_file = letter("Marks", "The report is attached.").replace("Subject", "Attachment: a.pdf\nSubject");
    assert_eq!(found(&list, "letter.md", &with_file, &["a.pdf"], &[]), []);
}

#[test]
fn a_row_of_totals_is_one_fault() {
    let list = "name,email,mark\nAnna,anna@a.example,90\nBert,bert@a.example,80\nAverage,,85\nname,email,mark\n";
    let template = SHORT_TO_ALL.replace("Hello", "{{ name }}: {{ mark }}");
    let found = found(list, "letter.txt", &template, &[], &[]);
    let told: Vec<_> = found.iter().map(|(kind, line, _)| (kind.as_str(), *line)).collect();
    assert_eq!(told, [("no-person", 4), ("no-person", 5)], "{found:?}");
    assert!(found[0].2.contains("row of totals") && found[1].2.contains("first row once more"), "{found:?}");
}

#[test]
fn a_column_that_stands_twice_among_the_recipients_is_told_once() {
    let list = "name,email\nAnn,a@a.org\nBob,b@b.org\nCid,c@c.org\n";
    for to in [
        "To: {{ email }}\nCc: {{ email }}",
        "To: {{ email }}, {{ email }}",
        "To: {{ name }} <{{ email }}>\nBcc: {{ email }}",
    ] {
        let letter = SHORT_TO_ALL.replace("To: {{ email }}", to);
        let found = found(list, "letter.txt", &letter, &[], &[]);
        assert_eq!(of_kind(&found, "repeated-address"), [(0, "")], "{to}: {found:?}");
    }
}

#[test]
fn the_address_of_the_one_who_sends_is_anothers_in_no_row() {
    let rows = |own: &str| -> String {
        let rows = (0..12).map(|n| format!("Pupil{n} Lake,p{n}x@school.org\n"));
        format!("name,email\n{}{own},T@school.org\n", rows.collect::<String>())
    };
    let letter = "From: Anna Berg <t@school.org>\nTo: {{ email }}\nSubject: Hi\n\nDear {{ name }}\n";
    let odd = |own: &str| of_kind(&found(&rows(own), "letter.txt", letter, &[], &[]), "odd-address").len();
    assert_eq!((odd("Tom Moor"), odd("Anna Berg")), (1, 0));
}

#[test]
fn what_is_told_of_the_template_names_its_file_and_nothing_is_told_to_people_alone() {
    let letter = SHORT_TO_ALL.replace("Hello", "I attach the form, see [x](https://a.org) **now**");
    let dir = crate::support::folder(&[("list.csv", "email\na@b.org\nc@d.org\n"), ("letter.txt", &letter)]);
    let run = crate::support::program::Program::new(dir.path())
        .args(["check", "list.csv", "-t", "letter.txt", "--json"])
        .run();
    let document = crate::document(&run);
    let items: Vec<_> = document["findings"].as_array().expect("a list").iter().collect();
    assert!(items.iter().all(|item| item["file"] == "letter.txt"), "{items:?}");
    let kinds: Vec<_> = items.iter().map(|item| item["kind"].as_str().unwrap_or_default()).collect();
    assert_eq!(kinds, ["note", "no-attachment"], "{items:?}");
    assert!(items[0]["what"].as_str().is_some_and(|what| what.starts_with("goes out as plain text")), "{items:?}");
}

#[test]
fn fields_of_all_letters_that_help_nobody_are_told() {
    let list = "email\na@b.org\nc@d.org\n";
    for (from, to, kind, line) in [
        ("Subject: Hi", "Attachment: a.pdf\nAttachment: a.pdf\nSubject: Hi", "odd-attachment", 4),
        ("Subject: Hi", "Reply-To: noreply@b.org\nSubject: Hi", "role-address", 3),
        ("Subject: Hi", "Reply-To: t@example.com\nSubject: Hi", "role-address", 3),
        ("Hi", "TEST Marks of the term", "leftover", 3),
        ("Hello", "ask h.carter@gmial.com", "typo-domain", 5),
        ("Hello", "Hello {{ \"email\" }}", "unfilled-tag", 5),
        ("Hello", "【姓名】同学", "leftover", 5),
    ] {
        let found = found(list, "letter.txt", &SHORT_TO_ALL.replace(from, to), &["a.pdf"], &[]);
        assert_eq!(of_kind(&found, kind), [(line, "")], "{to}: {found:?}");
    }
}
