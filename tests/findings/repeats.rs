//! Rows that say the same, or go to the same mailbox.

use crate::{SHORT, check, folder, items_of};

#[test]
fn rows_that_repeat_others_are_findings_by_the_lines_of_both() {
    // An empty line: rows are not lines.
    let list = "name,email\n\nAnna,anna@a.example.org\nBert,bert@a.example.org\nAnna,anna@a.example.org\n\
                Berta,bert@A.example.org\nBERT,Bert@a.example.org\nAnna,anna@a.example.org\nDan,dan@@x\n";
    let dir = folder(list, SHORT);
    let json = check(dir.path(), &["--json"]);
    let rows = items_of(&json, "repeated-row");
    assert_eq!(rows.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [5, 8]);
    assert!(rows.iter().all(|(severity, _, what)| severity == "warning" && what.contains("line 3")), "{rows:?}");
    let addresses = items_of(&json, "repeated-address");
    assert_eq!(addresses.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [6, 7], "{addresses:?}");
    assert!(addresses.iter().all(|(_, _, what)| what.contains("line 4")) && addresses[1].2.contains("capital"));
    let text = check(dir.path(), &[]);
    text.assert_code(2);
    assert!(text.stdout.contains("list.csv: 7 rows, 2 of which repeat others, charset"), "{}", text.stdout);
    text.assert_says(&["same as line 3", "capital letters", "1 faulty row of 7."]);
    // Rows that are faulty and the same as others are rows of the list once.
    let faulty = folder(&list.replace("dan@@x\n", "dan@@x\nDan,dan@@x\nDan,dan@@x\n"), SHORT);
    let text = check(faulty.path(), &[]);
    assert!(text.stdout.contains("list.csv: 9 rows, 4 of which repeat others, charset"), "{}", text.stdout);
    text.assert_says(&["3 faulty rows of 9."]);
    let sound = folder(&list.replace("Dan,dan@@x\n", ""), SHORT);
    check(sound.path(), &[]).assert_code(0);
    check(sound.path(), &["--strict"]).assert_code(2);
}

#[test]
fn of_two_people_with_one_mailbox_none_is_to_be_deleted() {
    let list = "name,email\nAnna Berg,anna.b@gmail.com\nDora Holm,annab@gmail.com\nBert Carl,bert@a.example.org\nBert Carl,\
                BERT@a.example.org\n";
    let dir = folder(list, SHORT);
    let found = items_of(&check(dir.path(), &["--json"]), "repeated-address");
    let lines: Vec<_> = found.iter().map(|(_, line, _)| *line).collect();
    assert_eq!(lines, [Some(3), Some(5)], "{found:?}");
    assert!(found[0].2.ends_with("Is one of the two addresses wrong?"), "{found:?}");
    assert!(found[1].2.ends_with("Delete one of them."), "{found:?}");
}

#[test]
fn what_is_left_out_as_it_was_asked_for_is_no_warning() {
    let list = "name,email\nAnna,anna@a.example.org\nAnne,anna@a.example.org\n";
    let dir = folder(list, SHORT);
    let json = check(dir.path(), &["--json", "--strict", "--dedupe", "address"]);
    json.assert_code(0);
    let found = items_of(&json, "repeated-address");
    assert!(matches!(&found[..], [(severity, Some(3), _)] if severity == "note"), "{found:?}");
    // A row is never left out for the sake of one that cannot be sent.
    let list = "name,email,file\nAnna,anna@a.example.org,none.pdf\nAnne,anna@a.example.org,empty.pdf\n";
    let dir = folder(list, &SHORT.replace("Subject", "Attachment: {{ file }}\nSubject"));
    let run = check(dir.path(), &["--json", "--dedupe", "address"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    assert_eq!((&document["messages"], &document["faulty"]), (&1.into(), &1.into()), "{document}");
}

#[test]
fn what_each_row_has_of_its_own_is_compared_in_every_column() {
    let row = |n: usize| {
        let (first, last) =
            (["Ada", "Bo", "Cy", "Di", "Ed"][n % 5], ["Ahl", "Berg", "Dorn", "Falk", "Grau", "Holm"][n / 5]);
        let (id, bill) = (1000 + n, 40_000 + n * 7);
        format!("{first} {last},m{n}@club.example.org,{id},R-{bill},https://club.example.org/pay/{bill}")
    };
    let mut rows: Vec<String> = (0..30).map(row).collect();
    let with = |row: &str, column: usize, value: &str| {
        let mut values: Vec<&str> = row.split(',').collect();
        values[column] = value;
        values.join(",")
    };
    rows[11] = with(&rows[11], 3, "R-40014");
    rows[17] = with(&rows[17], 4, "https://club.example.org/pay/40021");
    rows[23] = with(&rows[23], 0, "Ed Berg");
    let list = format!("name,email,member no,bill,link\n{}\n", rows.join("\n"));
    let letter = "Dear {{ name }}, you are member {{ row['member no'] }}. Pay {{ bill }}: {{ link }}\n";
    let template = format!("From: a@club.example.org\nTo: {{{{ email }}}}\nSubject: Your bill\n\n{letter}");
    let json = check(folder(&list, &template).path(), &["--json"]);
    let numbers = items_of(&json, "repeated-number");
    let lines: Vec<_> = numbers.iter().map(|(_, line, what)| (line.unwrap_or(0), what.contains("\"bill\""))).collect();
    assert_eq!(lines, [(13, true)], "{numbers:?}");
    // A link that has the row's own number in it is told of as one that does not.
    let relations = items_of(&json, "odd-relation");
    assert!(relations.iter().any(|(_, line, what)| *line == Some(19) && what.contains("\"link\"")), "{relations:?}");
    let names = items_of(&json, "repeated-name");
    assert!(matches!(&names[..], [(_, Some(25), what)] if what.contains("line 11")), "{names:?}");
}

#[test]
fn a_person_who_is_there_twice_is_told_of_where_a_town_has_a_code() {
    let row = |n: usize| {
        let (first, last) =
            (["Ada", "Bo", "Cy", "Di", "Ed"][n % 5], ["Ahl", "Berg", "Dorn", "Falk", "Grau", "Holm"][n / 5]);
        format!("{first},{last},m{n}@club.example.org,{},380{}0,{}", n * 17 % 83, n % 4, 1_294_821 + n * 31_337)
    };
    let mut rows: Vec<String> = (0..30).map(row).collect();
    let letter = "Bonjour {{ first }} {{ last }}, {{ row['code postal'] }}, licence {{ licence }}\n";
    let template = format!("From: a@club.example.org\nTo: {{{{ email }}}}\nSubject: Bonjour\n\n{letter}");
    let told = |rows: &[String], kind: &str| {
        let list = format!("first,last,email,points,code postal,licence\n{}\n", rows.join("\n"));
        items_of(&check(folder(&list, &template).path(), &["--json"]), kind)
    };
    assert!(told(&rows, "repeated-name").is_empty() && told(&rows, "repeated-number").is_empty());
    let (before, licence) =
        rows[23].rsplit_once(',').map(|(before, licence)| (before.to_owned(), licence.to_owned())).unwrap();
    rows[23] = format!("Ed,Berg,{}", before.splitn(3, ',').nth(2).unwrap()) + "," + &licence;
    let names = told(&rows, "repeated-name");
    assert!(matches!(&names[..], [(_, Some(25), what)] if what.contains("line 11")), "{names:?}");
    // The number says it too, and once is enough.
    let first = rows[9].rsplit_once(',').unwrap().1.to_owned();
    rows[23] = rows[23].replace(&licence, &first);
    let numbers = told(&rows, "repeated-number");
    assert!(matches!(&numbers[..], [(_, Some(25), what)] if what.contains("\"licence\"")), "{numbers:?}");
    assert!(told(&rows, "repeated-name").is_empty());
}

#[test]
fn a_copy_for_all_is_no_rows_address() {
    let list =
        "name,email\nAnna,anna@a.example.org\nBert,bert@@a.example.org\nCleo,\nDan,anna@a.example.org\nEve,eve@@x\n";
    let dir = folder(list, &SHORT.replace("Subject", "Cc: head@a.example.org\nBcc: boss@gmial.com\nSubject"));
    let run = check(dir.path(), &["--json"]);
    run.assert_code(2);
    let repeated = items_of(&run, "repeated-address");
    assert_eq!(repeated.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [5], "{repeated:?}");
    // A slip in it is the author's.
    let typos = items_of(&run, "typo-domain");
    assert!(
        matches!(&typos[..], [(_, Some(4), what)] if what.starts_with("field Bcc: \"boss@gmial.com\"")),
        "{typos:?}"
    );
    // It may be all that there is.
    let dir = folder(list, &SHORT.replace("{{ email }}", "head@a.example.org"));
    let told = items_of(&check(dir.path(), &["--json"]), "repeated-address");
    assert!(matches!(&told[..], [(_, Some(2), what)] if what.contains("every row is sent to \"head@")), "{told:?}");
    let run = check(dir.path(), &["--json", "--dedupe", "address"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is one JSON document");
    assert_eq!(document["messages"], 1, "{document}");
}

#[test]
fn who_gets_a_copy_of_a_row_without_an_address_is_not_taken_for_it() {
    let list = "name,email,head\nAnna,,head@a.example.org\nBert,bert@@x,head@a.example.org\nCleo,c@a.example.org,head@a.example.org\n\
                Dan,c@a.example.org,head@a.example.org\n";
    let dir = folder(list, &SHORT.replace("Subject", "Cc: {{ head }}\nSubject"));
    let repeated = items_of(&check(dir.path(), &["--json"]), "repeated-address");
    assert_eq!(repeated.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [5], "{repeated:?}");
    // Where nobody else is the row's own, the copy is.
    let dir = folder(list, &SHORT.replace("To: {{ email }}", "To: boss@a.example.org\nCc: {{ email }}"));
    let repeated = items_of(&check(dir.path(), &["--json"]), "repeated-address");
    assert_eq!(repeated.iter().map(|(_, line, _)| line.unwrap_or(0)).collect::<Vec<_>>(), [5], "{repeated:?}");
}

#[test]
fn children_of_one_family_are_told_of_together_and_a_row_that_was_copied_by_itself() {
    let child = |n: usize| {
        let (first, last) =
            (["Ada", "Bo", "Cy", "Di", "Ed", "Flo"][n % 6], ["Ahl", "Berg", "Dorn", "Falk", "Grau"][n / 2 % 5]);
        format!("{},{first},{last},home{}@club.example.org", n + 1, n / 2)
    };
    let mut rows: Vec<String> = (0..24).map(child).collect();
    let template = "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\n{{ first }} {{ last }}\n";
    let told = |rows: &[String]| {
        let list = format!("no,first,last,email\n{}\n", rows.join("\n"));
        items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-address")
    };
    let found = told(&rows);
    let [(_, Some(3), what)] = &found[..] else { panic!("{found:?}") };
    assert!(what.contains("lines 5, 7, 9, 11, 13 and 6 more") && what.contains("another name"), "{what}");
    rows[9] = format!("10,{}", rows[8].split_once(',').unwrap().1);
    let found = told(&rows);
    assert!(
        found.iter().any(|(_, line, what)| *line == Some(11) && what.contains("same as line 10 but for \"no\"")),
        "{found:?}"
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_place_at_a_time_is_given_once() {
    let row = |n: usize| {
        let (day, hour, room) = (10 + n / 20, 9 + n % 20 / 4, ["A1", "A2", "B1", "B2"][n % 4]);
        format!("p{n}x@club.example.org,2027-02-{day},{hour}:00,{room}")
    };
    let mut rows: Vec<String> = (0..40).map(row).collect();
    let template =
        "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\nOn {{ day }} at {{ time }} in {{ room }}\n";
    let told = |rows: &[String]| {
        let list = format!("email,day,time,room\n{}\n", rows.join("\n"));
        items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-number")
    };
    assert_eq!(told(&rows), []);
    let (_, slot) = rows[6].split_once(',').unwrap();
    rows[7] = format!("p7x@club.example.org,{slot}");
    let found = told(&rows);
    assert!(matches!(&found[..], [(_, Some(9), what)] if what.contains("\"day\", \"time\", \"room\"")), "{found:?}");
    // A class is in one room together.
    let class: Vec<String> =
        (0..40).map(|n| format!("p{n}x@club.example.org,2027-02-1{},9:00,A{}", n / 20, n / 10)).collect();
    assert_eq!(told(&class), []);
}

#[test]
fn a_number_that_a_link_holds_is_given_once() {
    let row = |n: usize, own: usize| format!("{own:04},p{n}x@club.example.org,https://club.example.org/pay/{n:04}");
    let template = "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\nYour number {{ socio }}: {{ link }}\n";
    let told = |rows: &[String]| {
        let list = format!("socio,email,link\n{}\n", rows.join("\n"));
        items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-number")
    };
    let mut rows: Vec<String> = (1..60).map(|n| row(n, n)).collect();
    assert_eq!(told(&rows), []);
    rows[40] = row(41, 13);
    let found = told(&rows);
    assert!(
        matches!(&found[..], [(_, Some(42), what)] if what.contains("\"socio\"") && what.contains("line 14")),
        "{found:?}"
    );
    // However short, and without the zeros that the link has.
    let short = |n: usize, own: usize| row(n, own).split_off(2);
    rows = (1..60).map(|n| short(n, n)).collect();
    assert_eq!(told(&rows), []);
    rows[40] = short(13, 13).replace("p13x", "p41x");
    let found = told(&rows);
    assert!(
        matches!(&found[..], [(_, Some(42), what)] if what.contains("\"socio\"") && what.contains("line 14")),
        "{found:?}"
    );
    // Two of a family have one number, as all do.
    let families: Vec<String> = (1..60).map(|n| row(n / 2, n / 2)).collect();
    let list = format!("socio,email,link\n{}\n", families.join("\n"));
    assert_eq!(items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-number"), []);
}

#[test]
fn two_people_of_one_name_are_told_apart_by_what_is_their_own() {
    let row = |n: usize| {
        let (first, last) =
            (["Ada", "Bo", "Cy", "Di", "Ed"][n % 5], ["Ahl", "Berg", "Dorn", "Falk", "Grau", "Holm"][n / 5]);
        let birth = format!("19{}-0{}-1{}", 60 + n, 1 + n % 9, n % 10);
        format!("{first} {last},m{n}@club.example.org,0151 {},{birth},{n}", 2_345_678 + n * 7919)
    };
    let template = "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\nDear {{ name }}\n";
    let told = |last: &str| {
        let mut rows: Vec<String> = (0..30).map(row).collect();
        rows[23] = last.to_owned();
        let list = format!("name,email,phone,birthday,row\n{}\n", rows.join("\n"));
        items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-name")
    };
    for (row, is_told) in [
        ("Ed Berg,m23@club.example.org,0151 2416949,1969-01-19,23", true),
        ("Ed Berg,m23@club.example.org,,,23", true),
        ("Ed Berg,m23@club.example.org,,1969-01-18,23", false),
        ("Ed Berg,m23@club.example.org,0151 999888,,23", false),
    ] {
        assert_eq!(told(row).len(), usize::from(is_told), "{row}");
    }
}

#[test]
fn what_is_advised_for_one_address_is_right_for_its_rows() {
    let template =
        "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\nDear {{ name }}, your mark is {{ mark }}\n";
    let told = |last: &str| {
        let rows: Vec<String> = (0..12).map(|n| format!("P{n} Berg{n},p{n}@club.example.org,{n},3")).collect();
        let list = format!("name,email,mark,row\n{}\n{last}\n", rows.join("\n"));
        let found = items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-address");
        assert_eq!(found.len(), 1, "{last}: {found:?}");
        (found[0].2.contains("--group-by \"email\""), found[0].2.contains("--dedupe"))
    };
    for (last, advised) in [
        ("Ada Berg,p3@club.example.org,3,3", (false, false)),
        ("P3 Berg3,p3@club.example.org,4,x", (true, false)),
        ("P3 Berg3,p3@club.example.org,3,x", (true, true)),
    ] {
        assert_eq!(told(last), advised, "{last}");
    }
}

#[test]
fn children_of_one_addressee_are_noted_once_and_no_warning() {
    let child = |n: usize| {
        let (first, last) = (["Ada", "Bo", "Cy", "Di", "Ed"][n % 5], format!("{}berg", char::from(b'A' + n as u8)));
        let parent = format!("Mrs Eve {last}");
        [first.to_owned(), last, parent, format!("m{n}x@club.example.org"), format!("0512 6509{n:04}")]
    };
    let template =
        "From: a@club.example.org\nTo: {{ parent }} <{{ email }}>\nSubject: Hi\n\n{{ first }} {{ surname }}\n";
    let told = |template: &str, change: &dyn Fn(&mut Vec<[String; 5]>)| {
        let mut rows: Vec<_> = (0..24).map(child).collect();
        change(&mut rows);
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let list = format!("first,surname,parent,email,phone\n{}\n", rows.join("\n"));
        items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-address")
    };
    // All but the first name is that of another row.
    let siblings = |rows: &mut Vec<[String; 5]>, own: usize, of: usize| {
        let first = rows[own][0].clone();
        rows[own] = rows[of].clone();
        rows[own][0] = first;
    };
    for template in [template, &template.replace("{{ parent }} <{{ email }}>", "{{ email }}")] {
        let found = told(template, &|rows| siblings(rows, 11, 2));
        assert!(
            matches!(&found[..], [(severity, Some(13), what)] if severity == "note" && what.contains("address of line 4: some")),
            "{found:?}"
        );
        let found = told(template, &|rows| {
            [(11, 2), (13, 4), (20, 6)].into_iter().for_each(|(own, of)| siblings(rows, own, of));
        });
        assert!(
            matches!(&found[..], [(severity, Some(13), what)] if severity == "note" && what.contains("lines 15 and 22")),
            "{found:?}"
        );
        // An address that was dragged down, and one that belongs to somebody else.
        for columns in [3..4, 2..4] {
            let found = told(template, &|rows| {
                columns.clone().for_each(|column| rows[11][column] = rows[10][column].clone());
            });
            assert!(
                matches!(&found[..], [(severity, Some(13), what)] if severity == "warning" && what.contains("line 12")),
                "{found:?}"
            );
        }
    }
}

#[test]
fn a_number_that_is_not_shown_is_given_once() {
    let row = |n: usize| {
        let (first, last) =
            (["Ada", "Bo", "Cy", "Di", "Ed"][n % 5], ["Ahl", "Berg", "Dorn", "Falk", "Grau", "Holm"][n / 5]);
        let code = format!("S26-{:04}", n * 3 + 7);
        [
            code.clone(),
            format!("{first} {last}"),
            format!("p{n}x@club.example.org"),
            format!("{code}.pdf"),
            format!("T{n}"),
        ]
    };
    let told = |template: &str, heading: &str, change: &dyn Fn(&mut Vec<[String; 5]>)| {
        let mut rows: Vec<_> = (0..30).map(row).collect();
        change(&mut rows);
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let list = format!("{heading},name,email,file,topic\n{}\n", rows.join("\n"));
        let found = items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-number");
        found.into_iter().map(|(_, line, what)| (line.unwrap_or_default(), what)).collect::<Vec<_>>()
    };
    let plain = "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\nDear {{ name }}\n";
    let with_file = plain.replace("{{ name }}", "{{ name }}, bring {{ file }}");
    let twice = |rows: &mut Vec<[String; 5]>| rows[20][0] = rows[11][0].clone();
    for (template, heading) in [(plain, "Entry no"), (plain, "受付番号"), (&with_file, "Entry no"), (&with_file, "key")]
    {
        assert_eq!(told(template, heading, &|_| ()), [], "{heading}");
        let found = told(template, heading, &twice);
        assert!(
            matches!(&found[..], [(22, what)] if what.contains("\"S26-0040\" is the value of line 13")),
            "{found:?}"
        );
    }
    // What nothing says to be anybody's own, and what many share.
    assert_eq!(told(plain, "seminar", &twice), []);
    assert_eq!(told(plain, "Entry no", &|rows| (0..30).for_each(|n| rows[n][0] = rows[n / 2 * 2][0].clone())), []);
}

#[test]
fn the_line_of_an_office_is_that_of_all_who_work_there() {
    let row = |n: usize| {
        let (first, last) =
            (["Ada", "Bo", "Cy", "Di", "Ed"][n % 5], ["Ahl", "Berg", "Dorn", "Falk", "Grau", "Holm"][n / 5]);
        let telephone = format!("03-{:04}-{:04}", 2000 + n * 7, 1000 + n * 31);
        [format!("{first} {last}"), format!("p{n}x@club.example.org"), telephone, format!("Works {}", n % 9)]
    };
    let template = "From: a@club.example.org\nTo: {{ email }}\nSubject: Hi\n\n{{ name }}, {{ telephone }}\n";
    let told = |telephone: &str, is_one_company: bool| {
        let mut rows: Vec<_> = (0..30).map(row).collect();
        for n in [3, 20] {
            telephone.clone_into(&mut rows[n][2]);
        }
        if is_one_company {
            rows[20][3] = rows[3][3].clone();
        }
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let list = format!("name,email,telephone,company\n{}\n", rows.join("\n"));
        items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-number").len()
    };
    assert_eq!((told("03-5566-1020", true), told("03-5566-1020", false)), (0, 1));
    assert_eq!((told("090-5566-1020", true), told("+49 171 5566102", true)), (1, 1));
}
