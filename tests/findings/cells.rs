//! What is wrong with a cell by itself, by its column, and by the rest of the column.

use crate::{OF_A_CLASS, TO_A_CLASS, class, found, of_kind};

#[test]
fn values_say_what_is_wrong_by_their_column() {
    let list = "\
Name,email,due,opt,link,photo,note
Ann,a@163.co,2026-11-23,,https://a.example/1,https://a.example/1.png,fine
Bob,'b@b.example,2026-11-24,x,www.a.example/2,http://a.example/2.png,{Name}
Cid,c@c.example,45123,,https://https://a.example,https://a.example/3.png,张三 #N/A
Dan,d@school.edu.cm,2026-02-30,,https://a.example/4,https://a.example/4.png,&eacute;t&eacute;
Eve,123456789.0@qq.com,2026-11-25,,https://a.example/5,https://a.example/5.png,see http://a.example
";
    let template = "\
From: t@a.example
To: {{ email }}
Subject: Hi

{% if opt %}{{ opt }}{% endif %}{{ Name }} {{ due }} {{ note }} <a href=\"{{ link }}\">x</a><img src=\"{{ photo }}\">
";
    let found = found(list, "letter.html", template, &[], &[]);
    for (kind, places) in [
        ("typo-domain", vec![(2, "email"), (5, "email")]),
        ("odd-address", vec![(3, "email")]),
        ("spoilt-number", vec![(6, "email")]),
        ("wrong-date", vec![(4, "due"), (5, "due")]),
        ("odd-link", vec![(3, "link"), (4, "link")]),
        ("insecure-image", vec![(3, "photo")]),
        ("insecure-link", vec![(6, "note")]),
        ("unfilled-tag", vec![(3, "note")]),
        ("leftover", vec![(4, "note"), (5, "note")]),
        ("empty-value", vec![]),
    ] {
        assert_eq!(of_kind(&found, kind), places, "{kind}: {found:?}");
    }
}

#[test]
fn what_is_unlike_the_rest_of_its_column_is_found_in_its_row() {
    let odd = "\
O,o1@school.edu.cn,2023O01,9O,2026-12-03,fine
P,p1@school.edu.cn,2023002,l00,2026-12-04,fine
Q,q1@school.edu.cn,2023003,９５,12/13/2026,fine
R,r1@school.edu.cn,2023004,\"9,5\",2026-12-05,-
S,john@example.com,2023005,950,1926-12-05,暂无
T,test@school.edu.cn,2023006,-5,2026-12-06,？
-,u1@school.edu.cn,2023007,-,2026-12-07,fine
";
    let list = format!("{OF_A_CLASS}{}{odd}{}", class(1..60), class(60..120));
    let found = found(&list, "letter.txt", TO_A_CLASS, &[], &[]);
    for (kind, places) in [
        ("odd-number", vec![(61, "id"), (61, "mark"), (62, "mark"), (63, "mark"), (64, "mark")]),
        ("far-number", vec![(65, "mark"), (66, "mark")]),
        ("odd-date", vec![(63, "day"), (65, "day")]),
        ("leftover", vec![(64, "note"), (65, "note"), (66, "email"), (66, "note"), (67, "mark"), (67, "name")]),
        ("example-address", vec![(65, "email")]),
    ] {
        let mut of_kind = of_kind(&found, kind);
        of_kind.sort_unstable();
        assert_eq!(of_kind, places, "{kind}: {found:?}");
    }
    assert_eq!(found.len(), 16, "{found:?}");
}

#[test]
fn what_programs_and_forms_leave_in_cells_is_found_in_its_row() {
    let odd = [
        ("12345,a1@school.edu.cn,2023001,88,2026-12-03,fine", "odd-value", "name"),
        ("li@163.com,a2@school.edu.cn,2023002,88,2026-12-03,fine", "odd-value", "name"),
        ("\u{200B},a3@school.edu.cn,2023003,88,2026-12-03,fine", "empty-value", "name"),
        ("name,a4@school.edu.cn,2023004,88,2026-12-03,fine", "leftover", "name"),
        ("A,a5@school.edu.cn,023005,88,2026-12-03,fine", "odd-number", "id"),
        ("A,a6@school.edu.cn,2023006,95分,2026-12-03,fine", "odd-number", "mark"),
        ("A,a7@school.edu.cn,2023007,soon,2026-12-03,fine", "odd-word", "mark"),
        ("A,a8@school.edu.cn,2023008,88,2026-12,fine", "odd-date", "day"),
        ("A,a9@school.edu.cn,2023009,88,2026-12-03,<b>fine</b>", "leftover", "note"),
        ("A,b1@school.edu.cn,2023010,88,2026-12-03,=B2&C2", "leftover", "note"),
        ("A,b2@school.edu.cn,2023011,88,2026-12-03,XX同学", "leftover", "note"),
        ("A,b3@school.edu.cn,2023012,88,2026-12-03,a\u{202E}b", "hidden-character", "note"),
        ("鏉庡洓,b4@school.edu.cn,2023013,88,2026-12-03,fine", "mojibake", "name"),
        ("A,b5@schol.edu.cn,2023014,88,2026-12-03,fine", "typo-domain", "email"),
        ("A,undefined@school.edu.cn,2023015,88,2026-12-03,fine", "leftover", "email"),
        ("A,12@qq.com,2023016,88,2026-12-03,fine", "odd-address", "email"),
        ("A,p7x+home@school.edu.cn,2023017,88,2026-12-03,fine", "repeated-address", "email"),
        ("A,\u{200B}b6@school.edu.cn,2023018,88,2026-12-03,fine", "invalid-address", "email"),
        ("A,b7@school.edu.cn,2023018,88,2026-12-03,fine", "repeated-number", "id"),
    ];
    let rows: String = odd.iter().map(|(row, ..)| format!("{row}\n")).collect();
    let list = format!("{OF_A_CLASS}{}{rows}{}", class(1..200), class(200..300));
    let mut found: Vec<_> = found(&list, "letter.txt", TO_A_CLASS, &[], &[])
        .into_iter()
        .map(|(kind, line, what)| (line, kind, what.split('|').next().unwrap_or_default().to_owned()))
        .collect();
    found.sort();
    let expected: Vec<_> =
        (201..).zip(&odd).map(|(line, (_, kind, column))| (line, (*kind).to_owned(), (*column).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_others_are_not_to_read_is_told_without_it() {
    let list = list_of_remarks(&[
        (3, "Your password is hunter22! Please change it."),
        (9, "The card 4111 1111 1111 1111 was charged, see http://a.school.cn"),
    ]);
    let found = found(&list, "letter.txt", REMARKS, &[], &[]);
    assert_eq!(of_kind(&found, "secret"), [(3, "remark"), (9, "remark")], "{found:?}");
    assert_eq!(of_kind(&found, "insecure-link"), [(9, "remark")], "{found:?}");
    assert!(found.iter().all(|(.., what)| !what.contains("hunter") && !what.contains("4111")), "{found:?}");
}

#[test]
fn notes_in_texts_are_found_and_words_of_their_columns_left_alone() {
    let cut = format!("A good term {}and", "with work ".repeat(24));
    let list = list_of_remarks(&[
        (3, "Deceased 12 October 2026"),
        (5, "Owes for 2025, wait for the lawyer before writing!"),
        (7, "Works%20steadily%20and%20asks%20questions"),
        (9, "your report is in C:\\reports\\a.pdf"),
        (11, &cut),
        (13, "Click or tap here to enter text."),
        (15, "A term with Anna Berg in the choir"),
        (17, "Nota internacional, y buena"),
        (19, "todo bien y TODO INCLUIDO"),
    ]);
    let found = found(&list, "letter.txt", REMARKS, &[], &[]);
    let lines: Vec<(&str, u64)> = found.iter().map(|(kind, line, _)| (kind.as_str(), *line)).collect();
    let expected =
        [("do-not-send", 3), ("do-not-send", 5), ("leftover", 7), ("odd-link", 9), ("odd-value", 11), ("leftover", 13)];
    let mut sorted = lines.clone();
    sorted.sort_unstable_by_key(|(_, line)| *line);
    assert_eq!(sorted, expected, "{found:?}");
}

#[test]
fn notes_are_found_in_short_columns_and_where_the_letter_does_not_show_them() {
    let odd = [
        (5, "PW: Sommer2027", ""),
        (9, "ask Marta??", "vegan"),
        (13, "", "keine Rechnung schicken!"),
        (17, "", "cancelled by phone"),
        (21, "", "ask Marta??"),
        (25, "", "锟斤拷锟斤拷"),
        (29, "", "请假三天"),
        (31, "", "password: hunter2"),
        (33, "", "moved out! no email please"),
        (35, "", "moved to front row"),
        (37, "pays by post", "请核对"),
    ];
    let row = |line: u64| {
        let (shown, unseen) =
            odd.iter().find(|(at, ..)| *at == line).map_or(("", ""), |(_, shown, unseen)| (shown, unseen));
        format!("Bo,p{line}@school.edu.cn,{shown},{unseen}\n")
    };
    let list = format!("name,email,notes,Bemerkung\n{}", (2..42).map(row).collect::<String>());
    let letter =
        "From: t@school.edu.cn\nTo: {{ email }}\nSubject: Hi\n\n{{ name }}{% if notes %}: {{ notes }}{% endif %}\n";
    let found = found(&list, "letter.txt", letter, &[], &[]);
    let mut secrets = of_kind(&found, "secret");
    secrets.sort_unstable();
    assert_eq!(secrets, [(5, "notes"), (31, "Bemerkung")], "{found:?}");
    let mut notes = of_kind(&found, "do-not-send");
    notes.sort_unstable();
    let expected =
        [(9, "notes"), (13, "Bemerkung"), (17, "Bemerkung"), (21, "Bemerkung"), (33, "Bemerkung"), (37, "Bemerkung")];
    assert_eq!(notes, expected, "{found:?}");
    assert_eq!(of_kind(&found, "mojibake"), [(25, "Bemerkung")], "{found:?}");
    assert!(found.iter().all(|(.., what)| !what.contains("Sommer") && !what.contains("hunter")), "{found:?}");
}

#[test]
fn states_that_many_rows_have_are_no_notes() {
    let list = |state: &dyn Fn(u64) -> &'static str| {
        let row = |line: u64| format!("Bo,p{line}@school.edu.cn,{}\n", state(line));
        format!("name,email,Status\n{}", (2..62).map(row).collect::<String>())
    };
    let letter = "From: t@school.edu.cn\nTo: {{ email }}\nSubject: Hi\n\n{{ name }}, hello.\n";
    let of = |state: &dyn Fn(u64) -> &'static str| {
        let found = found(&list(state), "letter.txt", letter, &[], &[]);
        of_kind(&found, "do-not-send").into_iter().map(|(line, _)| line).collect::<Vec<_>>()
    };
    assert!(of(&|line| if line.is_multiple_of(3) { "pending" } else { "paid" }).is_empty());
    let states = |line: u64| match line {
        _ if line.is_multiple_of(30) => "pending",
        _ if line.is_multiple_of(2) => "paid",
        _ => "unpaid",
    };
    assert!(of(&states).is_empty());
    assert!(of(&|_| "毕业").is_empty());
    assert_eq!(of(&|line| if line == 40 { "paused" } else { "" }), [40]);
    assert_eq!(of(&|line| if line == 40 { "moved out" } else { "ok" }), [40]);
}

const REMARKS: &str =
    "From: t@school.edu.cn\nTo: {{ email }}\nSubject: Your term\n\n{{ name }}: {{ remark }} {{ state }}\n";

/// Of forty rows, with these remarks in these lines. One of them is not paid, where the others are.
fn list_of_remarks(odd: &[(u64, &str)]) -> String {
    let row = |line: u64| {
        let remark = odd.iter().find(|(at, _)| *at == line).map_or("a good term with much work", |(_, remark)| remark);
        let state = if line == 21 { "pending" } else { "paid" };
        let name = if line == 2 { "Anna Berg".to_owned() } else { format!("Bo {line:02}") };
        format!("{name},p{line}@school.edu.cn,\"{remark}\",{state}\n")
    };
    format!("name,email,remark,state\n{}", (2..42).map(row).collect::<String>())
}

#[test]
fn a_street_without_its_number_is_found_where_the_others_have_one() {
    let template = "From: t@a.example\nTo: {{ name }} <{{ email }}>\nSubject: Hi\n\n{{ street }}, {{ town }}\n";
    let streets = ["Lindenstraße", "Am Mühlweg", "Bahnhofsallee"];
    let found = |heading: &str, without: &[u32]| {
        let row = |n: u32| {
            let (street, number) = (streets[n as usize % 3], n * 7 % 90 + 1);
            let street = if without.contains(&n) { street.to_owned() } else { format!("{street} {number}") };
            format!("Pupil{n} Berg,p{n}x@school.edu.cn,{street},{},Giesen\n", n % 9 + 1)
        };
        let rows: String = (1..=60).map(row).collect();
        let list = format!("name,email,street,{heading},town\n{rows}");
        let found = found(&list, "letter.txt", template, &[], &[]);
        of_kind(&found, "odd-value").into_iter().map(|(line, column)| (line, column.to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(found("floor", &[25]), [(26, "street".to_owned())]);
    assert_eq!(found("floor", &[]), []);
    assert_eq!(found("floor", &[25, 40, 50]), []);
    assert_eq!(found("house number", &[25]), []);
    assert_eq!(found("house number", &(1..=60).collect::<Vec<_>>()), []);
}

#[test]
fn wide_and_no_break_blanks_around_a_name_are_told_of_where_few_have_them() {
    let list = |heading: &str, name: &dyn Fn(usize) -> String| {
        let row = |n: usize| format!("p{}@school.edu.cn,{}\n", n * 37, name(n));
        format!("email,{heading}\n{}", (0..30).map(row).collect::<String>())
    };
    let template = |heading: &str| {
        format!("From: t@school.edu.cn\nTo: {{{{ email }}}}\nSubject: Hi\n\nHi {{{{ {heading} }}}}, it is fine.\n")
    };
    let chinese = |n: usize| {
        let given = ["立新", "建国", "静怡", "浩然", "雨欣", "丽娟", "志强"][n % 7];
        format!("{}{given}", ["陈", "张", "李", "王", "周", "吴"][n / 5])
    };
    let french = |n: usize| {
        let first = ["Claire", "Julien", "Amélie", "Hugo", "Manon", "Louis", "Chloé"][n % 7];
        format!("{first} {}", ["Moreau", "Lefèvre", "Garnier", "Roussel", "Dubois", "Faure"][n / 5])
    };
    let told = |heading: &str, name: &dyn Fn(usize) -> String| {
        let found = found(&list(heading, name), "letter.txt", &template(heading), &[], &[]);
        of_kind(&found, "hidden-character").into_iter().map(|(line, _)| line).collect::<Vec<_>>()
    };
    let behind = |n: usize, at: usize, blank: &str| if n % at == 7 { blank.to_owned() } else { String::new() };
    assert_eq!(told("姓名", &|n| format!("{}{}", chinese(n), behind(n, 30, "\u{3000}"))), [9]);
    assert_eq!(told("Nom", &|n| format!("{}{}", behind(n, 30, "\u{A0}"), french(n))), [9]);
    // The usual one is in many lists, a wide one within a name sets it, and many of them come from a program.
    assert_eq!(told("姓名", &|n| format!("{}{}", chinese(n), behind(n, 30, " "))), [] as [u64; 0]);
    assert_eq!(told("姓名", &|n| chinese(n).replacen("张", "张\u{3000}", 1)), [] as [u64; 0]);
    assert_eq!(told("姓名", &|n| format!("{}{}", chinese(n), behind(n, 9, "\u{3000}"))), [] as [u64; 0]);
    assert_eq!(told("Nom", &french), [] as [u64; 0]);
}
