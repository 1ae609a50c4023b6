//! Recipients that an author has written out for all rows.

use crate::{OF_A_CLASS, TO_A_CLASS, check, class, folder, found, items_of, of_kind};

fn told(rows: std::ops::Range<u32>, template: &str, more: &[&str]) -> Vec<(String, u64, String)> {
    found(&format!("{OF_A_CLASS}{}", class(rows)), "letter.md", template, &[], more)
}

#[test]
fn an_address_that_was_typed_beside_a_name_is_told_once() {
    let template = TO_A_CLASS.replace("<{{ email }}>", "<wang.fang@school.edu.cn>");
    let all = told(0..30, &template, &[]);
    assert_eq!(of_kind(&all, "repeated-address"), [(2, "")], "{all:?}");
    let what =
        "field To: \"wang.fang@school.edu.cn\" is the same address for every row: write {{ email }} in its place.";
    assert!(all.iter().any(|(_, _, found)| found.ends_with(what)), "{all:?}");
    // A trial goes elsewhere.
    assert_eq!(told(0..30, &template, &["--send-to", "me@school.edu.cn"]), []);
    let slip = told(0..30, &TO_A_CLASS.replace("<{{ email }}>", "<wang.fang@gmial.com>"), &[]);
    assert_eq!(of_kind(&slip, "typo-domain"), [(2, "")], "{slip:?}");
    // Without addresses in the list, nobody knows what was meant.
    let bare = found(
        "name\nAnna\nBert\n",
        "letter.md",
        "From: t@school.edu.cn\nTo: {{ name }} <office@club.org>\nSubject: Hi\n\nHello\n",
        &[],
        &[],
    );
    assert!(bare.len() == 1 && bare[0].2.ends_with("is that meant? A column is written {{ column }}."), "{bare:?}");
    for to in ["{{ name }} <{{ email }}>", "{{ name }} <{{ email }}>, Ann <ann@club.org>", "{{ email }}"] {
        let sound = TO_A_CLASS.replace("{{ name }} <{{ email }}>", to);
        assert_eq!(told(0..9, &sound, &[]), [], "{to}");
    }
}

#[test]
fn copies_for_every_row_are_told_once_with_their_number() {
    let cc = |field: &str| TO_A_CLASS.replace("Subject", &format!("{field}\nSubject"));
    let all = told(0..30, &cc("Cc: head@club.org, Ann <ann@club.org>"), &[]);
    assert_eq!(of_kind(&all, "repeated-address"), [(3, "")], "{all:?}");
    let what = "field Cc: head@club.org and ann@club.org get 30 copies each, one for each row.";
    assert!(all.iter().any(|(_, _, found)| found.contains(what)), "{all:?}");
    let all = told(0..30, &cc("Cc: head@club.org"), &["--rows", "1-12"]);
    assert!(
        all.iter().any(|(_, _, found)| found.contains("head@club.org gets 12 copies, one for each row.")),
        "{all:?}"
    );
    // A few may be meant, one's own are, and hidden ones are for an archive.
    assert_eq!(told(0..9, &cc("Cc: head@club.org"), &[]), []);
    for field in ["Cc: t@school.edu.cn", "Bcc: archive@club.org", "Cc: {{ email }}"] {
        let all = told(0..30, &cc(field), &[]);
        assert!(!all.iter().any(|(_, _, found)| found.contains("copies")), "{field}: {all:?}");
    }
    assert_eq!(told(0..30, &cc("Cc: head@club.org"), &["--send-to", "me@school.edu.cn"]), []);
}

#[test]
fn colleagues_of_the_one_who_sends_have_no_slip_in_their_domain() {
    let rows = class(0..30).replace("@school.edu.cn", "@students.school.cn");
    let told = |from: &str| {
        let template = TO_A_CLASS.replace("t@school.edu.cn", from).replace("Subject", "Cc: head@school.cn\nSubject");
        found(&format!("{OF_A_CLASS}{rows}"), "letter.md", &template, &[], &[])
    };
    assert_eq!(of_kind(&told("t@school.cn"), "typo-domain"), []);
    assert_eq!(of_kind(&told("t@club.org"), "typo-domain"), [(3, "")]);
}

#[test]
fn a_cell_of_two_addresses_is_told_where_the_others_have_one() {
    let row = |n: u32| format!("李{n},s{n}@school.edu.cn,80\n");
    let list = |two: &[u32], cell: &str| {
        let rows = (0..30).map(|n| if two.contains(&n) { format!("李{n},\"{cell}\",80\n") } else { row(n) });
        format!("name,email,mark\n{}", rows.collect::<String>())
    };
    let template = "From: t@school.edu.cn\nTo: {{ email }}\nSubject: Hi\n\n{{ name }}: {{ mark }}\n";
    let told = |list: &str, template: &str, more: &[&str]| {
        let all = found(list, "letter.md", template, &[], more);
        all.into_iter().filter(|(_, _, what)| what.contains("in To")).collect::<Vec<_>>()
    };
    for (cell, said) in [
        ("a@x.org; b@y.org", "holds two addresses: both get the letter, and see each other in To."),
        ("Ann <a@x.org>, Bo <b@y.org>", "holds two addresses"),
        ("a@x.org, b@y.org, c@z.org", "holds several addresses: all of them get the letter"),
    ] {
        let all = told(&list(&[7], cell), template, &[]);
        assert_eq!(of_kind(&all, "odd-address"), [(9, "email")], "{all:?}");
        assert!(all[0].2.contains(said), "{all:?}");
    }
    // One address twice is told as such, and many rows with two are a habit.
    let many: Vec<u32> = (0..30).step_by(4).collect();
    assert_eq!(told(&list(&[7], "a@x.org; A@x.org"), template, &[]), []);
    assert_eq!(told(&list(&many, "a@x.org; b@y.org"), template, &[]), []);
    // What is copied is seen by all, and a trial goes elsewhere.
    let copied = template.replace("To: {{ email }}", "To: s@school.edu.cn\nCc: {{ email }}");
    assert_eq!(told(&list(&[7], "a@x.org; b@y.org"), &copied, &[]), []);
    assert_eq!(told(&list(&[7], "a@x.org; b@y.org"), template, &["--send-to", "me@school.edu.cn"]), []);
}

#[test]
fn a_copy_that_goes_to_another_familys_address_is_told() {
    let child = |n: usize| {
        let (first, last) = (["Ada", "Bo", "Cy", "Di", "Ed"][n % 5], format!("{}berg", char::from(b'A' + n as u8)));
        [first, &last, &format!("m{n}x@club.example.org"), &format!("f{n}y@gmail.com"), &format!("0512 6509{n:04}")]
            .map(str::to_owned)
    };
    let template =
        "From: a@club.example.org\nTo: {{ email }}\nCc: {{ cc }}\nSubject: Hi\n\n{{ first }} {{ surname }}\n";
    let told = |change: &dyn Fn(&mut Vec<[String; 5]>)| {
        let mut rows: Vec<_> = (0..24).map(child).collect();
        change(&mut rows);
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let list = format!("first,surname,email,cc,phone\n{}\n", rows.join("\n"));
        let found = items_of(&check(folder(&list, template).path(), &["--json"]), "repeated-address");
        let found = found.into_iter().filter(|(.., what)| what.contains("\"cc\""));
        found.map(|(_, line, what)| (line.unwrap_or_default(), what)).collect::<Vec<_>>()
    };
    let set = |row: usize, column: usize, value: &'static str| {
        move |rows: &mut Vec<[String; 5]>| value.clone_into(&mut rows[row][column])
    };
    assert_eq!(told(&|_| ()), []);
    for (row, address, said) in [
        (20, "m4x@club.example.org", "\"m4x@club.example.org\" is whom the letter of line 6 goes to"),
        (3, "M9x@club.example.org", "is whom the letter of line 11 goes to"),
        (20, "f4y@gmail.com", "\"f4y@gmail.com\" gets a copy of line 6 too"),
    ] {
        // Those of one house write to each other.
        let found = told(&|rows| {
            rows.iter_mut().enumerate().for_each(|(n, row)| row[2] = row[2].replace("club", &format!("club{}", n / 4)));
            let house = if address.contains("m4x") { "club1" } else { "club2" };
            rows[row][3] = address.replace("club", house);
        });
        let said = said.replace("m4x@club", "m4x@club1");
        assert!(matches!(&found[..], [(line, what)] if *line == row as u64 + 2 && what.contains(&said)), "{found:?}");
    }
    assert_eq!(told(&set(20, 3, "m4x@club.example.org")), [], "of one house");
    let of_one = |change: &dyn Fn(&mut Vec<[String; 5]>)| {
        told(&|rows| {
            rows.iter_mut().for_each(|row| row[2] = row[2].replace("club.example.org", "163.com"));
            rows[20][3] = "m4x@163.com".to_owned();
            change(rows);
        })
    };
    assert_eq!(of_one(&|_| ()).len(), 1);
    assert_eq!(of_one(&set(20, 4, "0512-65090004")), [], "one telephone");
    assert_eq!(of_one(&set(4, 3, "m20x@163.com")), [], "each of the other");
    assert_eq!(
        of_one(&|rows| {
            rows[20][1] = "Eberg".to_owned();
            rows[20][4] = String::new();
        }),
        [],
        "one surname"
    );
    assert_eq!(of_one(&|rows| (15..23).for_each(|row| rows[row][3] = "m4x@163.com".to_owned())), [], "a teacher");
    assert_eq!(of_one(&|rows| (6..20).for_each(|row| rows[row][3] = String::new())).len(), 1);
    assert_eq!(of_one(&|rows| (5..20).for_each(|row| rows[row][3] = String::new())), [], "few copies");
    // Partners write to each other's partners, in a circle.
    assert_eq!(
        told(&|rows| (0..24).for_each(|row| rows[row][3] = format!("m{}x@club.example.org", (row + 5) % 24))),
        []
    );
}

#[test]
fn of_one_address_one_thing_is_told() {
    let list = |odd: &dyn Fn(usize) -> [&'static str; 2]| {
        let teachers = ["han@school.example.cn", "shao@school.example.cn", "ding@school.example.cn"];
        let row = |n: usize| {
            let [own, teacher] = odd(n);
            let own = if own.is_empty() { format!("p{n}x@a.example.org") } else { own.to_owned() };
            let teacher = if teacher.is_empty() { teachers[n % 3] } else { teacher };
            format!("{own},{teacher}\n")
        };
        format!("email,teacher\n{}", (0..60).map(row).collect::<String>())
    };
    let template = "From: t@school.example.cn\nTo: {{ email }}\nCc: {{ teacher }}\nSubject: Hi\n\nHello\n";
    let of_line = |odd: &dyn Fn(usize) -> [&'static str; 2]| {
        let found = found(&list(odd), "letter.txt", template, &[], &[]);
        found.into_iter().filter(|(_, line, _)| *line == 32).map(|(_, _, what)| what).collect::<Vec<String>>()
    };
    let twice = of_line(&|n| [if n == 30 { "han@school.example.cn" } else { "" }, ""]);
    assert!(twice.len() == 1 && twice[0].contains("is the address of \"email\" too, and stands twice"), "{twice:?}");
    let slip = of_line(&|n| ["", if n == 30 { "han@shcool.example.cn" } else { "" }]);
    assert!(slip.len() == 1 && slip[0].contains("the domain looks like school.example.cn"), "{slip:?}");
    assert_eq!(of_line(&|_| ["", ""]), [""; 0]);
}
