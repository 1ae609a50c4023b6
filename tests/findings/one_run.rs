//! All that is wrong is told in one run, each thing once.

use std::fs;

use crate::support::program::Program;
use crate::{OF_A_CLASS, SHORT, SHORT_TO_ALL, TO_A_CLASS, check, class, document, folder, found, items, items_of};

#[test]
fn a_faulty_row_has_its_warnings_too() {
    let list = "name,email,file\n{{ x }},bob@gmial.com,none.pdf\nnull,bob@@gmial.com,empty.pdf\n";
    let dir = folder(list, &SHORT.replace("Subject", "Attachment: {{ file }}\nSubject"));
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    let lines = |kind| items_of(&run, kind).into_iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>();
    assert_eq!(lines("typo-domain"), [2]);
    assert_eq!(lines("unfilled-tag"), [2]);
    assert_eq!(lines("leftover"), [3]);
    assert_eq!(lines("empty-attachment"), [3]);
}

#[test]
fn a_file_that_no_letter_has_hides_nothing_else() {
    let rows: String = (0..450).map(|n| format!("Pupil {n},p{n}@students.example.org,\"{}\"\n", n % 7)).collect();
    let list = format!("name,email,topic\n{rows}Last,last@@students.example.org,{}\n", "long ".repeat(40));
    let letter = "From: me@163.com\nTo: {{ email }}\nSubject: {{ topic }}\nAttachment: rules.pdf\nAttachment: film.mp4\n\n<p></p>\n";
    let dir = folder(&list, letter);
    fs::write(dir.path().join("film.mp4"), vec![b'm'; 20_000_000]).expect("the folder is ours");
    let run = check(dir.path(), &["-u", "me@163.com", "--json"]);
    run.assert_code(2);
    let document = document(&run);
    assert_eq!((&document["messages"], &document["faulty"]), (&0.into(), &451.into()));
    // As it will be when the file is there: of the row without an address too.
    let days: Vec<_> =
        document["days"].as_array().expect("a list").iter().map(|day| day["recipients"].as_u64()).collect();
    assert_eq!(days, [Some(200), Some(200), Some(51)]);
    assert!(document["estimated_seconds"].as_u64().is_some_and(|seconds| seconds > 172_800), "{document}");
    let large: Vec<_> = items_of(&run, "large-message").into_iter().map(|(_, _, what)| what).collect();
    assert!(
        large.iter().any(|what| {
            let limit = "and what NetEase 163 (网易) takes is not known; most servers take 25 MB";
            what.contains("the message has 27.")
                && what.contains(&format!(" MB, nearly all of it for \"film.mp4\", {limit}"))
        }),
        "{large:?}"
    );
    assert!(large.iter().any(|what| what.contains("what is attached has 27.")), "{large:?}");
    assert!(!items_of(&run, "empty-body").is_empty());
    let text = check(dir.path(), &["-u", "me@163.com"]);
    for part in ["So it takes 3 days.", "The faulty rows are counted as if they were mended."] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }
    // Whoever is nobody is not counted.
    let dir = folder(
        "name,email\nAnna,anna@a.example.org\nTotal,\n",
        &SHORT.replace("Subject", "Attachment: rules.pdf\nSubject"),
    );
    let text = check(dir.path(), &["--rate", "1/h"]);
    assert!(text.stdout.contains("Estimated duration: about 0 s"), "{}", text.stdout);
}

#[test]
fn one_run_finds_all_that_is_wrong_with_the_template_and_looks_at_the_rows() {
    let list = "name,email,First Name,file\nAnna,anna@gmial.com,A,none.pdf\n#N/A,bob@@x.com,B,empty.pdf\n";
    let template = "Reply-To: a@@b\nTo: {{ nmae }} <{{ emial }}>\nSubject: {{ subjct | upper }}\nAttachment: {{ fiel }}\n\n\
                    Dear {{ Frist Name }}, {{ row[\"nmae\"] }} {{ name.upper() }} {{ xyzzy }}\n";
    let dir = folder(list, template);
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    let found = items(&run);
    let lines =
        |kind: &str| found.iter().filter(|item| item.1 == kind).map(|item| item.2.unwrap_or(0)).collect::<Vec<_>>();
    assert_eq!(lines("undefined-variable").len(), 7, "{found:?}");
    assert_eq!(lines("template"), [1, 6, 0], "Reply-To, a method of Python's, no From: {found:?}");
    // As if the nearest names had been meant.
    assert_eq!((lines("missing-attachment"), lines("invalid-address")), (vec![2], vec![3]), "{found:?}");
    assert_eq!((lines("typo-domain"), lines("leftover"), lines("empty-attachment")), (vec![2], vec![3], vec![3]));
    assert!(lines("no-subject").is_empty() && lines("empty-body").is_empty(), "{found:?}");
    let document = document(&run);
    assert_eq!((&document["faulty"], &document["template_faults"]), (&2.into(), &10.into()));
    let emial = document["findings"].as_array().expect("a list").iter().find(|item| item["line"] == 2);
    assert_eq!(emial.expect("it is there")["suggestion"], "name");
    let text = check(dir.path(), &[]);
    text.assert_code(2);
    text.assert_says(&[
        "letter.html:2:8: unknown variable \"nmae\"",
        "letter.html:2:20: unknown variable \"emial\"",
        "letter.html:6:9: unknown variable \"Frist Name\"",
        "it has no From",
        "list.csv:3: column \"email\"",
        "gmail.com",
        "10 faults in the template",
    ]);
    // Nothing of it is sent.
    let sent =
        Program::new(dir.path()).args(["send", "list.csv", "-t", "letter.html", "-s", "127.0.0.1:1", "--yes"]).run();
    sent.assert_code(2);
    sent.assert_says(&["error: letter.html:1:11", "error: letter.html:2:8", "error: letter.html: it has no From"]);
}

/// Who gets a copy says nothing of whom the letter goes to.
#[test]
fn an_unknown_name_in_to_hides_no_address_beside_a_copy() {
    let list =
        "name;mail;cc\nAnn Berg;ann@berg.de;\nBob Lang;boblang.de;c@lang.de\nEva Stein;eva@gmial.com;e@stein.de\n";
    for (to, copy) in [
        ("{{ Qwertz }} <{{ mail }}>", "Cc"),
        ("\"{{ Qwertz | upper }} {{ name }}\" <{{ mail | trim }}>", "Bcc"),
        // The address itself is unknown: it is looked for in the column that is called so.
        ("{{ name }} <{{ Qwertz }}>", "Cc"),
        ("{% if Qwertz %}{{ mail }}{% endif %}", "Cc"),
    ] {
        let letter =
            format!("From: me@x.org\nTo: {to}\n{copy}: {{{{ cc }}}}\nSubject: Hi\n\nHello {{{{ name }}}}, text.\n");
        let dir = folder(list, &letter);
        let run = check(dir.path(), &["--json"]);
        run.assert_code(2);
        // That there is no copy is told of, and is no fault.
        let told = items(&run).into_iter().map(|(_, kind, line, _)| (kind, line.unwrap_or(0)));
        let told: Vec<_> = told.filter(|(kind, _)| kind != "empty-value").collect();
        let expected =
            [("undefined-variable".to_owned(), 2), ("invalid-address".to_owned(), 3), ("typo-domain".to_owned(), 4)];
        assert_eq!(told, expected, "{to}");
    }
    // Nobody knows whom it goes to: that a row has no copy is no fault.
    let letter = "From: me@x.org\nTo: {{ Qwertz }}\nCc: {{ cc }}\nSubject: Hi\n\nHello {{ name }}, text.\n";
    let dir = folder("name;post;cc\nAnn Berg;ann@berg.de;\nBob Lang;bob@lang.de;c@lang.de\n", letter);
    let run = check(dir.path(), &["--json"]);
    let faults = items(&run).into_iter().filter(|(severity, ..)| severity == "fault");
    assert_eq!(faults.map(|(_, kind, ..)| kind).collect::<Vec<_>>(), ["undefined-variable"]);
}

#[test]
fn rows_are_looked_at_whatever_the_template_is() {
    let list = "name,email\nAnna,anna@gmial.com\n#N/A,bob@@x.com\n";
    for template in
        ["", "no fields", "From: a@b.example.org\nSubject: x\n\nHi", "From: a@b.example.org\nTo: {{ xyzzy }}\n\nHi"]
    {
        let dir = folder(list, template);
        let run = check(dir.path(), &["--json"]);
        run.assert_code(2);
        let found = items(&run);
        assert!(
            found.iter().any(|item| item.0 == "fault" && matches!(item.1.as_str(), "template" | "undefined-variable"))
        );
        let has = |kind: &str, line: u64| found.iter().any(|item| item.1 == kind && item.2 == Some(line));
        assert!(has("typo-domain", 2) && has("invalid-address", 3), "{template}: {found:?}");
        assert!(!has("empty-body", 2), "{template}: {found:?}");
    }
    // Nobody knows to whom: the values are looked at.
    let dir = folder("who,mark\nAnna,#N/A\n", "From: a@b.example.org\nTo: {{ xyzzy }}\n\n{{ mark }}");
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    assert!(items(&run).iter().any(|item| item.1 == "leftover" && item.3 == "mark"), "{}", run.stdout);
    assert_eq!(document(&run)["faulty"], 0);
}

#[test]
fn there_is_one_document_whatever_goes_wrong() {
    let dir = folder("name,name\nAnna,anna@a.example.org\n", SHORT);
    for (more, kind) in [(&["--json"][..], "unreadable-list"), (&["--json", "--rows", "9"], "unreadable-list")] {
        let run = check(dir.path(), more);
        run.assert_code(2);
        assert_eq!(items(&run)[0].1, kind, "{}", run.stdout);
        assert_eq!(document(&run)["sound"], false);
    }
    let dir = folder("name,email\nAnna,anna@a.example.org\n", SHORT);
    let run = check(dir.path(), &["--json", "--where", "nmae == 1"]);
    run.assert_code(2);
    assert_eq!(items(&run)[0].0, "fault");
    let run = check(dir.path(), &["--json", "--server", "gmial"]);
    run.assert_code(2);
    assert_eq!(items(&run)[0].1, "usage");
}

#[test]
fn a_message_is_told_once_with_all_of_its_lines() {
    let rows: String = (0..200).map(|n| format!("Pupil {n},p{n}@gmial.com\n")).collect();
    let template = SHORT.replace("Subject", "Attachment: common.pdf\nSubject");
    let dir = folder(&format!("name,email\n{rows}"), &template);
    let run = check(dir.path(), &["-u", "other@163.com"]);
    run.assert_code(2);
    assert_eq!(run.stderr.matches("common.pdf").count(), 1, "{}", run.stderr);
    run.assert_says(&["list.csv: field \"Attachment\" (letter.html:3): no such file", "200 faulty rows of 200"]);
    // Of each misspelt domain everything is told, not of the first alone.
    assert_eq!(run.stderr.matches("gmail.com").count(), 200, "{}", run.stderr);
    assert!(!run.stderr.contains("row 2"), "{}", run.stderr);
}

#[test]
fn what_nearly_all_rows_have_in_common_is_one_line() {
    let rows: String = (0..40).map(|n| format!("Pupil {n},p{n}@a.example.org,r{n}.pdf\n")).collect();
    let list = format!("name,email,file\n{rows}");
    let template =
        SHORT.replace("{{ email }}", "{{ name }}").replace("Subject", "Attachment: report/{{ file }}\nSubject");
    let dir = folder(&list, &template);
    fs::create_dir(dir.path().join("reports")).expect("a folder can be made");
    let run = check(dir.path(), &[]);
    run.assert_code(2);
    run.assert_says(&[
        "list.csv: lines 2-41: column \"name\": no address in 40 of 40 rows: \"Pupil 0\" is the first. Did you mean \"email\"?",
        "no such file: ./report/r0.pdf: there is no folder \"report\". Did you mean \"reports/\"? (40 of 40 rows)",
    ]);
    assert_eq!(run.stderr.matches("list.csv:").count(), 2, "{}", run.stderr);
    // Each by itself where that is asked for, and for programs.
    let run = check(dir.path(), &["--all"]);
    assert_eq!(run.stderr.matches("list.csv:").count(), 80, "{}", run.stderr);
    let run = check(dir.path(), &["--json"]);
    assert_eq!(items_of(&run, "missing-attachment").len(), 40);
    assert_eq!(items_of(&run, "invalid-address").len(), 40);
}

#[test]
fn why_there_are_no_rows_is_told() {
    let dir = folder("name,email\nAnna,a@a.example.org\nBert,b@a.example.org\n", SHORT);
    for (args, expected) in [
        (&["--where", "name == \"x\""][..], "list.csv: no rows to send to: --where holds for 0 of 2 rows."),
        (&["--rows", "7-9"], "--rows 7-9 names none, there are 2 rows, counted from 1 below the header."),
        (&["--rows", "1", "--where", "name == \"Bert\""], "--where holds for 0 of the 1 row that --rows names."),
        (&["--limit", "0"], "--limit leaves 0 of 2 rows."),
    ] {
        let run = check(dir.path(), args);
        run.assert_code(2);
        run.assert_says(&[expected]);
    }
    let dir = folder("name,email\n", SHORT);
    check(dir.path(), &[]).assert_says(&["list.csv: has a header and no row below it"]);
}

#[test]
fn the_address_of_a_trial_is_no_rows() {
    let list = "email\na@a.example\nb@a.example\nbob@@x\n";
    let found = found(list, "letter.txt", SHORT_TO_ALL, &[], &["--send-to", "info@gmial.com"]);
    assert_eq!(
        found.iter().map(|(kind, line, _)| (kind.as_str(), *line)).collect::<Vec<_>>(),
        [("invalid-address", 4)]
    );
}

#[test]
fn what_stands_for_an_unknown_value_is_no_fault_of_a_row() {
    let list = "email,due\na@a.example,2026-11-23\nb@a.example,never\n";
    let body = "{{ zzzzzz | date(format=\"%d\") }} {{ student no }}";
    let found = found(list, "letter.txt", &SHORT_TO_ALL.replace("Hello", body), &[], &[]);
    let kinds: Vec<_> = found.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(kinds, ["undefined-variable", "undefined-variable"], "{found:?}");
    assert!(found[1].2.contains("unknown variable \"student no\""), "{found:?}");
    // Nothing is like them, so nothing was guessed.
    let dir = folder(list, &SHORT_TO_ALL.replace("Hello", body));
    let run = check(dir.path(), &[]);
    assert!(
        run.stderr.contains("2 faults in the template") && !run.stderr.contains("looked at as if"),
        "{}",
        run.stderr
    );
}

#[test]
fn list_and_template_are_told_of_in_one_run() {
    let dir = folder("email\na@a.example\n", SHORT_TO_ALL);
    let run = Program::new(dir.path()).args(["check", "lits.csv", "-t", "leter.html"]).run();
    run.assert_code(2);
    run.assert_says(&["lits.csv: cannot be read", "Did you mean list.csv?", "error: leter.html: cannot be read"]);
    run.assert_says(&["Did you mean letter.html?"]);
    let run = Program::new(dir.path()).args(["check", "letter.html", "-t", "list.csv"]).run();
    run.assert_code(2);
    run.assert_says(&["letter.html is taken for the list", "the two are swapped?"]);
}

#[test]
fn the_template_is_looked_at_also_where_every_row_is_faulty() {
    let template = "From: b@163.con\nTo: {{ email }}\nSubject: Hi\nAttachment: missing.pdf\n\nTODO\n";
    let found = found("email\na@a.example\n", "letter.txt", template, &[], &[]);
    let told: Vec<_> = found.iter().map(|(kind, line, _)| (kind.as_str(), *line)).collect();
    assert_eq!(told, [("leftover", 6), ("typo-domain", 1), ("missing-attachment", 4)], "{found:?}");
}

#[test]
fn what_was_read_before_a_list_broke_off_is_told_of() {
    let rows: String = (1..=20).map(|n| format!("Anna{n},u{n}@mail.example,{}\n", 60 + n)).collect();
    let list = format!("name,email,mark\n{rows}Berta,u21@mail.example,9O\nCora,\"u22@mail.example,88\n");
    let dir = folder(&list, &SHORT.replace("{{ name }}", "{{ name }} {{ mark }}"));
    let run = check(dir.path(), &[]);
    run.assert_code(2);
    // What a slip is, the rest of the list decides.
    run.assert_says(&["line 22: column \"mark\": \"9O\"", "list.csv:23: the quote"]);
}

#[test]
fn a_row_that_is_nearly_empty_or_has_slipped_is_one_remark() {
    let empty = "Pupil zz,zz@school.edu.cn,,,,\n";
    let slipped = "Pupil yy,yy@school.edu.cn,77,2026-12-03,well done,2023105\n";
    let list = format!("{OF_A_CLASS}{}{empty}{slipped}", class(0..40));
    let found = found(&list, "letter.txt", TO_A_CLASS, &[], &[]);
    let of = |line: u64| found.iter().filter(|(_, other, _)| *other == line).collect::<Vec<_>>();
    assert!(of(42).iter().filter(|(kind, ..)| kind == "empty-value").count() == 1, "{found:?}");
    assert!(of(42)[0].2.contains("nearly empty: 4 of 6 columns"), "{found:?}");
    assert!(of(43).len() == 1 && of(43)[0].2.contains("Has the row slipped by a column?"), "{found:?}");
}
